package io.millwright.desk.tags;

import com.eclipsesource.json.Json;
import io.millwright.desk.Help;
import io.millwright.desk.source.SourceFormat;
import io.millwright.desk.source.SourceOptions;
import io.millwright.desk.table.FileText;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TableFile;
import io.millwright.desk.table.TableLine;
import io.millwright.desk.table.UnreadableFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes tags over from a file of another program. */
@Command(
        name = "import",
        description = {
            "Takes tags over from another program's file into a tag table: all of them or, with an error, none.",
            "Shows what would change; with --yes it changes."
        })
final class TagsImport implements Callable<Integer> {
    /** A hundred thousand tags of the wordiest format. */
    private static final int MAX_SOURCE_BYTES = 32 << 20;

    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "FILE", description = "The file to take tags from.")
    private Path file;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private Target target;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = SourceFormatConverter.class,
            description =
                    "What the file is: table (also a spreadsheet's), kepware, opc-publisher or kura. Otherwise seen from how it begins.")
    private SourceFormat format;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description =
                    "The encoding of a file without a byte order mark, for example windows-1252. Otherwise UTF-8.")
    private Charset encoding = StandardCharsets.UTF_8;

    @Option(
            names = "--device",
            paramLabel = "CHANNEL.DEVICE",
            description = "Kepware: channel and device that the export is of, and the tag group if it is one's.")
    private String device = "";

    @Option(
            names = "--namespace",
            paramLabel = "NS",
            description = "Kepware: the tags' namespace, ns=INDEX or nsu=URI. Otherwise ns=2.")
    private String namespace = "";

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "OPC Publisher: the server whose nodes are meant, where the file names several.")
    private String endpoint = "";

    @Option(
            names = "--asset",
            paramLabel = "PID",
            description = "Kura: the asset whose channels are meant, where a snapshot has several.")
    private String asset = "";

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Is put before each name.")
    private String prefix = "";

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (!namespace.isEmpty() && !namespace.matches("ns=\\d{1,5}|nsu=[^;]+")) {
            throw new ParameterException(
                    command.commandLine(),
                    "--namespace '" + Finding.cut(namespace)
                            + "' is no namespace; write ns=2 or nsu=http://vendor/namespace");
        }
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("file", file.toString());
        try {
            String text = FileText.read(file, encoding, MAX_SOURCE_BYTES);
            SourceFormat used = format == null ? SourceFormat.of(text) : format;
            SourceOptions options = new SourceOptions(device, namespace, endpoint, asset, prefix);
            TableFile table = TableFile.open(target.table());
            List<TableLine> tags = used.read(text, options, findings);
            report.say(
                    Report.count(tags.size()) + " tags read from " + file + " as " + used.word(),
                    "format",
                    Json.value(used.word()));
            report.set("tags", tags.size());
            return target.take(tags, table, findings, report);
        } catch (UnreadableFile e) {
            return report.end(e, findings);
        }
    }
}
