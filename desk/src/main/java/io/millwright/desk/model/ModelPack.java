package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import io.millwright.dp.ModelPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes of a model folder what is installed on a gateway. */
@Command(
        name = "package",
        description =
                "Checks a model folder as a gateway does and writes its deployment package (.dp), for Kura's web admin.")
final class ModelPack implements Callable<Integer> {
    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FOLDER", description = "The model folder.")
    private Path folder;

    @Option(names = "--to", paramLabel = "FOLDER", description = "Where the package is written. Otherwise here.")
    private Path to = Path.of("");

    @Option(
            names = "--backbone",
            paramLabel = "FOLDER",
            description = "The folder of the model whose embedding a head takes.")
    private Path backbone;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("folder", folder.toString());
        return Ending.of(report, findings, () -> write(report));
    }

    private int write(Report report) throws IOException, Refusal {
        ModelCheck.requireFolder(folder);
        GatewayVerdict verdict;
        try (Progress progress = new Progress(command.commandLine().getErr(), !json, "reading")) {
            verdict = GatewayVerdict.of(folder, backbone, progress);
        }
        report.say(verdict.text(), "goldenRows", Json.value(verdict.rows()));
        String description = Files.readString(folder.resolve(ModelFiles.DESCRIPTION));
        JsonObject model = Json.parse(description).asObject();
        Path dp = ModelPackage.write(
                model.getString("name", ""),
                model.getString("version", ""),
                description,
                files(model),
                to.toAbsolutePath().normalize());
        report.say("written: " + dp, "package", Json.value(dp.toString()));
        return report.end(ExitCode.DONE);
    }

    /** Returns the files that model.json names, and the card. */
    private Map<String, Path> files(JsonObject model) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (String key : new String[] {"onnx", "golden"}) {
            add(files, model.get(key).asObject().getString("file", ""));
            JsonValue data = model.get(key).asObject().get("data");
            if (data != null) {
                data.asArray().forEach(each -> add(files, each.asObject().getString("file", "")));
            }
        }
        JsonValue background = model.get("background");
        if (background != null && background.isObject()) {
            add(files, background.asObject().getString("file", ""));
        }
        if (Files.isRegularFile(folder.resolve(ModelFiles.CARD))) {
            add(files, ModelFiles.CARD);
        }
        return files;
    }

    private void add(Map<String, Path> files, String name) {
        files.put(name, folder.resolve(name));
    }
}
