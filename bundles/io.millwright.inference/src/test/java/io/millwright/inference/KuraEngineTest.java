package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import io.millwright.inference.kura.KuraInferenceEngine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.ai.inference.ModelInfo;
import org.eclipse.kura.ai.inference.Tensor;
import org.eclipse.kura.ai.inference.TensorDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;

/** Installed models behind Kura's interface, called as Kura's AI component calls it. */
class KuraEngineTest {
    private static final Runnable AT_ONCE = () -> {};
    private static final long ENDLESS_TURNS = 4_000_000_000L;

    @TempDir
    Path storage;

    @TempDir
    Path data;

    private Gateway gateway;
    private KuraInferenceEngine engine;
    private final AtomicLong aheadMillis = new AtomicLong();

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(storage, data);
        engine = engine(Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        engine.stop();
        assertEquals(0L, engine.counters().get("runners.open"));
        gateway.await("no thread is left", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("millwright-kura")));
        gateway.close();
    }

    private KuraInferenceEngine engine(Map<String, Object> settings) {
        if (engine != null) {
            engine.stop();
        }
        Map<String, Object> properties = new HashMap<>(settings);
        properties.put("kura.service.pid", "ai");
        properties.putIfAbsent("run.timeoutMs", 20_000);
        KuraInferenceEngine made = new KuraInferenceEngine(
                gateway.context(),
                properties,
                null,
                () -> System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(aheadMillis.get()));
        made.start();
        return made;
    }

    private Bundle install(ModelFiles files, String name) throws Exception {
        Bundle bundle = gateway.install(files.bundle("test." + name, "1.0.0"));
        // A service is found before whoever follows services hears of it.
        gateway.await(name + " is known", () -> engine.getModelNames().contains(name));
        return bundle;
    }

    private StockAiComponent component(String... names) {
        return new StockAiComponent(engine, AT_ONCE, names);
    }

    private static String refusal(StockAiComponent component, Map<String, Object> record) {
        return assertThrows(KuraException.class, () -> component.receive(record))
                .getMessage();
    }

    @Test
    void aRecordRunsWhateverTypesItsValuesHave() throws Exception {
        install(ModelFiles.linear("linear", "1.0.0", 3), "linear");
        StockAiComponent component = component("linear");
        List<Map<String, Object>> expected = List.of(Map.of("score", 15f));
        assertEquals(expected, component.receive(Map.of("a", 1.0, "b", "H", "assetName", "mill")));
        assertEquals(expected, component.receive(Map.of("a", 1, "b", 2L)));
        assertEquals(expected, component.receive(Map.of("a", true, "b", 2.0f)));
        assertEquals(expected, component.receive(Map.of("a", " 1 ", "b", "H")));
        assertEquals(expected, component.receive(Map.of("a", littleEndian(1), "b", "H")));
        assertEquals(5L, engine.counters().get("inferences.run"));
        assertEquals(5L, engine.counters().get("values.outOfRange"), "1 K is below the training's 290 K");
        assertEquals(0L, engine.counters().get("records.mixed"));
        assertEquals("OK", engine.state().code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            x    | H  | input 'a' is 'x'; send a finite number
            NaN  | H  | input 'a' is 'NaN'; send a finite number; this input must not be missing
            1e99 | H  | input 'a' is '1e99'; send a finite number
            1    | Q  | input 'b' is 'Q'; send one of [L, M, H], or its index from 0
            """)
    void aWrongValueIsRefusedWithInputValueAndRemedy(String a, String b, String expected) throws Exception {
        install(ModelFiles.linear("linear", "1.0.0", 3), "linear");
        assertContains(expected, refusal(component("linear"), Map.of("a", a, "b", b)));
        assertEquals(1L, engine.counters().get("inferences.refused"));
        assertEquals("RECORDS_REFUSED", engine.state().code());
    }

    private static void assertContains(String expected, String text) {
        assertTrue(text.contains(expected), text);
    }

    /** Or a bad record among a hundred good ones per second would be two log lines per second. */
    @Test
    void goodAndBadRecordsInTurnsAreOneState() throws Exception {
        install(ModelFiles.linear("linear", "1.0.0", 3), "linear");
        StockAiComponent component = component("linear");
        refusal(component, Map.of("a", "x", "b", "H"));
        for (int i = 0; i < 9; i++) {
            aheadMillis.addAndGet(1_000);
            component.receive(Map.of("a", 1, "b", "H"));
            assertEquals("RECORDS_REFUSED", engine.state().code());
        }
        aheadMillis.addAndGet(1_000);
        component.receive(Map.of("a", 1, "b", "H"));
        assertEquals("OK", engine.state().code());
        refusal(component("lost"), Map.of("a", 1, "b", "H"));
        assertEquals("MODEL_AWAITED", engine.state().code());
        aheadMillis.addAndGet(600_000);
        assertEquals("OK", engine.state().code(), "nobody asks for it any more");
    }

    @Test
    void missingDoubleAndWronglySizedTensorsAreRefused() throws Exception {
        install(ModelFiles.linear("linear", "1.0.0", 3), "linear");
        ModelInfo info = engine.getModelInfo("linear").orElseThrow();
        Tensor a = StockAiComponent.tensor(info.getInputs().get(0), 1);
        assertContains("no value for 'b'", refusal(info, List.of(a)));
        assertContains("no value for 'a', 'b'", refusal(info, null));
        assertContains("input 'a' comes twice", refusal(info, List.of(a, a)));
        Tensor two = new Tensor(Double.class, info.getInputs().get(0), List.of(1.0, 2.0));
        assertContains("takes 1 element(s), and the record has 2", refusal(info, List.of(two)));
        Tensor bytes = StockAiComponent.tensor(info.getInputs().get(0), new byte[3]);
        assertContains("the byte array has 3 bytes", refusal(info, List.of(bytes)));
        assertEquals(5L, engine.counters().get("inferences.refused"));
    }

    private String refusal(ModelInfo info, List<Tensor> tensors) {
        return assertThrows(KuraException.class, () -> engine.infer(info, tensors))
                .getMessage();
    }

    @Test
    void aWindowComesAsByteArraysAndSingleValuesAreRefusedWithTheWayThatWorks() throws Exception {
        ModelFiles model = ModelFiles.of(
                        "window",
                        "1.0.0",
                        Models.window(),
                        "a@0,b@0,a@1,b@1,=y[0],=y[1],=y[2],=y[3]\n1,2,3,4,1,2,3,4\n")
                .input(ModelFiles.tensor("x", "FLOAT32", -1, 2, 2)
                        .add(
                                "features",
                                Json.array()
                                        .asArray()
                                        .add(Json.object().add("name", "a"))
                                        .add(Json.object().add("name", "b"))))
                .output(ModelFiles.tensor("y", "FLOAT32", -1, 4));
        install(model, "window");
        engine = engine(Map.of("outputs", "ELEMENTS"));
        assertContains(
                "takes a window of 2 values, and the record has 1; use the model in a pipeline",
                refusal(component("window"), Map.of("a", 1, "b", 2)));
        assertEquals(
                List.of(Map.of("y.0", 1f), Map.of("y.1", 2f), Map.of("y.2", 3f), Map.of("y.3", 4f)),
                component("window").receive(Map.of("a", littleEndian(1, 3), "b", littleEndian(2, 4))));
    }

    private static byte[] littleEndian(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    @Test
    void aModelThatComesLaterIsFoundWithoutARestart() throws Exception {
        StockAiComponent component = component("linear");
        Map<String, Object> record = Map.of("a", 1, "b", 0);
        assertContains("there is no model 'linear'; no model is installed", refusal(component, record));
        assertEquals("MODEL_AWAITED", engine.state().code(), "as at each boot");
        aheadMillis.set(60_000);
        refusal(component, record);
        assertEquals("MODEL_MISSING", engine.state().code());
        install(ModelFiles.linear("linear", "1.0.0", 3), "linear");
        assertEquals(List.of("linear"), engine.getModelNames());
        assertEquals(List.of(Map.of("score", 3f)), component.receive(record));
        assertEquals("OK", engine.state().code());
        assertContains(
                "there is no model 'linaer'; installed: linear; correct the model's name",
                refusal(component("linaer"), record));
    }

    /** The component keeps the information of the first version for ever. */
    @Test
    void anUpdateServesThroughTheInformationOfTheVersionBeforeAndLosesNoRecord() throws Exception {
        Bundle bundle = install(ModelFiles.linear("linear", "1.0.0", 3), "linear");
        StockAiComponent component = component("linear");
        Map<String, Object> record = Map.of("a", 1, "b", 0);
        assertEquals(List.of(Map.of("score", 3f)), component.receive(record));
        bundle.update(ModelFiles.linear("linear", "2.0.0", 5).bundle("test.linear", "2.0.0"));
        gateway.await("the new version answers", () -> {
            try {
                return component.receive(record).equals(List.of(Map.of("score", 5f)));
            } catch (KuraException e) {
                throw new AssertionError(e);
            }
        });
        assertEquals(0L, engine.counters().get("inferences.refused"));
        assertEquals(0L, engine.counters().get("inferences.failed"));
        gateway.await(
                "the old version's runner is closed", () -> engine.counters().get("runners.open") == 1);
        bundle.uninstall();
        gateway.await("the model is closed", () -> engine.counters().get("runners.open") == 0);
        assertContains("there is no model 'linear'", refusal(component, record));
    }

    /** A held service would count as used, and keep what nobody wants any more. */
    @Test
    void aModelIsHeldOnlyWhileSomebodyAsksForIt() throws Exception {
        install(ModelFiles.linear("linear", "1.0.0", 3), "linear");
        gateway.letGo("linear");
        assertEquals(null, gateway.reference("linear").getUsingBundles());
        assertFalse(engine.isModelLoaded("linear"));
        engine.loadModel("linear", Optional.empty());
        assertTrue(engine.isModelLoaded("linear"));
        assertEquals(1, gateway.reference("linear").getUsingBundles().length);
        engine.unloadModel("linear");
        gateway.await("it is let go", () -> gateway.reference("linear").getUsingBundles() == null);
        assertFalse(engine.isModelLoaded("linear"));
        assertContains(
                "modelPath = '/tmp/x'",
                assertThrows(KuraException.class, () -> engine.loadModel("linear", Optional.of("/tmp/x")))
                        .getMessage());
    }

    @Test
    void channelsHaveTheNamesThatTheMappingSays() throws Exception {
        install(ModelFiles.linear("linear", "1.0.0", 3), "linear");
        engine =
                engine(Map.of("mapping", "# feature=channel\na = Air temp\n\nb=Grade", "outputs", "values_and_labels"));
        assertEquals(
                List.of(Map.of("score", 15f), Map.of("score.label", "alarm")),
                component("linear").receive(Map.of("Air temp", 1, "Grade", "H")));
        assertEquals(
                List.of("Air temp", "Grade"),
                engine.getModelInfo("linear").orElseThrow().getInputs().stream()
                        .map(TensorDescriptor::getName)
                        .toList());
    }

    @Test
    void modelsFollowOneAnotherAsPreprocessorAndPostprocessor() throws Exception {
        install(ModelFiles.linear("linear", "1.0.0", 3), "linear");
        install(ModelFiles.counting("counting", "1.0.0"), "counting");
        engine = engine(Map.of("mapping", "n=score"));
        assertEquals(
                List.of(Map.of("score", 15f)), component("linear", "counting").receive(Map.of("a", 1, "b", "H")));
        assertEquals(
                List.of(Map.of("score", 15f)),
                component("linear", "counting", "counting").receive(Map.of("a", 1, "b", "H")));
        assertEquals(0L, engine.counters().get("records.mixed"), "a chain is no mix-up");
        assertEquals(0L, engine.counters().get("records.unmarked"));
    }

    @Test
    void aRunThatTakesTooLongIsEndedAndTheNextRecordIsServed() throws Exception {
        install(ModelFiles.counting("counting", "1.0.0"), "counting");
        engine.loadModel("counting", Optional.empty());
        engine.modified(Map.of("kura.service.pid", "ai", "run.timeoutMs", "3000", "run.concurrent", 1));
        engine.loadModel("counting", Optional.empty());
        StockAiComponent component = component("counting");
        component.receive(Map.of("n", 1));
        ExecutorService others = Executors.newSingleThreadExecutor();
        try {
            Future<String> other = others.submit(() -> refusal(component("counting"), Map.of("n", ENDLESS_TURNS)));
            assertContains("not ready after", other.get(60, TimeUnit.SECONDS));
        } finally {
            others.shutdownNow();
        }
        assertEquals("RUNS_FAILING", engine.state().code());
        assertEquals(1L, engine.counters().get("inferences.failed"));
        assertEquals(List.of(Map.of("score", 7f)), component.receive(Map.of("n", 7)));
    }

    /** One runner, held by an endless run: whoever comes next waits for the time of an inference and no longer. */
    @Test
    void whoWaitsForABusyModelIsToldInTime() throws Exception {
        install(ModelFiles.counting("counting", "1.0.0"), "counting");
        engine = engine(Map.of("run.timeoutMs", 5_000, "run.concurrent", 1));
        engine.loadModel("counting", Optional.empty());
        ExecutorService others = Executors.newFixedThreadPool(2);
        try {
            Future<String> first = others.submit(() -> refusal(component("counting"), Map.of("n", ENDLESS_TURNS)));
            Future<String> second = others.submit(() -> refusal(component("counting"), Map.of("n", ENDLESS_TURNS)));
            String both = first.get(60, TimeUnit.SECONDS) + second.get(30, TimeUnit.SECONDS);
            assertContains("not ready after", both);
            // At the end of the first one's time the second one's is over as well, or has a part of it left.
            assertTrue(
                    both.matches("(?s).*(all 1 runs were busy for 5000 ms|not ready after [1-4]?\\d{1,3} ms).*"), both);
        } finally {
            others.shutdownNow();
        }
        assertEquals(2L, engine.counters().get("inferences.failed"));
    }

    /** Saved forms, unloaded and updated models between the records of two graphs. */
    @Test
    void changesUnderLoadLoseNoRecordAndNoRunner() throws Exception {
        Bundle bundle = install(ModelFiles.linear("linear", "1.0.0", 3), "linear");
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService wires = Executors.newFixedThreadPool(2);
        try {
            List<Future<Long>> graphs = List.of(
                    wires.submit(() -> records(component("linear"), stop)),
                    wires.submit(() -> records(component("linear"), stop)));
            for (int round = 0; round < 30; round++) {
                awaitRuns(200);
                switch (round % 3) {
                    case 0 -> engine.modified(
                            Map.of("kura.service.pid", "ai", "run.timeoutMs", 20_000, "run.concurrent", 1 + round % 2));
                    case 1 -> engine.unloadModel("linear");
                    default -> bundle.update(ModelFiles.linear("linear", (round + 2) + ".0.0", 3)
                            .bundle("test.linear", (round + 2) + ".0.0"));
                }
            }
            stop.set(true);
            for (Future<Long> graph : graphs) {
                assertEquals(0L, graph.get(60, TimeUnit.SECONDS), "wrong results");
            }
        } finally {
            stop.set(true);
            wires.shutdown();
        }
        Map<String, Long> counters = engine.counters();
        assertEquals(counters.get("inferences.asked"), counters.get("inferences.run"), counters.toString());
        gateway.await("only what is used is open", () -> engine.counters().get("runners.open") <= 2);
    }

    private void awaitRuns(long more) {
        long before = engine.counters().get("inferences.run");
        gateway.await(more + " more runs", () -> engine.counters().get("inferences.run") >= before + more);
    }

    private static long records(StockAiComponent component, AtomicBoolean stop) throws KuraException {
        long wrong = 0;
        for (int i = 0; !stop.get(); i++) {
            wrong +=
                    component.receive(Map.of("a", i % 100, "b", 1)).equals(List.of(Map.of("score", 3f * (i % 100 + 2))))
                            ? 0
                            : 1;
        }
        return wrong;
    }

    @Test
    void aWrongConfigurationIsAStateWithAttributeValueAndRemedy() throws Exception {
        install(ModelFiles.linear("linear", "1.0.0", 3), "linear");
        engine = engine(Map.of("run.concurrent", "many", "mapping", "a", "outputs", "all"));
        assertFalse(engine.isEngineReady());
        assertEquals(List.of(), component("linear").receive(Map.of("a", 1, "b", 0)));
        assertEquals("CONFIGURATION_ERROR", engine.state().code());
        String text = engine.state().text() + " " + engine.state().remedy();
        assertContains("Mapping of features to channels, line 1 'a'", text);
        assertContains("Outputs 'all' is unknown", text);
        assertContains("Runs at the same time 'many' is out of range", text);
        assertContains("enter a whole number from 1 to 16", text);
        engine.modified(Map.of("kura.service.pid", "ai"));
        assertEquals("OK", engine.state().code());
        assertTrue(engine.isEngineReady());
    }

    /** The component goes on with an engine that it was told to let go. */
    @Test
    void aStoppedEngineIsNotReadyAndRefuses() throws Exception {
        install(ModelFiles.linear("linear", "1.0.0", 3), "linear");
        ModelInfo info = engine.getModelInfo("linear").orElseThrow();
        engine.stop();
        assertFalse(engine.isEngineReady());
        assertContains("the inference engine has been stopped", refusal(info, List.of()));
    }
}
