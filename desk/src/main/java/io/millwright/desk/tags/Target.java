package io.millwright.desk.tags;

import com.eclipsesource.json.Json;
import io.millwright.desk.ExitCode;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Finding.Kind;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TableDifference;
import io.millwright.desk.table.TableFile;
import io.millwright.desk.table.TableLine;
import io.millwright.desk.table.TagTableText;
import io.millwright.desk.table.UnreadableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The tag table that new tags go into, and the options of how they do. */
public final class Target {
    @Option(
            names = "--into",
            paramLabel = "TABLE",
            required = true,
            description = "The file of the tag table; it is made if there is none.")
    private Path table;

    @ArgGroup(multiplicity = "1")
    private Mode mode;

    @Option(names = "--yes", description = "Writes the table. Otherwise it is only shown what would change.")
    private boolean yes;

    /** One of two. */
    private static final class Mode {
        @Option(
                names = "--merge",
                required = true,
                description = "Adds new tags, and changes of the others what the file says; everything else stays.")
        private boolean merge;

        @Option(
                names = "--replace",
                required = true,
                description = "Makes the table what the file says; other tags go.")
        private boolean replace;
    }

    /** Returns the table's file. */
    public Path table() {
        return table;
    }

    /** Shows what would change, and changes it if that was wanted and nothing speaks against it. */
    public int take(List<TableLine> tags, TableFile file, Findings findings, Report report) throws UnreadableFile {
        TagTableText existing = existing(file, findings);
        report.set("into", table.toString());
        report.set("mode", mode.merge ? "merge" : "replace");
        if (findings.refused()) {
            report.findings(findings);
            report.say(table + " stays as it is", "written", Json.FALSE);
            return report.end(ExitCode.REFUSED);
        }
        TableDifference difference =
                mode.merge ? TableDifference.merge(existing, tags) : TableDifference.replace(existing, tags);
        String text = difference.result().write();
        Findings ofResult = new Findings();
        TagTableText.parse(text, ofResult);
        ofResult.of(Kind.ERROR).forEach(findings::add);
        sameNodes(difference, findings);
        report.findings(findings);
        if (findings.refused()) {
            report.say(table + " stays as it is", "written", Json.FALSE);
            return report.end(ExitCode.REFUSED);
        }
        report.difference(difference);
        return report.end(write(difference, text, file, report));
    }

    /** A table with bad lines is never merged into; where it is replaced, they are told and go. */
    private TagTableText existing(TableFile file, Findings findings) throws UnreadableFile {
        Findings ofTable = new Findings();
        TagTableText existing = TagTableText.parse(file.text(), ofTable);
        for (Finding error : ofTable.of(Kind.ERROR)) {
            findings.add(new Finding(
                    mode.merge ? Kind.ERROR : Kind.NOTE,
                    error.line(),
                    error.column(),
                    error.value(),
                    "in " + table + ": " + error.what(),
                    mode.merge ? error.remedy() : ""));
        }
        return existing;
    }

    private int write(TableDifference difference, String text, TableFile file, Report report) {
        if (difference.isEmpty()) {
            report.say(table + " says so already", "written", Json.FALSE);
            return ExitCode.DONE;
        }
        if (!yes) {
            report.say("nothing is written yet; add --yes to write " + table, "written", Json.FALSE);
            return ExitCode.DONE;
        }
        try {
            file.write(text);
        } catch (IOException e) {
            report.say(table + " stays as it is: " + e.getMessage(), "written", Json.FALSE);
            report.set("failure", String.valueOf(e.getMessage()));
            return ExitCode.FILE;
        }
        report.say(
                table + " is written" + (file.existed() ? "; as it was before, it lies in " + file.before() : ""),
                "written",
                Json.TRUE);
        if (file.existed()) {
            report.set("before", file.before().toString());
        }
        return ExitCode.DONE;
    }

    /** Two names for one variable are allowed, and seldom meant. */
    private static void sameNodes(TableDifference difference, Findings findings) {
        Map<String, String> nameOfNode = new HashMap<>();
        difference.result().lines().forEach(line -> nameOfNode.putIfAbsent(line.nodeId(), line.name()));
        for (TableLine line : difference.added()) {
            String name = nameOfNode.get(line.nodeId());
            if (!name.equals(line.name())) {
                findings.note(
                        line.line(),
                        "",
                        line.nodeId(),
                        "'" + Finding.cut(line.name()) + "' is the same variable as '" + Finding.cut(name) + "'",
                        "");
            }
        }
    }
}
