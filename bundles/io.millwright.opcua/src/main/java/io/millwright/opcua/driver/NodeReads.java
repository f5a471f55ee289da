package io.millwright.opcua.driver;

import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.milo.SampleTimes;
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
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/** Reads that assets ask for. Every channel gets a status; only where nothing could be read at all it is the connection's fault. */
final class NodeReads {
    private static final ChannelStatus SUCCESS = new ChannelStatus(ChannelFlag.SUCCESS);

    private final OpenSession session;
    private final DriverCounters counters;

    NodeReads(OpenSession session, DriverCounters counters) {
        this.session = session;
        this.counters = counters;
    }

    /** What is to be read, as one session's server numbers its namespaces. */
    private record Plan(OpenLink link, List<ReadValueId> ids, int[] records) {}

    /** A read that is made once and executed often: by one asset, which makes one call at a time. */
    final class Prepared {
        private final List<ChannelRecord> records;
        private final List<DriverChannel> channels = new ArrayList<>();
        /** Whether a server may number namespaces anew within one session of ours, while it is restored. */
        private final boolean numberedAnew;

        private Plan plan;

        Prepared(List<ChannelRecord> records) {
            this.records = records;
            records.forEach(record -> channels.add(DriverChannel.of(record.getChannelConfig())));
            numberedAnew =
                    channels.stream().anyMatch(channel -> channel.nodeText().startsWith("nsu="));
        }

        List<ChannelRecord> records() {
            return records;
        }

        /** Fills the records; returns within {@code timeoutMillis}, and a little. */
        synchronized void execute(ServiceCalls calls, long timeoutMillis)
                throws ConnectionException, InterruptedException {
            counters.reads.incrementAndGet();
            OpenLink link = session.open().orElse(null);
            if (link == null) {
                counters.readsFailed.incrementAndGet();
                throw new ConnectionException("no session: " + session.state());
            }
            if (plan == null || plan.link() != link || numberedAnew) {
                plan = plan(link);
            }
            read(calls, timeoutMillis);
        }

        private Plan plan(OpenLink link) {
            List<ReadValueId> ids = new ArrayList<>();
            List<Integer> rows = new ArrayList<>();
            for (int i = 0; i < channels.size(); i++) {
                DriverChannel channel = channels.get(i);
                NodeId node = channel.problem().isEmpty()
                        ? channel.node()
                                .toNodeId(link.client().getNamespaceTable())
                                .orElse(null)
                        : null;
                if (node != null) {
                    ids.add(new ReadValueId(node, channel.attribute().uid(), null, QualifiedName.NULL_VALUE));
                    rows.add(i);
                }
            }
            return new Plan(
                    link,
                    List.copyOf(ids),
                    rows.stream().mapToInt(Integer::intValue).toArray());
        }

        private void read(ServiceCalls calls, long timeoutMillis) throws ConnectionException, InterruptedException {
            boolean[] told = new boolean[records.size()];
            long now = System.currentTimeMillis();
            String why = "the server's answer lacks it";
            try {
                calls.<ReadValueId, DataValue>all(
                        plan.ids(),
                        plan.link().limit(OperationLimits::maxNodesPerRead, Integer.MAX_VALUE),
                        timeoutMillis,
                        part -> plan.link()
                                .client()
                                .readAsync(0.0, TimestampsToReturn.Both, part)
                                .thenApply(ReadResponse::getResults),
                        (i, value) -> {
                            int row = plan.records()[i];
                            told[row] = true;
                            fill(records.get(row), value, now);
                        });
            } catch (Waits.Failure e) {
                why = e.getMessage();
                if (!any(told)) {
                    counters.readsFailed.incrementAndGet();
                    throw new ConnectionException("reading failed (" + why + ")");
                }
            }
            for (int row = 0; row < told.length; row++) {
                if (!told[row]) {
                    fail(records.get(row), reason(channels.get(row), why), now);
                }
            }
        }

        private String reason(DriverChannel channel, String why) {
            if (!channel.problem().isEmpty()) {
                return channel.problem();
            }
            boolean unknown = channel.node()
                    .toNodeId(plan.link().client().getNamespaceTable())
                    .isEmpty();
            return unknown ? "the server lacks the namespace of " + channel.nodeText() : why;
        }
    }

    private static boolean any(boolean[] flags) {
        for (boolean flag : flags) {
            if (flag) {
                return true;
            }
        }
        return false;
    }

    private void fill(ChannelRecord record, DataValue data, long nowMillis) {
        int status = (int) data.statusCode().value();
        Object value = data.value().value();
        if (status < 0) {
            fail(record, Status.text(status), nowMillis);
        } else if (value == null) {
            fail(record, "the server sends no value", nowMillis);
        } else {
            try {
                record.setValue(KuraValues.toKura(value, record.getValueType()));
                record.setTimestamp(millis(data, nowMillis));
                record.setChannelStatus(SUCCESS);
            } catch (KuraValues.Unfit e) {
                fail(record, e.getMessage() + "; choose another value type for the channel", nowMillis);
            }
        }
    }

    /** The SourceTimestamp as it is, else the ServerTimestamp, else now. */
    private static long millis(DataValue data, long nowMillis) {
        long source = SampleTimes.micros(data.sourceTime());
        long server = SampleTimes.micros(data.serverTime());
        return source != Long.MIN_VALUE ? source / 1_000 : server != Long.MIN_VALUE ? server / 1_000 : nowMillis;
    }

    /** The value of before stays, because Kura takes no null; nobody reads it beside a failure. */
    private void fail(ChannelRecord record, String why, long nowMillis) {
        counters.channelsFailed.incrementAndGet();
        record.setTimestamp(nowMillis);
        record.setChannelStatus(failure(why));
    }

    /** Without an exception: the gateway's REST service writes those field by field. */
    static ChannelStatus failure(String why) {
        return new ChannelStatus(ChannelFlag.FAILURE, why, null);
    }
}
