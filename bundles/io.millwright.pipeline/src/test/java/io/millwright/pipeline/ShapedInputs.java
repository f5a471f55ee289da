package io.millwright.pipeline;

import io.millwright.model.Aggregate;
import io.millwright.model.Condition;
import io.millwright.model.ImageSpec;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.model.TensorSpec.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Inputs of arrays and pictures. */
public final class ShapedInputs {
    private ShapedInputs() {}

    /** An input of arrays. */
    public static TensorSpec arrays(
            String name, ElementType type, Layout layout, long[] shape, int elements, String... features) {
        List<Feature> list = Arrays.stream(features)
                .<Feature>map(feature -> new ArrayFeature(feature, elements))
                .toList();
        return new Input(name, type, shape, list, null, layout);
    }

    /** An input of one FLOAT32 array. */
    public static TensorSpec array(String feature, int elements) {
        return arrays(
                "in_" + feature,
                ElementType.FLOAT32,
                Layout.CHANNELS_FIRST,
                new long[] {-1, elements},
                elements,
                feature);
    }

    /** An input of any features. */
    public static TensorSpec of(String name, ElementType type, Layout layout, long[] shape, List<Feature> features) {
        return new Input(name, type, shape, features, null, layout);
    }

    /** A FLOAT32 input of a picture, channels first, stretched, as it is. */
    public static Picture picture(String name, int width, int height) {
        return new Picture(
                name,
                ElementType.FLOAT32,
                Layout.CHANNELS_FIRST,
                width,
                height,
                new Image(
                        ImageSpec.Colour.RGB,
                        ImageSpec.Fit.STRETCH,
                        new double[3],
                        new double[] {1, 1, 1},
                        0,
                        0,
                        ImageSpec.Colour.RGB));
    }

    /** An input of a picture that can be refined. */
    public record Picture(String name, ElementType type, Layout layout, int width, int height, Image image)
            implements TensorSpec {
        public Picture colour(ImageSpec.Colour colour) {
            int channels = colour == ImageSpec.Colour.GRAY ? 1 : 3;
            double[] ones = new double[channels];
            Arrays.fill(ones, 1);
            return with(new Image(
                    colour, image.fit, new double[channels], ones, image.rawWidth, image.rawHeight, image.rawColour));
        }

        public Picture fit(ImageSpec.Fit fit) {
            return with(new Image(
                    image.colour, fit, image.mean, image.scale, image.rawWidth, image.rawHeight, image.rawColour));
        }

        public Picture normalised(double[] mean, double[] scale) {
            return with(
                    new Image(image.colour, image.fit, mean, scale, image.rawWidth, image.rawHeight, image.rawColour));
        }

        /** It counts until the next one comes. */
        public Picture held() {
            return with(new Image(
                    image.colour,
                    image.fit,
                    image.mean,
                    image.scale,
                    image.rawWidth,
                    image.rawHeight,
                    image.rawColour,
                    true));
        }

        public Picture raw(int rawWidth, int rawHeight, ImageSpec.Colour rawColour) {
            return with(new Image(image.colour, image.fit, image.mean, image.scale, rawWidth, rawHeight, rawColour));
        }

        public Picture bytes() {
            return new Picture(name, ElementType.UINT8, layout, width, height, image);
        }

        public Picture channelsLast() {
            return new Picture(name, type, Layout.CHANNELS_LAST, width, height, image);
        }

        private Picture with(Image other) {
            return new Picture(name, type, layout, width, height, other);
        }

        @Override
        public long[] shape() {
            long channels = image.colour == ImageSpec.Colour.GRAY ? 1 : 3;
            return layout == Layout.CHANNELS_FIRST
                    ? new long[] {-1, channels, height, width}
                    : new long[] {-1, height, width, channels};
        }

        @Override
        public List<Feature> features() {
            return List.of();
        }
    }

    /** How a picture fills an input. */
    public record Image(
            ImageSpec.Colour colour,
            ImageSpec.Fit fit,
            double[] mean,
            double[] scale,
            int rawWidth,
            int rawHeight,
            ImageSpec.Colour rawColour,
            boolean held)
            implements ImageSpec {
        public Image(
                ImageSpec.Colour colour,
                ImageSpec.Fit fit,
                double[] mean,
                double[] scale,
                int rawWidth,
                int rawHeight,
                ImageSpec.Colour rawColour) {
            this(colour, fit, mean, scale, rawWidth, rawHeight, rawColour, false);
        }
    }

    private record Input(
            String name, ElementType type, long[] shape, List<Feature> features, ImageSpec image, Layout layout)
            implements TensorSpec {}

    /** An array; what is not said is as a model.json without it. */
    public record ArrayFeature(String name, int elements, double min, double max, boolean optional, long lagMillis)
            implements Feature {
        public ArrayFeature(String name, int elements) {
            this(name, elements, Double.NaN, Double.NaN, false, 0);
        }

        @Override
        public String unit() {
            return "";
        }

        @Override
        public List<String> categories() {
            return List.of();
        }

        @Override
        public Map<Double, Integer> codes() {
            return Map.of();
        }

        @Override
        public String signal() {
            return name;
        }

        @Override
        public Aggregate aggregate() {
            return Aggregate.LAST;
        }

        @Override
        public long spanMillis() {
            return 0;
        }

        @Override
        public Condition condition() {
            return null;
        }

        @Override
        public double modulus() {
            return 0;
        }
    }
}
