package io.millwright.desk.model;

import io.millwright.inference.ModelDraft;
import io.millwright.inference.RefusedFolder;
import io.millwright.inference.ZipMapProof;
import io.millwright.inference.onnx.FixedInput;
import io.millwright.inference.onnx.GraphOutline;
import io.millwright.inference.onnx.OnnxFile;
import io.millwright.inference.onnx.OnnxRefused;
import io.millwright.inference.onnx.ZipMaps;
import io.millwright.inference.onnx.ZipMaps.ZipMap;
import io.millwright.inference.worker.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** A stranger's ONNX file made into one that a gateway serves: judged, and its lists of maps replaced by the tensors before them. */
final class OnnxImport {
    private static final int PROOF_ROWS = 64;
    private static final String FIXED = "fixed.onnx";

    /** What the file that is served is compared with: the stranger's, with what is constant in it. */
    private final Path original;

    /** Whether that is a file that was made here. */
    private final boolean fixed;

    private final Path edited;
    private final List<ZipMap> replaced;
    private final Graph graph;
    private final GraphFacts facts;

    private OnnxImport(
            Path original, boolean fixed, Path edited, List<ZipMap> replaced, Graph graph, GraphFacts facts) {
        this.original = original;
        this.fixed = fixed;
        this.edited = edited;
        this.replaced = replaced;
        this.graph = graph;
        this.facts = facts;
    }

    /**
     * Writes the file that is served.
     *
     * @param constants inputs that never change, with their elements
     */
    static OnnxImport of(Path file, Path to, Map<String, List<Double>> constants, Consumer<String> notes)
            throws IOException, Refusal {
        if (!Files.isRegularFile(file)) {
            throw new Refusal(file + " is no file", "name the .onnx file");
        }
        try {
            copyData(file, to);
            Path original = fixed(file, to, constants, notes);
            List<ZipMap> replaced = ZipMaps.replace(original, to);
            for (ZipMap zipMap : replaced) {
                notes.accept("the list of maps " + zipMap.output() + " is replaced by the tensor " + zipMap.tensor()
                        + ", whose columns are " + zipMap.labels());
            }
            GraphFacts facts = new GraphFacts(GraphOutline.read(file));
            return new OnnxImport(original, !constants.isEmpty(), to, replaced, ModelDraft.graph(to), facts);
        } catch (OnnxRefused e) {
            throw new Refusal(file.getFileName() + ": " + e.key() + " = " + e.value() + ": " + e.problem(), e.remedy());
        } catch (RefusedFolder e) {
            throw new Refusal(e.what().replace(to.getFileName() + ":", file.getFileName() + ":"), e.remedy());
        }
    }

    /** Returns the file whose constant inputs are constants: the stranger's where there are none, else one beside it that is served. */
    private static Path fixed(Path file, Path to, Map<String, List<Double>> constants, Consumer<String> notes)
            throws IOException, OnnxRefused {
        Path fixed = file;
        for (Map.Entry<String, List<Double>> constant : constants.entrySet()) {
            FixedInput.set(fixed, to, constant.getKey(), constant.getValue());
            fixed = to.resolveSibling(FIXED);
            Files.move(to, fixed, StandardCopyOption.REPLACE_EXISTING);
            notes.accept(constant.getKey() + " is " + constant.getValue() + " for ever: no input any more");
        }
        return fixed;
    }

    /** Copies the further files that hold weights, which have to lie beside the file. */
    private static void copyData(Path file, Path to) throws IOException, OnnxRefused, Refusal {
        for (String name : OnnxFile.dataFiles(file)) {
            Path data = file.resolveSibling(name);
            if (!Files.isRegularFile(data, LinkOption.NOFOLLOW_LINKS)) {
                throw new Refusal(
                        file.getFileName() + " has weights in " + name + ", which is no file beside it",
                        "put it there under that name, or export the model as one file");
            }
            Path copy = to.resolveSibling(name);
            if (!Files.exists(copy) || !Files.isSameFile(data, copy)) {
                Files.copy(data, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    Graph graph() {
        return graph;
    }

    GraphFacts facts() {
        return facts;
    }

    boolean changed() {
        return !replaced.isEmpty();
    }

    /** Runs the original and the edited file on the same rows; their probabilities have to be equal, bit for bit. */
    void prove(List<InputSketch> inputs, Consumer<String> notes) throws IOException, Refusal {
        if (!replaced.isEmpty()) {
            compare(inputs, notes);
        }
        if (fixed) {
            Files.deleteIfExists(original);
        }
    }

    private void compare(List<InputSketch> inputs, Consumer<String> notes) throws Refusal {
        Map<String, Object> run = new LinkedHashMap<>();
        for (InputSketch input : inputs) {
            Object rows = rows(input);
            if (rows == null) {
                notes.accept("whether " + edited.getFileName() + " gives the same as the original was not compared: "
                        + input.name() + " is no table");
                return;
            }
            run.put(input.name(), rows);
        }
        try {
            long compared = ZipMapProof.prove(original, edited, replaced, List.of(run));
            notes.accept("the probabilities without the list of maps are those of the original, bit for bit: "
                    + compared + " compared");
        } catch (IOException e) {
            throw new Refusal(
                    "without its list of maps the file does not give what the original does: " + e.getMessage(),
                    "export it without ZipMap (skl2onnx: options={id(model): {'zipmap': False}})");
        }
    }

    private static Object rows(InputSketch input) {
        Random random = new Random(1);
        int rank = input.shape().length;
        if (rank == 0 || rank > 2 || rank == 2 && input.shape()[1] < 0) {
            return null;
        }
        int rows = input.shape()[0] < 0 ? PROOF_ROWS : (int) input.shape()[0];
        int columns = rank == 1 ? 1 : (int) input.shape()[1];
        Class<?> type =
                switch (input.type()) {
                    case "FLOAT32" -> float.class;
                    case "FLOAT64" -> double.class;
                    case "INT64" -> long.class;
                    case "INT32" -> int.class;
                    case "STRING" -> String.class;
                    default -> null;
                };
        if (type == null) {
            return null;
        }
        List<Object> filled = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            Object line = java.lang.reflect.Array.newInstance(type, columns);
            for (int c = 0; c < columns; c++) {
                List<String> texts = input.features().isEmpty()
                        ? List.of()
                        : input.features()
                                .get(Math.min(c, input.features().size() - 1))
                                .categories();
                java.lang.reflect.Array.set(line, c, value(type, random, texts));
            }
            filled.add(line);
        }
        if (rank == 1) {
            Object flat = java.lang.reflect.Array.newInstance(type, rows);
            for (int row = 0; row < rows; row++) {
                java.lang.reflect.Array.set(flat, row, java.lang.reflect.Array.get(filled.get(row), 0));
            }
            return flat;
        }
        Object table = java.lang.reflect.Array.newInstance(type.arrayType(), rows);
        for (int row = 0; row < rows; row++) {
            java.lang.reflect.Array.set(table, row, filled.get(row));
        }
        return table;
    }

    private static Object value(Class<?> type, Random random, List<String> texts) {
        double number = random.nextGaussian() * Math.pow(10, random.nextInt(4) - 1);
        if (type == float.class) {
            return (float) number;
        }
        if (type == double.class) {
            return number;
        }
        if (type == long.class) {
            return (long) random.nextInt(4);
        }
        return type == int.class ? random.nextInt(4) : texts.isEmpty() ? "" : texts.get(random.nextInt(texts.size()));
    }
}
