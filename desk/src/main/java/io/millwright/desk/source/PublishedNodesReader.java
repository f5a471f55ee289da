package io.millwright.desk.source;

import io.millwright.desk.table.CheckedLines;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TagColumns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads OPC Publisher's published-nodes file, of any version. Nothing of its credentials is kept or shown. */
final class PublishedNodesReader implements SourceReader {
    private static final String SAMPLING = "OpcSamplingInterval";

    /** What else of a node is read, or says the same in other words. */
    private static final Set<String> READ = Set.of(
            "id",
            "expandednodeid",
            "nodeid",
            "identifier",
            "displayname",
            "datasetfieldid",
            "opcsamplinginterval",
            "opcsamplingintervaltimespan",
            "queuesize",
            "deadbandtype",
            "deadbandvalue",
            "browsepath",
            "attributeid",
            "indexrange");

    /** What makes a node something else than a value. */
    private static final List<String> NO_VALUE =
            List.of("EventFilter", "ConditionHandling", "MethodMetadata", "ModelChangeHandling");

    /** A NodeId as early versions wrote it: namespace URI, #, identifier. */
    private static final Pattern EARLY = Pattern.compile("(.+)#([isgb]=.+)");

    private static final Pattern TEXT_ID = Pattern.compile("(?:ns=\\d+;|nsu=[^;]*;)?s=(.+)");

    private static final Pattern TIME_SPAN =
            Pattern.compile("(?:(\\d{1,4})\\.)?(\\d{1,2}):(\\d{2}):(\\d{2})(?:\\.(\\d{1,7}))?");

    /** One reading of one file. */
    private static final class Reading {
        private final SourceOptions options;
        private final CheckedLines into;
        private final Findings findings;
        private final Map<String, Integer> notTaken = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        Reading(SourceOptions options, CheckedLines into) {
            this.options = options;
            this.into = into;
            this.findings = into.findings();
        }

        void entries(List<LocatedJson> entries) {
            Set<String> endpoints = new TreeSet<>();
            entries.forEach(entry -> endpoints.add(server(entry.text("EndpointUrl"))));
            String wanted = server(options.endpoint());
            if (endpoints.size() > 1 && wanted.isEmpty()) {
                findings.error(
                        "the file names " + endpoints.size() + " servers: " + Finding.cut(String.join(", ", endpoints)),
                        "choose one with --endpoint; each needs a connection and a table of its own");
                return;
            }
            if (!wanted.isEmpty() && !endpoints.contains(wanted)) {
                findings.error(
                        "the file does not name the server '" + Finding.cut(options.endpoint()) + "'",
                        "choose one of " + Finding.cut(String.join(", ", endpoints)));
                return;
            }
            for (LocatedJson entry : entries) {
                if (!entry(entry, wanted)) {
                    break;
                }
            }
            notTaken.forEach((name, count) -> findings.note(
                    0,
                    name,
                    "",
                    "'" + name + "' of " + count + " nodes has no place in a tag table and is not taken over",
                    ""));
        }

        private boolean entry(LocatedJson entry, String wanted) {
            String endpoint = server(entry.text("EndpointUrl"));
            LocatedJson nodes = entry.member("OpcNodes");
            LocatedJson early = entry.member("NodeId");
            List<LocatedJson> all = nodes != null ? nodes.elements() : early != null ? List.of(entry) : List.of();
            if (!wanted.isEmpty() && !wanted.equals(endpoint)) {
                findings.leftOut(
                        entry.line(),
                        "EndpointUrl",
                        endpoint,
                        all.size() + " nodes of another server, '" + Finding.cut(endpoint) + "'",
                        "");
                return true;
            }
            if (entry.member("OpcEvents") != null) {
                findings.leftOut(entry.line(), "OpcEvents", "", "events are no tags", "");
            }
            if (all.isEmpty() && entry.member("OpcEvents") == null) {
                findings.leftOut(entry.line(), "OpcNodes", "", "an entry without nodes", "");
            }
            for (LocatedJson node : all) {
                if (!into.counted(node.line())) {
                    return false;
                }
                node(node, entry);
            }
            return true;
        }

        private void node(LocatedJson node, LocatedJson entry) {
            String id = id(node);
            for (String other : NO_VALUE) {
                if (node.member(other) != null) {
                    findings.leftOut(
                            node.line(),
                            other,
                            "",
                            "node '" + Finding.cut(id) + "' has " + other + ": it is no value",
                            "");
                    return;
                }
            }
            Map<String, String> fields = new LinkedHashMap<>();
            if (!unsupported(node, id, fields)) {
                return;
            }
            fields.put(TagColumns.NODE_ID, id);
            fields.put(TagColumns.NAME, name(node, id));
            if (!deadband(node, fields) || !sampling(node, entry, fields)) {
                return;
            }
            String queue = node.text("QueueSize");
            if (!queue.isEmpty()) {
                fields.put(TagColumns.QUEUE, queue.equals("0") ? "" : queue);
            }
            if (node != entry) {
                node.members().keySet().stream()
                        .filter(name -> !READ.contains(name.toLowerCase(Locale.ROOT)))
                        .forEach(name -> notTaken.merge(Finding.cut(name), 1, Integer::sum));
            }
            into.add(node.line(), fields);
        }

        /** Returns whether the tag table can say which value is meant. */
        private boolean unsupported(LocatedJson node, String id, Map<String, String> fields) {
            String attribute = node.text("AttributeId");
            if (!attribute.isEmpty() && !attribute.equalsIgnoreCase("Value") && !attribute.equals("13")) {
                findings.leftOut(
                        node.line(),
                        "AttributeId",
                        attribute,
                        "node '" + Finding.cut(id) + "' is its attribute " + Finding.cut(attribute) + ", no value",
                        "");
                return false;
            }
            LocatedJson path = node.member("BrowsePath");
            if (path != null && !path.elements().isEmpty()) {
                findings.error(
                        node.line(),
                        "BrowsePath",
                        "",
                        "node '" + Finding.cut(id) + "' is meant by a path from there",
                        "write the Id of the variable itself; ./millwright browse finds it");
                return false;
            }
            String range = node.text("IndexRange");
            if (!range.isEmpty()) {
                fields.put(TagColumns.INDEX_RANGE, range);
            }
            return true;
        }

        private boolean deadband(LocatedJson node, Map<String, String> fields) {
            String type = node.text("DeadbandType").toUpperCase(Locale.ROOT);
            String value = node.text("DeadbandValue");
            switch (type) {
                case "", "NONE", "0" -> {
                    if (!type.isEmpty()) {
                        fields.put(TagColumns.DEADBAND, "");
                    }
                }
                case "ABSOLUTE", "1" -> fields.put(TagColumns.DEADBAND, value);
                case "PERCENT", "2" -> fields.put(TagColumns.DEADBAND, value.isEmpty() ? "" : value + "%");
                default -> {
                    findings.error(
                            node.line(),
                            "DeadbandType",
                            type,
                            "DeadbandType '" + Finding.cut(type) + "' is unknown",
                            "write None, Absolute or Percent");
                    return false;
                }
            }
            return true;
        }

        private boolean sampling(LocatedJson node, LocatedJson entry, Map<String, String> fields) {
            for (LocatedJson from : node == entry ? List.of(entry) : List.of(node, entry)) {
                String prefix = from == node ? "Opc" : "DataSet";
                String span = from.text(prefix + "SamplingIntervalTimespan");
                String millis = from.text(prefix + "SamplingInterval");
                if (!span.isEmpty()) {
                    long value = millis(span);
                    if (value < 0) {
                        findings.error(
                                from.line(),
                                prefix + "SamplingIntervalTimespan",
                                span,
                                "'" + Finding.cut(span) + "' is no time span",
                                "write it as 00:00:01.500");
                        return false;
                    }
                    fields.put(TagColumns.SAMPLING, Long.toString(value));
                    return true;
                }
                if (!millis.isEmpty()) {
                    fields.put(TagColumns.SAMPLING, millis);
                    return true;
                }
            }
            return true;
        }
    }

    @Override
    public Map<String, String> names() {
        return Map.of(
                TagColumns.NAME, "DisplayName",
                TagColumns.NODE_ID, "Id",
                TagColumns.INDEX_RANGE, "IndexRange",
                TagColumns.SAMPLING, SAMPLING,
                TagColumns.QUEUE, "QueueSize",
                TagColumns.DEADBAND, "DeadbandValue");
    }

    @Override
    public void read(String text, SourceOptions options, CheckedLines into) {
        LocatedJson root = LocatedJson.parse(text, into.findings());
        if (root == null) {
            return;
        }
        if (!root.isArray()) {
            into.findings()
                    .error(
                            root.line(),
                            "",
                            "",
                            "a published-nodes file is a list of servers, [ ... ]",
                            "name such a file, or another --format");
            return;
        }
        new Reading(options, into).entries(root.elements());
    }

    private static String id(LocatedJson node) {
        LocatedJson early = node.member("NodeId");
        String id = node.text("ExpandedNodeId");
        if (id.isEmpty()) {
            id = node.text("Id");
        }
        if (id.isEmpty() && early != null) {
            id = early.isObject() ? early.text("Identifier") : early.text();
        }
        Matcher uri = EARLY.matcher(id);
        boolean standard = id.startsWith("ns=") || id.startsWith("nsu=") || id.matches("[isgb]=.*");
        return !standard && uri.matches() ? "nsu=" + uri.group(1) + ";" + uri.group(2) : id;
    }

    /** As OPC Publisher names the fields of its messages; where it would take what the server says, the identifier. */
    private static String name(LocatedJson node, String id) {
        String field = node.text("DataSetFieldId");
        String display = node.text("DisplayName");
        Matcher text = TEXT_ID.matcher(id);
        String derived = text.matches() ? text.group(1) : id;
        return !field.isEmpty() ? field : !display.isEmpty() ? display : derived;
    }

    private static String server(String url) {
        String plain = url.toLowerCase(Locale.ROOT);
        return plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
    }

    /** Returns a time span in ms, rounded to at least 1 where it is not 0; -1 if it is none. */
    static long millis(String span) {
        Matcher parts = TIME_SPAN.matcher(span);
        if (!parts.matches()) {
            return -1;
        }
        long days = parts.group(1) == null ? 0 : Long.parseLong(parts.group(1));
        long seconds = ((days * 24 + Long.parseLong(parts.group(2))) * 60 + Long.parseLong(parts.group(3))) * 60
                + Long.parseLong(parts.group(4));
        String fraction = parts.group(5) == null ? "" : parts.group(5);
        long ticks = Long.parseLong((fraction + "0000000").substring(0, 7));
        long millis = seconds * 1000 + ticks / 10_000;
        return millis == 0 && ticks > 0 ? 1 : millis;
    }
}
