package io.millwright.opcua.look;

import io.millwright.opcua.acquire.ServerFacts;
import io.millwright.opcua.browse.AddressSpace;
import io.millwright.opcua.browse.BrowsedNode;
import io.millwright.opcua.browse.NodeIdText;
import io.millwright.opcua.browse.TypeNames;
import io.millwright.opcua.milo.ShownText;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowseException.Reason;
import io.millwright.tag.Tag;
import io.millwright.tag.TagNode;
import io.millwright.tag.TagNode.Kind;
import io.millwright.tag.TagValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/** What a server tells of the nodes of a page, in a handful of requests. */
final class NodeDetails {
    /** Bit of UserAccessLevel (OPC UA Part 3, 8.57). */
    private static final int CURRENT_WRITE = 2;

    /** Abstract types of the specification: Number, Integer, UInteger and Enumeration. */
    private static final int NUMBER = 26;

    private static final int ENUMERATION = 29;

    private final AddressSpace space;
    private final NamespaceTable namespaces;
    private final List<BrowsedNode> nodes;
    private final List<NodeId> variables;
    private final Map<NodeId, ServerFacts> facts = new HashMap<>();
    private final Map<NodeId, TagValue> values = new HashMap<>();
    private final Map<NodeId, Tag.Kind> delivers = new HashMap<>();

    private NodeDetails(AddressSpace space, NamespaceTable namespaces, List<BrowsedNode> nodes) {
        this.space = space;
        this.namespaces = namespaces;
        this.nodes = nodes;
        this.variables = nodes.stream()
                .filter(BrowsedNode::variable)
                .map(BrowsedNode::id)
                .toList();
    }

    /** Asks the server; blocks for some requests. */
    static List<TagNode> of(AddressSpace space, NamespaceTable namespaces, List<BrowsedNode> nodes)
            throws BrowseException {
        return new NodeDetails(space, namespaces, nodes).read();
    }

    private List<TagNode> read() throws BrowseException {
        List<ReadValueId> asked = new ArrayList<>();
        nodes.forEach(node -> asked.add(attribute(node.id(), AttributeId.DisplayName)));
        variables.forEach(id -> asked.add(attribute(id, AttributeId.UserAccessLevel)));
        List<DataValue> told = space.attributes(asked);
        if (!nodes.isEmpty() && told.stream().allMatch(Objects::isNull)) {
            throw new BrowseException(
                    Reason.NO_ANSWER,
                    "The server lists nodes, and tells nothing of them.",
                    "Try again, with more time.");
        }
        Map<NodeId, Boolean> writable = new HashMap<>();
        for (int i = 0; i < variables.size(); i++) {
            writable.put(
                    variables.get(i),
                    content(told.get(nodes.size() + i)) instanceof UByte level
                            && (level.intValue() & CURRENT_WRITE) != 0);
        }
        List<Boolean> children = space.haveChildren(nodes);
        facts();
        Map<NodeId, String> types = TypeNames.named(
                space,
                facts.values().stream()
                        .map(ServerFacts::dataType)
                        .filter(Objects::nonNull)
                        .toList());
        List<TagNode> page = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            BrowsedNode node = nodes.get(i);
            page.add(node(
                    node,
                    name(node, told.get(i)),
                    children.get(i),
                    types.getOrDefault(
                            facts.containsKey(node.id()) ? facts.get(node.id()).dataType() : null, ""),
                    writable.getOrDefault(node.id(), false)));
        }
        return page;
    }

    private static ReadValueId attribute(NodeId node, AttributeId attribute) {
        return new ReadValueId(node, attribute.uid(), null, QualifiedName.NULL_VALUE);
    }

    private void facts() {
        List<ServerFacts> told = space.facts(variables);
        List<String> parts = told.stream().map(PresentValues::part).toList();
        List<DataValue> read = PresentValues.read(space, variables, parts);
        for (int i = 0; i < variables.size(); i++) {
            NodeId id = variables.get(i);
            facts.put(id, told.get(i));
            DataValue data = read.get(i);
            TagValue shown = PresentValues.shown(data, parts.get(i));
            if (shown.status() != (int) StatusCodes.Bad_IndexRangeInvalid) {
                values.put(id, shown);
            }
            delivers.put(id, kind(told.get(i), data == null ? null : content(data)));
        }
    }

    private TagNode node(BrowsedNode node, String name, boolean children, String type, boolean writable) {
        ServerFacts known = facts.get(node.id());
        return new TagNode(
                NodeIdText.of(node.id(), namespaces),
                name,
                ShownText.of(node.name()),
                node.path("."),
                node.variable() ? Kind.VARIABLE : node.folder() ? Kind.FOLDER : Kind.OBJECT,
                children,
                ShownText.of(type),
                delivers.getOrDefault(node.id(), Tag.Kind.UNKNOWN),
                known == null
                        ? List.of()
                        : Arrays.stream(known.dimensions()).boxed().toList(),
                writable,
                known == null ? "" : ShownText.of(known.unit()),
                known == null ? Double.NaN : known.range().low(),
                known == null ? Double.NaN : known.range().high(),
                values.get(node.id()));
    }

    private static String name(BrowsedNode node, DataValue told) {
        boolean named = content(told) instanceof LocalizedText text
                && text.text() != null
                && !text.text().isBlank();
        return ShownText.of(named ? ((LocalizedText) content(told)).text() : node.name());
    }

    private static Object content(DataValue value) {
        return value == null ? null : value.value().value();
    }

    /** Returns what a tag of such a variable delivers, by its data type, else by the value that it has now. */
    private static Tag.Kind kind(ServerFacts facts, Object value) {
        OpcUaDataType type = facts.dataType() == null ? null : OpcUaDataType.fromNodeId(facts.dataType());
        if (type == null || type == OpcUaDataType.Variant) {
            Class<?> held = value == null ? null : value.getClass();
            type = held == null
                    ? null
                    : OpcUaDataType.fromBackingClass(held.isArray() ? held.getComponentType() : held);
        }
        Tag.Kind scalar = type == null ? abstractNumber(facts.dataType()) : scalar(type);
        boolean array = facts.dimensions().length > 0;
        return !array ? scalar : scalar == Tag.Kind.NUMBER ? Tag.Kind.ARRAY : Tag.Kind.UNKNOWN;
    }

    private static Tag.Kind abstractNumber(NodeId type) {
        boolean number = type != null
                && type.getNamespaceIndex().intValue() == 0
                && type.getIdentifier() instanceof Number id
                && id.intValue() >= NUMBER
                && id.intValue() <= ENUMERATION;
        return number ? Tag.Kind.NUMBER : Tag.Kind.UNKNOWN;
    }

    private static Tag.Kind scalar(OpcUaDataType type) {
        return switch (type) {
            case Boolean,
                    SByte,
                    Byte,
                    Int16,
                    UInt16,
                    Int32,
                    UInt32,
                    Int64,
                    UInt64,
                    Float,
                    Double,
                    DateTime,
                    StatusCode -> Tag.Kind.NUMBER;
            case String, LocalizedText, Guid, XmlElement, QualifiedName, NodeId, ExpandedNodeId -> Tag.Kind.TEXT;
            case ByteString -> Tag.Kind.BYTES;
            case ExtensionObject, DataValue, Variant, DiagnosticInfo -> Tag.Kind.UNKNOWN;
        };
    }
}
