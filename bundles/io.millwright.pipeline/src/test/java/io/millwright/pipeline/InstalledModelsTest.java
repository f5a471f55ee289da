package io.millwright.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millwright.model.EarlierVersion;
import io.millwright.model.Model;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** What a pipeline whose model is missing is told of the models that are there. */
class InstalledModelsTest {
    private final FakeModel earlier = FakeModel.sum("a");
    private String code = "OK";

    private final InstalledModels models =
            new InstalledModels(fake(BundleContext.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "getServiceReferences" -> List.of(reference((Class<?>) arguments[0]));
                case "getService" -> {
                    Object type = ((ServiceReference<?>) arguments[0]).getProperty("type");
                    yield type == Supervised.class ? supervised() : (EarlierVersion) () -> earlier;
                }
                default -> true;
            }));

    private static ServiceReference<?> reference(Class<?> type) {
        Map<String, Object> properties =
                Map.of("type", type, "kura.service.pid", "cell", Model.VERSION, "1.0.0", EarlierVersion.NAME, "cell");
        return fake(
                ServiceReference.class,
                (proxy, method, arguments) ->
                        method.getName().equals("getProperty") ? properties.get(arguments[0]) : null);
    }

    private Supervised supervised() {
        State state = fake(State.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "code" -> code;
            case "severity" -> State.Severity.WARNING;
            case "remedy" -> "do this";
            default -> "something became of a model";
        });
        return fake(Supervised.class, (proxy, method, arguments) -> state);
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Test
    void f13ARenameOfAnotherModelIsNoAnswerToAPipelineThatMissesItsOwn() {
        code = "MODEL_RENAMED";
        assertEquals("the gateway has cell 1.0.0", models.explain().text());
    }

    @Test
    void aRefusedModelAndAMissingEngineAre() {
        for (String each : List.of("MODEL_REFUSED", "ENGINE_MISSING")) {
            code = each;
            assertEquals(
                    "the gateway has cell 1.0.0; also: something became of a model; do this",
                    models.explain().text());
        }
    }

    @Test
    void theEarlierVersionIsFoundByTheModelsName() {
        assertEquals(earlier, models.earlierVersion("cell").model());
        assertNull(models.earlierVersion("other"));
    }
}
