package io.millwright.desk.browse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.browse.FoundTags.Found;
import io.millwright.opcua.browse.BrowsedNode;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.junit.jupiter.api.Test;

/** What is shown of a walk, and how its tags are named. */
class FoundTagsTest {
    private static final BrowsedNode OBJECTS = node("Objects", false, null);

    private static BrowsedNode node(String name, boolean variable, BrowsedNode parent) {
        return new BrowsedNode(
                new NodeId(2, parent == null ? name : parent.id().getIdentifier() + "/" + name),
                name,
                variable,
                false,
                parent);
    }

    private static Found found(BrowsedNode node) {
        return new Found(node, node.id().toParseableString(), "");
    }

    @Test
    void aFolderStandsOnceBeforeWhatIsInIt() {
        BrowsedNode line = node("Line", false, OBJECTS);
        BrowsedNode mill1 = node("Mill1", false, line);
        BrowsedNode mill2 = node("Mill2", false, line);
        // As a walk tells them: level by level.
        List<Found> tags = List.of(
                found(node("clock", true, OBJECTS)),
                found(node("speed", true, mill1)),
                found(node("speed", true, mill2)),
                found(node("load", true, mill1)));
        assertEquals(
                List.of("clock", "Line", "  Mill1", "    speed", "    load", "  Mill2", "    speed"),
                FoundTags.tree(tags, tag -> tag.node().name()));
        assertEquals(List.of(), FoundTags.tree(List.of(), tag -> tag.node().name()));
    }

    @Test
    void aVariableInAVariableIsShownBelowIt() {
        BrowsedNode outer = node("outer", true, OBJECTS);
        List<Found> tags = List.of(found(outer), found(node("inner", true, outer)));
        assertEquals(List.of("outer", "  inner"), FoundTags.tree(tags, tag -> tag.node()
                .name()));
        assertEquals("outer.inner", Naming.PATH.of(tags.get(1)));
        assertEquals("inner", Naming.NAME.of(tags.get(1)));
        assertEquals("Objects/outer/inner", Naming.ID.of(tags.get(1)));
    }

    @Test
    void aPatternFitsTheWholeTextInAnyCase() {
        assertTrue(new Glob("mill1.*").matches("Mill1.torque"));
        assertTrue(new Glob("*T?rque").matches("Mill1.torque"));
        assertTrue(new Glob("**").matches(""));
        assertFalse(new Glob("mill1").matches("Mill1.torque"));
        assertFalse(new Glob("mill1.*").matches("Mill1xtorque"));
        assertTrue(new Glob("a(b[").matches("A(B["));
    }
}
