package io.millwright.desk.browse;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.browse.FoundTags.Found;
import io.millwright.desk.table.CheckedLines;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TableFile;
import io.millwright.desk.table.TagColumns;
import io.millwright.desk.table.UnreadableFile;
import io.millwright.desk.tags.Report;
import io.millwright.desk.tags.Target;
import io.millwright.opcua.browse.AddressSpace;
import io.millwright.opcua.browse.BrowseOutcome;
import io.millwright.opcua.browse.BrowseOutcome.End;
import io.millwright.opcua.browse.BrowsedNode;
import io.millwright.opcua.browse.NodeIdText;
import io.millwright.opcua.browse.TypeNames;
import io.millwright.opcua.browse.ValueText;
import io.millwright.opcua.session.ShortSession;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.Remedy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what a server has, reads it once, and takes it into a tag table. */
@Command(
        name = "browse",
        description = {
            "Shows the variables of an OPC UA server as a tree, reads them once if wanted, and takes them into a tag table.",
            "Reads only. Ctrl-C ends it in order."
        })
public final class Browse implements Callable<Integer> {
    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--start",
            paramLabel = "NODEID",
            description = "Where to begin, for example ns=2;s=Line1. Otherwise the folder Objects, i=85.")
    private String start = "i=85";

    @Option(
            names = "--filter",
            paramLabel = "GLOB",
            description = "Only variables whose name or path fits: * is any text, ? any letter, in any case.")
    private String filter = "*";

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Only variables of this data type, for example Double.")
    private String type = "";

    @Option(names = "--read", description = "Reads the present values, with status and time.")
    private boolean read;

    @Option(names = "--properties", description = "Shows properties too, for example ranges and units.")
    private boolean properties;

    @Option(
            names = "--server-object",
            description = "Looks below the object Server too, where the server tells of itself.")
    private boolean serverObject;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Most requests per second: 1 to 1000. Otherwise 20, which a small controller bears.")
    private int rate = AddressSpace.USUAL_REQUESTS_PER_SECOND;

    @Option(names = "--most", paramLabel = "N", description = "Ends after so many nodes: 1 to 1000000, which is usual.")
    private int most = AddressSpace.USUAL_MOST_NODES;

    @Option(
            names = "--name",
            paramLabel = "HOW",
            converter = Naming.Converter.class,
            description = "What a tag is called: path (from the start on, if none is named), name or id.")
    private Naming naming = Naming.PATH;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Is put before each tag's name.")
    private String prefix = "";

    @ArgGroup(exclusive = false, heading = "To take the variables into a tag table:%n")
    private Target target;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        within("--rate", rate, 1, 1_000);
        within("--most", most, 1, AddressSpace.USUAL_MOST_NODES);
        Settings settings = server.settings(command);
        Report report = new Report(command, json);
        Findings findings = new Findings();
        report.set("url", server.url());
        try {
            TableFile table = target == null ? null : TableFile.open(target.table());
            // Closed last: the program may end when the session is closed.
            try (Interruption interruption = new Interruption();
                    ShortSession session = ShortSession.open(settings, server.keystore(), server.password(command))) {
                AddressSpace browser = new AddressSpace(session.link(), "browse", rate, most);
                interruption.of(browser::cancel);
                return browse(session, browser, table, findings, report);
            }
        } catch (ConnectionTrouble e) {
            int mark = e.getMessage().indexOf(Remedy.MARK);
            String what = mark < 0 ? e.getMessage() : e.getMessage().substring(0, mark);
            String remedy = mark < 0 ? "" : e.getMessage().substring(mark + Remedy.MARK.length());
            findings.error(ServerOptions.asOptions(what), ServerOptions.asOptions(remedy));
            report.findings(findings);
            return report.end(ExitCode.SERVER);
        } catch (UnreadableFile e) {
            return report.end(e, findings);
        }
    }

    private void within(String option, int value, int low, int high) {
        if (value < low || value > high) {
            throw new ParameterException(
                    command.commandLine(),
                    option + " " + value + " is out of range; write a number from " + low + " to " + high);
        }
    }

    private Integer browse(
            ShortSession session, AddressSpace browser, TableFile table, Findings findings, Report report)
            throws UnreadableFile {
        List<BrowsedNode> variables = new ArrayList<>();
        Glob glob = new Glob(filter);
        BrowseOutcome outcome = browser.walk(
                start(session), node -> serverObject || !NodeIds.Server.equals(node.id()), properties, node -> {
                    if (node.variable()
                            && (glob.matches(node.name()) || glob.matches(node.path(FoundTags.SEPARATOR)))) {
                        variables.add(node);
                    }
                });
        tell(outcome, findings);
        List<Found> tags = found(session, browser, variables);
        List<DataValue> values =
                read ? browser.values(tags.stream().map(tag -> tag.node().id()).toList()) : List.of();
        show(tags, values, report);
        report.say(
                Report.count(tags.size()) + " variables of " + Report.count(outcome.nodes()) + " nodes, "
                        + Report.count(browser.requests()) + " requests",
                "nodes",
                Json.value(outcome.nodes()));
        report.set("requests", browser.requests());
        report.set("end", outcome.end().name());
        if (target != null) {
            CheckedLines lines = new CheckedLines(Map.of(), prefix, findings);
            tags(tags, lines);
            return target.take(lines.lines(), table, findings, report);
        }
        report.findings(findings);
        return report.end(
                outcome.end() == End.BROKEN ? ExitCode.SERVER : findings.refused() ? ExitCode.REFUSED : ExitCode.DONE);
    }

    private NodeId start(ShortSession session) {
        try {
            return ExpandedNodeId.parse(start)
                    .toNodeId(session.link().client().getNamespaceTable())
                    .orElseThrow(() -> new ParameterException(
                            command.commandLine(),
                            "--start '" + start + "' names a namespace that the server does not have"));
        } catch (UaRuntimeException | IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(),
                    "--start '" + start
                            + "' is no NodeId; write it as ns=2;s=Name, ns=2;i=1001 or nsu=http://vendor/namespace;s=Name",
                    e);
        }
    }

    /** A walk that did not see everything is no ground for a table. */
    private void tell(BrowseOutcome outcome, Findings findings) {
        outcome.failures()
                .forEach(failure -> findings.error("the server does not tell what is below " + failure, "try again"));
        if (outcome.failed() > outcome.failures().size()) {
            findings.error(
                    "the server does not tell what is below " + Report.count(outcome.failed()) + " nodes in all",
                    "try again");
        }
        if (outcome.elsewhere() > 0) {
            findings.note(
                    0, "", "", outcome.elsewhere() + " references lead to other servers and are not followed", "");
        }
        switch (outcome.end()) {
            case BROKEN -> findings.error("the server does not answer any more", "try again, with a smaller --rate");
            case CANCELLED -> findings.error("ended before everything was seen", "let it come to its end");
            case FULL -> findings.error(
                    "there are more than " + Report.count(most) + " nodes", "begin further below with --start");
            case DONE -> {}
        }
    }

    private List<Found> found(ShortSession session, AddressSpace browser, List<BrowsedNode> variables) {
        boolean typed = read || !type.isEmpty();
        List<String> types = typed ? TypeNames.of(browser, variables) : List.of();
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            String name = typed ? types.get(i) : "";
            if (type.isEmpty() || type.equalsIgnoreCase(name)) {
                BrowsedNode node = variables.get(i);
                found.add(new Found(
                        node, NodeIdText.of(node.id(), session.link().client().getNamespaceTable()), name));
            }
        }
        return found;
    }

    private void show(List<Found> tags, List<DataValue> values, Report report) {
        Map<BrowsedNode, DataValue> read = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            read.put(tags.get(i).node(), values.get(i));
        }
        if (!json) {
            FoundTags.tree(tags, tag -> line(tag, read)).forEach(report::line);
            return;
        }
        JsonArray variables = new JsonArray();
        for (Found tag : tags) {
            JsonObject variable = Json.object().add("path", tag.path()).add("nodeId", tag.nodeId());
            if (!tag.type().isEmpty()) {
                variable.add("type", tag.type());
            }
            if (read.containsKey(tag.node())) {
                DataValue value = read.get(tag.node());
                variable.add("value", ValueText.value(value))
                        .add("status", ValueText.status(value))
                        .add("time", ValueText.time(value));
            }
            variables.add(variable);
        }
        report.set("variables", variables);
    }

    private static String line(Found tag, Map<BrowsedNode, DataValue> read) {
        StringBuilder line = new StringBuilder(tag.node().name()).append("  ").append(tag.nodeId());
        if (!tag.type().isEmpty()) {
            line.append("  ").append(tag.type());
        }
        if (read.containsKey(tag.node())) {
            DataValue value = read.get(tag.node());
            line.append("  ").append(ValueText.value(value)).append("  ").append(ValueText.status(value));
            line.append("  ").append(ValueText.time(value));
        }
        return line.toString();
    }

    private void tags(List<Found> tags, CheckedLines lines) {
        Map<String, String> nodes = new HashMap<>();
        for (Found tag : tags) {
            String name = naming.of(tag);
            String other = nodes.putIfAbsent(name, tag.nodeId());
            if (other != null) {
                lines.findings()
                        .error(
                                0,
                                TagColumns.NAME,
                                name,
                                "'" + Finding.cut(name) + "' is what " + Finding.cut(other) + " and "
                                        + Finding.cut(tag.nodeId()) + " are both called",
                                "choose another --name, or fewer of them with --filter");
            } else if (lines.counted(0)) {
                lines.add(0, Map.of(TagColumns.NAME, name, TagColumns.NODE_ID, tag.nodeId()));
            }
        }
    }
}
