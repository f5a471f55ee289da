package io.millwright.pipeline.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millwright.model.ImageSpec.Colour;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Layout;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.ShapedInputs;
import io.millwright.pipeline.ShapedInputs.ArrayFeature;
import io.millwright.pipeline.ShapedInputs.Image;
import io.millwright.pipeline.ShapedInputs.Picture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An input whose parts contradict each other is named with both numbers and a remedy. */
class InputShapesTest {
    private static FeaturePlan plan(Map<String, Object> settings, TensorSpec... inputs) throws MappingException {
        return FeatureMapping.plan("m 1.0.0", List.of(inputs), 0, PipelineConfiguration.of(settings));
    }

    private static String error(TensorSpec... inputs) {
        return assertThrows(MappingException.class, () -> plan(Map.of(), inputs))
                .getMessage();
    }

    private static TensorSpec arrays(long... shape) {
        return ShapedInputs.arrays("x", ElementType.FLOAT32, Layout.CHANNELS_FIRST, shape, 8, "a", "b");
    }

    @Test
    void arraysAgainstTheShape() {
        assertEquals(
                "input 'x' of model m 1.0.0 has the shape [-1, 8, 2], but 2 features of 8 elements make [-1, 2, 8] with"
                        + " layout channels_first, and rows of arrays are not filled; correct shape, elements or layout in its"
                        + " model.json",
                error(arrays(-1, 8, 2)));
        assertEquals(
                "input 'in_a' of model m 1.0.0 has the shape [-1, 4, 8], but feature 'a' has 8 elements, and rows of arrays are"
                        + " not filled; correct shape, elements or layout in its model.json",
                error(new FakeModel.Spec(
                        "in_a", ElementType.FLOAT32, new long[] {-1, 4, 8}, List.of(new ArrayFeature("a", 8)))));
        assertEquals(
                "input 'x' of model m 1.0.0 has a fixed batch of 4; export it with a batch of 1 or a free one",
                error(arrays(4, 2, 8)));
        assertEquals(
                "input 'x' of model m 1.0.0 has feature 'a' of 8 elements and 'b' of 1, and features of one input must have"
                        + " equally many; correct its model.json",
                error(new FakeModel.Spec(
                        "x",
                        ElementType.FLOAT32,
                        new long[] {-1, 2, 8},
                        List.of(new ArrayFeature("a", 8), FakeModel.number("b")))));
        assertEquals(
                "feature 'a' of model m 1.0.0 is an array of 8 elements with span_ms, lag_ms or categories, and arrays are"
                        + " taken as they come; remove these from its model.json",
                error(new FakeModel.Spec(
                        "x",
                        ElementType.FLOAT32,
                        new long[] {-1, 8},
                        List.of(new ArrayFeature("a", 8, Double.NaN, Double.NaN, false, 1000)))));
    }

    @Test
    void picturesAgainstTheShape() {
        Picture picture = ShapedInputs.picture("camera", 32, 24);
        assertEquals(
                "input 'camera' of model m 1.0.0 has the shape [-1, 3, 24, 32], but a picture of colour GRAY fills [batch, 1,"
                        + " height, width] with layout channels_first; correct shape, colour or layout in its model.json",
                error(shaped(picture.colour(Colour.GRAY), -1, 3, 24, 32)));
        assertEquals(
                "input 'camera' of model m 1.0.0 has the shape [-1, 3, 24, 32], but a picture of colour RGB fills [batch,"
                        + " height, width, 3] with layout channels_last; correct shape, colour or layout in its model.json",
                error(shaped(picture.channelsLast(), -1, 3, 24, 32)));
        assertEquals(
                "input 'camera' of model m 1.0.0 takes pictures of -1 x 24, and the model itself must fix both, with 16777216"
                        + " elements at most; export it with a fixed height and width",
                error(shaped(picture, -1, 3, 24, -1)));
        assertEquals(
                "input 'camera' of model m 1.0.0 has elements of type FLOAT64, and a picture fills one of [FLOAT32, FLOAT16,"
                        + " BFLOAT16, UINT8]; export the model with one of these",
                error(new Picture("camera", ElementType.FLOAT64, Layout.CHANNELS_FIRST, 32, 24, picture.image())));
        assertEquals(
                "input 'camera' of model m 1.0.0 has 3 channels, 1 numbers in mean and 3 in scale; write one per channel in"
                        + " its model.json",
                error(picture.normalised(new double[1], new double[] {1, 1, 1})));
    }

    @Test
    void tilesAgainstTheModel() {
        Picture tiles = ShapedInputs.picture("camera", 32, 24).fit(Fit.TILE);
        assertEquals(
                "input 'camera' of model m 1.0.0 has fit tile, and nothing says how many tiles a picture makes; add \"raw\""
                        + " with the picture's width and height to its model.json; PNG, JPEG and BMP of that size are taken,"
                        + " too",
                error(tiles));
        Picture sized = tiles.raw(640, 480, Colour.RGB);
        assertEquals(
                "input 'camera' of model m 1.0.0 has fit tile and a fixed batch of 1; export it with a free batch",
                error(shaped(sized, 1, 3, 24, 32)));
        assertEquals(
                "input 'camera' of model m 1.0.0 has fit tile, and a picture of 4000 x 4000 makes 20875 tiles of 2304"
                        + " elements, 16777216 at most together; have the camera send a smaller picture, and say so in"
                        + " \"raw\" of its model.json",
                error(tiles.raw(4000, 4000, Colour.RGB)));
        assertEquals(
                "input 'camera' of model m 1.0.0 has fit tile, and the model has 2 inputs, but the batch holds the tiles of"
                        + " one picture; use stretch, letterbox or crop in its model.json, or export the model with this"
                        + " input alone",
                error(sized, ShapedInputs.array("a", 8)));
    }

    private record Reshaped(Picture picture, long[] shape) implements TensorSpec {
        @Override
        public String name() {
            return picture.name();
        }

        @Override
        public ElementType type() {
            return picture.type();
        }

        @Override
        public List<Feature> features() {
            return List.of();
        }

        @Override
        public Image image() {
            return picture.image();
        }

        @Override
        public Layout layout() {
            return picture.layout();
        }
    }

    private static TensorSpec shaped(Picture picture, long... shape) {
        return new Reshaped(picture, shape);
    }

    @Test
    void namesThatMeetAndTagsThatAreShared() {
        Picture picture = ShapedInputs.picture("camera", 32, 24);
        assertEquals(
                "model m 1.0.0 has a picture and a feature, both named 'camera', and names must be unique over all inputs;"
                        + " correct its model.json",
                error(FakeModel.input("x", ElementType.FLOAT32, 1, List.of(FakeModel.number("camera"))), picture));
        assertEquals(
                "Mapping of features to tags: 'a' and 'camera' share tag 'T', but one takes an array of 8 numbers and the other a picture"
                        + " (ByteString); map them to different tags",
                assertThrows(
                                MappingException.class,
                                () -> plan(Map.of("mapping", "a=T\ncamera=T"), ShapedInputs.array("a", 8), picture))
                        .getMessage());
    }

    @Test
    void moreThanMemoryHoldsIsRefusedWithBothNumbers() {
        assertEquals(
                "Assets has 200 names, and the arrays and pictures that model m 1.0.0 takes would need 527 MB, more than"
                        + " 256; divide the assets among several pipelines, or use a model with smaller inputs",
                assertThrows(
                                MappingException.class,
                                () -> plan(
                                        Map.of("assets", "M[1..200]", "mapping", "*={asset}.*"),
                                        ShapedInputs.picture("camera", 640, 480)))
                        .getMessage());
    }

    @Test
    void scalarFeaturesFillInputsOfAnyRank() throws Exception {
        assertEquals(
                1,
                plan(
                                Map.of(),
                                new FakeModel.Spec(
                                        "x", ElementType.FLOAT32, new long[] {-1}, List.of(FakeModel.number("a"))))
                        .rows());
        assertEquals(
                6,
                plan(
                                Map.of(),
                                new FakeModel.Spec(
                                        "x",
                                        ElementType.FLOAT32,
                                        new long[] {-1, 1, 6, 1},
                                        List.of(FakeModel.number("a"))))
                        .rows());
    }
}
