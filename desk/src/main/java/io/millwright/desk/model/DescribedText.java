package io.millwright.desk.model;

/** What is known of a described model beyond its model.json, for train/figures.md of its folder. */
final class DescribedText {
    private DescribedText() {}

    static String of(String file, Describer described) {
        String producer = described.facts().outline().producerName();
        StringBuilder text = new StringBuilder();
        section(
                text,
                "Origin",
                "Described from `" + file + "`, written by "
                        + (producer.isEmpty() ? "a program that does not say its name" : producer) + ".");
        section(text, "Three rows", "```\n" + String.join("\n", described.examples()) + "\n```");
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
        return text.toString();
    }

    private static void section(StringBuilder text, String heading, String body) {
        text.append(text.isEmpty() ? "" : "\n")
                .append("## ")
                .append(heading)
                .append("\n\n")
                .append(body)
                .append('\n');
    }
}
