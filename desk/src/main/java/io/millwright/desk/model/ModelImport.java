package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import io.millwright.inference.worker.GraphNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes of a stranger's ONNX file one that a gateway serves. */
@Command(
        name = "import",
        description = {
            "Judges an ONNX file as a gateway does, shows what it takes and gives, and replaces what a gateway cannot serve.",
            "describe does the same and writes the whole folder."
        })
final class ModelImport implements Callable<Integer> {
    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FILE", description = "The ONNX file.")
    private Path file;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The ONNX file to write.")
    private Path out;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("file", file.toString());
        return Ending.of(report, findings, () -> write(report, findings));
    }

    private int write(Report report, Findings findings) throws IOException, Refusal {
        if (Files.exists(out) && Files.isSameFile(file, out)) {
            throw new Refusal("--out " + out + " is the file that is read", "name another one");
        }
        OnnxImport onnx = OnnxImport.of(file, out, Map.of(), note -> findings.note(0, "", "", note, ""));
        List<InputSketch> tables = new ArrayList<>();
        for (GraphNode node : onnx.graph().inputs()) {
            FeatureSketch feature = FeatureSketch.of(node.name());
            feature.categories(onnx.facts().categories(node.name()));
            tables.add(new InputSketch(node.name(), Types.of(node), node.shape(), List.of(feature), null, "", true));
        }
        onnx.prove(tables, note -> findings.note(0, "", "", note, ""));
        report.findings(findings);
        report.say(
                "inputs " + text(onnx.graph().inputs()),
                "inputs",
                Json.value(text(onnx.graph().inputs())));
        report.say(
                "outputs " + text(onnx.graph().outputs()),
                "outputs",
                Json.value(text(onnx.graph().outputs())));
        report.say(
                out + (onnx.changed() ? " written" : " written, as it was: nothing had to be replaced"),
                "changed",
                Json.value(onnx.changed()));
        return report.end(ExitCode.DONE);
    }

    private static String text(List<GraphNode> nodes) {
        List<String> texts = new ArrayList<>();
        for (GraphNode node : nodes) {
            texts.add(node.name() + " "
                    + (node.kind().isEmpty()
                            ? node.elementType().replaceAll(".*_DATA_TYPE_", "")
                                    + java.util.Arrays.toString(node.shape())
                            : node.kind()));
        }
        return String.join(", ", texts);
    }
}
