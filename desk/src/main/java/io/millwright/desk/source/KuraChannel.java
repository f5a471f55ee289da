package io.millwright.desk.source;

import io.millwright.desk.table.CheckedLines;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TagColumns;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One channel of a Kura asset on the stock OPC UA driver: its properties by their names, without the + of the general ones,
 * and the line on which each stands. Conversions to the channel's value type have no place in a tag table: a tag has the
 * type of its variable.
 */
final class KuraChannel {
    static final String NAME = "name";
    static final String NODE = "node.id";
    private static final String NAMESPACE = "node.namespace.index";
    private static final String NODE_TYPE = "node.id.type";
    private static final String SAMPLING = "listen.sampling.interval";
    private static final String QUEUE = "listen.queue.size";
    private static final Map<String, String> IDENTIFIERS =
            Map.of("STRING", "s", "NUMERIC", "i", "GUID", "g", "OPAQUE", "b");

    /** What no stock channel has, but ours may have: a whole NodeId. */
    private static final Pattern WHOLE = Pattern.compile("(?:ns=\\d+;|nsu=[^;]+;)[isgb]=.+");

    /** What such lists call the columns of the tag table. */
    static final Map<String, String> NAMES = Map.of(
            TagColumns.NODE_ID, NODE,
            TagColumns.SAMPLING, SAMPLING,
            TagColumns.QUEUE, QUEUE);

    private final Map<String, String> properties = new HashMap<>();
    private final int line;

    KuraChannel(int line) {
        this.line = line;
    }

    /** Sets a property; null is none. */
    void set(String property, String value) {
        if (value != null) {
            properties.put(property.startsWith("+") ? property.substring(1) : property, value);
        }
    }

    boolean has(String property) {
        return properties.containsKey(property);
    }

    private String get(String property, String absent) {
        String value = properties.getOrDefault(property, "").strip();
        return value.isEmpty() ? absent : value;
    }

    void addTo(CheckedLines into) {
        Findings findings = into.findings();
        if (leftOut(findings)) {
            return;
        }
        String nodeId = nodeId(findings);
        if (nodeId == null) {
            return;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(TagColumns.NAME, get(NAME, ""));
        fields.put(TagColumns.NODE_ID, nodeId);
        boolean listens = get("listen", "false").equalsIgnoreCase("true");
        put(fields, TagColumns.SAMPLING, listens ? SAMPLING : null, "");
        put(fields, TagColumns.QUEUE, listens ? QUEUE : null, "");
        put(fields, TagColumns.SCALE, "scale", "1.0");
        put(fields, TagColumns.OFFSET, "offset", "0.0");
        put(fields, TagColumns.UNIT, "unit", "");
        into.add(line, fields);
    }

    /** Kura writes defaults out; in a tag table nothing stands for them. */
    private void put(Map<String, String> fields, String column, String property, String standard) {
        if (property != null && properties.containsKey(property)) {
            String value = get(property, "");
            fields.put(column, value.equals(standard) ? "" : value);
        }
    }

    private boolean leftOut(Findings findings) {
        if (get("enabled", "true").equalsIgnoreCase("false")) {
            findings.leftOut(line, "enabled", "false", "channel '" + name() + "' is disabled", "");
        } else if (get("type", "READ").equalsIgnoreCase("WRITE")) {
            findings.leftOut(line, "type", "WRITE", "channel '" + name() + "' can only be written, never read", "");
        } else if (!get("attribute", "Value").equalsIgnoreCase("Value")) {
            String attribute = get("attribute", "");
            findings.leftOut(
                    line,
                    "attribute",
                    attribute,
                    "channel '" + name() + "' reads the attribute " + Finding.cut(attribute) + ", no value",
                    "");
        } else if (get("listen.subscribe.to.children", "false").equalsIgnoreCase("true")) {
            findings.leftOut(
                    line,
                    "listen.subscribe.to.children",
                    "true",
                    "channel '" + name() + "' is everything below a folder",
                    "take its variables with ./millwright browse");
        } else {
            return false;
        }
        return true;
    }

    private String name() {
        return Finding.cut(get(NAME, ""));
    }

    private String nodeId(Findings findings) {
        String id = get(NODE, "");
        if (id.isEmpty()) {
            findings.error(
                    line, NODE, "", "channel '" + name() + "' has no " + NODE, "enter it, or remove the channel");
            return null;
        }
        if (WHOLE.matcher(id).matches()) {
            return id;
        }
        String type = get(NODE_TYPE, "STRING");
        String identifier = IDENTIFIERS.get(type);
        if (identifier == null) {
            findings.error(
                    line,
                    NODE_TYPE,
                    type,
                    NODE_TYPE + " '" + Finding.cut(type) + "' is unknown",
                    "write STRING, NUMERIC, GUID or OPAQUE");
            return null;
        }
        String namespace = get(NAMESPACE, "2");
        if (!namespace.matches("\\d{1,5}")) {
            findings.error(
                    line,
                    NAMESPACE,
                    namespace,
                    NAMESPACE + " '" + Finding.cut(namespace) + "' is no namespace index",
                    "write a whole number from 0 to 65535");
            return null;
        }
        return "ns=" + namespace + ";" + identifier + "=" + id;
    }
}
