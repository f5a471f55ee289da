package io.millwright.opcua.driver;

import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;

/**
 * What a channel's settings mean. Its names are the stock driver's; every value may come as text. Immutable.
 *
 * @param node with a namespace index, or with a namespace URI that is resolved against each new session's table
 * @param nodeText the NodeId as it is written in messages and tag tables
 * @param attribute of the node
 * @param type in which values are written
 * @param samplingMillis while listening
 * @param queue while listening: values that the server keeps between two notifications
 * @param children whether the children of the node are meant, which is not supported
 * @param problem what is wrong, and what to do; "" if nothing is
 */
record DriverChannel(
        ExpandedNodeId node,
        String nodeText,
        AttributeId attribute,
        OpcUaType type,
        int samplingMillis,
        int queue,
        boolean children,
        String problem) {
    static final String NODE_ID = "node.id";
    static final String NAMESPACE_INDEX = "node.namespace.index";
    static final String ID_TYPE = "node.id.type";
    static final String OPCUA_TYPE = "opcua.type";
    static final String ATTRIBUTE = "attribute";
    static final String SAMPLING = "listen.sampling.interval";
    static final String QUEUE = "listen.queue.size";
    static final String DISCARD_OLDEST = "listen.discard.oldest";
    static final String CHILDREN = "listen.subscribe.to.children";

    private static final int MAX_MILLIS = 86_400_000;
    private static final int MAX_QUEUE = 100_000;
    private static final int MAX_NAMESPACE = 65_535;

    /** A value that means nothing. */
    private static final class Unclear extends Exception {
        private static final long serialVersionUID = 1L;

        Unclear(String message) {
            super(message, null, false, false);
        }
    }

    /** Reads a channel's settings; never throws for bad values. */
    static DriverChannel of(Map<String, Object> settings) {
        try {
            ExpandedNodeId node = node(settings);
            return new DriverChannel(
                    node,
                    node.toParseableString(),
                    attribute(text(settings, ATTRIBUTE, "Value")),
                    OpcUaType.of(text(settings, OPCUA_TYPE, OpcUaType.DEFINED_BY_JAVA_TYPE.name())),
                    (int) number(settings, SAMPLING, 1_000, 0, MAX_MILLIS),
                    (int) number(settings, QUEUE, 10, 1, MAX_QUEUE),
                    Boolean.parseBoolean(text(settings, CHILDREN, "false")),
                    "");
        } catch (Unclear | IllegalArgumentException e) {
            return new DriverChannel(
                    ExpandedNodeId.NULL_VALUE,
                    "",
                    AttributeId.Value,
                    OpcUaType.DEFINED_BY_JAVA_TYPE,
                    0,
                    1,
                    false,
                    e.getMessage());
        }
    }

    private static ExpandedNodeId node(Map<String, Object> settings) throws Unclear {
        String id = text(settings, NODE_ID, "");
        String kind = text(settings, ID_TYPE, "STRING").toUpperCase(Locale.ROOT);
        try {
            if (id.isEmpty()) {
                throw new Unclear(NODE_ID + " is empty; enter the identifier of the node");
            }
            // Beyond the stock driver: the whole NodeId, with a URI that outlives a renumbering of the namespaces.
            if (kind.equals("STRING") && id.matches("(ns|nsu)=[^;]+;[sigb]=.+")) {
                return ExpandedNodeId.parse(id);
            }
            int namespace = (int) number(settings, NAMESPACE_INDEX, 2, 0, MAX_NAMESPACE);
            NodeId node =
                    switch (kind) {
                        case "STRING" -> new NodeId(namespace, id);
                        case "NUMERIC" -> new NodeId(namespace, UInteger.valueOf(Long.parseLong(id)));
                        case "GUID" -> new NodeId(namespace, UUID.fromString(id));
                        case "OPAQUE" -> new NodeId(
                                namespace, ByteString.of(Base64.getDecoder().decode(id)));
                        default -> throw new Unclear(
                                ID_TYPE + " '" + kind + "' is unknown; choose NUMERIC, STRING, GUID or OPAQUE");
                    };
            return node.expanded();
        } catch (UaRuntimeException | IllegalArgumentException e) {
            throw new Unclear(
                    NODE_ID + " '" + id + "' is no identifier of " + ID_TYPE + " " + kind + "; correct one of the two");
        }
    }

    private static AttributeId attribute(String name) throws Unclear {
        for (AttributeId attribute : AttributeId.values()) {
            if (attribute.name().equalsIgnoreCase(name)) {
                return attribute;
            }
        }
        throw new Unclear(ATTRIBUTE + " '" + name + "' is unknown; most often Value is meant");
    }

    private static double number(Map<String, Object> settings, String key, int absent, int min, int max)
            throws Unclear {
        String given = text(settings, key, String.valueOf(absent));
        try {
            double number = Double.parseDouble(given);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with value and remedy
        }
        throw new Unclear(key + " '" + given + "' is out of range; enter a number from " + min + " to " + max);
    }

    private static String text(Map<String, Object> settings, String key, String absent) {
        Object value = settings == null ? null : settings.get(key);
        String text = value == null ? "" : value.toString().strip();
        return text.isEmpty() ? absent : text;
    }

    /** Returns what is wrong with listening to it, "" if nothing is. */
    String listeningProblem() {
        if (!problem.isEmpty()) {
            return problem;
        }
        if (children) {
            return CHILDREN + " is not supported; make a channel for each node";
        }
        return attribute == AttributeId.Value
                ? ""
                : ATTRIBUTE + " '" + attribute + "' cannot be listened to; read it, or choose Value";
    }
}
