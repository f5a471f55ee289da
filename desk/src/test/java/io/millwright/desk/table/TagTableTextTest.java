package io.millwright.desk.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.table.Finding.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A tag table's text: what is read and written again is the same table, in the form that the file had. */
class TagTableTextTest {
    private static TagTableText read(String text) {
        Findings findings = new Findings();
        TagTableText table = TagTableText.parse(text, findings);
        assertFalse(findings.refused(), () -> findings.of(Kind.ERROR).toString());
        return table;
    }

    private static List<Finding> errors(String text) {
        Findings findings = new Findings();
        TagTableText.parse(text, findings);
        return findings.of(Kind.ERROR);
    }

    @Test
    void aTableIsWrittenAsItWasRead() {
        for (String text : List.of(
                "name,nodeId,samplingMs,queue,deadband,scale,offset,unit\nt,ns=2;s=T,250,5,0.5,2,-3.5,K\n",
                "unit;nodeId;name\r\nK;\"ns=2;s=T\";t\r\n",
                "name\tnodeId\nt\tns=2;s=T\n",
                "name,nodeId\n\"a,\"\"b\"\"\",\"ns=2;s=x,y\"\n\"two\nlines\",ns=2;s=Z\n",
                "name,nodeId\nt,\"ns=2;s=T \"\n",
                "name,nodeId\n{asset}.t,ns=2;s={asset}.T\n")) {
            assertEquals(text, read(text).write());
        }
    }

    @Test
    void nothingIsAnEmptyTable() {
        assertEquals(TagTableText.EMPTY, read(""));
        assertEquals(TagTableText.EMPTY, read("\r\n \n"));
        assertEquals("name,nodeId\n", TagTableText.EMPTY.write());
    }

    @Test
    void anErrorNamesLineColumnValueAndRemedy() {
        List<Finding> errors = errors("name,nodeId,samplingMs\nt,ns=2;s=T,fast\nu,nonsense,\n");
        assertEquals(2, errors.size(), errors::toString);
        assertEquals(2, errors.get(0).line());
        assertEquals("samplingMs", errors.get(0).column());
        assertEquals("fast", errors.get(0).value());
        assertFalse(errors.get(0).remedy().isEmpty());
        assertEquals("nodeId", errors.get(1).column());
        assertEquals("nonsense", errors.get(1).value());
    }

    @Test
    void aColumnThatNoGatewayKnowsIsAnError() {
        assertTrue(errors("name,nodeId,colour\nt,ns=2;s=T,red\n").get(0).what().contains("'colour'"));
    }

    @Test
    void whatAnAssetMakesTwiceIsAnError() {
        List<Finding> errors = errors("name,nodeId\nt,ns=2;s={asset}.T\n");
        assertEquals(1, errors.size(), errors::toString);
        assertEquals("name", errors.get(0).column());
    }
}
