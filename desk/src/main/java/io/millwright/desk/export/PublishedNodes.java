package io.millwright.desk.export;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.WriterConfig;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TableLine;
import io.millwright.desk.table.TagColumns;
import io.millwright.desk.table.TagTableText;
import java.util.Map;
import java.util.Set;

/** Writes OPC Publisher's published-nodes file. Whoever uses it enters there how the server is signed in to. */
final class PublishedNodes {
    private static final Set<String> TAKEN = Set.of(
            TagColumns.NAME,
            TagColumns.NODE_ID,
            TagColumns.SAMPLING,
            TagColumns.QUEUE,
            TagColumns.DEADBAND,
            TagColumns.INDEX_RANGE);

    private PublishedNodes() {}

    static String write(TagTableText table, String endpoint, Findings findings) {
        JsonArray nodes = new JsonArray();
        for (TableLine line : table.lines()) {
            if (line.name().contains("{asset}") || line.nodeId().contains("{asset}")) {
                findings.error(
                        line.line(),
                        TagColumns.NAME,
                        line.name(),
                        "'" + Finding.cut(line.name()) + "' stands for a tag of each asset",
                        "write the assets' tags out, or export as table");
                continue;
            }
            for (Map.Entry<String, String> field : line.fields().entrySet()) {
                if (!TAKEN.contains(field.getKey()) && !field.getValue().isEmpty()) {
                    findings.error(
                            line.line(),
                            field.getKey(),
                            field.getValue(),
                            field.getKey() + " '" + Finding.cut(field.getValue())
                                    + "' has no place in a published-nodes file",
                            "export as table, or leave such fields out with --lossy");
                }
            }
            nodes.add(node(line));
        }
        JsonObject server = Json.object()
                .add("EndpointUrl", endpoint)
                .add("UseSecurity", true)
                .add("OpcNodes", nodes);
        return new JsonArray().add(server).toString(WriterConfig.PRETTY_PRINT) + "\n";
    }

    private static JsonObject node(TableLine line) {
        JsonObject node = Json.object()
                .add("Id", line.nodeId())
                .add("DataSetFieldId", line.name())
                .add("DisplayName", line.name());
        whole(node, "OpcSamplingInterval", line.field(TagColumns.SAMPLING));
        whole(node, "QueueSize", line.field(TagColumns.QUEUE));
        String deadband = line.field(TagColumns.DEADBAND);
        if (!deadband.isEmpty()) {
            boolean percent = deadband.endsWith("%");
            String number =
                    percent ? deadband.substring(0, deadband.length() - 1).trim() : deadband;
            node.add("DeadbandType", percent ? "Percent" : "Absolute").add("DeadbandValue", Double.parseDouble(number));
        }
        if (!line.field(TagColumns.INDEX_RANGE).isEmpty()) {
            node.add("IndexRange", line.field(TagColumns.INDEX_RANGE));
        }
        return node;
    }

    private static void whole(JsonObject node, String name, String field) {
        if (!field.isEmpty()) {
            node.add(name, Integer.parseInt(field));
        }
    }
}
