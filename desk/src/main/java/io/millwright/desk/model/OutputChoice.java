package io.millwright.desk.model;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Finds the output that is decided from. */
final class OutputChoice {
    private final DescribeOptions options;
    private final Answers answers;
    private final Consumer<String> notes;

    OutputChoice(DescribeOptions options, Answers answers, Consumer<String> notes) {
        this.options = options;
        this.answers = answers;
        this.notes = notes;
    }

    OutputSketch of(List<OutputSketch> outputs) throws Refusal {
        List<String> all = outputs.stream().map(OutputSketch::name).toList();
        if (!options.output.isEmpty()) {
            return named(outputs, options.output);
        }
        List<OutputSketch> scores =
                outputs.stream().filter(output -> !output.labelLike()).toList();
        List<OutputSketch> likely = scores.isEmpty() ? outputs : scores;
        if (likely.size() > 1) {
            List<OutputSketch> usual = likely.stream()
                    .filter(output -> output.name().toLowerCase(Locale.ROOT).matches(".*prob.*|scores"))
                    .toList();
            likely = usual.size() == 1 ? usual : likely;
        }
        if (likely.size() == 1) {
            if (all.size() > 1) {
                notes.accept("of the outputs " + all + " it is decided from "
                        + likely.get(0).name());
            }
            return likely.get(0);
        }
        return named(
                outputs,
                answers.ask(
                        "the graph has the outputs " + all + ", and which of them is decided from is not known",
                        "The output",
                        all,
                        "--output with one of " + all));
    }

    private static OutputSketch named(List<OutputSketch> outputs, String name) throws Refusal {
        return outputs.stream()
                .filter(output -> output.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        "--output " + name + " is no output of the graph",
                        "use one of " + outputs.stream().map(OutputSketch::name).toList()));
    }
}
