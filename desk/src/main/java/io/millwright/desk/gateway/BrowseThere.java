package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.ExitCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a server has, as a gateway's connection sees it. */
@Command(
        name = "browse",
        description = {
            "Shows what the server of a connection on a gateway has below a node, with present values, over the connection's own session:",
            "for a server that only the gateway reaches. It only reads."
        })
public final class BrowseThere extends GatewayCommand {
    private static final int MOST_PAGES = 200;
    private static final String PAGE = "200";
    private static final String WAIT_MILLIS = "8000";

    @Option(names = "--connection", paramLabel = "PID", required = true, description = "The connection.")
    private String connection;

    @Option(
            names = "--node",
            paramLabel = "NODEID",
            description = "The node to look below, as NODEID is shown. Otherwise the folder Objects.")
    private String node = "";

    @Option(
            names = "--find",
            paramLabel = "TEXT",
            description = "Shows the variables below it, through all levels, that have this text in name or path.")
    private String find = "";

    @Option(names = "--most", paramLabel = "N", description = "Ends after so many nodes: 1 to 40000. Otherwise 1000.")
    private int most = 1_000;

    @Override
    void check() {
        if (most < 1 || most > 40_000) {
            throw new ParameterException(command().commandLine(), "--most takes 1 to 40000");
        }
    }

    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        List<JsonObject> nodes = new ArrayList<>();
        JsonObject page = new JsonObject();
        for (int pages = 0; pages < MOST_PAGES && nodes.size() < most; pages++) {
            page = road.get("browse", parameters(Documents.text(page, "continuation")));
            nodes.addAll(Documents.items(page, "items"));
            if (Documents.text(page, "continuation").isEmpty()) {
                break;
            }
        }
        boolean whole = page.getBoolean("complete", true)
                && Documents.text(page, "continuation").isEmpty();
        List<JsonObject> shown = nodes.subList(0, Math.min(most, nodes.size()));
        JsonArray items = Documents.array(shown);
        told.set("nodes", items);
        told.set("complete", Json.value(whole && shown.size() == nodes.size()));
        told.table(table(shown), find.isEmpty() ? "there is nothing below it" : "nothing has that text");
        String note = Documents.text(page, "note");
        if (!note.isEmpty()) {
            told.line(note);
        }
        if (!whole || shown.size() < nodes.size()) {
            told.line("there is more; look below a node by --node, or give --most");
        }
        return ExitCode.DONE;
    }

    private Map<String, String> parameters(String continuation) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("connection", connection);
        parameters.put("size", PAGE);
        parameters.put("timeoutMillis", WAIT_MILLIS);
        if (!node.isEmpty()) {
            parameters.put("node", node);
        }
        if (!find.isEmpty()) {
            parameters.put("find", find);
        }
        if (!continuation.isEmpty()) {
            parameters.put("continuation", continuation);
        }
        return parameters;
    }

    private Table table(List<JsonObject> nodes) {
        Table table = new Table("NODEID", find.isEmpty() ? "NAME" : "PATH", "KIND", "TYPE", "VALUE", "UNIT", "STATUS");
        for (JsonObject each : nodes) {
            table.line(
                    Documents.text(each, "nodeId"),
                    Documents.text(each, find.isEmpty() ? "name" : "path")
                            + (each.getBoolean("hasChildren", false) ? "/" : ""),
                    Documents.text(each, "kind"),
                    Documents.text(each, "dataType"),
                    Documents.text(each, "text"),
                    Documents.text(each, "unit"),
                    Documents.text(each, "status"));
        }
        return table;
    }
}
