package io.millwright.inference;

import io.millwright.inference.ModelDescription.FileReference;
import io.millwright.inference.ModelDescription.Score;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Version;

/** Reads model.json, format 1. Unknown keys are ignored; missing or contradictory ones refuse the model. */
final class DescriptionReader {
    static final String FILE = "model.json";

    private static final int FORMAT = 1;
    private static final int TENSORS = 64;
    private static final int FEATURES = 10_000;
    private static final int CATEGORIES = 10_000;
    private static final int RANK = 8;
    private static final long ELEMENTS_PER_ROW = 16L << 20;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
    private static final String NAME_TEXT = "1 to 100 letters, digits, '.', '_' or '-'";

    private final Set<String> featureNames = new HashSet<>();

    private DescriptionReader() {}

    static ModelDescription read(byte[] content) throws ModelRefused {
        return new DescriptionReader().description(content);
    }

    private ModelDescription description(byte[] content) throws ModelRefused {
        JsonKey top = JsonKey.parse(FILE, content);
        JsonKey format = top.get("format");
        if (format.integer() != FORMAT) {
            throw format.wrong("is not a format that this version reads", "use format 1 or update Millwright");
        }
        List<Tensor> inputs = new ArrayList<>();
        for (JsonKey input : some(top.get("inputs"))) {
            inputs.add(input(input, inputs));
        }
        List<Tensor> outputs = new ArrayList<>();
        for (JsonKey output : some(top.get("outputs"))) {
            outputs.add(tensor(output, List.of(), outputs));
        }
        return new ModelDescription(
                top.get("name").text(NAME, NAME_TEXT),
                version(top.get("version")),
                file(top.get("onnx")),
                file(top.get("golden")),
                inputs,
                outputs,
                score(top, outputs),
                Sha256.of(content));
    }

    private static List<JsonKey> some(JsonKey list) throws ModelRefused {
        List<JsonKey> elements = list.list(TENSORS);
        if (elements.isEmpty()) {
            throw list.wrong("must not be empty", "list the tensors of the graph");
        }
        return elements;
    }

    private static Version version(JsonKey key) throws ModelRefused {
        try {
            return Version.parseVersion(key.text("\\S.{0,98}", "a version such as 1.0.0"));
        } catch (IllegalArgumentException e) {
            throw key.wrong("is not an OSGi version", "write major.minor.micro, for example 1.0.0");
        }
    }

    private static FileReference file(JsonKey key) throws ModelRefused {
        return new FileReference(
                key.get("file").text(NAME, "the name of a file beside model.json: " + NAME_TEXT),
                key.get("sha256").text("[0-9a-f]{64}", "64 lower-case hexadecimal digits"));
    }

    private Tensor input(JsonKey key, List<Tensor> before) throws ModelRefused {
        List<Feature> features = new ArrayList<>();
        JsonKey list = key.find("features");
        if (list != null) {
            for (JsonKey feature : list.list(FEATURES)) {
                features.add(feature(feature));
            }
        }
        Tensor input = tensor(key, features, before);
        int rank = input.dimensions().length;
        long columns = input.dimensions()[rank - 1];
        boolean table = rank == 2 || rank == 3;
        if (table && columns != features.size()) {
            throw key.get("shape")
                    .wrong(
                            "has " + columns + " columns, but " + features.size() + " features are listed",
                            "list one feature per column of the last dimension");
        }
        if (!table && !features.isEmpty()) {
            throw list.wrong(
                    "belongs to inputs of 2 (row) or 3 (window) dimensions",
                    "remove the features or correct the shape");
        }
        return input;
    }

    private static Tensor tensor(JsonKey key, List<Feature> features, List<Tensor> before) throws ModelRefused {
        JsonKey name = key.get("name");
        String text = name.text("[^\\p{Cntrl}]{1,200}", "1 to 200 printable characters");
        for (Tensor other : before) {
            if (other.name().equals(text)) {
                throw name.wrong("is listed twice", "list each tensor once");
            }
        }
        return new Tensor(text, type(key.get("type")), shape(key.get("shape")), features);
    }

    private static ElementType type(JsonKey key) throws ModelRefused {
        String text = key.text();
        for (ElementType type : ElementType.values()) {
            if (type.name().equals(text)) {
                return type;
            }
        }
        throw key.wrong("is no element type", "use one of " + List.of(ElementType.values()));
    }

    private static long[] shape(JsonKey key) throws ModelRefused {
        List<JsonKey> dimensions = key.list(RANK);
        if (dimensions.isEmpty()) {
            throw key.wrong("has no dimension", "write the batch, -1, as the first dimension");
        }
        long[] shape = new long[dimensions.size()];
        long elements = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = dimensions.get(i).integer();
            if (i == 0 && shape[0] != -1 && shape[0] != 1) {
                throw dimensions.get(0).wrong("the batch must be -1 (free) or 1", "export with a free batch");
            }
            if (i > 0 && shape[i] < 1) {
                throw dimensions
                        .get(i)
                        .wrong("only the first dimension may be free", "export the graph with this dimension fixed");
            }
            elements = i == 0 ? 1 : elements * Math.min(shape[i], ELEMENTS_PER_ROW + 1);
            if (elements > ELEMENTS_PER_ROW) {
                throw key.wrong("has more than " + ELEMENTS_PER_ROW + " elements per row", "use a smaller tensor");
            }
        }
        return shape;
    }

    private Feature feature(JsonKey key) throws ModelRefused {
        JsonKey name = key.get("name");
        String text = name.text("[^\\p{Cntrl},@=\"]{1,100}", "1 to 100 characters without , @ = or quotes");
        if (!featureNames.add(text)) {
            throw name.wrong("is used twice", "give every feature of the model its own name");
        }
        JsonKey unit = key.find("unit");
        double min = limit(key.find("min"));
        double max = limit(key.find("max"));
        if (min > max) {
            throw key.get("min").wrong("is above max = " + max, "exchange them");
        }
        return new Tensor.Column(text, unit == null ? "" : unit.text(), min, max, categories(key.find("categories")));
    }

    private static double limit(JsonKey key) throws ModelRefused {
        return key == null ? Double.NaN : key.number();
    }

    private static List<String> categories(JsonKey key) throws ModelRefused {
        List<String> categories = new ArrayList<>();
        if (key != null) {
            Set<String> seen = new HashSet<>();
            for (JsonKey category : key.list(CATEGORIES)) {
                if (!seen.add(category.text())) {
                    throw category.wrong("is listed twice", "list each category once");
                }
                categories.add(category.text());
            }
        }
        return categories;
    }

    private static Score score(JsonKey top, List<Tensor> outputs) throws ModelRefused {
        JsonKey key = top.find("score");
        if (key == null) {
            return new Score(outputs.get(0).name(), 0, 0.5, List.of("normal", "alarm"));
        }
        JsonKey name = key.find("output");
        Tensor output = outputs.get(0);
        if (name != null) {
            String text = name.text();
            output = outputs.stream()
                    .filter(candidate -> candidate.name().equals(text))
                    .findFirst()
                    .orElseThrow(() -> name.wrong("is not among the outputs", "name one of the outputs"));
        }
        JsonKey index = key.find("index");
        long element = index == null ? 0 : index.integer();
        if (element < 0 || element >= output.elementsPerRow()) {
            throw index.wrong(
                    "output " + output.name() + " has " + output.elementsPerRow() + " elements per row",
                    "use an index below that, from 0");
        }
        JsonKey threshold = key.find("threshold");
        return new Score(
                output.name(),
                (int) element,
                threshold == null ? 0.5 : threshold.number(),
                labels(key.find("labels"), output));
    }

    private static List<String> labels(JsonKey key, Tensor output) throws ModelRefused {
        if (key == null) {
            return List.of("normal", "alarm");
        }
        List<String> labels = categories(key);
        if (labels.size() < 2) {
            throw key.wrong("needs two labels at least", "list the label below the threshold first");
        }
        if (labels.size() > 2 && labels.size() != output.elementsPerRow()) {
            throw key.wrong(
                    "has " + labels.size() + " labels, but output " + output.name() + " has " + output.elementsPerRow()
                            + " elements per row",
                    "list two labels, or one per element");
        }
        return List.copyOf(labels);
    }
}
