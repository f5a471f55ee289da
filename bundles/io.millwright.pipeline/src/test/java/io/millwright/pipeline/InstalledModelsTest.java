package io.millwright.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millwright.model.EarlierVersion;
import io.millwright.model.Model;
import io.millwright.model.ModelBundle;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.targets.Target;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** What a pipeline whose model is missing is told of the models that are there. */
class InstalledModelsTest {
    private final FakeModel present = FakeModel.sum("a").next("1.0.0", x -> x);
    private final FakeModel earlier = FakeModel.sum("a");
    /** The model services, the highest version last. */
    private List<Model> served = List.of(present);

    private boolean kept = true;
    private String code = "OK";
    private List<ModelBundle> bundles = List.of();

    private final InstalledModels models =
            new InstalledModels(fake(BundleContext.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "getServiceReferences" -> references((Class<?>) arguments[0]);
                case "getService" -> ((ServiceReference<?>) arguments[0]).getProperty("service");
                default -> true;
            }));

    private List<ServiceReference<?>> references(Class<?> type) {
        if (type == Supervised.class) {
            return List.of(reference(0, supervised()));
        }
        if (type == EarlierVersion.class) {
            return kept ? List.of(reference(0, (EarlierVersion) () -> earlier)) : List.of();
        }
        return IntStream.range(0, served.size())
                .<ServiceReference<?>>mapToObj(i -> reference(i, served.get(i)))
                .toList();
    }

    private ServiceReference<?> reference(int ranking, Object service) {
        Map<String, Object> properties = Map.of(
                "service",
                service,
                "ranking",
                ranking,
                "kura.service.pid",
                present.name(),
                Model.VERSION,
                "1.0.0",
                EarlierVersion.NAME,
                present.name());
        return fake(ServiceReference.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getProperty" -> properties.get(arguments[0]);
            case "compareTo" -> ranking - (int) ((ServiceReference<?>) arguments[0]).getProperty("ranking");
            default -> null;
        });
    }

    private Supervised supervised() {
        return fake(
                Supervised.class,
                (proxy, method, arguments) -> method.getName().equals("parts") ? bundles : state(code, "all models"));
    }

    private static State state(String code, String text) {
        return fake(State.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "code" -> code;
            case "severity" -> State.Severity.WARNING;
            case "remedy" -> "do this";
            default -> text;
        });
    }

    private static ModelBundle bundle(String model, String code, String text) {
        return fake(
                ModelBundle.class,
                (proxy, method, arguments) -> method.getName().equals("model") ? model : state(code, text));
    }

    private static Target target(String typed) {
        return PipelineConfiguration.Targets.MODEL.in(Map.of("Model.target", typed));
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void theModelsThatServeAreNamed() {
        assertEquals(
                "the gateway has " + present.name() + " 1.0.0", models.present().text());
    }

    /** What became of other models is no answer to a pipeline that misses its own. */
    @Test
    void f13OfRefusedBundlesThoseAreToldThatMayBringWhatIsWanted() {
        code = "MODEL_REFUSED";
        bundles = List.of(
                bundle("press", "MODEL_REFUSED", "press was refused"),
                bundle("mill", "MODEL_REFUSED", "mill was refused"),
                bundle("mill", "MODEL_RENAMED", "mill has another name"));

        assertEquals("mill was refused; do this", models.explain(target("mill")).text());
        assertEquals(
                "press was refused; do this",
                models.explain(target("(kura.service.pid=press)")).text());
        assertEquals(
                "mill was refused; do this",
                models.explain(target("(&(kura.service.pid=mill)(millwright.model.version=2.0.0))"))
                        .text());
        assertEquals("", models.explain(target("drill")).text());
        assertEquals("", models.explain(target("")).text());
    }

    @Test
    void aBundleWhoseModelHasNoReadableNameMayBringIt() {
        bundles = List.of(bundle("", "MODEL_REFUSED", "no name"));

        assertEquals("no name; do this", models.explain(target("mill")).text());
    }

    @Test
    void aModelThatIsBeingTriedIsAnAnswerAndAMissingEngineIsToldBesides() {
        bundles = List.of(bundle("mill", "TRYING", "mill is being tried"));

        assertEquals(
                "mill is being tried; do this", models.explain(target("mill")).text());
        code = "ENGINE_MISSING";
        assertEquals(
                "the gateway has " + present.name() + " 1.0.0; also: all models; do this",
                models.present().text());
    }

    @Test
    void theEarlierVersionIsFoundByTheModelsName() {
        assertEquals(earlier, models.earlierThan(present).model());
        assertNull(models.earlierThan(otherName()));
    }

    /** Another package has brought a version of the same name that fits nobody: whoever begins tries the lower one first. */
    @Test
    void a3TheNextLowerVersionOfTheSameNameMayHaveDecidedBefore() {
        kept = false;
        assertNull(models.earlierThan(present));
        FakeModel lowest = FakeModel.sum("a");
        served = List.of(lowest, earlier, present);
        assertEquals(earlier, models.earlierThan(present).model());
        assertEquals(lowest, models.earlierThan(earlier).model());
        assertNull(models.earlierThan(lowest));
        assertNull(models.earlierThan(otherName()));
    }

    private static Model otherName() {
        return fake(Model.class, (proxy, method, arguments) -> method.getName().equals("name") ? "other" : null);
    }
}
