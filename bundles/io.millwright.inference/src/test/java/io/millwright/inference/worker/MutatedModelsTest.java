package io.millwright.inference.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.Models;
import io.millwright.inference.onnx.OnnxFile;
import io.millwright.inference.onnx.OnnxRefused;
import io.millwright.inference.worker.WorkerFailed.End;
import io.millwright.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is done to an ONNX file, it is refused before it is opened, or what it does stays in its worker. One worker takes one file
 * after the other until one of them ends it. {@code -Dmillwright.mutations=10000} tries more of them.
 */
class MutatedModelsTest {
    private static final int MUTATIONS = Integer.getInteger("millwright.mutations", 200);
    private static final long SEED = Long.getLong("millwright.seed", 20);
    private static final long MEMORY = 1L << 30;
    private static final long OPEN_MILLIS = 5_000;
    private static final long RUN_MILLIS = 2_000;
    private static final long CLOSE_MILLIS = 1_000;
    private static final int GREATEST_ELEMENTS = 1 << 16;

    private static final WorkerRunner.Owner NOBODY = new WorkerRunner.Owner() {
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

    /** What became of a file. */
    private enum Fate {
        REFUSED_UNOPENED,
        REFUSED_BY_THE_ENGINE,
        TOOK_TOO_LONG,
        ENDED_ITS_WORKER,
        RAN
    }

    private final Map<Fate, Integer> fates = new EnumMap<>(Fate.class);

    @TempDir
    Path folder;

    private Workers workers;
    private Worker worker;

    @Test
    void noneOfThemGetsOutOfItsWorker() throws Exception {
        workers = new Workers(folder.resolve("worker"));
        Random random = new Random(SEED);
        List<byte[]> files = Models.ofEachKind();
        try {
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] mutation = files.get(i % files.size());
                for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                    mutation = changed(mutation, random);
                }
                Fate fate = fate(Files.write(folder.resolve("model.onnx"), mutation));
                fates.merge(fate, 1, Integer::sum);
            }
        } finally {
            if (worker != null) {
                worker.close();
            }
            workers.close();
        }
        System.out.println("mutations: " + fates);
        assertEquals(
                MUTATIONS, fates.values().stream().mapToInt(Integer::intValue).sum());
        assertTrue(fates.getOrDefault(Fate.REFUSED_UNOPENED, 0) > 0, "the judge sees nothing: " + fates);
        assertTrue(
                fates.getOrDefault(Fate.RAN, 0) > 0, "no mutation is harmless, so the worker is of no use: " + fates);
    }

    private static byte[] changed(byte[] content, Random random) {
        if (content.length < 2) {
            return content;
        }
        int at = random.nextInt(content.length);
        int length = 1 + random.nextInt(Math.min(16, content.length - at));
        byte[] piece = Arrays.copyOfRange(content, at, at + length);
        // Mostly what leaves the file's structure whole: the rest is refused before it is opened.
        switch (random.nextInt(12)) {
            case 0 -> random.nextBytes(piece);
            case 1 -> piece = new byte[0];
            case 2 -> Arrays.fill(piece, (byte) 0xFF);
            case 3 -> piece = join(piece, piece);
            case 4 -> {
                return Arrays.copyOf(content, at);
            }
            case 5, 6, 7 -> piece[0] = (byte) (piece[0] + (random.nextBoolean() ? 1 : -1));
            default -> piece[0] ^= (byte) (1 << random.nextInt(8));
        }
        return join(join(Arrays.copyOf(content, at), piece), Arrays.copyOfRange(content, at + length, content.length));
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    private Fate fate(Path file) throws IOException, WorkerFailed {
        try {
            OnnxFile.check(file);
        } catch (OnnxRefused e) {
            return Fate.REFUSED_UNOPENED;
        }
        if (worker == null || !worker.alive()) {
            worker = workers.start(MEMORY);
        }
        try {
            run(worker.open(file, OPEN_MILLIS));
            return Fate.RAN;
        } catch (WorkerFailed e) {
            return fate(e);
        } catch (ModelException e) {
            return e.getCause() instanceof WorkerFailed failed ? fate(failed) : Fate.REFUSED_BY_THE_ENGINE;
        }
    }

    private Fate fate(WorkerFailed failure) {
        if (failure.end() == End.REFUSED) {
            return Fate.REFUSED_BY_THE_ENGINE;
        }
        worker.close();
        worker = null;
        return failure.end() == End.OVER ? Fate.TOOK_TOO_LONG : Fate.ENDED_ITS_WORKER;
    }

    private void run(Graph graph) throws IOException, WorkerFailed, ModelException {
        List<SharedTensor> inputs = shared(graph.inputs());
        List<SharedTensor> outputs = shared(graph.outputs());
        if (inputs.size() == graph.inputs().size()
                && outputs.size() == graph.outputs().size()) {
            List<SharedTensor> all = new ArrayList<>(inputs);
            all.addAll(outputs);
            try (WorkerRunner runner =
                    new WorkerRunner("mutation", SharedMemory.of(all, folder), inputs, outputs, CLOSE_MILLIS, NOBODY)) {
                runner.connect(() -> worker);
                runner.run(RUN_MILLIS);
            }
        }
    }

    /** Those that a gateway could serve, with a batch of one row. */
    private static List<SharedTensor> shared(List<GraphNode> nodes) {
        List<SharedTensor> shared = new ArrayList<>();
        for (GraphNode node : nodes) {
            long[] shape = Arrays.stream(node.shape()).map(d -> d < 0 ? 1 : d).toArray();
            long elements = Arrays.stream(shape).limit(8).reduce(1, (a, b) -> Math.min(a, GREATEST_ELEMENTS) * b);
            int bytes = bytes(node.elementType());
            if (node.kind().isEmpty() && bytes > 0 && elements > 0 && elements <= GREATEST_ELEMENTS) {
                shared.add(new SharedTensor(node.name(), node.elementType(), shape, (int) elements * bytes));
            }
        }
        return shared;
    }

    private static int bytes(String elementType) {
        return switch (elementType.replaceFirst(".*_", "")) {
            case "FLOAT", "INT32" -> 4;
            case "DOUBLE", "INT64" -> 8;
            case "UINT8", "BOOL" -> 1;
            default -> 0;
        };
    }
}
