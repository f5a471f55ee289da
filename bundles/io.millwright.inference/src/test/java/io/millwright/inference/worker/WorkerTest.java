package io.millwright.inference.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.Models;
import io.millwright.inference.worker.WorkerFailed.End;
import io.millwright.model.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
    private static final long MEMORY = 512L << 20;
    private static final long SOON_MILLIS = 60_000;

    private static final WorkerRunner.Owner OWNER = new WorkerRunner.Owner() {
        @Override
        public String text(WorkerFailed failure) {
            return failure.getMessage();
        }

        @Override
        public void timedOut() {}

        @Override
        public void kept() {}

        @Override
        public void freed(WorkerRunner runner, boolean kept) {}
    };

    @TempDir
    Path folder;

    private Workers workers;
    private Path model;

    @BeforeEach
    void model() throws Exception {
        workers = new Workers(folder.resolve("worker"));
        model = folder.resolve("model.onnx");
        Files.write(model, Models.dense(7, 4, 8, 1));
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        workers.close();
        long left = ProcessHandle.current().pid();
        try (var shared = Files.list(SharedMemory.folder(folder))) {
            assertEquals(
                    List.of(),
                    shared.filter(file -> file.getFileName().toString().startsWith("millwright-" + left + "-"))
                            .toList());
        }
        Files.createDirectories(folder.resolve("worker"));
        try (var files = Files.list(folder.resolve("worker"))) {
            assertEquals(
                    0, files.filter(file -> file.toString().endsWith(".log")).count());
        }
    }

    private static SharedTensor floats(String name, int count) {
        return new SharedTensor(
                name, "ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT", new long[] {1, count}, count * Float.BYTES);
    }

    private WorkerSession session(Path onnx) throws WorkerFailed {
        return session(onnx, ProviderSetup.cpu());
    }

    private WorkerSession session(Path onnx, ProviderSetup by) throws WorkerFailed {
        return WorkerSession.open(
                workers,
                new WorkerSession.Plan(
                        "model 1.0.0", new SessionSource(onnx, List.of(), false), MEMORY, SOON_MILLIS, by),
                worker -> {});
    }

    private static WorkerRunner runner(WorkerSession session, int in, int out) throws WorkerFailed {
        return session.runner(
                "model 1.0.0",
                List.of(floats(session.graph().inputs().get(0).name(), in)),
                List.of(floats(session.graph().outputs().get(0).name(), out)),
                SOON_MILLIS,
                OWNER);
    }

    @Test
    void itTellsTheGraphAndRunsIt() throws Exception {
        try (WorkerSession session = session(model)) {
            Graph graph = session.graph();
            assertEquals(1, graph.inputs().size());
            GraphNode input = graph.inputs().get(0);
            assertEquals("", input.kind());
            assertEquals("ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT", input.elementType());
            assertEquals("[-1, 4]", Arrays.toString(input.shape()));
            try (WorkerRunner runner = runner(session, 4, 1)) {
                float first = run(runner, 1);
                assertFalse(Float.isNaN(first));
                assertEquals(first, run(runner, 1));
                assertTrue(first != run(runner, 2), "the inputs do not arrive");
            }
        }
    }

    private static float run(WorkerRunner runner, float value) throws Exception {
        fill(runner, value);
        runner.run(SOON_MILLIS);
        return runner.output(0).getFloat(0);
    }

    private static void fill(WorkerRunner runner, float value) {
        for (int i = 0; i < 4; i++) {
            runner.input(0).putFloat(i * Float.BYTES, value);
        }
    }

    /** The interrupt flag of a thread is nothing to a run: it stays, and no pipe breaks of it. */
    @Test
    void startedRunsEndOnceAndOneRunnerDoesNotWaitForAnother() throws Exception {
        try (WorkerSession session = session(model);
                WorkerRunner one = runner(session, 4, 1);
                WorkerRunner other = runner(session, 4, 1)) {
            float expected = run(other, 3);
            for (int i = 0; i < 1_000; i++) {
                CompletableFuture<ModelException> done = new CompletableFuture<>();
                fill(one, 3);
                one.start(SOON_MILLIS, done::complete);
                Thread.currentThread().interrupt();
                assertEquals(expected, run(other, 3));
                assertTrue(Thread.interrupted());
                assertNull(done.get(60, TimeUnit.SECONDS));
                assertEquals(expected, one.output(0).getFloat(0));
            }
        }
    }

    @Test
    void aRunThatIsKilledFailsRetryableAndTheRunnerGoesOnInAnotherProcess() throws Exception {
        try (WorkerSession session = session(model);
                WorkerRunner runner = runner(session, 4, 1)) {
            CountDownLatch back = new CountDownLatch(2);
            session.serve(back::countDown);
            float before = run(runner, 2);
            long killed = session.pid();
            ProcessHandle process = ProcessHandle.of(killed).orElseThrow();
            process.destroyForcibly();
            process.onExit().get(60, TimeUnit.SECONDS);
            ModelException failure = assertThrows(ModelException.class, () -> run(runner, 2));
            assertTrue(failure.retryable(), failure::toString);
            CompletableFuture<ModelException> done = new CompletableFuture<>();
            runner.start(SOON_MILLIS, done::complete);
            assertTrue(done.get(60, TimeUnit.SECONDS).retryable());
            assertTrue(back.await(60, TimeUnit.SECONDS));
            assertEquals("", session.trouble());
            assertEquals(1, session.restarts());
            assertTrue(killed != session.pid());
            assertEquals(before, run(runner, 2));
        }
    }

    @Test
    void aRunThatDoesNotEndIsEndedAndTheRunnerGoesOn() throws Exception {
        Path endless = folder.resolve("endless.onnx");
        Files.write(endless, Models.counting());
        try (WorkerSession session = session(endless)) {
            List<SharedTensor> in = List.of(
                    new SharedTensor("n", "ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64", new long[] {1, 1}, Long.BYTES));
            List<SharedTensor> out = List.of(floats("y", 1));
            try (WorkerRunner runner = session.runner("model 1.0.0", in, out, 5_000, OWNER)) {
                runner.input(0).putLong(0, Long.MAX_VALUE);
                for (int i = 0; i < 2; i++) {
                    ModelException failure = assertThrows(ModelException.class, () -> runner.run(100));
                    assertTrue(failure.retryable(), failure::toString);
                    assertTrue(failure.getMessage().contains("not ready after 100 ms"), failure::toString);
                }
                CompletableFuture<ModelException> done = new CompletableFuture<>();
                runner.start(60_000, done::complete);
                runner.cancel();
                assertTrue(done.get(60, TimeUnit.SECONDS).retryable());
            }
            assertEquals(0, session.restarts());
        }
    }

    @Test
    void whatIsNoModelIsRefusedAndTheWorkerGoesOn() throws Exception {
        Path text = folder.resolve("text.onnx");
        Files.writeString(text, "a text");
        try (Worker worker = workers.start(MEMORY)) {
            WorkerFailed failure = assertThrows(WorkerFailed.class, () -> worker.open(text, SOON_MILLIS));
            assertEquals(End.REFUSED, failure.end());
            assertEquals("ORT_INVALID_PROTOBUF", failure.code());
            worker.open(model, SOON_MILLIS);
        }
    }

    @Test
    void itsMemoryHasALimitThatTheKernelEnforces() throws Exception {
        Path hungry = folder.resolve("hungry.onnx");
        Files.write(hungry, Models.hungry(500_000_000));
        try (WorkerSession session = session(hungry);
                WorkerRunner runner = runner(session, 1, 1)) {
            ModelException failure = assertThrows(ModelException.class, () -> runner.run(SOON_MILLIS));
            assertTrue(failure.getMessage().contains("bad_alloc"), failure::toString);
            assertTrue(ProcessHandle.of(session.pid()).isPresent());
        }
    }

    @Test
    void withoutAJavaItSaysSo() {
        Workers none = new Workers(folder.resolve("worker"), folder.resolve("no-java"));
        assertTrue(none.missing().contains("no-java"));
        WorkerFailed failure = assertThrows(WorkerFailed.class, () -> none.start(MEMORY));
        assertEquals(End.NOT_STARTED, failure.end());
    }

    @Test
    void whereAProcessIsOfNoUseItSaysSoFromThenOn() {
        Workers useless = new Workers(folder.resolve("worker"), Path.of("/bin/false"));
        assertEquals("", useless.missing());
        WorkerFailed failure = assertThrows(WorkerFailed.class, () -> useless.start(MEMORY));
        assertEquals(End.NOT_STARTED, failure.end());
        assertTrue(useless.missing().contains("ended with status 1"), useless.missing());
    }

    /** A parent that is killed has no time to end its workers. */
    @Test
    void itEndsWithItsParentAlsoWhileItWorks() throws Exception {
        Path never = folder.resolve("never.onnx");
        Files.write(never, Models.neverReady(2_000, 2_000));
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        folder.resolve("worker").toString(),
                        never.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = parent.inputReader()) {
            ProcessHandle worker =
                    ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
            parent.destroyForcibly();
            assertTrue(parent.waitFor(60, TimeUnit.SECONDS));
            worker.onExit().get(60, TimeUnit.SECONDS);
        } finally {
            parent.destroyForcibly();
        }
        workers.clean();
    }

    /** Opens a model that is never ready, in a worker whose number it prints. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            try (Worker worker = new Workers(Path.of(arguments[0])).start(MEMORY)) {
                System.out.println(worker.pid());
                worker.open(Path.of(arguments[1]), TimeUnit.MINUTES.toMillis(2));
            }
        }
    }

    @Test
    void theWaitForAnotherProcessGrowsAndStaysBelow10Seconds() {
        long wait = 1_000;
        for (int ends = 0; ends < 20; ends++) {
            long next = WorkerSession.waitAfter(wait);
            assertTrue(next < 10_000, "after " + ends + " ends: " + next);
            assertTrue(next >= wait);
            wait = next;
        }
        assertTrue(wait >= 4_000, "a process that always ends is started too often");
    }
}
