package io.millwright.pipeline.window;

import io.millwright.model.ImageSpec.Colour;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.model.TensorSpec.Layout;
import io.millwright.pipeline.Labels;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.shape.ArrayShape;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.shape.PictureShape;
import io.millwright.pipeline.window.FeaturePlan.Input;
import java.util.Arrays;
import java.util.List;

/** Says what fills one input of a model: rows of numbers, arrays, or a picture. What contradicts itself is refused. */
final class InputShapes {
    private static final List<ElementType> PICTURES =
            List.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16, ElementType.UINT8);

    private static final int PICTURE_RANK = 4;
    private static final int MOST_ELEMENTS = 1 << 24;

    private final String model;
    private final TensorSpec input;
    private final int inputs;
    private final String what;
    private final long[] shape;

    /** @param inputs how many the model has */
    InputShapes(String model, TensorSpec input, int inputs) {
        this.model = model;
        this.inputs = inputs;
        this.input = input;
        what = "input '" + input.name() + "' of model " + model;
        shape = input.shape();
    }

    /** Adds the input's columns, and returns what is known of it. */
    Input addTo(Columns columns, int windowRows) throws MappingException {
        if (input.image() == null && input.features().isEmpty()) {
            throw new MappingException(
                    what + " names no features, and a pipeline fills inputs from tags only",
                    "add \"features\", or \"image\" for a picture, to its model.json");
        }
        if (!FeaturePlan.TYPES.contains(input.type())) {
            throw new MappingException(
                    what + " has elements of type " + input.type() + ", and this pipeline knows " + FeaturePlan.TYPES,
                    "update it, or export the model with one of these");
        }
        if (input.image() != null) {
            return picture(columns);
        }
        for (Feature feature : input.features()) {
            if (feature.elements() > 1) {
                return arrays(columns, input.features());
            }
        }
        return rows(columns, windowRows);
    }

    private void checkBatch() throws MappingException {
        if (shape.length > 0 && shape[0] != -1 && shape[0] != 1) {
            throw new MappingException(
                    what + " has a fixed batch of " + shape[0], "export it with a batch of 1 or a free one");
        }
    }

    private Input rows(Columns columns, int windowRows) throws MappingException {
        int features = input.features().size();
        long last = shape.length == 1 ? 1 : shape.length == 0 ? 0 : shape[shape.length - 1];
        if (last != features) {
            throw new MappingException(
                    what + " has " + last + " columns and " + features + " features, and both numbers must be equal",
                    "correct its model.json");
        }
        checkBatch();
        long rows = 1;
        for (int d = 1; d < shape.length - 1; d++) {
            rows = shape[d] < 1 || rows < 1 ? Math.min(rows, shape[d]) : Math.min(MOST_ELEMENTS, rows * shape[d]);
        }
        if (rows < 1 || rows > PipelineConfiguration.MAX_ROWS) {
            throw new MappingException(
                    what + " has " + rows + " rows"
                            + (windowRows > 0 ? " (" + Labels.WINDOW_ROWS + " is " + windowRows + ")" : ""),
                    "the model itself must fix them, from 1 to " + PipelineConfiguration.MAX_ROWS
                            + ": export it with as many");
        }
        int first = columns.size();
        for (Feature feature : input.features()) {
            columns.add(feature, input.type());
        }
        return new Input(input.name(), input.type(), (int) rows, first, features, 1, false);
    }

    private Input arrays(Columns columns, List<Feature> features) throws MappingException {
        checkBatch();
        int elements = features.get(0).elements();
        for (Feature feature : features) {
            if (feature.elements() != elements) {
                throw new MappingException(
                        what + " has feature '" + features.get(0).name() + "' of " + elements
                                + " elements and '" + feature.name() + "' of " + feature.elements()
                                + ", and features of one input must have equally many",
                        "correct its model.json");
            }
            if (feature.lagMillis() != 0
                    || feature.spanMillis() != 0
                    || !feature.categories().isEmpty()) {
                throw new MappingException(
                        "feature '" + feature.name() + "' of model " + model + " is an array of " + elements
                                + " elements with span_ms, lag_ms or categories, and arrays are taken as they come",
                        "remove these from its model.json");
            }
        }
        boolean first = input.layout() == Layout.CHANNELS_FIRST;
        long[] wanted = first
                ? new long[] {shape[0], features.size(), elements}
                : new long[] {shape[0], elements, features.size()};
        long product = 1;
        for (int d = 1; d < shape.length; d++) {
            product = shape[d] < 1 ? -1 : Math.min(MOST_ELEMENTS + 1L, product * shape[d]);
        }
        boolean fits = features.size() == 1 ? product == elements : Arrays.equals(shape, wanted);
        if (!fits) {
            throw new MappingException(
                    what + " has the shape " + Arrays.toString(shape) + ", but "
                            + (features.size() == 1
                                    ? "feature '" + features.get(0).name() + "' has " + elements + " elements"
                                    : features.size() + " features of " + elements + " elements make "
                                            + Arrays.toString(wanted) + " with layout "
                                            + (first ? "channels_first" : "channels_last"))
                            + ", and rows of arrays are not filled",
                    "correct shape, elements or layout in its model.json");
        }
        int at = columns.size();
        for (Feature feature : features) {
            columns.add(feature.name(), feature.signal(), feature, input.type(), new ArrayShape(elements));
        }
        return new Input(input.name(), input.type(), 1, at, features.size(), elements, first || features.size() == 1);
    }

    private Input picture(Columns columns) throws MappingException {
        checkBatch();
        boolean first = input.layout() == Layout.CHANNELS_FIRST;
        Colour colour = input.image().colour();
        int channels = colour == Colour.GRAY ? 1 : 3;
        if (!input.features().isEmpty()) {
            throw new MappingException(
                    what + " has \"image\" and " + input.features().size()
                            + " features, and a picture fills the whole input",
                    "remove one of the two from its model.json");
        }
        if (shape.length != PICTURE_RANK || shape[first ? 1 : 3] != channels) {
            throw new MappingException(
                    what + " has the shape " + Arrays.toString(shape) + ", but a picture of colour "
                            + colour + " fills "
                            + (first
                                    ? "[batch, " + channels + ", height, width] with layout channels_first"
                                    : "[batch, height, width, " + channels + "] with layout channels_last"),
                    "correct shape, colour or layout in its model.json");
        }
        long height = shape[first ? 2 : 1];
        long width = shape[first ? 3 : 2];
        if (height < 1
                || width < 1
                || height > MOST_ELEMENTS
                || width > MOST_ELEMENTS
                || height * width * channels > MOST_ELEMENTS) {
            throw new MappingException(
                    what + " takes pictures of " + width + " x " + height
                            + ", and the model itself must fix both, with " + MOST_ELEMENTS + " elements at most",
                    "export it with a fixed height and width");
        }
        checkImage(height, width, channels);
        PictureShape picture = PictureShape.of(input);
        int at = columns.size();
        columns.add(input.name(), input.name(), null, input.type(), picture);
        return new Input(input.name(), input.type(), 1, at, 1, picture.elements(), true);
    }

    private void checkImage(long height, long width, int channels) throws MappingException {
        if (!PICTURES.contains(input.type())) {
            throw new MappingException(
                    what + " has elements of type " + input.type() + ", and a picture fills one of " + PICTURES,
                    "export the model with one of these");
        }
        if (input.image().fit() == Fit.TILE) {
            checkTiles(height * width * channels, height, width);
        }
        int means = input.image().mean().length;
        int scales = input.image().scale().length;
        if (means != channels || scales != channels) {
            throw new MappingException(
                    what + " has " + channels + " channels, " + means + " numbers in mean and " + scales + " in scale",
                    "write one per channel in its model.json");
        }
        if (input.image().rawWidth() == 0 && !PictureDecoders.available()) {
            throw new MappingException(
                    what + " takes pictures, and this gateway's Java cannot decode them",
                    "install one with the module java.desktop, or have the camera send raw pictures and say so in"
                            + " model.json");
        }
    }

    /** How many tiles a picture makes must be known before one comes: the runner is opened for as many. */
    private void checkTiles(long elements, long height, long width) throws MappingException {
        int pictureWidth = input.image().rawWidth();
        int pictureHeight = input.image().rawHeight();
        if (inputs != 1) {
            throw new MappingException(
                    what + " has fit tile, and the model has " + inputs
                            + " inputs, but the batch holds the tiles of one picture",
                    "use stretch, letterbox or crop in its model.json, or export the model with this input alone");
        }
        if (pictureWidth == 0) {
            throw new MappingException(
                    what + " has fit tile, and nothing says how many tiles a picture makes",
                    "add \"raw\" with the picture's width and height to its model.json; PNG, JPEG and BMP of that size are"
                            + " taken, too");
        }
        if (shape[0] != -1) {
            throw new MappingException(
                    what + " has fit tile and a fixed batch of " + shape[0], "export it with a free batch");
        }
        long tiles = ((pictureWidth + width - 1) / width) * ((pictureHeight + height - 1) / height);
        if (tiles * elements > MOST_ELEMENTS) {
            throw new MappingException(
                    what + " has fit tile, and a picture of " + pictureWidth + " x " + pictureHeight + " makes " + tiles
                            + " tiles of " + elements + " elements, " + MOST_ELEMENTS + " at most together",
                    "have the camera send a smaller picture, and say so in \"raw\" of its model.json");
        }
    }
}
