package io.millwright.planning;

import static io.millwright.planning.Proxies.proxy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec;
import io.millwright.planning.energy.RunnerDay;
import io.millwright.planning.stock.ModelQuantiles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where pipelines keep the gateway busy, a run of a planner's model may wait 30 s for its turn. */
class ModelRunTimesTest {
    private static final int BYTES = 1 << 20;
    private static final int PAST = 2688;
    private static final int STEPS = 96;
    private static final int HISTORY = 12;
    private static final int MORE_THAN_A_BATCH = 65;

    private final List<Object> limitsMillis = new ArrayList<>();

    private Model model(List<TensorSpec> inputs, List<TensorSpec> outputs, List<Reading> readings, long... result) {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        ModelRunner runner = proxy(ModelRunner.class, (self, method, arguments) -> switch (method.getName()) {
            case "input", "output" -> buffer;
            case "outputShape" -> result;
            case "run" -> {
                limitsMillis.add(arguments[0]);
                yield null;
            }
            case "close" -> null;
            default -> throw new UnsupportedOperationException(method.toString());
        });
        return proxy(
                Model.class,
                Map.of(
                        "name",
                        "a model",
                        "version",
                        "1.0.0",
                        "inputs",
                        inputs,
                        "outputs",
                        outputs,
                        "readings",
                        readings,
                        "open",
                        runner));
    }

    private static TensorSpec tensor(String name, List<TensorSpec.Feature> features, long... shape) {
        return proxy(
                TensorSpec.class,
                Map.of("name", name, "features", features, "type", TensorSpec.ElementType.FLOAT32, "shape", shape));
    }

    @Test
    void thatOfADay() throws ModelException {
        List<TensorSpec> inputs =
                List.of(tensor("past", List.of(), -1, PAST), tensor("ahead", List.of(), -1, STEPS, 6));
        List<TensorSpec> outputs = Stream.of("load", "lower", "upper")
                .map(name -> tensor(name, List.of(), -1, STEPS))
                .toList();
        try (RunnerDay day = new RunnerDay(model(inputs, outputs, List.of()))) {
            day.run(new float[PAST], new float[STEPS * 6]);
        }
        assertEquals(List.of(30_000L), limitsMillis);
    }

    @Test
    void thatOfDemandEachTime() throws ModelException {
        List<TensorSpec.Feature> features = new ArrayList<>();
        for (int i = 0; i < HISTORY; i++) {
            features.add(proxy(TensorSpec.Feature.class, Map.of("name", "ago" + i)));
        }
        features.add(proxy(TensorSpec.Feature.class, Map.of("name", "periods", "max", 6.0)));
        List<Reading> readings = List.of(
                proxy(Reading.class, Map.of("name", "p50", "output", 0, "index", 0)),
                proxy(Reading.class, Map.of("name", "p90", "output", 0, "index", 1)));
        List<TensorSpec> inputs = List.of(tensor("features", features, -1, HISTORY + 1));
        try (ModelQuantiles demand = new ModelQuantiles(model(inputs, List.of(), readings, -1, 2))) {
            demand.quantities(
                    new double[MORE_THAN_A_BATCH][HISTORY], MORE_THAN_A_BATCH, 1, new double[MORE_THAN_A_BATCH][2]);
        }
        assertEquals(List.of(30_000L, 30_000L), limitsMillis);
    }
}
