package io.millwright.desk.tags;

import com.eclipsesource.json.Json;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.FileText;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.GatewayCheck;
import io.millwright.desk.table.TagTableText;
import io.millwright.desk.table.UnreadableFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a gateway would say about a tag table. */
@Command(name = "check", description = "Reads a tag table as a gateway does, and names each wrong line.")
final class TagsCheck implements Callable<Integer> {
    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "TABLE", description = "The file of the tag table.")
    private Path table;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("file", table.toString());
        try {
            String text = FileText.read(table, StandardCharsets.UTF_8, GatewayCheck.MAX_BYTES);
            TagTableText read = TagTableText.parse(text, findings);
            report.findings(findings);
            int lines = read.lines().size();
            report.say(
                    Report.count(lines) + (lines == 1 ? " line" : " lines") + " in " + table,
                    "lines",
                    Json.value(lines));
            return report.end(findings.refused() ? ExitCode.REFUSED : ExitCode.DONE);
        } catch (UnreadableFile e) {
            return report.end(e, findings);
        }
    }
}
