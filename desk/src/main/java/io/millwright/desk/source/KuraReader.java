package io.millwright.desk.source;

import io.millwright.csv.CsvReader.CsvRecord;
import io.millwright.desk.table.CheckedLines;
import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Findings;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the channels of a Kura asset: the CSV file that the web admin exports, or the asset's properties, {@code
 * channel#property}, in a snapshot (XML or JSON) or in an answer of the configuration REST service.
 */
final class KuraReader implements SourceReader {
    /** What a stock list has; further columns are other properties of the channel. */
    private static final List<String> NEEDED = List.of(KuraChannel.NAME, KuraChannel.NODE);

    /** The channels of each component, by its PID. */
    private static final class Assets {
        private final Map<String, Map<String, KuraChannel>> byPid = new LinkedHashMap<>();

        /** Takes a property of a component; one without # is none of a channel. */
        void property(String pid, int line, String name, String value) {
            int hash = name.indexOf('#');
            if (hash > 0) {
                KuraChannel channel = byPid.computeIfAbsent(pid, each -> new LinkedHashMap<>())
                        .computeIfAbsent(name.substring(0, hash), each -> new KuraChannel(line));
                channel.set(KuraChannel.NAME, name.substring(0, hash));
                String property = name.substring(hash + 1);
                if (!property.equals("+" + KuraChannel.NAME)) {
                    channel.set(property, value);
                }
            }
        }

        void addTo(String wanted, CheckedLines into) {
            byPid.values().removeIf(channels -> channels.values().stream()
                    .noneMatch(channel -> channel.has(KuraChannel.NODE)));
            if (!wanted.isEmpty()) {
                byPid.keySet().removeIf(pid -> !pid.equals(wanted));
            }
            if (byPid.size() > 1) {
                into.findings()
                        .error(
                                "the file has the channels of several assets: "
                                        + Finding.cut(String.join(", ", byPid.keySet())),
                                "choose one with --asset");
                return;
            }
            if (byPid.isEmpty()) {
                into.findings()
                        .error(
                                "the file has no asset"
                                        + (wanted.isEmpty() ? "" : " '" + Finding.cut(wanted) + "'")
                                        + " with channels of the OPC UA driver (node.id)",
                                "export the asset's channels as CSV, or a snapshot that has it");
                return;
            }
            for (KuraChannel channel : byPid.values().iterator().next().values()) {
                if (!into.counted(0)) {
                    return;
                }
                channel.addTo(into);
            }
        }
    }

    @Override
    public Map<String, String> names() {
        return KuraChannel.NAMES;
    }

    @Override
    public void read(String text, SourceOptions options, CheckedLines into) {
        String begin = text.stripLeading();
        Assets assets = new Assets();
        if (begin.startsWith("<")) {
            if (xml(begin, assets, into.findings())) {
                assets.addTo(options.asset(), into);
            }
        } else if (begin.startsWith("{") || begin.startsWith("[")) {
            if (json(text, assets, into.findings())) {
                assets.addTo(options.asset(), into);
            }
        } else {
            csv(text, into);
        }
    }

    private static void csv(String text, CheckedLines into) {
        CsvSource source = CsvSource.of(text, KuraReader::property, into.findings());
        if (!source.has(NEEDED, Map.of())) {
            return;
        }
        for (CsvRecord row = source.next(into); row != null; row = source.next(into)) {
            KuraChannel channel = new KuraChannel(row.line());
            for (String property : source.columns()) {
                channel.set(property, source.field(row, property));
            }
            channel.addTo(into);
        }
    }

    private static String property(String title) {
        String property = title.startsWith("+") ? title.substring(1) : title;
        return property.isEmpty() ? null : property;
    }

    private static boolean xml(String text, Assets assets, Findings findings) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
            try {
                xml(reader, assets);
                return true;
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNumber());
            findings.error(line, "", "", "this is no snapshot in XML", "export the snapshot again");
            return false;
        }
    }

    private static void xml(XMLStreamReader reader, Assets assets) throws XMLStreamException {
        String pid = "";
        String name = "";
        int line = 0;
        while (reader.hasNext()) {
            if (reader.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (reader.getLocalName()) {
                case "configuration" -> pid = attribute(reader, "pid");
                case "property" -> {
                    name = attribute(reader, "name");
                    line = reader.getLocation().getLineNumber();
                }
                case "value" -> assets.property(pid, line, name, reader.getElementText());
                default -> {}
            }
        }
    }

    private static String attribute(XMLStreamReader reader, String name) {
        String value = reader.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static boolean json(String text, Assets assets, Findings findings) {
        LocatedJson root = LocatedJson.parse(text, findings);
        if (root == null || findings.refused()) {
            return false;
        }
        LocatedJson configurations = root.member("configs");
        List<LocatedJson> components =
                configurations != null ? configurations.elements() : root.isArray() ? root.elements() : List.of(root);
        for (LocatedJson component : components) {
            LocatedJson properties = component.member("properties");
            if (properties == null) {
                continue;
            }
            String pid = component.text("pid");
            properties.members().forEach((name, property) -> {
                String value = property.isObject() ? property.text("value") : property.text();
                assets.property(pid, property.line(), name, value);
            });
        }
        return true;
    }
}
