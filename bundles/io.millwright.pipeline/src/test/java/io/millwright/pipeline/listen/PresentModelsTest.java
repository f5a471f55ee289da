package io.millwright.pipeline.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.EarlierVersion;
import io.millwright.model.Model;
import io.millwright.model.ModelTrial;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.listen.ModelFinder.Found;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Who runs a decision's model again must get that very one, wherever it is now, and hold nothing of one that is replaced. */
class PresentModelsTest {
    private final FakeModel serving = FakeModel.sum("a");
    private final FakeModel candidate = serving.next("2.0.0", x -> x);

    /** What is registered: the service, and whether it still is. */
    private static final class Registered {
        private final Class<?> type;
        private final Object service;
        private boolean there = true;

        Registered(Class<?> type, Object service) {
            this.type = type;
            this.service = service;
        }
    }

    private final List<Registered> registered = new ArrayList<>();
    private int held;
    private boolean stopped;

    private final ModelFinder models = new PresentModels(fake(BundleContext.class, (proxy, method, arguments) -> {
        if (stopped) {
            throw new IllegalStateException("the bundle has stopped");
        }
        return switch (method.getName()) {
            case "getServiceReferences" -> registered.stream()
                    .filter(each -> each.there && each.type == arguments[0])
                    .map(this::reference)
                    .toList();
            case "getService" -> {
                held++;
                yield ((ServiceReference<?>) arguments[0]).getProperty("service");
            }
            case "ungetService" -> {
                held--;
                yield true;
            }
            default -> throw new AssertionError(method.getName());
        };
    }));

    private ServiceReference<?> reference(Registered of) {
        return fake(ServiceReference.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getProperty" -> switch ((String) arguments[0]) {
                case "service" -> of.service;
                case "kura.service.pid", ModelTrial.NAME -> serving.name();
                default -> null;
            };
            case "getBundle" -> of.there ? fake(Bundle.class, (p, m, a) -> null) : null;
            default -> throw new AssertionError(method.getName());
        });
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(PresentModelsTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Registered serves(Model model) {
        Registered one = new Registered(Model.class, model);
        registered.add(one);
        return one;
    }

    private Registered onTrial(Model shadow, Model reference) {
        Registered one = new Registered(
                ModelTrial.class, fake(ModelTrial.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "candidate" -> shadow;
                    case "reference" -> reference;
                    default -> throw new AssertionError(method.getName());
                }));
        registered.add(one);
        return one;
    }

    private static ModelIdentity identity(Model model) {
        return new ModelIdentity(model.name(), model.version(), model.sha256(), "CPUExecutionProvider");
    }

    @Test
    void theOneThatDecidedIsFoundWhileItServesAndNotHeld() {
        Registered one = serves(serving);
        Found found = models.find(identity(serving));
        assertEquals(serving, found.model());
        assertTrue(found.present().getAsBoolean());
        assertEquals(0, held);
        one.there = false;
        assertFalse(found.present().getAsBoolean());
        assertNull(models.find(identity(serving)));
    }

    @Test
    void anotherVersionOrContentOfTheNameIsNotTheOneThatDecided() {
        serves(candidate);
        assertNull(models.find(identity(serving)));
        ModelIdentity otherContent =
                new ModelIdentity(serving.name(), serving.version(), "f".repeat(64), "CPUExecutionProvider");
        serves(serving);
        assertNull(models.find(otherContent));
        assertNotNull(models.find(identity(serving)));
        assertEquals(0, held);
    }

    @Test
    void aVersionOnTrialIsFoundAmongTheTrials() {
        serves(serving);
        Registered trial = onTrial(candidate, serving);
        Found found = models.find(identity(candidate));
        assertEquals(candidate, found.model());
        assertTrue(found.present().getAsBoolean());
        assertEquals(0, held);
        trial.there = false;
        assertFalse(found.present().getAsBoolean());
        assertNull(models.find(identity(candidate)));
    }

    /** A pipeline that cannot take the present one over goes on with it. */
    @Test
    void theEarlierVersionThatGoesOnIsFoundAsLongAsItIsKept() {
        serves(candidate);
        Registered earlier = new Registered(EarlierVersion.class, fake(EarlierVersion.class, (p, m, a) -> serving));
        registered.add(earlier);
        Found found = models.find(identity(serving));
        assertEquals(serving, found.model());
        assertTrue(found.present().getAsBoolean());
        assertEquals(0, held);
        earlier.there = false;
        assertFalse(found.present().getAsBoolean());
        assertNull(models.find(identity(serving)));
    }

    /** In its probation there is nothing to compare with. */
    @Test
    void aTrialWithoutAReferenceIsPassedOver() {
        onTrial(candidate, null);
        assertNull(models.find(identity(serving)));
        assertEquals(0, held);
    }

    @Test
    void afterTheBundlesEndNothingIsFoundAndNothingThrown() {
        serves(serving);
        stopped = true;
        assertNull(models.find(identity(serving)));
    }
}
