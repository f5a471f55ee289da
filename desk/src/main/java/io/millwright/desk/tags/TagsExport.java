package io.millwright.desk.tags;

import com.eclipsesource.json.Json;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.export.ExportFormat;
import io.millwright.desk.table.FileText;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.GatewayCheck;
import io.millwright.desk.table.TableFile;
import io.millwright.desk.table.TagTableText;
import io.millwright.desk.table.UnreadableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Writes a tag table for another program. */
@Command(
        name = "export",
        description = {
            "Writes a tag table for another program, without losing anything: an import of it gives the same table.",
            "What a format has no place for is an error; nothing is written then."
        })
final class TagsExport implements Callable<Integer> {
    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "TABLE", description = "The file of the tag table.")
    private Path table;

    @Option(names = "--to", paramLabel = "FILE", required = true, description = "The file to write.")
    private Path file;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = Converter.class,
            description = {
                "What the file is: table (as a gateway reads it; this one, if none is named),",
                "spreadsheet (semicolons and decimal commas) or opc-publisher (published-nodes JSON)."
            })
    private ExportFormat format = ExportFormat.TABLE;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "OPC Publisher: the server's address, opc.tcp://host:port.")
    private String endpoint = "";

    @Option(names = "--lossy", description = "Leaves out what the format has no place for, and says what.")
    private boolean lossy;

    @Option(names = "--yes", description = "Writes over a file that exists.")
    private boolean yes;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (format == ExportFormat.OPC_PUBLISHER && endpoint.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "a published-nodes file names the server; add --endpoint opc.tcp://host:port");
        }
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("file", table.toString());
        report.set("to", file.toString());
        report.set("format", format.word());
        try {
            String text = FileText.read(table, StandardCharsets.UTF_8, GatewayCheck.MAX_BYTES);
            TagTableText read = TagTableText.parse(text, findings);
            String written = findings.refused() ? "" : format.write(read, endpoint, lossy(findings));
            report.findings(findings);
            if (findings.refused()) {
                report.say(file + " is not written", "written", Json.FALSE);
                return report.end(ExitCode.REFUSED);
            }
            return report.end(write(written, read.lines().size(), report));
        } catch (UnreadableFile e) {
            return report.end(e, findings);
        }
    }

    /** With --lossy, what would be an error is a note. */
    private Findings lossy(Findings findings) {
        return lossy ? findings.withErrorsAsNotes() : findings;
    }

    private int write(String text, int lines, Report report) throws UnreadableFile {
        TableFile target = TableFile.open(file);
        if (target.existed() && !yes) {
            report.say(file + " exists and stays as it is; add --yes to write over it", "written", Json.FALSE);
            return ExitCode.REFUSED;
        }
        try {
            target.write(text);
        } catch (IOException e) {
            report.say(file + " cannot be written: " + e.getMessage(), "written", Json.FALSE);
            return ExitCode.FILE;
        }
        report.set("lines", lines);
        report.say(
                Report.count(lines) + (lines == 1 ? " line" : " lines") + " written to " + file, "written", Json.TRUE);
        return ExitCode.DONE;
    }

    /** Reads the name of a format. */
    static final class Converter implements ITypeConverter<ExportFormat> {
        @Override
        public ExportFormat convert(String word) {
            return Arrays.stream(ExportFormat.values())
                    .filter(format -> format.word().equalsIgnoreCase(word))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + word + "' is none of "
                            + Arrays.stream(ExportFormat.values())
                                    .map(ExportFormat::word)
                                    .collect(Collectors.joining(", "))));
        }
    }
}
