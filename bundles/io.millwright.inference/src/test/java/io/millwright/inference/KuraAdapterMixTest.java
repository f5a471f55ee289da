package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import io.millwright.inference.kura.KuraInferenceEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.ai.inference.InferenceEngineService;
import org.eclipse.kura.ai.inference.ModelInfo;
import org.eclipse.kura.ai.inference.Tensor;
import org.eclipse.kura.ai.inference.TensorDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The AI components of a gateway share one adapter: the tensors that one makes of its record may carry another's descriptors, in
 * their order. Two components with the same input names, each with its model.
 */
class KuraAdapterMixTest {
    private static final int RECORDS = 20_000;
    private static final int MANY_RECORDS = 500_000;
    private static final int RECORDS_PER_YIELD = 16;
    private static final long WAIT_SECONDS = 600;

    @TempDir
    Path storage;

    @TempDir
    Path data;

    private Gateway gateway;
    private KuraInferenceEngine engine;

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(storage, data);
        // y = 3 (a + 2 b), and y = -7 (b + 2 a) with its inputs in the other order.
        gateway.install(ModelFiles.linear("left", "1.0.0", 3).bundle("test.left", "1.0.0"));
        gateway.install(reversed().bundle("test.right", "1.0.0"));
        gateway.await("left", "1.0.0");
        gateway.await("right", "1.0.0");
        engine = new KuraInferenceEngine(
                gateway.context(), Map.of("kura.service.pid", "ai", "run.timeoutMs", 20_000), null);
        engine.start();
    }

    private static ModelFiles reversed() {
        return ModelFiles.of("right", "1.0.0", Models.linear(-7), "b,a,=y\n1,2,-35\n")
                .input(ModelFiles.tensor("x", "FLOAT32", -1, 2)
                        .add(
                                "features",
                                Json.array()
                                        .asArray()
                                        .add(Json.object()
                                                .add("name", "b")
                                                .add("categories", Json.array("L", "M", "H")))
                                        .add(Json.object().add("name", "a"))))
                .output(ModelFiles.tensor("y", "FLOAT32", -1, 1));
    }

    @AfterEach
    void stop() throws Exception {
        engine.stop();
        gateway.close();
    }

    /** What came of records. */
    private record Tally(long wrong, long lost, long mixes) {}

    @Test
    void anEngineThatTrustsTheOrderIsWrong() throws Exception {
        Tally tally = play(new ByPosition(), RECORDS);
        assertTrue(tally.mixes() > 0, "the fault did not show");
        assertTrue(tally.wrong() > 0, tally.toString());
    }

    @Test
    void everyMixIsCaughtAndPutRightByName() throws Exception {
        assertAllRight(RECORDS);
    }

    @Test
    @Tag("slow")
    void noneOfAMillionRecordsIsWrong() throws Exception {
        assertAllRight(MANY_RECORDS);
    }

    private void assertAllRight(int recordsEach) throws Exception {
        Tally tally = play(engine, recordsEach);
        assertTrue(tally.mixes() > 0, "the fault did not show");
        assertEquals(new Tally(0, 0, tally.mixes()), tally);
        assertEquals(tally.mixes(), engine.counters().get("records.mixed"), "every mix was noticed");
        assertEquals(2L * recordsEach, engine.counters().get("inferences.run"));
        assertEquals(0L, engine.counters().get("records.unmarked"));
    }

    /** Two components, each on its own thread with its own records. */
    private static Tally play(InferenceEngineService engine, int recordsEach) throws Exception {
        for (String model : List.of("left", "right")) {
            engine.loadModel(model, Optional.empty());
        }
        StockAiComponent.MIXES.set(0);
        AtomicLong wrong = new AtomicLong();
        AtomicLong lost = new AtomicLong();
        ExecutorService wires = Executors.newFixedThreadPool(2);
        try {
            Future<Void> left = wires.submit(graph(engine, "left", recordsEach, wrong, lost));
            Future<Void> right = wires.submit(graph(engine, "right", recordsEach, wrong, lost));
            left.get(WAIT_SECONDS, TimeUnit.SECONDS);
            right.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } finally {
            wires.shutdownNow();
        }
        return new Tally(wrong.get(), lost.get(), StockAiComponent.MIXES.get());
    }

    private static Callable<Void> graph(
            InferenceEngineService engine, String model, int records, AtomicLong wrong, AtomicLong lost) {
        int[] calls = new int[1];
        StockAiComponent component = new StockAiComponent(
                engine,
                () -> {
                    if (calls[0]++ % RECORDS_PER_YIELD == 0) {
                        Thread.yield();
                    }
                },
                model);
        return () -> {
            for (int i = 0; i < records; i++) {
                double a = i % 1_000;
                int b = i % 3;
                float expected = (float) (model.equals("left") ? 3 * (a + 2 * b) : -7 * (b + 2 * a));
                try {
                    // As a number: 0 and -0 are the same answer.
                    if ((float) component.receive(Map.of("a", a, "b", b)).get(0).get("score") != expected) {
                        wrong.incrementAndGet();
                    }
                } catch (KuraException e) {
                    lost.incrementAndGet();
                }
            }
            return null;
        };
    }

    @Test
    void aMixedUpRecordThatLacksAnInputIsRefusedAndSaysWhoseInputsItBrought() throws Exception {
        gateway.install(ModelFiles.counting("counting", "1.0.0").bundle("test.counting", "1.0.0"));
        gateway.await("counting is known", () -> engine.getModelNames().contains("counting"));
        ModelInfo left = engine.getModelInfo("left").orElseThrow();
        TensorDescriptor other =
                engine.getModelInfo("counting").orElseThrow().getInputs().get(0);
        List<Tensor> mixed = List.of(StockAiComponent.tensor(other, 1));
        for (int i = 0; i < 3; i++) {
            String message = assertThrows(KuraException.class, () -> engine.infer(left, mixed))
                    .getMessage();
            assertTrue(message.contains("model left: no value for 'a', 'b'"), message);
            assertTrue(message.contains("the AI component took the inputs of ai, model counting"), message);
        }
        assertEquals(3L, engine.counters().get("records.mixed"));
        assertEquals(3L, engine.counters().get("records.mixedRefused"));
    }

    /** What the order says, as an engine may read its inputs that relies on having asked for them. */
    private static final class ByPosition implements InferenceEngineService {
        @Override
        public List<Tensor> infer(ModelInfo info, List<Tensor> given) {
            double first = number(given.get(0));
            double second = number(given.get(1));
            double k = info.getName().equals("left") ? 3 : -7;
            return List.of(StockAiComponent.tensor(info.getOutputs().get(0), (float) (k * (first + 2 * second))));
        }

        private static double number(Tensor tensor) {
            return ((Number) tensor.getData(tensor.getType()).orElseThrow().get(0)).doubleValue();
        }

        @Override
        public Optional<ModelInfo> getModelInfo(String name) {
            List<String> inputs = name.equals("left") ? List.of("a", "b") : List.of("b", "a");
            return Optional.of(ModelInfo.builder(name)
                    .addAllInputDescriptor(
                            inputs.stream().map(KuraAdapterMixTest::scalar).toList())
                    .addAllOutputDescriptor(List.of(scalar("score")))
                    .build());
        }

        @Override
        public void loadModel(String modelName, Optional<String> modelPath) {}

        @Override
        public void unloadModel(String modelName) {}

        @Override
        public boolean isModelLoaded(String modelName) {
            return true;
        }

        @Override
        public List<String> getModelNames() {
            return List.of("left", "right");
        }

        @Override
        public boolean isEngineReady() {
            return true;
        }
    }

    private static TensorDescriptor scalar(String name) {
        return TensorDescriptor.builder(name, "FP32", List.of(1L)).build();
    }
}
