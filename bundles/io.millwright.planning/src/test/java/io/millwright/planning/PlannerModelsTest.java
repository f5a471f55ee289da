package io.millwright.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.model.Model;
import io.millwright.model.TensorSpec;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which models are for planners: nobody shall be offered them for tags, and no other model shall be kept from tags. */
class PlannerModelsTest {
    /** Answers each method by a value of its name. */
    private static <T> T of(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> values.get(method.getName())));
    }

    private static TensorSpec tensor(long[] shape, String... features) {
        List<TensorSpec.Feature> named = Stream.of(features)
                .map(each -> of(TensorSpec.Feature.class, Map.of("name", each)))
                .toList();
        return of(
                TensorSpec.class,
                Map.of("type", TensorSpec.ElementType.FLOAT32, "shape", shape, "features", named, "name", "features"));
    }

    private static boolean takes(TensorSpec... inputs) {
        return PlanningActivator.takes(of(
                Model.class,
                Map.of("inputs", List.of(inputs), "outputs", List.of(tensor(new long[] {-1, 1})), "name", "model")));
    }

    @Test
    void whatPlannersComputeIsForThem() {
        assertEquals(true, takes(tensor(new long[] {-1, 3}, "used_2", "used_1", "periods")), "demand");
        assertEquals(true, takes(tensor(new long[] {-1, 2}, "duration", "later_start")), "dispatching");
        assertEquals(
                true,
                takes(tensor(new long[] {-1, 2_688}, "kwh"), tensor(new long[] {-1, 96, 6}, "slot")),
                "the day ahead");
    }

    @Test
    void whatTagsFillIsNot() {
        assertEquals(false, takes(tensor(new long[] {-1, 2}, "torque", "tool_wear")));
        assertEquals(false, takes(tensor(new long[] {-1, 30, 2}, "pressure", "speed")));
        assertEquals(false, takes(tensor(new long[] {-1, 1, 64, 64}), tensor(new long[] {-1, 1, 64, 64})));
        assertEquals(false, takes());
    }
}
