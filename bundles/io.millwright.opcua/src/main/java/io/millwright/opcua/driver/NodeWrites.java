package io.millwright.opcua.driver;

import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.milo.Status;
import io.millwright.opcua.milo.Waits;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.kura.channel.ChannelFlag;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelStatus;
import org.eclipse.kura.driver.Driver.ConnectionException;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteValue;

/** Writes that assets ask for: none unless they are switched on, and then not more in a second than is allowed. */
final class NodeWrites {
    private final OpenSession session;
    private final DriverCounters counters;
    private final WriteBudget budget = new WriteBudget(System::nanoTime);

    NodeWrites(OpenSession session, DriverCounters counters) {
        this.session = session;
        this.counters = counters;
    }

    /** Every record gets a status; returns within {@code timeoutMillis}, and a little. */
    void write(List<ChannelRecord> records, DriverSettings settings, ServiceCalls calls, long timeoutMillis)
            throws ConnectionException, InterruptedException {
        long now = System.currentTimeMillis();
        if (!settings.writes()) {
            counters.writesRefused.addAndGet(records.size());
            records.forEach(record -> end(record, now, "writing is switched off; set Allow writing in the driver"));
            return;
        }
        OpenLink link = session.open().orElse(null);
        if (link == null) {
            counters.writesFailed.addAndGet(records.size());
            throw new ConnectionException("no session: " + session.state());
        }
        List<ChannelRecord> asked = new ArrayList<>();
        List<WriteValue> values = new ArrayList<>();
        for (ChannelRecord record : records) {
            String refusal = prepare(record, link, settings.writesPerSecond(), values);
            if (refusal == null) {
                asked.add(record);
            } else {
                end(record, now, refusal);
            }
        }
        send(link, asked, values, calls, timeoutMillis, now);
    }

    /** Appends what is to be written, or returns why nothing is. */
    private String prepare(ChannelRecord record, OpenLink link, int perSecond, List<WriteValue> values) {
        DriverChannel channel = DriverChannel.of(record.getChannelConfig());
        if (!channel.problem().isEmpty()) {
            counters.writesFailed.incrementAndGet();
            return channel.problem();
        }
        NodeId node = channel.node().toNodeId(link.client().getNamespaceTable()).orElse(null);
        if (node == null || record.getValue() == null) {
            counters.writesFailed.incrementAndGet();
            return node == null
                    ? "the server lacks the namespace of " + channel.nodeText()
                    : "there is no value to write";
        }
        try {
            DataValue value =
                    DataValue.valueOnly(KuraValues.toOpcUa(record.getValue().getValue(), channel.type()));
            if (!budget.take(perSecond)) {
                counters.writesRefused.incrementAndGet();
                return "more than " + perSecond + " values in a second; write less often, or raise Values written per"
                        + " second in the driver";
            }
            values.add(new WriteValue(node, channel.attribute().uid(), null, value));
            return null;
        } catch (KuraValues.Unfit e) {
            counters.writesFailed.incrementAndGet();
            return e.getMessage() + "; choose another opcua.type for the channel";
        }
    }

    private void send(
            OpenLink link,
            List<ChannelRecord> asked,
            List<WriteValue> values,
            ServiceCalls calls,
            long timeoutMillis,
            long now)
            throws ConnectionException, InterruptedException {
        boolean[] told = new boolean[asked.size()];
        String why = "the server's answer lacks it";
        try {
            calls.<WriteValue, StatusCode>all(
                    values,
                    link.limit(OperationLimits::maxNodesPerWrite, Integer.MAX_VALUE),
                    timeoutMillis,
                    part -> link.client().writeAsync(part).thenApply(WriteResponse::getResults),
                    (i, status) -> {
                        told[i] = true;
                        written(asked.get(i), (int) status.value(), now);
                    });
        } catch (Waits.Failure e) {
            // Whether the server got it nobody knows: it is never written a second time by itself.
            why = "no confirmation (" + e.getMessage() + "); it may have been written";
        }
        for (int i = 0; i < told.length; i++) {
            if (!told[i]) {
                counters.writesFailed.incrementAndGet();
                end(asked.get(i), now, why);
            }
        }
    }

    private void written(ChannelRecord record, int status, long now) {
        if (status < 0) {
            counters.writesFailed.incrementAndGet();
            end(record, now, Status.text(status));
        } else {
            counters.writes.incrementAndGet();
            record.setTimestamp(now);
            record.setChannelStatus(new ChannelStatus(ChannelFlag.SUCCESS));
        }
    }

    private static void end(ChannelRecord record, long now, String why) {
        record.setTimestamp(now);
        record.setChannelStatus(NodeReads.failure(why));
    }
}
