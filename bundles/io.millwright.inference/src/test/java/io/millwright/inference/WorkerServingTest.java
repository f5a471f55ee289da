package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import io.millwright.inference.ExtenderState.Code;
import io.millwright.inference.ProviderChoice.Fallback;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** Models that run in a process of their own: whatever happens to it, the gateway lives and the accepted model is back soon. */
class WorkerServingTest {
    private static final EngineSettings ELSEWHERE = EngineSettings.DEFAULTS.workerFrom(0);
    private static final long WAIT_SECONDS = 60;

    /** Longer than any run takes that ends. */
    private static final long RUN_MILLIS = 60_000;

    private static final String WORKER = "io.millwright.inference.worker.child.WorkerMain";

    @TempDir
    Path folder;

    private Gateway gateway;

    @BeforeEach
    void boot() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        gateway = new Gateway(folder.resolve("storage"), data, 100);
        gateway.configure(ELSEWHERE);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        gateway.await("no worker is left", () -> workers().isEmpty());
        try (var files = Files.list(folder.resolve("data/millwright/worker"))) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.getFileName().toString().startsWith("serving-"))
                            .toList());
        }
    }

    private static List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(WORKER))
                .toList();
    }

    private static void killWorkers() throws Exception {
        for (ProcessHandle worker : workers()) {
            worker.destroyForcibly();
            worker.onExit().get(WAIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private Model serve(ModelFiles files, String version) throws Exception {
        gateway.install(files.bundle("test.linear", version));
        return gateway.await("linear", version);
    }

    private static float run(ModelRunner runner) throws ModelException {
        return run(runner, RUN_MILLIS);
    }

    private static float run(ModelRunner runner, long timeoutMillis) throws ModelException {
        runner.input(0).putFloat(0, 1);
        runner.input(0).putFloat(Float.BYTES, 2);
        runner.run(timeoutMillis);
        return runner.output(0).getFloat(0);
    }

    private float awaitRun(ModelRunner runner) {
        float[] result = new float[1];
        gateway.await("it runs again", () -> {
            try {
                result[0] = run(runner);
                return true;
            } catch (ModelException e) {
                assertTrue(e.retryable(), e::toString);
                return false;
            }
        });
        return result[0];
    }

    @Test
    void whatPassedItsTrialServesInTheProcessOfItsTrial() throws Exception {
        Model model = serve(ModelFiles.linear("linear", "1.0.0", 3), "1.0.0");
        assertTrue(model.blocksElsewhere());
        assertEquals("CPUExecutionProvider", model.executionProvider());
        assertEquals(1, workers().size());
        try (ModelRunner runner = model.open(1);
                ModelRunner batch = model.open(4)) {
            assertEquals(15, run(runner));
            assertEquals(4, batch.outputShape(0)[0]);
            batch.run(RUN_MILLIS);
        }
        gateway.await("1 in a process of its own", () -> gateway.counter("workers.open") == 1);
        assertEquals(0, gateway.counter("runners.open"));
    }

    @Test
    void aWorkerThatIsKilledWhileItServesIsAStateAndBackByItself() throws Exception {
        Model model = serve(ModelFiles.linear("linear", "1.0.0", 3), "1.0.0");
        try (ModelRunner runner = model.open(1)) {
            assertEquals(15, run(runner));
            killWorkers();
            gateway.awaitState(Code.WORKER_RESTARTING, "linear 1.0.0 does not run", "ended with status 137");
            assertTrue(assertThrows(ModelException.class, () -> run(runner)).retryable());
            assertEquals(15, awaitRun(runner));
            gateway.awaitState(Code.OK, "1 model bundle");
            assertEquals(1, gateway.counter("workers.restarts"));
        }
    }

    @Test
    void aWorkerThatIsKilledWhileItOpensTheAcceptedModelAtBootIsStartedAgain() throws Exception {
        serve(ModelFiles.linear("linear", "1.0.0", 3), "1.0.0");
        gateway.awaitState(Code.OK, "1 model bundle");
        gateway.stopExtender();
        gateway.startExtender();
        gateway.await("its process", () -> !workers().isEmpty());
        killWorkers();
        try (ModelRunner runner = gateway.await("linear", "1.0.0").open(1)) {
            assertEquals(15, awaitRun(runner));
        }
    }

    @Test
    void anUpdateTakesOverAndTheProcessBeforeEndsWithItsLastRunner() throws Exception {
        Bundle bundle = gateway.install(ModelFiles.linear("linear", "1.0.0", 3).bundle("test.linear", "1.0.0"));
        ModelRunner old = gateway.await("linear", "1.0.0").open(1);
        bundle.update(ModelFiles.linear("linear", "1.1.0", 2).bundle("test.linear", "1.1.0"));
        try (ModelRunner next = gateway.await("linear", "1.1.0").open(1)) {
            assertEquals(15, run(old));
            assertEquals(10, run(next));
            old.close();
            bundle.uninstall();
            gateway.awaitState(Code.OK, "no model bundle");
            assertEquals(10, run(next));
        }
        gateway.await("no process is left", () -> workers().isEmpty());
    }

    @Test
    void changedSettingsOpenTheModelAnewWhileItServes() throws Exception {
        Model elsewhere = serve(ModelFiles.linear("linear", "1.0.0", 3), "1.0.0");
        try (ModelRunner runner = elsewhere.open(1)) {
            gateway.configure(EngineSettings.DEFAULTS);
            gateway.await("it runs here", () -> {
                Model model = gateway.find("linear");
                return model != null && !model.blocksElsewhere();
            });
            assertNotSame(elsewhere, gateway.find("linear"));
            assertEquals(15, run(runner));
        }
        gateway.await("no process is left", () -> workers().isEmpty());
    }

    @Test
    void aProviderThatIsNotThereIsAStateAndTheCpuRunsTheModel() throws Exception {
        gateway.configure(
                EngineSettings.DEFAULTS.choosing(new ProviderChoice(List.of("TensorRT", "CUDA"), Fallback.CPU)));
        Model model = serve(ModelFiles.linear("linear", "1.0.0", 3), "1.0.0");
        assertEquals("CPUExecutionProvider", model.executionProvider());
        gateway.awaitState(
                Code.PROVIDER_FALLBACK,
                "linear 1.0.0 is run by CPUExecutionProvider",
                "TensorRT: ",
                "CUDA: ",
                "Failed to find CUDA shared provider");
    }

    @Test
    void aProviderThatIsNotThereRefusesTheModelWhereTheCpuIsNotAllowed() throws Exception {
        gateway.configure(EngineSettings.DEFAULTS.choosing(new ProviderChoice(List.of("CUDA"), Fallback.REFUSE)));
        gateway.install(ModelFiles.linear("linear", "1.0.0", 3).bundle("test.linear", "1.0.0"));
        gateway.awaitState(
                Code.MODEL_REFUSED,
                "model.onnx: execution providers = CUDA: none of them runs it",
                "Failed to find CUDA shared provider",
                "Remedy: see each reason, or allow the CPU");
        gateway.configure(EngineSettings.DEFAULTS);
        gateway.await("linear", "1.0.0");
    }

    private static boolean stopped(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** It neither answers nor ends: only its end helps. */
    @Test
    void aWorkerThatHangsIsEndedAndBack() throws Exception {
        Model model = serve(ModelFiles.linear("linear", "1.0.0", 3), "1.0.0");
        try (ModelRunner runner = model.open(1)) {
            run(runner);
            long pid = workers().get(0).pid();
            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-STOP", Long.toString(pid))
                            .start()
                            .waitFor());
            // The signal is sent; each of the process's threads stops when it sees it.
            gateway.await("all its threads stopped", () -> stopped(pid));
            ModelException failure = assertThrows(ModelException.class, () -> run(runner, 1_000));
            assertTrue(failure.retryable(), failure::toString);
            assertTrue(failure.getMessage().contains("not ready after 1000 ms"), failure::toString);
            assertEquals(15, awaitRun(runner));
            assertEquals(1, gateway.counter("timeouts"));
        }
    }

    @Test
    void aBatchThatIsTooLargeIsRefusedAndTheModelServesOn() throws Exception {
        gateway.configure(new EngineSettings(ProviderChoice.CPU, Map.of(), null, 0, 256, false, 0, 2, 2, List.of()));
        gateway.install(ModelFiles.of("rows", "1.0.0", Models.same(-1, 1), "x,=y\n1,1\n")
                .input(ModelFiles.tensor("x", "FLOAT32", -1, 1)
                        .add(
                                "features",
                                Json.array().asArray().add(Json.object().add("name", "x"))))
                .output(ModelFiles.tensor("y", "FLOAT32", -1, 1))
                .bundle("test.rows", "1.0.0"));
        Model model = gateway.await("rows", "1.0.0");
        try (ModelRunner small = model.open(1)) {
            ModelException failure = assertThrows(ModelException.class, () -> model.open(1 << 30));
            assertTrue(failure.getMessage().contains("use a smaller batch"), failure::toString);
            small.run(RUN_MILLIS);
        }
    }

    @Test
    void c3AtBootAnAcceptedModelServesWhileAnotherIsNeverReady() throws Exception {
        serve(ModelFiles.linear("linear", "1.0.0", 3), "1.0.0");
        gateway.awaitState(Code.OK, "1 model bundle");
        gateway.close();
        gateway = new Gateway(folder.resolve("storage"), folder.resolve("data"));
        gateway.configure(ELSEWHERE);
        gateway.openWithin(Gateway.NEVER_MILLIS);
        gateway.install(ModelFiles.linear("linear", "2.0.0", 3)
                .file("onnx", "model.onnx", Models.neverReady(400, 3_000))
                .bundle("test.linear", "2.0.0"));
        try (ModelRunner runner = gateway.await("linear", "1.0.0").open(1)) {
            assertEquals(15, run(runner));
            gateway.awaitState(Code.MODEL_REFUSED, "not ready after", "linear 1.0.0 goes on serving");
            assertEquals(15, run(runner));
        }
    }

    @Test
    void tooLittleMemoryRefusesAnUpdateWithBothNumbers() throws Exception {
        Bundle bundle = gateway.install(ModelFiles.linear("linear", "1.0.0", 3).bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
        gateway.leaveMemory(100L << 20);
        bundle.update(ModelFiles.linear("linear", "1.1.0", 2).bundle("test.linear", "1.1.0"));
        gateway.awaitState(
                Code.MODEL_REFUSED,
                "memory = 100 MB are free: about 160 MB are needed",
                "linear 1.0.0 goes on serving");
        gateway.leaveMemory(1L << 30);
        gateway.await("linear", "1.1.0");
    }

    @Test
    void aModelEndsToMakeRoomForItsSuccessorWhereThatIsAllowed() throws Exception {
        gateway.configure(new EngineSettings(ProviderChoice.CPU, Map.of(), null, 0, 0, true, 0, 2, 2, List.of()));
        Bundle bundle = gateway.install(ModelFiles.linear("linear", "1.0.0", 3).bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
        gateway.leaveMemory(100L << 20);
        bundle.update(ModelFiles.linear("linear", "1.1.0", 2).bundle("test.linear", "1.1.0"));
        gateway.await("the model has ended", () -> gateway.find("linear") == null);
        gateway.leaveMemory(1L << 30);
        gateway.await("linear", "1.1.0");
    }
}
