package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import io.millwright.desk.table.FileText;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.GatewayCheck;
import io.millwright.desk.table.TableDifference;
import io.millwright.desk.table.TableLine;
import io.millwright.desk.table.TagTableText;
import io.millwright.desk.table.UnreadableFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands {@code tags …} about the tag table of a connection on a gateway. */
public final class TagsThere {
    private static final String FIELD = "tags";
    private static final String FILE_FIELD = "tags.file";

    private TagsThere() {}

    /** Returns the table that a connection has in its form. */
    private static String table(Road road, String connection) throws GatewayTrouble {
        JsonObject values = Configurations.values(road.get("configuration/" + connection, Map.of()));
        String file = Documents.text(values, FILE_FIELD);
        if (!file.isBlank()) {
            throw GatewayTrouble.refused(
                    FILE_FIELD,
                    connection + " has its tags in the file " + file + " on the gateway, not in its form",
                    "empty Tag file in its form first, or change that file");
        }
        return Documents.text(values, FIELD);
    }

    private static TagTableText parsed(String text, String where) throws GatewayTrouble {
        Findings findings = new Findings();
        TagTableText table = TagTableText.parse(text, findings);
        if (findings.refused()) {
            Finding first = findings.of(Finding.Kind.ERROR).get(0);
            throw GatewayTrouble.file(where + ": " + first.text(), "correct it; tags check shows all of it");
        }
        return table;
    }

    private static String read(Path file) throws GatewayTrouble {
        try {
            return FileText.read(file, StandardCharsets.UTF_8, GatewayCheck.MAX_BYTES);
        } catch (UnreadableFile e) {
            throw GatewayTrouble.file(e.finding().what(), e.finding().remedy());
        }
    }

    private static boolean shown(TableDifference difference, Told told) {
        JsonArray added = Json.array();
        JsonArray changed = Json.array();
        JsonArray removed = Json.array();
        difference.added().forEach(line -> said(told, added, "+ ", line));
        difference.changed().forEach(change -> {
            changed.add(change.before().name());
            told.line("~ " + change.before().name() + "  " + String.join(", ", change.columns()));
        });
        difference.removed().forEach(line -> said(told, removed, "- ", line));
        told.set("added", added);
        told.set("changed", changed);
        told.set("removed", removed);
        told.line(added.size() + " added, " + changed.size() + " changed, " + removed.size() + " removed, "
                + difference.unchanged() + " unchanged");
        return difference.isEmpty();
    }

    private static void said(Told told, JsonArray into, String sign, TableLine line) {
        into.add(line.name());
        told.line(sign + line.name() + "  " + line.nodeId());
    }

    /** Compares. */
    @Command(
            name = "diff",
            description = {
                "Shows what a tag table would change in a connection on a gateway.",
                "Ends with 1 if something differs."
            })
    public static final class Diff extends GatewayCommand {
        @Parameters(paramLabel = "TABLE", description = "The file of the tag table.")
        private Path file;

        @Option(names = "--connection", paramLabel = "PID", required = true, description = "The connection.")
        private String connection;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            TagTableText wanted = parsed(read(file), file.toString());
            TagTableText there = parsed(table(road, connection), connection);
            boolean same = shown(TableDifference.replace(there, wanted.lines()), told);
            return same ? ExitCode.DONE : ExitCode.FOUND;
        }
    }

    /** From the gateway. */
    @Command(name = "pull", description = "Writes the tag table of a connection on a gateway into a file.")
    public static final class Pull extends GatewayCommand {
        @Option(names = "--connection", paramLabel = "PID", required = true, description = "The connection.")
        private String connection;

        @Option(names = "--to", paramLabel = "FILE", required = true, description = "The file to write.")
        private Path file;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            String text = table(road, connection);
            Fetched.write(file, text.getBytes(StandardCharsets.UTF_8));
            told.say("the tags of " + connection + " are written to " + file, "to", Json.value(file.toString()));
            return ExitCode.DONE;
        }
    }

    /** To the gateway. */
    @Command(
            name = "push",
            description = {
                "Makes the tag table of a connection on a gateway what a file says, as apply does: shown, asked, and taken back if it",
                "is not well. Ends with 1 if it was taken back or not applied."
            })
    public static final class Push extends GatewayCommand {
        @Parameters(paramLabel = "TABLE", description = "The file of the tag table.")
        private Path file;

        @Option(names = "--connection", paramLabel = "PID", required = true, description = "The connection.")
        private String connection;

        @Option(names = "--yes", description = "Does not ask.")
        private boolean yes;

        @Option(
                names = "--within",
                paramLabel = "SECONDS",
                description = "How long it has to prove itself: 5 to 3600. Otherwise 60.")
        private int withinSeconds = 60;

        @Override
        int ask(Road road, Told told) throws GatewayTrouble {
            String text = read(file);
            TagTableText wanted = parsed(text, file.toString());
            shown(TableDifference.replace(parsed(table(road, connection), connection), wanted.lines()), told);
            JsonObject configuration =
                    Json.object().add(connection, Json.object().add(FIELD, text));
            return Apply.apply(
                    road,
                    told,
                    configuration,
                    there -> Consent.given(yes, "Apply this to " + there.gateway() + "?"),
                    new Apply.Way(false, withinSeconds, false));
        }
    }
}
