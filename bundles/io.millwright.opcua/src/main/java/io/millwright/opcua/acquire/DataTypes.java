package io.millwright.opcua.acquire;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResult;
import org.eclipse.milo.opcua.stack.core.types.structured.DataTypeDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.EnumDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.EnumField;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureDefinition;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureField;

/**
 * What a server publishes of its data types (DataTypeDefinition, OPC UA Part 3, 5.8.3), each read once per session. What a
 * server does not publish stays unknown. Used on the session's thread; calls block for at most some request timeouts.
 */
final class DataTypes {
    private static final int BATCH = 500;

    /** No type of a specification is derived so deeply; a cycle ends here. */
    private static final int MOST_ANCESTORS = 20;

    private final Map<NodeId, DataTypeDefinition> definitions = new HashMap<>();
    private final Map<NodeId, Integer> builtIns = new HashMap<>();
    private final Set<NodeId> asked = new LinkedHashSet<>();

    /** Another session begins: its server may publish others. */
    void forget() {
        definitions.clear();
        builtIns.clear();
        asked.clear();
    }

    /** Reads the definitions of these types. */
    void read(OpenLink link, String connection, Collection<NodeId> types) {
        List<NodeId> unknown = types.stream().filter(asked::add).toList();
        List<DataValue> read = new BatchedCalls(connection, link.learned())
                .all(
                        LearnedLimits.Kind.NODES_PER_READ,
                        "data type definitions",
                        unknown.stream().map(DataTypes::definitionOf).toList(),
                        link.limit(OperationLimits::maxNodesPerRead, BATCH),
                        part -> link.client()
                                .readAsync(0.0, TimestampsToReturn.Neither, part)
                                .thenApply(ReadResponse::getResults));
        for (int i = 0; i < read.size(); i++) {
            if (read.get(i) == null) {
                // It was not answered: it is asked again.
                asked.remove(unknown.get(i));
            } else if (Decoded.of(link, read.get(i).value().value()) instanceof DataTypeDefinition definition) {
                definitions.put(unknown.get(i), definition);
            }
        }
    }

    /** Reads the definitions of these structures, and how the types of their fields are encoded. */
    void readStructures(OpenLink link, String connection, Collection<NodeId> types) {
        read(link, connection, types);
        Set<NodeId> ofFields = new LinkedHashSet<>();
        for (NodeId type : types) {
            if (definitions.get(type) instanceof StructureDefinition structure && structure.getFields() != null) {
                for (StructureField field : structure.getFields()) {
                    ofFields.add(field.getDataType());
                }
            }
        }
        ofFields.removeIf(type -> DataTypeKind.builtIn(type) != 0 || builtIns.containsKey(type));
        read(link, connection, ofFields);
        ancestors(link, connection, ofFields);
    }

    private static ReadValueId definitionOf(NodeId type) {
        return new ReadValueId(type, AttributeId.DataTypeDefinition.uid(), null, QualifiedName.NULL_VALUE);
    }

    /** Finds the built-in type from which each of these is derived. */
    private void ancestors(OpenLink link, String connection, Collection<NodeId> types) {
        Map<NodeId, NodeId> ancestors = new HashMap<>();
        for (NodeId type : types) {
            if (definitions.get(type) instanceof StructureDefinition) {
                builtIns.put(type, FieldReader.NESTED);
            } else if (definitions.get(type) instanceof EnumDefinition) {
                builtIns.put(type, DataTypeKind.INT32);
            } else {
                ancestors.put(type, type);
            }
        }
        for (int depth = 0; depth < MOST_ANCESTORS && !ancestors.isEmpty(); depth++) {
            List<NodeId> of = List.copyOf(new LinkedHashSet<>(ancestors.values()));
            List<NodeId> above = supertypes(link, connection, of);
            ancestors.replaceAll((type, ancestor) -> above.get(of.indexOf(ancestor)));
            ancestors.forEach((type, ancestor) -> {
                int number = DataTypeKind.encodedAs(ancestor);
                if (number != 0) {
                    builtIns.put(type, NodeIds.Structure.equals(ancestor) ? FieldReader.NESTED : number);
                }
            });
            ancestors.values().removeIf(ancestor -> ancestor == null || DataTypeKind.encodedAs(ancestor) != 0);
        }
    }

    private static List<NodeId> supertypes(OpenLink link, String connection, List<NodeId> types) {
        List<BrowseDescription> asked = types.stream()
                .map(type -> new BrowseDescription(
                        type,
                        BrowseDirection.Inverse,
                        NodeIds.HasSubtype,
                        false,
                        uint(NodeClass.DataType.getValue()),
                        uint(0)))
                .toList();
        List<BrowseResult> results = new BatchedCalls(connection, link.learned())
                .all(
                        LearnedLimits.Kind.NODES_PER_BROWSE,
                        "supertypes of data types",
                        asked,
                        link.limit(OperationLimits::maxNodesPerBrowse, BATCH),
                        part -> link.client().browseAsync(part).thenApply(list -> list.toArray(new BrowseResult[0])));
        List<NodeId> supertypes = new ArrayList<>();
        for (BrowseResult result : results) {
            boolean found = result != null && result.getReferences() != null && result.getReferences().length > 0;
            supertypes.add(
                    found
                            ? result.getReferences()[0]
                                    .getNodeId()
                                    .toNodeId(link.client().getNamespaceTable())
                                    .orElse(null)
                            : null);
        }
        return supertypes;
    }

    /** Returns the texts of an enumeration that was read; empty if it is none or its definition is not published. */
    Map<Long, String> texts(NodeId type) {
        Map<Long, String> texts = new HashMap<>();
        if (definitions.get(type) instanceof EnumDefinition enumeration && enumeration.getFields() != null) {
            for (EnumField field : enumeration.getFields()) {
                LocalizedText shown = field.getDisplayName();
                String text = shown == null || shown.text() == null ? field.getName() : shown.text();
                if (text != null && field.getValue() != null) {
                    texts.put(field.getValue(), text);
                }
            }
        }
        return texts;
    }

    /** Returns the field of a structure that was read, or null. */
    StructureField field(NodeId type, String name) {
        if (definitions.get(type) instanceof StructureDefinition structure && structure.getFields() != null) {
            for (StructureField field : structure.getFields()) {
                if (name.equals(field.getName())) {
                    return field;
                }
            }
        }
        return null;
    }

    /**
     * Returns what reads a field of a structure, or an {@link UnsupportedType}.
     *
     * @param type the variable's data type, null if the server does not tell
     */
    Object reader(OpenLink link, NodeId type, String name) {
        String shown = type == null ? "?" : type.toParseableString();
        if (!(definitions.get(type) instanceof StructureDefinition structure)) {
            return new UnsupportedType(
                    "unsupported: field '" + name + "' of the data type " + shown
                            + ", of which the server publishes no structure; let the PLC put the value into a variable of its own");
        }
        List<FieldReader.Field> fields = new ArrayList<>();
        for (StructureField field : structure.getFields() == null ? new StructureField[0] : structure.getFields()) {
            fields.add(new FieldReader.Field(
                    field.getName(),
                    encoding(field.getDataType()),
                    field.getValueRank() == null ? -1 : field.getValueRank(),
                    Boolean.TRUE.equals(field.getIsOptional())));
        }
        return FieldReader.of(
                shown,
                link.client().getStaticEncodingContext(),
                structure.getDefaultEncodingId(),
                structure.getStructureType(),
                fields,
                name);
    }

    private int encoding(NodeId type) {
        int number = DataTypeKind.encodedAs(type);
        return number != 0 ? number : builtIns.getOrDefault(type, FieldReader.NESTED);
    }
}
