package io.millwright.inference.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.Models;
import io.millwright.inference.worker.WorkerFailed.End;
import io.millwright.model.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
    private static final long MEMORY = 512L << 20;
    private static final long SOON_MILLIS = 30_000;

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
        Files.createDirectories(folder.resolve("worker"));
        try (var files = Files.list(folder.resolve("worker"))) {
            assertEquals(
                    0, files.filter(file -> file.toString().endsWith(".log")).count());
        }
    }

    private static SharedTensor floats(String name, int count) {
        return new SharedTensor(name, "FLOAT", new long[] {1, count}, count * Float.BYTES);
    }

    @Test
    void itTellsTheGraphAndRunsIt() throws Exception {
        try (Worker worker = workers.start(MEMORY)) {
            Graph graph = worker.open(model, SOON_MILLIS);
            assertEquals(1, graph.inputs().size());
            GraphNode input = graph.inputs().get(0);
            assertEquals("", input.kind());
            assertEquals("ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT", input.elementType());
            assertEquals("[-1, 4]", Arrays.toString(input.shape()));
            String output = graph.outputs().get(0).name();
            try (WorkerRunner runner =
                    WorkerRunner.of(worker, List.of(floats(input.name(), 4)), List.of(floats(output, 1)), folder)) {
                float first = run(runner, 1);
                assertFalse(Float.isNaN(first));
                assertEquals(first, run(runner, 1));
                assertTrue(first != run(runner, 2), "the inputs do not arrive");
            }
        }
    }

    private static float run(WorkerRunner runner, float value) throws Exception {
        for (int i = 0; i < 4; i++) {
            runner.input(0).putFloat(i * Float.BYTES, value);
        }
        runner.run(1_000);
        return runner.output(0).getFloat(0);
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
        try (Worker worker = workers.start(MEMORY)) {
            worker.open(hungry, SOON_MILLIS);
            try (WorkerRunner runner =
                    WorkerRunner.of(worker, List.of(floats("x", 1)), List.of(floats("y", 1)), folder)) {
                ModelException failure = assertThrows(ModelException.class, () -> runner.run(SOON_MILLIS));
                assertTrue(failure.getMessage().contains("bad_alloc"), failure::toString);
            }
            assertTrue(worker.alive());
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
            assertTrue(parent.waitFor(10, TimeUnit.SECONDS));
            worker.onExit().get(10, TimeUnit.SECONDS);
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
}
