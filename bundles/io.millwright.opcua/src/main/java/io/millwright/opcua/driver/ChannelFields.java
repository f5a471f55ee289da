package io.millwright.opcua.driver;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.kura.core.configuration.metatype.Tad;
import org.eclipse.kura.core.configuration.metatype.Toption;
import org.eclipse.kura.core.configuration.metatype.Tscalar;
import org.eclipse.milo.opcua.stack.core.AttributeId;

/** The form of a channel, with the names, types and defaults of the stock driver's. */
final class ChannelFields {
    private static final List<String> ID_TYPES = List.of("NUMERIC", "STRING", "GUID", "OPAQUE");

    private ChannelFields() {}

    /** Returns a list of its own, which an asset may change. */
    static List<Tad> all() {
        return new ArrayList<>(List.of(
                field(
                        DriverChannel.NODE_ID,
                        Tscalar.STRING,
                        "MyNode",
                        List.of(),
                        "Identifier of the node; or the whole NodeId, ns=2;s=Name or nsu=http://vendor/namespace;s=Name."),
                field(
                        DriverChannel.NAMESPACE_INDEX,
                        Tscalar.INTEGER,
                        "2",
                        List.of(),
                        "Index of the node's namespace. Not used where node.id is a whole NodeId."),
                field(
                        DriverChannel.OPCUA_TYPE,
                        Tscalar.STRING,
                        OpcUaType.DEFINED_BY_JAVA_TYPE.name(),
                        names(OpcUaType.values()),
                        "Type in which values are written. Read values are converted from whatever the node has."),
                field(DriverChannel.ID_TYPE, Tscalar.STRING, "STRING", ID_TYPES, "Type of the identifier."),
                field(
                        DriverChannel.ATTRIBUTE,
                        Tscalar.STRING,
                        AttributeId.Value.name(),
                        names(AttributeId.values()),
                        "Attribute of the node; only Value can be listened to."),
                field(
                        DriverChannel.SAMPLING,
                        Tscalar.DOUBLE,
                        "1000",
                        List.of(),
                        "While listening: how often the server looks at the node, in milliseconds."),
                field(
                        DriverChannel.QUEUE,
                        Tscalar.LONG,
                        "10",
                        List.of(),
                        "While listening: values that the server keeps between two notifications."),
                field(
                        DriverChannel.DISCARD_OLDEST,
                        Tscalar.BOOLEAN,
                        "true",
                        List.of(),
                        "Not used: of values that do not fit into the queue the newest are kept."),
                field(
                        DriverChannel.CHILDREN,
                        Tscalar.BOOLEAN,
                        "false",
                        List.of(),
                        "Not supported: make a channel for each node.")));
    }

    private static Tad field(String id, Tscalar type, String standard, List<String> options, String description) {
        Tad field = new Tad();
        field.setId(id);
        field.setName(id);
        field.setDescription(description);
        field.setType(type);
        field.setCardinality(0);
        field.setRequired(true);
        field.setDefault(standard);
        for (String name : options) {
            Toption option = new Toption();
            option.setLabel(name);
            option.setValue(name);
            field.setOption(option);
        }
        return field;
    }

    private static List<String> names(Enum<?>[] constants) {
        List<String> names = new ArrayList<>();
        for (Enum<?> constant : constants) {
            names.add(constant.name());
        }
        return names;
    }
}
