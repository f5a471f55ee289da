package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Findings;
import io.millwright.desk.tags.Report;
import io.millwright.inference.ModelDraft;
import io.millwright.pipeline.capture.SegmentFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Opens data that a gateway kept and writes them as rows to train and judge with. */
@Command(
        name = "capture",
        description = {
            "Opens the data that a pipeline kept (its field \"Data kept for training\") and writes one CSV: the features as the model got"
                    + " them, what was decided, and as label what people said is right."
        })
final class ModelCapture implements Callable<Integer> {
    private static final String END = ".mwcapture";
    private static final String PICTURES = "pictures";

    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(
            paramLabel = "FILES",
            arity = "1..*",
            description = "Segments of one pipeline, or the folder of the gateway that they lie in.")
    private List<Path> files;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "The private key of the certificate in the pipeline's form: PKCS#12 or PEM (PKCS#8).")
    private Path key;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "Its certificate, where a PEM file has the key alone.")
    private Path certificate;

    @Option(names = "--password-file", paramLabel = "FILE", description = "The password of a PKCS#12 file, in a file.")
    private Path passwordFile;

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            description = "The model that decided: where it has two labels, who rejects one means the other.")
    private Path model;

    @Option(names = "--reading", paramLabel = "NAME", description = "Whose label is written. Otherwise the first one.")
    private String reading = "";

    @Option(names = "--labelled", description = "Only rows of which a person said what is right.")
    private boolean labelled;

    @Option(names = "--out", paramLabel = "CSV", required = true, description = "The file to write.")
    private Path out;

    @Option(
            names = "--held",
            paramLabel = "CSV",
            description =
                    "Gets the last third by time in place of it: to judge a model by rows that it was not trained on.")
    private Path held;

    @Option(
            names = "--pictures",
            paramLabel = "DIR",
            description = {
                "An empty or new folder that gets the pictures: one folder per label that people gave, as model finetune takes them,"
                        + " and in .unsorted, by what was decided, those that nobody spoke of."
            })
    private Path pictures;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        return Ending.of(report, findings, () -> write(report, findings));
    }

    private int write(Report report, Findings findings) throws IOException, Refusal {
        DeskKeys keys = new DeskKeys();
        String password =
                passwordFile == null ? "" : Files.readString(passwordFile).strip();
        keys.read(key, certificate, password);
        KeptPictures kept = pictures == null ? null : new KeptPictures(pictures, labelled);
        KeptRows rows = new KeptRows(twoLabels(), reading, kept);
        List<Path> segments = segments();
        try (Progress progress =
                new Progress(command.commandLine().getErr(), !json, "opening " + segments.size() + " segments")) {
            String pipeline = null;
            for (Path segment : segments) {
                pipeline = open(segment, pipeline, keys, rows, findings);
            }
            report.set("pipeline", pipeline);
            progress.step("writing " + out);
            if (rows.rows() == 0 && (kept == null || kept.written() == 0)) {
                throw new Refusal("there is no row in " + segments.size() + " segments", "see the findings above");
            }
            tell(report, rows, rows.write(out, held, labelled));
            if (kept != null) {
                tell(report, kept);
            }
        }
        note(findings, rows.opinionsWithoutRow(), "opinions are of decisions that were not kept", "");
        note(findings, rows.opinionsOfOtherReadings(), "opinions are of another reading", "name it with --reading");
        report.findings(findings);
        return report.end(ExitCode.DONE);
    }

    private static void note(Findings findings, int count, String what, String remedy) {
        if (count > 0) {
            findings.note(0, "", "", Report.count(count) + " " + what, remedy);
        }
    }

    private void tell(Report report, KeptRows rows, int[] written) {
        JsonObject reasons = Json.object();
        StringBuilder text = new StringBuilder();
        rows.reasons().forEach((reason, count) -> {
            reasons.add(reason, count);
            text.append(text.length() == 0 ? "" : ", ")
                    .append(Report.count(count))
                    .append(' ')
                    .append(reason);
        });
        report.say("kept by " + String.join(", ", rows.models()) + ": " + text, "kept", reasons);
        report.set("labelled", rows.labelled());
        report.say(
                Report.count(written[0]) + " rows written to " + out + ", " + Report.count(rows.labelled())
                        + " with a label that a person gave",
                "rows",
                Json.value(written[0]));
        if (held != null) {
            report.say(
                    Report.count(written[1]) + " rows, the last third by time, written to " + held
                            + ": train on the first file, compare on this one",
                    "held",
                    Json.value(written[1]));
        }
    }

    private void tell(Report report, KeptPictures kept) {
        JsonObject classes = Json.object();
        StringBuilder text = new StringBuilder();
        kept.classes().forEach((label, count) -> {
            classes.add(label, count);
            text.append(text.length() == 0 ? "" : ", ")
                    .append(Report.count(count))
                    .append(' ')
                    .append(label);
            if (!kept.folderOf(label).equals(label)) {
                text.append(" (in ").append(kept.folderOf(label)).append(')');
            }
        });
        report.say(
                "pictures that people named, in " + pictures + ": " + (text.length() == 0 ? "none" : text),
                "pictures",
                classes);
        report.say(
                Report.count(kept.unsorted()) + " more in " + pictures.resolve(KeptPictures.UNSORTED)
                        + ": look at them and move them into a folder per class; " + Report.count(kept.leftOut())
                        + " left out",
                "unsorted",
                Json.value(kept.unsorted()));
    }

    private List<String> twoLabels() throws IOException {
        if (model == null) {
            return List.of();
        }
        try (ModelDraft draft = ModelDraft.open(model)) {
            return draft.readings().stream()
                    .filter(each -> reading.isEmpty() || each.name().equals(reading))
                    .findFirst()
                    .map(each -> each.labels())
                    .orElse(List.of());
        }
    }

    private List<Path> segments() throws IOException, Refusal {
        List<Path> all = new ArrayList<>();
        // After everything that people said of them.
        List<Path> last = new ArrayList<>();
        for (Path each : files) {
            if (Files.isDirectory(each)) {
                all.addAll(inside(each));
                if (pictures != null && Files.isDirectory(each.resolve(PICTURES))) {
                    last.addAll(inside(each.resolve(PICTURES)));
                }
            } else {
                all.add(each);
            }
        }
        all.addAll(last);
        if (all.isEmpty()) {
            throw new Refusal(files + " has no file *" + END, "give the folder of one pipeline, or its files");
        }
        return all;
    }

    private static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(file -> file.toString().endsWith(END)).sorted().toList();
        }
    }

    /** Returns whose segment it is. */
    private String open(Path segment, String pipeline, DeskKeys keys, KeptRows rows, Findings findings)
            throws IOException, Refusal {
        String of;
        try (InputStream in = Files.newInputStream(segment)) {
            of = SegmentFile.head(in).pipeline();
        }
        if (pipeline != null && !pipeline.equals(of)) {
            throw new Refusal(
                    segment + " is of pipeline '" + of + "', others are of '" + pipeline + "'",
                    "give the segments of one pipeline");
        }
        try (InputStream in = Files.newInputStream(segment)) {
            if (!SegmentFile.read(in, keys::find, rows)) {
                note(findings, 1, "segment ends within a record, as after a loss of power: " + segment, "");
            }
        } catch (SegmentFile.NoKey e) {
            throw new Refusal(segment + " does not open: " + e.getMessage(), "give its private key with --key");
        } catch (IOException e) {
            String what = segment + ": " + e.getMessage() + ", so what stands behind that was left out";
            findings.leftOut(0, "", "", what, "fetch it from the gateway anew");
        }
        return of;
    }
}
