package io.millwright.inference;

import io.millwright.model.ImageSpec;
import io.millwright.model.ImageSpec.Colour;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.model.TensorSpec.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Reads inputs: what fills them and whether that fits their shape. */
final class InputReader {
    private static final int FEATURES = 10_000;
    private static final int RANK_OF_PICTURES = 4;
    private static final List<ElementType> FLOATS =
            List.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16);
    private static final int GREATEST_SIDE_PIXELS = 16_384;
    private static final long GREATEST_RAW_BYTES = 64L << 20;

    private final FeatureReader reader;
    private final Set<String> filled;

    /** @param filled names of the inputs that a run before fills, or a backbone */
    InputReader(long rowPeriodMillis, Set<String> filled) {
        this.filled = filled;
        reader = new FeatureReader(rowPeriodMillis);
    }

    List<Tensor> inputs(JsonKey list) throws ModelRefused {
        List<Tensor> inputs = new ArrayList<>();
        for (JsonKey key : TensorReader.some(list)) {
            inputs.add(input(key, TensorReader.input(key, inputs)));
        }
        return inputs;
    }

    private Tensor input(JsonKey key, Tensor plain) throws ModelRefused {
        if (filled.contains(plain.name())) {
            for (String other : List.of("features", "image")) {
                if (key.find(other) != null) {
                    throw key.find(other)
                            .wrong("the input is a state or a backbone's, which nothing else fills", "remove it");
                }
            }
            return plain;
        }
        List<Feature> features = new ArrayList<>();
        JsonKey list = key.find("features");
        if (list != null) {
            for (JsonKey feature : list.list(FEATURES)) {
                features.add(reader.feature(feature, plain.type()));
            }
        }
        JsonKey layout = key.find("layout");
        Layout order = layout == null ? Layout.CHANNELS_FIRST : layout.oneOf(List.of(Layout.values()));
        JsonKey image = key.find("image");
        if (image != null && !features.isEmpty()) {
            throw list.wrong("cannot stand beside image", "remove one of the two");
        }
        ImageSpec picture = image == null ? null : picture(key, image, plain, order);
        Tensor input = texts(key, plain.filled(features, picture, order));
        if (image == null) {
            if (input.ofArrays()) {
                arrays(key, list, input);
            } else {
                scalars(key, input);
                if (layout != null) {
                    throw layout.wrong(
                            "is for pictures and array features; rows of scalar features are [batch, rows, features]",
                            "remove it, and transpose in the graph where the graph has another order");
                }
            }
        }
        return input;
    }

    /** The texts that the elements of an input may be are the categories of its features. */
    private static Tensor texts(JsonKey key, Tensor input) throws ModelRefused {
        if (input.type() != ElementType.STRING) {
            return input;
        }
        List<List<String>> texts =
                input.features().stream().map(Feature::categories).toList();
        if (texts.isEmpty() || texts.stream().anyMatch(List::isEmpty)) {
            throw key.get("type")
                    .wrong(
                            "needs the texts that may come, and not every column has some",
                            "give each column of the input a feature with categories");
        }
        return input.withTexts(texts);
    }

    /** One feature per column of the last dimension; only an input of another rank may be described by nothing. */
    private static void scalars(JsonKey key, Tensor input) throws ModelRefused {
        long[] shape = input.dimensions();
        int features = input.features().size();
        long columns = shape.length == 1 ? 1 : shape[shape.length - 1];
        boolean table = shape.length == 2 || shape.length == 3;
        if (columns != features && (table || features > 0)) {
            throw key.get("shape")
                    .wrong(
                            "has " + columns + " columns, but " + features + " features are listed",
                            "list one feature per column of the last dimension, or give an array feature its elements");
        }
    }

    private static void arrays(JsonKey key, JsonKey list, Tensor input) throws ModelRefused {
        List<Feature> features = input.features();
        long elements = features.get(0).elements();
        for (int i = 1; i < features.size(); i++) {
            if (features.get(i).elements() != elements) {
                throw list.list(FEATURES)
                        .get(i)
                        .wrong(
                                "has " + features.get(i).elements() + " elements, but " + input.name()
                                        + "'s first feature has " + elements,
                                "give all features of one input the same elements, or use a second input");
            }
        }
        if (features.size() == 1) {
            if (elements != input.elementsPerRow()) {
                throw key.get("shape")
                        .wrong(
                                "has " + input.elementsPerRow() + " elements per row, but the feature "
                                        + features.get(0).name() + " has " + elements,
                                "write the same number in both");
            }
            return;
        }
        boolean first = input.layout() == Layout.CHANNELS_FIRST;
        long[] wanted = first
                ? new long[] {input.dimensions()[0], features.size(), elements}
                : new long[] {input.dimensions()[0], elements, features.size()};
        if (!Arrays.equals(wanted, input.dimensions())) {
            throw key.get("shape")
                    .wrong(
                            features.size() + " features of " + elements + " elements make " + Arrays.toString(wanted)
                                    + " with the layout " + (first ? "channels_first" : "channels_last"),
                            "correct shape, elements or layout");
        }
    }

    private ImageSpec picture(JsonKey key, JsonKey image, Tensor input, Layout layout) throws ModelRefused {
        reader.pictureSignal(key.get("name"));
        Colour colour = image.get("colour").oneOf(List.of(Colour.values()));
        int channels = colour == Colour.GRAY ? 1 : 3;
        long[] shape = input.dimensions();
        boolean first = layout == Layout.CHANNELS_FIRST;
        if (shape.length != RANK_OF_PICTURES || shape[first ? 1 : 3] != channels) {
            throw key.get("shape")
                    .wrong(
                            "a picture with colour " + image.get("colour").text() + " fills "
                                    + (first
                                            ? "[batch, " + channels + ", height, width], layout channels_first"
                                            : "[batch, height, width, " + channels + "], layout channels_last"),
                            "correct shape, colour or layout");
        }
        boolean bytes = input.type() == ElementType.UINT8;
        if (!bytes && !FLOATS.contains(input.type())) {
            throw key.get("type")
                    .wrong("takes no picture", "export one of " + FLOATS + ", or UINT8 for the bytes as they are");
        }
        JsonKey fit = image.find("fit");
        Fit way = fit == null ? Fit.STRETCH : fit.oneOf(List.of(Fit.values()));
        if (way == Fit.TILE && shape[0] != -1) {
            throw fit.wrong(
                    "needs a free batch, which holds the tiles", "export with a free batch, or use another fit");
        }
        JsonKey raw = image.find("raw");
        int width = raw == null ? 0 : (int) raw.get("width").integer(1, GREATEST_SIDE_PIXELS);
        int height = raw == null ? 0 : (int) raw.get("height").integer(1, GREATEST_SIDE_PIXELS);
        JsonKey rawColour = raw == null ? null : raw.find("colour");
        Colour order = rawColour == null ? colour : rawColour.oneOf(List.of(Colour.values()));
        if ((long) width * height * (order == Colour.GRAY ? 1 : 3) > GREATEST_RAW_BYTES) {
            throw raw.wrong("has more than " + GREATEST_RAW_BYTES + " bytes", "send a smaller picture");
        }
        JsonKey held = image.find("held");
        return new Tensor.Picture(
                colour,
                way,
                perChannel(image.find("mean"), channels, 0, bytes),
                perChannel(image.find("scale"), channels, 1, bytes),
                width,
                height,
                order,
                held != null && held.yes());
    }

    private static double[] perChannel(JsonKey key, int channels, double neutral, boolean bytes) throws ModelRefused {
        double[] values = new double[channels];
        Arrays.fill(values, neutral);
        if (key == null) {
            return values;
        }
        List<Double> given = key.numbers(FEATURES);
        if (given.size() != channels) {
            throw key.wrong(
                    "has " + given.size() + " numbers for " + channels + " channel(s)", "write one per channel");
        }
        for (int i = 0; i < channels; i++) {
            values[i] = given.get(i);
            if (bytes && values[i] != neutral) {
                throw key.wrong("is for FLOAT32; UINT8 takes the bytes as they are", "remove it, or export FLOAT32");
            }
            if (neutral != 0 && values[i] == 0) {
                throw key.wrong("makes a channel 0", "write factors that are not 0");
            }
        }
        return values;
    }
}
