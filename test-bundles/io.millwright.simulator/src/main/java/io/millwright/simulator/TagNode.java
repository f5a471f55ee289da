package io.millwright.simulator;

import org.eclipse.milo.opcua.sdk.core.AccessLevel;
import org.eclipse.milo.opcua.sdk.core.ValueRanks;
import org.eclipse.milo.opcua.sdk.server.nodes.UaNodeContext;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;

/** A tag in one server's address space: read only, and its value is always the tag's, so that a write touches no node. */
final class TagNode extends UaVariableNode {
    private final Tag tag;

    TagNode(UaNodeContext context, NodeId nodeId, QualifiedName browseName, Tag tag) {
        super(
                context,
                nodeId,
                browseName,
                LocalizedText.english(browseName.name()),
                LocalizedText.NULL_VALUE,
                UInteger.MIN,
                UInteger.MIN,
                tag.current(),
                tag.type().dataType(),
                tag.type().array() ? ValueRanks.OneDimension : ValueRanks.Scalar,
                tag.type().array() ? new UInteger[] {UInteger.MIN} : null,
                AccessLevel.toValue(AccessLevel.READ_ONLY),
                AccessLevel.toValue(AccessLevel.READ_ONLY),
                0.0,
                false);
        this.tag = tag;
    }

    Tag tag() {
        return tag;
    }

    @Override
    public synchronized Object getAttribute(AttributeId attributeId) {
        if (attributeId == AttributeId.Value) {
            return tag.current().withServerTime(DateTime.now());
        }
        return super.getAttribute(attributeId);
    }
}
