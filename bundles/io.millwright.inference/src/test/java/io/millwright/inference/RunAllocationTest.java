package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import com.sun.management.ThreadMXBean;
import io.millwright.model.ModelRunner;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run allocates what ONNX Runtime's own Java code allocates, and not one byte more. Interpreted, because a compiler may remove
 * allocations on either side; what is nothing there is nothing anywhere.
 */
class RunAllocationTest {
    private static final Pattern RESULT = Pattern.compile("bare (\\d+) runner (\\d+) together (\\d+)");

    @TempDir
    Path folder;

    @Test
    void aRunAllocatesNothingBeyondOnnxRuntimesOwn() throws Exception {
        Path model = ModelFiles.linear("linear", "1.0.0", 3).writeTo(folder.resolve("model"));
        String output =
                ChildJvm.run(folder.resolve("output"), Map.of(), List.of("-Xint"), Measurement.class, model.toString());
        Matcher result = RESULT.matcher(output);
        assertTrue(result.find(), output);
        long bare = Long.parseLong(result.group(1));
        assertTrue(bare > 0, "measured nothing: " + output);
        assertEquals(bare, Long.parseLong(result.group(2)));
        assertEquals(bare, Long.parseLong(result.group(3)), "two rows that are computed in one run");
    }

    @Test
    void aRunOfAHeadAllocatesWhatItsTwoRunsDo() throws Exception {
        String output = ChildJvm.run(
                folder.resolve("output"),
                Map.of(),
                List.of("-Xint"),
                HeadMeasurement.class,
                HeadFiles.backbone("1.0.0", 3)
                        .writeTo(folder.resolve("backbone"))
                        .toString(),
                HeadFiles.head("quality", "1.0.0", 2, 3)
                        .writeTo(folder.resolve("head"))
                        .toString());
        Matcher result = Pattern.compile("backbone (\\d+) both (\\d+)").matcher(output);
        assertTrue(result.find(), output);
        long backbone = Long.parseLong(result.group(1));
        assertTrue(backbone > 0, "measured nothing: " + output);
        assertEquals(2 * backbone, Long.parseLong(result.group(2)), "graphs of one input and one output each");
    }

    /** Prints the bytes per run of a backbone, and of it and a head. */
    static final class HeadMeasurement {
        private HeadMeasurement() {}

        public static void main(String[] arguments) throws Exception {
            try (ModelFolder backbone = ModelFolder.open(Path.of(arguments[0]));
                    ModelFolder head = ModelFolder.open(Path.of(arguments[1]), backbone);
                    ModelRunner alone = backbone.model().open(1);
                    ModelRunner both = head.model().open(1)) {
                System.out.println("backbone " + Measurement.bytes(() -> alone.run(60_000)) + " both "
                        + Measurement.bytes(() -> both.run(60_000)));
            }
        }
    }

    /** Prints the bytes per run on this thread. */
    static final class Measurement {
        private static final int RUNS = 2_000;
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private Measurement() {}

        private interface Run {
            void run() throws Exception;
        }

        public static void main(String[] arguments) throws Exception {
            Path path = Path.of(arguments[0]);
            try (ModelFolder folder = ModelFolder.open(path, 1, 1_000_000);
                    ModelRunner runner = folder.model().open(1);
                    ModelRunner other = folder.model().open(1);
                    OrtSession session = Engine.load().open(path.resolve("model.onnx"));
                    RunOptions options = new RunOptions();
                    OnnxTensor in = tensor(1, 2);
                    OnnxTensor out = tensor(1, 1)) {
                Map<String, OnnxTensor> inputs = new LinkedHashMap<>(Map.of("x", in));
                Map<String, OnnxTensor> outputs = new LinkedHashMap<>(Map.of("y", out));
                long bare = bytes(
                        () -> session.run(inputs, Set.of(), outputs, options).close());
                long ours = bytes(() -> runner.run(60_000));
                ModelRunner.Completion done = failure -> {};
                long together = bytes(() -> {
                    runner.start(60_000, done);
                    other.start(60_000, done);
                    other.flush();
                });
                System.out.println("bare " + bare + " runner " + ours + " together " + together);
            }
        }

        private static OnnxTensor tensor(long... shape) throws Exception {
            ByteBuffer buffer = ByteBuffer.allocateDirect((int) (shape[0] * shape[1]) * Float.BYTES)
                    .order(ByteOrder.nativeOrder());
            return OnnxTensor.createTensor(Engine.load().environment(), buffer, shape, OnnxJavaType.FLOAT);
        }

        private static long bytes(Run run) throws Exception {
            long id = Thread.currentThread().getId();
            long before = 0;
            for (int i = 0; i < 2 * RUNS; i++) {
                if (i == RUNS) {
                    before = THREADS.getThreadAllocatedBytes(id);
                }
                run.run();
            }
            return (THREADS.getThreadAllocatedBytes(id) - before) / RUNS;
        }
    }
}
