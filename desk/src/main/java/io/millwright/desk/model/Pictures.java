package io.millwright.desk.model;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Inputs that pictures fill: where the channels stand, and what the values of pixels were in the training. */
final class Pictures {
    private static final List<String> RANGES = List.of("0..255", "0..1", "-1..1", "imagenet");
    private static final List<String> TYPES = List.of("UINT8", "FLOAT32", "FLOAT16", "BFLOAT16");
    private static final double GREATEST = 255;

    /** Means and deviations of the pictures that many networks were trained on, of 0 to 1, red, green, blue. */
    private static final double[] USUAL_MEAN = {0.485, 0.456, 0.406};

    private static final double[] USUAL_DEVIATION = {0.229, 0.224, 0.225};

    private final DescribeOptions options;
    private final GraphFacts facts;
    private final Answers answers;
    private final Consumer<String> notes;

    Pictures(DescribeOptions options, GraphFacts facts, Answers answers, Consumer<String> notes) {
        this.options = options;
        this.facts = facts;
        this.answers = answers;
        this.notes = notes;
    }

    /** Whether an input of four dimensions has one or three channels, and type and nodes for pictures. */
    boolean looksLikeOne(String name, String type, long[] shape) {
        boolean channels = channels(shape[1]) && shape[2] != 1 || channels(shape[3]) && shape[2] != 1;
        return channels && TYPES.contains(type);
    }

    private static boolean channels(long dimension) {
        return dimension == 1 || dimension == 3;
    }

    InputSketch input(String name, String type, long[] shape, boolean batched) throws Refusal {
        boolean first = channels(shape[1]) && !(channels(shape[3]) && shape[1] > shape[3] * 2);
        if (channels(shape[1]) && channels(shape[3])) {
            first = !facts.transposed(name);
        }
        int channels = (int) shape[first ? 1 : 3];
        JsonObject image = new JsonObject().add("colour", channels == 1 ? "gray" : options.colour);
        if (!options.fit.equals("stretch")) {
            image.add("fit", options.fit);
        }
        if (!type.equals("UINT8")) {
            values(name, image, channels);
        }
        notes.accept(name + " is taken as a picture of " + shape[first ? 3 : 2] + " x " + shape[first ? 2 : 1]
                + " pixels, "
                + (channels == 1 ? "grey" : options.colour) + ", " + (first ? "channels first" : "channels last")
                + "; --series if it is a window of rows");
        return new InputSketch(name, type, shape, List.of(), image, first ? "" : "channels_last", batched);
    }

    private void values(String name, JsonObject image, int channels) throws Refusal {
        if (!options.scale.isEmpty() || !options.mean.isEmpty()) {
            image.add("mean", numbers(options.mean, channels, "--mean", 0));
            image.add("scale", numbers(options.scale, channels, "--scale", 1));
            return;
        }
        String range = options.pixels.isEmpty()
                ? answers.ask(
                        "input " + name
                                + " takes pictures, and what values pixels had in the training is not in the file",
                        "The values of pixels",
                        RANGES,
                        "--pixels with one of " + RANGES + ", or --mean and --scale; for a window of rows --series")
                : options.pixels;
        if (!RANGES.contains(range)) {
            throw new Refusal("--pixels " + range + " is not known", "use one of " + RANGES);
        }
        List<Double> mean = new ArrayList<>();
        List<Double> scale = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            int colour = options.colour.equals("bgr") ? USUAL_MEAN.length - 1 - c : c;
            switch (range) {
                case "0..1" -> add(mean, scale, 0, 1 / GREATEST);
                case "-1..1" -> add(mean, scale, GREATEST / 2, 2 / GREATEST);
                case "imagenet" -> add(
                        mean, scale, USUAL_MEAN[colour] * GREATEST, 1 / (GREATEST * USUAL_DEVIATION[colour]));
                default -> add(mean, scale, 0, 1);
            }
        }
        image.add("mean", numbers(mean, channels, "--mean", 0)).add("scale", numbers(scale, channels, "--scale", 1));
    }

    private static void add(List<Double> mean, List<Double> scale, double m, double s) {
        mean.add(m);
        scale.add(s);
    }

    private static JsonArray numbers(List<Double> given, int channels, String option, double usual) throws Refusal {
        if (given.size() > 1 && given.size() != channels) {
            throw new Refusal(
                    option + " has " + given.size() + " numbers, and the picture " + channels + " channel(s)",
                    "give one, or one per channel");
        }
        JsonArray array = new JsonArray();
        for (int c = 0; c < channels; c++) {
            array.add(given.isEmpty() ? usual : given.get(given.size() == 1 ? 0 : c));
        }
        return array;
    }
}
