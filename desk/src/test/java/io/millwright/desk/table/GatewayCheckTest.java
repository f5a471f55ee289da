package io.millwright.desk.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.table.Finding.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the gateway's parser finds wrong with a field is told of the column that the source has it in, with value and remedy. */
class GatewayCheckTest {
    @ParameterizedTest
    @CsvSource({
        "name, ''",
        "nodeId, ''",
        "nodeId, nonsense",
        "nodeId, svr=1;ns=2;s=A",
        "samplingMs, fast",
        "samplingMs, -1",
        "queue, 0",
        "deadband, -1",
        "deadband, 101%",
        "scale, 0",
        "scale, NaN",
        "offset, 1e999",
        "indexRange, last",
        "range, 5",
        "staleMs, 0",
        "maxRate, -1",
        "spike, 4"
    })
    void everyErrorNamesTheSourcesColumn(String column, String value) {
        Map<String, String> fields = new LinkedHashMap<>(Map.of("name", "t", "nodeId", "ns=2;s=T"));
        fields.put(column, value);
        Findings findings = new Findings();
        assertFalse(GatewayCheck.line(new TableLine(9, fields), Map.of(column, "Their " + column), findings));
        assertEquals(1, findings.count(Kind.ERROR));
        Finding error = findings.of(Kind.ERROR).get(0);
        assertEquals(9, error.line());
        assertEquals("Their " + column, error.column());
        assertEquals(value, error.value());
        assertFalse(error.remedy().isEmpty(), error::text);
    }

    /** Whether that tag is there, the whole table says. */
    @Test
    void aConditionMayNameATagThatIsNotInTheLine() {
        Findings findings = new Findings();
        Map<String, String> fields =
                Map.of("name", "t", "nodeId", "ns=2;s=T", "stuckMs", "5000", "stuckWhile", "speed > 10");
        assertTrue(GatewayCheck.line(new TableLine(1, fields), Map.of(), findings));
        assertEquals(0, findings.count(Kind.ERROR));
    }

    @Test
    void aGoodLineHasNoFindings() {
        Findings findings = new Findings();
        assertTrue(GatewayCheck.line(
                new TableLine(1, Map.of("name", "a \"b\",\n;", "nodeId", "nsu=urn:vendor;s=x;y")), Map.of(), findings));
        assertEquals(0, findings.count(Kind.ERROR));
    }
}
