package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import io.millwright.model.ImageSpec.Fit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains an inspection model further on pictures of one's own line, and writes a new model folder. */
@Command(
        name = "finetune",
        description = {
            "Trains an inspection model further on a few pictures per class of your own line (20 are a good start).",
            "It judges itself by pictures that it left out, beside the model before. Needs Python with PyTorch."
        })
final class ModelFinetune implements Callable<Integer> {
    private static final String TOOL = "models/tools/model";
    private static final String TEST = "test";

    /** A cell of the network has 8 pixels, and a picture needs some. */
    private static final int LEAST_PIXELS = 32;

    private static final int MOST_PIXELS = 4096;

    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FOLDER", description = "The model folder to start from: models/board-inspection, say.")
    private Path folder;

    @Option(
            names = "--pictures",
            paramLabel = "DIR",
            required = true,
            description =
                    "One folder per class: DIR/ok, DIR/scratch. In these, a folder per part that several pictures show."
                            + " References: a.reference.png beside a.png, or reference.png.")
    private Path pictures;

    @Option(
            names = "--test",
            paramLabel = "DIR",
            description = "Further pictures in folders of the same names, to judge by and never to learn from.")
    private Path test;

    @Option(names = "--out", paramLabel = "FOLDER", required = true, description = "The model folder to write.")
    private Path out;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the new model. Otherwise that of --out.")
    private String name = "";

    @Option(names = "--model-version", paramLabel = "X.Y.Z", description = "Its version.")
    private String version = "1.0.0";

    @Option(
            names = "--ok",
            paramLabel = "CLASS",
            description = "The class without a defect. Otherwise ok, good, normal or free.")
    private String ok = "";

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description = "Size that pictures are fitted into. Otherwise the middle one.")
    private String size = "";

    @Option(names = "--fit", paramLabel = "FIT", description = "stretch, letterbox or crop, where sizes differ.")
    private String fit = "stretch";

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the training.")
    private int seed = 42;

    @Option(
            names = "--python",
            paramLabel = "FILE",
            description = "Python with PyTorch. Otherwise that of models/tools/model.")
    private String python = "";

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        return Ending.of(report, findings, () -> run(report, findings));
    }

    private int run(Report report, Findings findings) throws IOException, Refusal {
        ModelCheck.requireFolder(folder);
        if (Files.exists(out.resolve(ModelFiles.DESCRIPTION)) && Files.isSameFile(out, folder)) {
            throw new Refusal("--out " + out + " is the folder to start from", "name another one");
        }
        LabelledPictures labelled = new LabelledPictures(pictures, ok, takesReference());
        int[] fitted = size(labelled);
        if (labelled.sizes() > 1 && size.isEmpty()) {
            findings.note(
                    0,
                    "",
                    "",
                    "the pictures differ in size and are fitted into " + fitted[0] + " x " + fitted[1] + " by " + fit,
                    "");
        }
        Path work = Files.createTempDirectory("millwright-finetune-");
        try {
            labelled.write(work, fitted[0], fitted[1], fit());
            if (test != null) {
                judgedBy(labelled).write(Files.createDirectory(work.resolve(TEST)), fitted[0], fitted[1], fit());
            }
            train(work);
            return tell(report, findings, work, labelled);
        } finally {
            GatewayVerdict.delete(work);
        }
    }

    private LabelledPictures judgedBy(LabelledPictures labelled) throws IOException, Refusal {
        LabelledPictures judging = new LabelledPictures(test, labelled.classes().get(0), takesReference());
        if (!judging.classes().equals(labelled.classes())) {
            throw new Refusal(
                    "--test " + test + " has the classes " + judging.classes() + ", and --pictures "
                            + labelled.classes(),
                    "give folders of the same names");
        }
        return judging;
    }

    /** Whether the model has a second picture, by its model.json. */
    private boolean takesReference() throws IOException, Refusal {
        Path file = folder.resolve(ModelFiles.DESCRIPTION);
        JsonValue inputs = Json.parse(Files.readString(file)).asObject().get("inputs");
        JsonArray list = inputs == null ? new JsonArray() : inputs.asArray();
        for (JsonValue input : list) {
            if (input.asObject().get("image") == null) {
                throw new Refusal(
                        file + ": an input takes no picture",
                        "start from board-inspection, board-screening or surface-inspection");
            }
        }
        return list.size() > 1;
    }

    private int[] size(LabelledPictures labelled) throws Refusal {
        int[] fitted = {labelled.width(), labelled.height()};
        if (!size.isEmpty()) {
            String[] sides = size.toLowerCase(Locale.ROOT).split("x");
            try {
                fitted = new int[] {Integer.parseInt(sides[0]), Integer.parseInt(sides[1])};
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new Refusal("--size " + size + " is no size", "write width x height in pixels, such as 640x480");
            }
        }
        for (int side : fitted) {
            if (side < LEAST_PIXELS || side > MOST_PIXELS) {
                throw new Refusal(
                        "the pictures are fitted into " + fitted[0] + " x " + fitted[1] + " pixels",
                        "give a --size from " + LEAST_PIXELS + " to " + MOST_PIXELS + " a side");
            }
        }
        return fitted;
    }

    private Fit fit() throws Refusal {
        return switch (fit) {
            case "stretch" -> Fit.STRETCH;
            case "letterbox" -> Fit.LETTERBOX;
            case "crop" -> Fit.CROP;
            default -> throw new Refusal("--fit " + fit + " is not known", "use stretch, letterbox or crop");
        };
    }

    private void train(Path work) throws IOException, Refusal {
        Path tool = Path.of(System.getProperty(ModelTry.ROOT, "")).resolve(TOOL).toAbsolutePath();
        if (!Files.isExecutable(tool)) {
            throw new Refusal("there is no " + tool, "call ./millwright of the repository");
        }
        List<String> call = new ArrayList<>(python.isEmpty() ? List.of() : List.of(python));
        call.addAll(List.of(tool.toString(), "finetune", "--base", absolute(folder), "--data", work.toString()));
        call.addAll(List.of(
                "--out",
                absolute(out),
                "--name",
                name.isEmpty() ? out.getFileName().toString() : name));
        if (test != null) {
            call.addAll(List.of("--test", work.resolve(TEST).toString()));
        }
        call.addAll(List.of("--version", version, "--seed", Integer.toString(seed)));
        call.addAll(List.of("--result", work.resolve("result.json").toString()));
        ProcessBuilder process = new ProcessBuilder(call).redirectErrorStream(true);
        process.redirectOutput(json ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.INHERIT);
        try {
            // Ctrl-C reaches both.
            if (process.start().waitFor() != 0) {
                throw new Refusal(
                        "the training ended without a model", "see what it said above; without --json it says why");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("the training was interrupted", "start it again");
        }
    }

    private int tell(Report report, Findings findings, Path work, LabelledPictures labelled)
            throws IOException, Refusal {
        JsonObject result = Json.parse(Files.readString(work.resolve("result.json"), StandardCharsets.UTF_8))
                .asObject();
        GatewayVerdict verdict;
        try (Progress progress = new Progress(command.commandLine().getErr(), !json, "reading")) {
            verdict = GatewayVerdict.of(out, progress);
        }
        Card.write(out);
        report.findings(findings);
        report.set("model", verdict.model());
        report.set("classes", Json.array(labelled.classes().toArray(new String[0])));
        for (String figure : List.of("macro_f1", "macro_f1_before", "roc_auc", "roc_auc_before")) {
            report.set(figure, Json.value(mean(result.get(figure).asArray())));
        }
        if (test != null) {
            JsonObject tested = result.get(TEST).asObject();
            report.set(TEST, tested);
            report.say(
                    String.format(
                            Locale.ROOT,
                            "of the pictures in %s: macro-F1 %.3f (before %.3f), ROC-AUC %.3f (before %.3f)",
                            test,
                            tested.getDouble("macro_f1", Double.NaN),
                            tested.getDouble("macro_f1_before", Double.NaN),
                            tested.getDouble("roc_auc", Double.NaN),
                            tested.getDouble("roc_auc_before", Double.NaN)),
                    "tested",
                    tested.get("pictures"));
        }
        report.say(
                String.format(
                        Locale.ROOT,
                        "of pictures left out: macro-F1 %.3f (before %.3f), ROC-AUC %.3f (before %.3f)%n%s",
                        mean(result.get("macro_f1").asArray()),
                        mean(result.get("macro_f1_before").asArray()),
                        mean(result.get("roc_auc").asArray()),
                        mean(result.get("roc_auc_before").asArray()),
                        verdict.text()),
                "pictures",
                Json.value(labelled.count()));
        return report.end(ExitCode.DONE);
    }

    private static double mean(JsonArray values) {
        double sum = 0;
        for (JsonValue value : values) {
            sum += value.asDouble();
        }
        return sum / Math.max(1, values.size());
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
