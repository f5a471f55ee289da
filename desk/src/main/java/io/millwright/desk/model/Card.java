package io.millwright.desk.model;

import java.util.List;

/** MODEL_CARD.md of a described model: what is known, and what a person still has to write. */
final class Card {
    private Card() {}

    static String of(String file, DescribeOptions options, Describer described) {
        StringBuilder text = new StringBuilder("# ").append(options.name).append("\n\n");
        section(
                text,
                "Purpose",
                options.description.isEmpty()
                        ? "*To be written: what is decided with it, by whom, and what it must not be used for.*"
                        : options.description);
        section(
                text,
                "Origin",
                "Described from `" + file + "`, written by "
                        + (described.facts().outline().producerName().isEmpty()
                                ? "a program that does not say its name"
                                : described.facts().outline().producerName())
                        + ". *To be written: who trained it, on which data, under which licence.*");
        StringBuilder inputs = new StringBuilder("| input | type | features |\n|---|---|---|\n");
        for (InputSketch input : described.inputs()) {
            List<String> names =
                    input.features().stream().map(FeatureSketch::name).toList();
            inputs.append("| ")
                    .append(input.name())
                    .append(" | ")
                    .append(input.type())
                    .append(" | ")
                    .append(
                            input.picture()
                                    ? "a picture"
                                    : names.size() > 30 ? names.size() + " features" : String.join(", ", names))
                    .append(" |\n");
        }
        section(text, "Input", inputs.toString().strip());
        section(
                text,
                "What it says",
                "```json\n" + described.reading().first() + "\n```\n\nThree rows:\n\n```\n"
                        + String.join("\n", described.examples()) + "\n```");
        section(
                text,
                "Golden rows",
                described.ownResults()
                        ? described.rows() + " rows, " + (described.fromData() ? "taken from the data" : "made up")
                                + ". Their results were computed by ONNX Runtime from this file: they prove that a gateway computes what"
                                + " the desk did, not that the export is what was trained. Results of the training framework, given with"
                                + " `--golden`, prove both."
                        : "As given, with the results of the framework that trained the model.");
        if (!described.leaks().isEmpty()) {
            section(text, "Suspicious columns", "* " + String.join("\n* ", described.leaks()));
        }
        section(
                text,
                "Evaluation",
                "*To be written: on data that the training has not seen, beside what the simplest rule scores.*");
        return text.toString();
    }

    private static void section(StringBuilder text, String heading, String body) {
        text.append("## ").append(heading).append("\n\n").append(body).append("\n\n");
    }
}
