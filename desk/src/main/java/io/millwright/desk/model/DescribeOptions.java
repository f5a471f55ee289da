package io.millwright.desk.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What the command line says of a model, in place of what its file does not. */
final class DescribeOptions {
    @Option(names = "--name", paramLabel = "NAME", description = "The model's name. Otherwise that of the folder.")
    String name = "";

    @Option(names = "--version", paramLabel = "VERSION", description = "The model's version. Otherwise 1.0.0.")
    String version = "1.0.0";

    @Option(names = "--description", paramLabel = "TEXT", description = "One sentence for people.")
    String description = "";

    @Option(
            names = "--data",
            paramLabel = "CSV",
            description = "Rows like those of the training: names, units in [ ], ranges, categories and example rows.")
    Path data;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "The column of --data that holds the truth. Otherwise label, if there is one.")
    String label = "";

    @Option(
            names = "--features",
            paramLabel = "NAMES",
            description = "The features in the model's order: a,b,c; or a CSV file with a column name and others.")
    String features = "";

    @Option(names = "--units", paramLabel = "NAME=UNIT", split = ",", description = "Units of features.")
    List<String> units = new ArrayList<>();

    @Option(
            names = "--ranges",
            paramLabel = "NAME=A..B",
            split = ",",
            description = "Ranges of features in the training.")
    List<String> ranges = new ArrayList<>();

    @Option(
            names = "--categories",
            paramLabel = "NAME=A|B",
            description = "The texts of a feature in the order of the model's index, or all texts that it knows.")
    List<String> categories = new ArrayList<>();

    @Option(
            names = "--shape",
            paramLabel = "NAME=DIMS",
            description = "The shape of an input or output whose dimensions are free: image=-1,3,224,224.")
    List<String> shapes = new ArrayList<>();

    @Option(
            names = "--row-period-ms",
            paramLabel = "MS",
            description = "Distance of two rows of a window in the training.")
    long rowPeriodMillis;

    @Option(
            names = "--pixels",
            paramLabel = "RANGE",
            description = "Pictures: the values of pixels in the training: 0..255, 0..1, -1..1 or imagenet.")
    String pixels = "";

    @Option(
            names = "--mean",
            paramLabel = "NUMBERS",
            split = ",",
            description = "Pictures: mean of each channel, of 0 to 255.")
    List<Double> mean = new ArrayList<>();

    @Option(names = "--scale", paramLabel = "NUMBERS", split = ",", description = "Pictures: then multiplied with.")
    List<Double> scale = new ArrayList<>();

    @Option(names = "--colour", paramLabel = "ORDER", description = "Pictures: rgb or bgr. Otherwise rgb.")
    String colour = "rgb";

    @Option(
            names = "--fit",
            paramLabel = "FIT",
            description = "Pictures: stretch, letterbox, crop or tile. Otherwise stretch.")
    String fit = "stretch";

    @Option(names = "--no-batch", description = "The first dimension of the inputs is no batch.")
    boolean noBatch;

    @Option(
            names = "--states",
            paramLabel = "IN=OUT",
            split = ",",
            description = "Inputs that take an output of the run before: what a recurrent model remembers.")
    List<String> states = new ArrayList<>();

    @Option(
            names = "--constant",
            paramLabel = "NAME=NUMBERS",
            description =
                    "An input that never changes, such as a sampling rate: it is put into the file. Several with |.")
    List<String> constants = new ArrayList<>();

    @Option(names = "--series", description = "An input that looks like a picture is a window of rows.")
    boolean series;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "What the output says: binary, classes, value, forecast, anomaly, embedding; reconstruction.")
    String task = "";

    @Option(names = "--output", paramLabel = "NAME", description = "The output that is decided from.")
    String output = "";

    @Option(names = "--index", paramLabel = "N", description = "Its element, counted from 0.")
    Integer index;

    @Option(
            names = "--positive",
            paramLabel = "CLASS",
            description = "Of two classes the one that raises the alarm: its name, or 0 or 1 for the column.")
    String positive = "";

    @Option(
            names = "--labels",
            paramLabel = "A,B",
            split = ",",
            description = {
                "The labels: that of the lowest values first; or one per class, in the order of the columns.",
                "Or a file with one per line, whose name ends with .txt."
            })
    List<String> labels = new ArrayList<>();

    @Option(
            names = "--threshold",
            paramLabel = "NUMBERS",
            split = ",",
            description = "From which value the next label holds.")
    List<Double> thresholds = new ArrayList<>();

    @Option(names = "--low-is-bad", description = "Low values are the bad ones.")
    boolean lowIsBad;

    @Option(names = "--high-is-bad", description = "High values are the bad ones.")
    boolean highIsBad;

    @Option(names = "--reading", paramLabel = "NAME", description = "What the reading is called.")
    String reading = "";

    @Option(names = "--unit", paramLabel = "UNIT", description = "The unit of its value.")
    String unit = "";

    @Option(
            names = "--readings",
            paramLabel = "FILE",
            description = "JSON: the list readings of model.json, in place of the options for one reading.")
    Path readings;

    @Option(
            names = "--golden",
            paramLabel = "CSV",
            description = "Rows with results of the framework that trained the model. Otherwise rows are made here.")
    Path golden;

    @Option(
            names = "--trained-on",
            paramLabel = "CSV",
            description = "The file that the model was trained on: its hash and number of rows go into model.json.")
    Path trainedOn;

    @Option(
            names = "--statements",
            paramLabel = "FILE",
            description =
                    "JSON: an object with training, metrics, use and other keys of model.json that nobody can derive.")
    Path statements;

    /** Reads the labels where a file holds them. */
    void readLabels() throws Refusal {
        if (labels.size() == 1 && labels.get(0).endsWith(".txt")) {
            Path file = Path.of(labels.get(0));
            try (Stream<String> lines = Files.lines(file)) {
                labels =
                        lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
            } catch (IOException | UncheckedIOException e) {
                throw new Refusal(
                        "--labels " + file + " cannot be read: " + e.getMessage(), "one label per line, in UTF-8");
            }
        }
    }

    /** Returns the inputs that never change, with their elements. */
    Map<String, List<Double>> constants() throws Refusal {
        Map<String, List<Double>> found = new LinkedHashMap<>();
        for (String option : constants) {
            int equals = option.indexOf('=');
            try {
                List<Double> values = Stream.of(option.substring(equals + 1).split("\\|"))
                        .map(Double::valueOf)
                        .toList();
                found.put(option.substring(0, equals), values);
            } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
                throw new Refusal("--constant " + option + " has no number", "write NAME=16000, or NAME=480|640");
            }
        }
        return found;
    }

    /** Returns the text after {@code name=} in options of that form; "" where none is for it. */
    static String of(List<String> options, String name) {
        for (String option : options) {
            if (option.startsWith(name + "=")) {
                return option.substring(name.length() + 1);
            }
        }
        return "";
    }
}
