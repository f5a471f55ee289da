package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.WriterConfig;
import io.millwright.desk.ExitCode;
import io.millwright.desk.proof.EvidenceVerify;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Commands that bring something from a gateway into a file. A file that exists is never written over. */
public final class Fetched {
    private static final String END = "\r\n";

    private Fetched() {}

    static void write(Path file, byte[] bytes) throws GatewayTrouble {
        try {
            Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw GatewayTrouble.file(
                    file + " is not written: " + (Files.exists(file) ? "there is one already" : HttpsRoad.reason(e)),
                    "name another file");
        }
    }

    /** For whoever is asked for help. */
    @Command(
            name = "diagnostics",
            description = {
                "Brings a zip with all documents, the configuration without secrets, versions and the last log lines.",
                "Look into it before you hand it on: names of tags, machines and servers are in it."
            })
    public static final class Diagnostics extends GatewayCommand {
        @Parameters(
                paramLabel = "FILE.zip",
                description = "The file to write; of several gateways, each gets its name.")
        private Path file;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            JsonObject answer = road.run("diagnostics", Json.object());
            byte[] zip;
            try {
                zip = Base64.getDecoder().decode(answer.getString("zipBase64", ""));
            } catch (IllegalArgumentException e) {
                zip = new byte[0];
            }
            if (zip.length == 0) {
                throw GatewayTrouble.unreached(road.gateway() + " answers with no zip", "try again");
            }
            Path target = gateways().overBroker()
                    ? file.resolveSibling(road.gateway().replaceAll("[^A-Za-z0-9._-]", "_") + "-" + file.getFileName())
                    : file;
            write(target, zip);
            told.say(zip.length + " bytes written to " + target, "file", Json.value(target.toString()));
            return ExitCode.DONE;
        }
    }

    /** What a decision was made of. */
    @Command(
            name = "evidence",
            description = {
                "Brings the evidence of a decision: inputs' hash, model, configuration, versions.",
                "decisions shows run and sequence of each."
            },
            subcommands = EvidenceVerify.class)
    public static final class Evidence extends GatewayCommand {
        @Parameters(index = "0", arity = "0..1", paramLabel = "PIPELINE", description = "The pipeline's pid.")
        private String pipeline;

        @Parameters(index = "1", arity = "0..1", paramLabel = "ASSET", description = "The asset, '' for none.")
        private String asset;

        @Parameters(index = "2", arity = "0..1", paramLabel = "RUN/SEQUENCE", description = "As decisions shows it.")
        private String number;

        @Option(names = "--to", paramLabel = "FILE", description = "Writes it there instead of showing it.")
        private Path file;

        @Override
        void check() {
            // Not required where verify follows.
            if (number == null) {
                throw new ParameterException(
                        command().commandLine(),
                        "name PIPELINE, ASSET ('' for none) and RUN/SEQUENCE, as decisions shows them");
            }
            if (!number.matches("\\d+/\\d+")) {
                throw new ParameterException(
                        command().commandLine(), "'" + number + "' is no RUN/SEQUENCE, such as 3/1207");
            }
        }

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            JsonObject document = road.get("evidence/" + pipeline + "/" + asset + "/" + number, Map.of());
            told.set("evidence", document);
            String text = document.toString(WriterConfig.PRETTY_PRINT);
            if (file == null) {
                told.lines(text);
            } else {
                // As it came: a hash is over these bytes.
                write(file, document.toString().getBytes(StandardCharsets.UTF_8));
                told.line("written to " + file);
            }
            return ExitCode.DONE;
        }
    }

    /** Decisions and tags of the last days. */
    @Command(name = "history", description = "Brings what the gateway keeps of the last days as CSV.")
    public static final class History extends GatewayCommand {
        private static final String PAGE = "1000";

        @Parameters(paramLabel = "FILE.csv", description = "The file to write.")
        private Path file;

        @Option(
                names = "--with",
                paramLabel = "NAME=VALUE",
                description = "Narrows it: pipeline, asset, tag, fromMicros, toMicros. May be given several times.")
        private Map<String, String> narrow = new HashMap<>();

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            Map<String, String> asked = new HashMap<>(narrow);
            asked.put("export", "csv");
            asked.putIfAbsent("size", PAGE);
            StringBuilder csv = new StringBuilder();
            long next = -1;
            long begun = System.nanoTime();
            do {
                long from = next;
                JsonObject document = road.get("history", asked);
                next = Documents.whole(document, "nextFromMicros", -1);
                append(csv, Documents.text(document, "csv"), next > from ? next + "," : "");
                if (next >= 0 && next <= from) {
                    throw GatewayTrouble.refused(
                            "fromMicros", "more than " + PAGE + " rows have the time " + next, "narrow it by --with");
                }
                asked.put("fromMicros", Long.toString(next));
                told.meanwhile(begun, csv.length() + " characters");
            } while (next >= 0);
            write(file, csv.toString().getBytes(StandardCharsets.UTF_8));
            told.say(csv.length() + " characters written to " + file, "file", Json.value(file.toString()));
            return ExitCode.DONE;
        }
    }

    /** Adds a page but its heading, and without the rows of the time at which the next page begins: those come again with it. */
    static void append(StringBuilder csv, String page, String next) {
        String rows =
                csv.isEmpty() ? page : page.substring(page.indexOf(END) < 0 ? 0 : page.indexOf(END) + END.length());
        int again = next.isEmpty() ? -1 : rows.indexOf(END + next);
        csv.append(again < 0 ? rows : rows.substring(0, again + END.length()));
    }

    /** Counters and gauges. */
    @Command(
            name = "metrics",
            description = "Shows counters of everything, for a look; for a program there is /millwright/metrics.")
    public static final class Metrics extends GatewayCommand {
        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            Table table = new Table("KIND", "NAME", "COUNTER", "VALUE");
            var all = Documents.all(road, "status", Map.of());
            for (JsonObject each : all) {
                for (JsonObject.Member counter : Documents.object(each, "counters")) {
                    table.line(
                            Documents.text(each, "kind"),
                            Documents.text(each, "pid"),
                            counter.getName(),
                            counter.getValue().toString());
                }
            }
            told.set("status", Documents.array(all));
            told.table(table, "nothing counts there");
            return ExitCode.DONE;
        }
    }
}
