package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec.ElementType;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** A bundle with model files becomes a service that computes. */
class ModelServiceTest {
    @TempDir
    Path storage;

    @TempDir
    Path data;

    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new Gateway(storage, data);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void anInstalledBundleIsServedThoughNobodyStartsIt() throws Exception {
        Bundle bundle = gateway.install(ModelFiles.linear("linear", "1.2.3", 3).bundle("test.linear", "1.0.0"));
        Model model = gateway.await("linear", "1.2.3");
        assertEquals(Bundle.INSTALLED, bundle.getState());
        assertEquals("linear", model.name());
        assertEquals(Sha256.of(Models.linear(3)), model.sha256());
        assertEquals("CPUExecutionProvider", model.executionProvider());
        assertArrayEquals(new long[] {-1, 2}, model.inputs().get(0).shape());
        assertEquals(ElementType.FLOAT32, model.inputs().get(0).type());
        assertEquals("K", model.inputs().get(0).features().get(0).unit());
        assertEquals(310.5, model.inputs().get(0).features().get(0).max());
        assertTrue(Double.isNaN(model.inputs().get(0).features().get(1).max()));
        assertEquals(
                List.of("L", "M", "H"), model.inputs().get(0).features().get(1).categories());
        try (ModelRunner runner = model.open(2)) {
            assertArrayEquals(new long[] {2, 1}, runner.outputShape(0));
            FloatBuffer in = runner.input(0).asFloatBuffer();
            FloatBuffer out = runner.output(0).asFloatBuffer();
            for (int i = 0; i < 100; i++) {
                in.put(0, new float[] {i, 1, 10, i});
                runner.run(60_000);
                assertEquals(3 * (i + 2), out.get(0), 1e-4);
                assertEquals(3 * (10 + 2 * i), out.get(1), 1e-3);
            }
            assertSame(runner.input(0), runner.input(0));
        }
    }

    @Test
    void propertiesNameTheModelAndItsRankAndTheScoreIsItsOneReading() throws Exception {
        gateway.install(ModelFiles.linear("linear", "1.2.3", 3)
                .set(
                        "score",
                        Json.object()
                                .add("output", "y")
                                .add("threshold", 0.25)
                                .add("labels", Json.array("healthy", "failure")))
                .bundle("test.linear", "1.0.0"));
        Reading reading = gateway.await("linear", "1.2.3").readings().get(0);
        assertEquals("score", reading.name());
        assertEquals(Task.BINARY, reading.task());
        assertEquals(List.of(0.25), reading.thresholds());
        assertEquals(List.of("healthy", "failure"), reading.labels());
        ServiceReference<Model> reference = gateway.reference("linear");
        assertEquals("1.2.3", reference.getProperty(Model.VERSION));
        assertEquals(1_002_003, reference.getProperty("service.ranking"));
    }

    @Test
    void inputsAndOutputsComeInTheGraphsOrderWhateverModelJsonSays() throws Exception {
        ModelFiles files = ModelFiles.of("sum", "1.0.0", Models.sum(), "fa,fb,=sum,=same\n1,2.5,3.5,3\n")
                .input(ModelFiles.tensor("a", "FLOAT64", -1, 1)
                        .add(
                                "features",
                                Json.array().asArray().add(Json.object().add("name", "fa"))))
                .input(ModelFiles.tensor("b", "FLOAT64", -1, 1)
                        .add(
                                "features",
                                Json.array().asArray().add(Json.object().add("name", "fb"))))
                .output(ModelFiles.tensor("same", "INT64", -1, 1))
                .output(ModelFiles.tensor("sum", "FLOAT64", -1, 1))
                .set("score", Json.object().add("output", "sum"));
        gateway.install(files.bundle("test.sum", "1.0.0"));
        Model model = gateway.await("sum", "1.0.0");
        assertEquals("b", model.inputs().get(0).name());
        assertEquals("sum", model.outputs().get(0).name());
        assertEquals(0, model.readings().get(0).output());
        try (ModelRunner runner = model.open(1)) {
            runner.input(0).putDouble(0, 40.25);
            runner.input(1).putDouble(0, 2);
            runner.run(60_000);
            assertEquals(42.25, runner.output(0).getDouble(0));
            assertEquals(42, runner.output(1).getLong(0));
        }
    }

    @Test
    void ofTwoBundlesWithOneModelNameTheHigherVersionRanksFirst() throws Exception {
        gateway.install(ModelFiles.linear("linear", "1.10.0", 2).bundle("test.new", "1.0.0"));
        gateway.await("linear", "1.10.0");
        gateway.install(ModelFiles.linear("linear", "1.9.0", 1).bundle("test.old", "1.0.0"));
        gateway.await("both are served", () -> gateway.counter("accepted") == 2);
        assertNotNull(gateway.find("linear"));
        assertEquals("1.10.0", gateway.find("linear").version());
    }
}
