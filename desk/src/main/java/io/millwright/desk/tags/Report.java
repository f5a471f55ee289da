package io.millwright.desk.tags;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.WriterConfig;
import io.millwright.desk.ExitCode;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Finding.Kind;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TableDifference;
import io.millwright.desk.table.TableDifference.Change;
import io.millwright.desk.table.TableLine;
import io.millwright.desk.table.TagColumns;
import io.millwright.desk.table.UnreadableFile;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Tells what a command found and did: to people in lines, to programs as one JSON object. Not thread-safe. */
public final class Report {
    /** The most tags of each kind that are shown to people; programs get all. */
    private static final int MOST_SHOWN = 100;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean forPrograms;
    private final JsonObject json = Json.object();

    /** Tells on the outputs of a command. */
    public Report(CommandSpec command, boolean forPrograms) {
        this.out = command.commandLine().getOut();
        this.err = command.commandLine().getErr();
        this.forPrograms = forPrograms;
    }

    /** Adds a member that only programs get. */
    public void set(String name, String value) {
        json.set(name, value);
    }

    /** Prints a line that only people get. */
    public void line(String line) {
        out.println(Finding.plain(line));
    }

    /** Adds a list that only programs get. */
    public void set(String name, JsonValue value) {
        json.set(name, value);
    }

    /** Adds a number that only programs get. */
    public void set(String name, int value) {
        json.set(name, value);
    }

    /** Adds a sentence for people, and a member for programs. */
    public void say(String sentence, String name, JsonValue value) {
        json.set(name, value);
        if (!forPrograms) {
            out.println(Finding.plain(sentence));
        }
    }

    /** Tells all findings: the first of each kind, and how many more there are. */
    public void findings(Findings findings) {
        JsonArray array = new JsonArray();
        for (Kind kind : Kind.values()) {
            List<Finding> kept = findings.of(kind);
            for (Finding finding : kept) {
                array.add(json(finding));
                if (!forPrograms) {
                    err.println(finding.text());
                }
            }
            int more = findings.count(kind) - kept.size();
            if (more > 0 && !forPrograms) {
                err.println(kind.word() + ": and " + count(more) + " more");
            }
        }
        json.set("errors", findings.count(Kind.ERROR));
        json.set("leftOut", findings.count(Kind.LEFT_OUT));
        json.set("notes", findings.count(Kind.NOTE));
        json.set("findings", array);
    }

    private static JsonObject json(Finding finding) {
        return Json.object()
                .add("kind", finding.kind().word())
                .add("line", finding.line())
                .add("column", finding.column())
                .add("value", finding.value())
                .add("text", finding.what())
                .add("remedy", finding.remedy());
    }

    /** Tells what changes in a table. */
    public void difference(TableDifference difference) {
        JsonArray added = new JsonArray();
        JsonArray changed = new JsonArray();
        JsonArray removed = new JsonArray();
        difference.added().forEach(line -> added.add(json(line)));
        difference.changed().forEach(change -> changed.add(json(change)));
        difference.removed().forEach(line -> removed.add(line.name()));
        json.set("added", added)
                .set("changed", changed)
                .set("removed", removed)
                .set("unchanged", difference.unchanged());
        if (!forPrograms) {
            show('+', difference.added().stream().map(Report::text).toList());
            show('~', difference.changed().stream().map(Report::text).toList());
            show('-', difference.removed().stream().map(Report::text).toList());
            out.println(count(difference.added().size()) + " added, "
                    + count(difference.changed().size()) + " changed, "
                    + count(difference.removed().size()) + " removed, "
                    + count(difference.unchanged()) + " unchanged");
        }
    }

    private void show(char sign, List<String> tags) {
        tags.stream().limit(MOST_SHOWN).forEach(tag -> out.println(sign + " " + Finding.plain(tag)));
        if (tags.size() > MOST_SHOWN) {
            out.println(sign + " and " + count(tags.size() - MOST_SHOWN) + " more");
        }
    }

    private static String text(TableLine line) {
        StringBuilder text = new StringBuilder(line.name());
        for (Map.Entry<String, String> field : line.fields().entrySet()) {
            if (!field.getKey().equals(TagColumns.NAME) && !field.getValue().isEmpty()) {
                text.append("  ").append(field.getKey()).append(' ').append(field.getValue());
            }
        }
        return text.toString();
    }

    private static String text(Change change) {
        StringBuilder text = new StringBuilder(change.before().name());
        for (String column : change.columns()) {
            text.append("  ")
                    .append(column)
                    .append(' ')
                    .append(orNothing(change.before().field(column)))
                    .append(" -> ")
                    .append(orNothing(change.after().field(column)));
        }
        return text.toString();
    }

    private static String orNothing(String field) {
        return field.isEmpty() ? "(empty)" : field;
    }

    private static JsonObject json(TableLine line) {
        JsonObject object = Json.object();
        line.fields().forEach(object::add);
        return object;
    }

    private static JsonObject json(Change change) {
        JsonObject fields = Json.object();
        for (String column : change.columns()) {
            fields.add(
                    column,
                    Json.object()
                            .add("before", change.before().field(column))
                            .add("after", change.after().field(column)));
        }
        return Json.object().add("name", change.before().name()).add("fields", fields);
    }

    /** Returns a number for people. */
    public static String count(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Ends a command whose file cannot be used, with what was found so far; returns its exit code. */
    public int end(UnreadableFile file, Findings findings) {
        findings.add(file.finding());
        findings(findings);
        return end(ExitCode.FILE);
    }

    /** Ends the report; programs get their object now. */
    public int end(int exitCode) {
        json.set("exitCode", exitCode);
        if (forPrograms) {
            out.println(json.toString(WriterConfig.MINIMAL));
        }
        out.flush();
        err.flush();
        return exitCode;
    }
}
