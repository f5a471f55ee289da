package io.millwright.desk.proof;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import io.millwright.operation.history.EvidenceCheck;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether the evidence of a decision is as the gateway gave it. */
@Command(
        name = "verify",
        description = {
            "Verifies the evidence of a decision by the gateway's own check: that nothing of it was changed, and, where they are at hand,",
            "that model, configuration and history are those that it names. Works on files alone. Ends with 1 if something does not fit."
        })
public final class EvidenceVerify extends Proof {
    @Parameters(paramLabel = "FILE", description = "The evidence, as evidence --to or --json has written it.")
    private Path file;

    @Option(names = "--model", paramLabel = "ONNX", description = "The file of the model that is said to have decided.")
    private Path model;

    @Option(
            names = "--configuration",
            paramLabel = "FILE",
            description = "The pipeline's configuration as JSON, as another evidence holds it.")
    private Path configuration;

    @Option(
            names = "--history",
            paramLabel = "FOLDER",
            description = {
                "A copy of <Kura data directory>/millwright/history: its chain is verified, and the decision has to be in it."
            })
    private Path history;

    private final List<String> looked = new ArrayList<>();

    @Override
    void look() throws IOException {
        JsonObject evidence = GivenDocument.read(file, "evidence", "evidenceSha256");
        decided(evidence);
        try {
            EvidenceCheck.faults(evidence.toString(), model, configuration).forEach(this::fault);
        } catch (ParseException e) {
            throw new IOException(configuration + " is no JSON: " + e.getMessage(), e);
        }
        said("the document", true, "");
        said("the model's file", model != null, "--model");
        said("the configuration's file", configuration != null, "--configuration");
        if (history != null) {
            EvidenceCheck.chainFaults(history).forEach(this::fault);
            if (!contains(history, evidence.getString("line", ""))) {
                fault("the history in " + history + " does not have this decision as the evidence tells it");
            }
        }
        said("the history", history != null, "--history");
        if (holds()) {
            line("nothing speaks against what was looked at: " + String.join(", ", looked));
        }
        line("keep chainAfter elsewhere: " + evidence.getString("chainAfter", ""));
    }

    private void said(String what, boolean at, String option) {
        set(what.replaceAll("^the |'s file$", ""), Json.value(at));
        if (at) {
            looked.add(what);
        } else {
            line("not looked at: " + what + " (" + option + ")");
        }
    }

    /** Tells what it is about, as far as it can be read. */
    private void decided(JsonObject evidence) {
        try {
            JsonObject decision = Json.parse(evidence.getString("line", ""))
                    .asObject()
                    .get("decision")
                    .asObject();
            JsonValue by = decision.get("model");
            line("decision " + decision.get("run") + "/" + decision.get("sequence") + " of "
                    + decision.getString("pipeline", "") + " about '" + decision.getString("asset", "") + "', model "
                    + by.asObject().getString("name", "") + " " + by.asObject().getString("version", ""));
            set("decision", decision);
        } catch (ParseException | UnsupportedOperationException | NullPointerException e) {
            // The check says what is wrong with it.
            line("which decision it is about cannot be read");
        }
    }

    private static boolean contains(Path folder, String wanted) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "history-*.jsonl.gz")) {
            for (Path each : files) {
                if (has(each, wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A file that a power cut tore ends there. */
    private static boolean has(Path file, String wanted) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(wanted)) {
                    return true;
                }
            }
        } catch (EOFException | ZipException e) {
            return false;
        }
        return false;
    }
}
