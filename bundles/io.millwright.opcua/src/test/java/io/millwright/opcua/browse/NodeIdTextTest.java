package io.millwright.opcua.browse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.opcua.milo.ShownText;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.junit.jupiter.api.Test;

/** What is shown to a person goes into a tag table as it is, and a server's texts steer nothing. */
class NodeIdTextTest {
    @Test
    void aNodeIdIsWrittenByItsNamespacesUriWhereThatIsReadBackTheSame() {
        NamespaceTable namespaces = new NamespaceTable();
        namespaces.add("urn:server");
        namespaces.add("http://vendor/plc");
        namespaces.add("urn:with;s=semicolon");
        assertEquals("i=2258", NodeIdText.of(new NodeId(0, 2258), namespaces));
        assertEquals("nsu=http://vendor/plc;s=A;B", NodeIdText.of(new NodeId(2, "A;B"), namespaces));
        assertEquals("ns=3;s=A", NodeIdText.of(new NodeId(3, "A"), namespaces));
        assertEquals("ns=9;s=A", NodeIdText.of(new NodeId(9, "A"), namespaces));
    }

    @Test
    void aTextOfAServerIsOneShortLineWithoutHiddenLetters() {
        assertEquals("", ShownText.of(null));
        assertEquals("a\u23ceb\ufffdc", ShownText.of("a\r\nb\u001bc"));
        assertEquals("left\ufffdthgir", ShownText.of("left\u202ethgir"));
        String cut = ShownText.of("x".repeat(ShownText.LONGEST - 2) + "\ud83d\ude00 and more");
        assertEquals(ShownText.LONGEST, cut.length());
        assertEquals("\ufffd\u2026", cut.substring(ShownText.LONGEST - 2));
    }
}
