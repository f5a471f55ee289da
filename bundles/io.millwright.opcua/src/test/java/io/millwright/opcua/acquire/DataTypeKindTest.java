package io.millwright.opcua.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.junit.jupiter.api.Test;

class DataTypeKindTest {
    private static List<String> asked(NodeId type) {
        return DataTypeKind.of(type).properties();
    }

    @Test
    void floatingPointHasUnitAndRangeOnly() {
        List<String> unitAndRange = List.of("EngineeringUnits", "EURange");
        assertEquals(unitAndRange, asked(NodeIds.Double));
        assertEquals(unitAndRange, asked(NodeIds.Float));
    }

    @Test
    void whatIsNoNumberHasNone() {
        for (NodeId type : List.of(NodeIds.Boolean, NodeIds.String, NodeIds.DateTime, NodeIds.LocalizedText)) {
            assertEquals(List.of(), asked(type));
        }
    }

    @Test
    void wholeNumbersEnumerationsDerivedAndUnknownTypesMayHaveAll() {
        List<String> all = List.of("EngineeringUnits", "EURange", "EnumStrings", "EnumValues");
        for (NodeId type : List.of(
                NodeIds.SByte,
                NodeIds.UInt64,
                NodeIds.Number,
                NodeIds.BaseDataType,
                NodeIds.Enumeration,
                NodeIds.ServerState,
                NodeIds.Duration,
                new NodeId(1, 11),
                new NodeId(0, "11"))) {
            assertEquals(all, asked(type), type::toString);
        }
        assertEquals(all, asked(null));
    }
}
