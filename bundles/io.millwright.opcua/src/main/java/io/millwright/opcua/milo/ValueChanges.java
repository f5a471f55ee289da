package io.millwright.opcua.milo;

import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.encoding.EncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaDefaultBinaryEncoding;
import org.eclipse.milo.opcua.stack.core.types.DataTypeEncoding;
import org.eclipse.milo.opcua.stack.core.types.UaStructuredType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeNotification;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemNotification;

/**
 * A DataChangeNotification whose values stay as they came, for a {@link ChangeReader}. The library decodes the data of a
 * notification once and keeps it; so whoever decodes it first, as {@link #keep} does, decides what the library hands on: one value of
 * one item, the carrier, and this is the value. It comes to the subscription's listener as any other, in order and on the same thread.
 */
public final class ValueChanges extends DataChangeNotification {
    /** DataChangeNotification_Encoding_DefaultBinary (OPC UA Part 6, annex A). */
    private static final NodeId ENCODING = new NodeId(0, 811);

    private final byte[] body;
    private final UInteger carrier;
    private final long publishMicros;
    private final boolean more;

    private ValueChanges(byte[] body, UInteger carrier, long publishMicros, boolean more) {
        super(null, null);
        this.body = body;
        this.carrier = carrier;
        this.publishMicros = publishMicros;
        this.more = more;
    }

    /**
     * Sees to it that the values of a notification are not decoded.
     *
     * @param data of a notification, not decoded yet
     * @param carrier handle of the item whose value it becomes
     * @param publishMicros publishTime, microseconds since 1970 UTC
     * @param more whether the server had more to send
     */
    static void keep(ExtensionObject[] data, UInteger carrier, long publishMicros, boolean more) {
        for (ExtensionObject one : data) {
            if (one instanceof ExtensionObject.Binary && ENCODING.equals(one.getEncodingOrTypeId())) {
                byte[] body = ((ByteString) one.getBody()).bytesOrEmpty();
                one.decode(null, new Kept(new ValueChanges(body, carrier, publishMicros, more)));
            }
        }
    }

    /** Returns what the values of a notification, as a subscription's listener gets them, stand for; nothing if they are values. */
    public static Optional<ValueChanges> in(List<DataValue> values) {
        return values.size() == 1 && values.get(0).value().value() instanceof ValueChanges changes
                ? Optional.of(changes)
                : Optional.empty();
    }

    @Override
    public MonitoredItemNotification[] getMonitoredItems() {
        return new MonitoredItemNotification[] {new MonitoredItemNotification(carrier, new DataValue(new Variant(this)))
        };
    }

    byte[] body() {
        return body;
    }

    /** Returns the publishTime of the notification, microseconds since 1970 UTC. */
    public long publishMicros() {
        return publishMicros;
    }

    /** Returns whether the server had more to send when it sent this. */
    public boolean more() {
        return more;
    }

    /** What the library asks for the decoded form. */
    private record Kept(ValueChanges changes) implements DataTypeEncoding {
        @Override
        public QualifiedName getEncodingName() {
            return OpcUaDefaultBinaryEncoding.ENCODING_NAME;
        }

        @Override
        public ExtensionObject encode(EncodingContext context, UaStructuredType struct) {
            throw new UaSerializationException(StatusCodes.Bad_EncodingError, "a notification is not sent back");
        }

        @Override
        public UaStructuredType decode(EncodingContext context, ExtensionObject encoded) {
            return changes;
        }
    }
}
