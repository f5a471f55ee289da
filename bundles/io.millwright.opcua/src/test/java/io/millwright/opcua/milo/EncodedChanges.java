package io.millwright.opcua.milo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.encoding.DefaultEncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.EncodingContext;
import org.eclipse.milo.opcua.stack.core.encoding.binary.OpcUaBinaryEncoder;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeNotification;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemNotification;

/** Notifications as a server encodes them; the handle of each value is its place. */
public final class EncodedChanges {
    public static final EncodingContext CONTEXT = DefaultEncodingContext.INSTANCE;

    private EncodedChanges() {}

    /** Returns values as a subscription gets them. */
    public static ValueChanges of(List<DataValue> values, long publishMicros) {
        return of(bytes(values), publishMicros);
    }

    static ValueChanges of(byte[] body, long publishMicros) {
        ExtensionObject data = ExtensionObject.of(ByteString.of(body), new NodeId(0, 811));
        ValueChanges.keep(new ExtensionObject[] {data}, Unsigned.uint(7), publishMicros, false);
        DataChangeNotification decoded = (DataChangeNotification) data.decode(CONTEXT);
        List<DataValue> carried = List.of(decoded.getMonitoredItems()).stream()
                .map(MonitoredItemNotification::getValue)
                .toList();
        return ValueChanges.in(carried).orElseThrow();
    }

    static byte[] bytes(List<DataValue> values) {
        MonitoredItemNotification[] items = new MonitoredItemNotification[values.size()];
        for (int i = 0; i < items.length; i++) {
            items[i] = new MonitoredItemNotification(Unsigned.uint(i), values.get(i));
        }
        ByteBuf buffer = Unpooled.buffer();
        new OpcUaBinaryEncoder(CONTEXT)
                .setBuffer(buffer)
                .encodeStruct(null, new DataChangeNotification(items, null), new DataChangeNotification.Codec());
        return ByteBufUtil.getBytes(buffer);
    }
}
