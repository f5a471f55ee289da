package io.millwright.opcua.acquire;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.LoadBudget;
import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.milo.TimedTransport;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.table.TagRow;
import io.millwright.opcua.table.TagTable;
import io.millwright.opcua.table.TagTableParser;
import io.millwright.tag.Interest;
import io.millwright.tag.TagListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.milo.opcua.sdk.client.DiscoveryClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfig;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfig;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfigBuilder;

/**
 * Reads every tag of a table over and over, in turns with the connection's polling and with the OPC UA library alone, through one
 * session and with the same calls: {@code URL TABLE SECONDS ROUNDS}. Says {@code ROUND ours bare} in values per second after
 * each, and {@code DONE}. Nothing is read at a time but by one of the two.
 */
public final class ReadSweep {
    private static final int BATCH = 1_000;

    /** Of which nothing is measured. */
    private static final int WARM_UP_ROUNDS = 2;

    private final OpcUaClient client;
    private final List<TagRow> rows;
    private final Polled polled;

    private ReadSweep(OpcUaClient client, TimedTransport transport, List<TagRow> rows) throws Exception {
        this.client = client;
        this.rows = rows;
        this.polled = new Polled(client, transport, rows);
    }

    public static void main(String[] arguments) throws Exception {
        TagTable table = TagTableParser.parse(Files.readString(Path.of(arguments[1]), StandardCharsets.UTF_8));
        int seconds = Integer.parseInt(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        OpcTcpClientTransportConfigBuilder builder = OpcTcpClientTransportConfig.newBuilder();
        MiloThreads.acquire().apply(builder);
        OpcTcpClientTransportConfig config = builder.build();
        EndpointDescription endpoint = DiscoveryClient.getEndpoints(arguments[0]).get().stream()
                .filter(one -> SecurityPolicy.None.getUri().equals(one.getSecurityPolicyUri()))
                .findFirst()
                .orElseThrow();
        TimedTransport transport = new TimedTransport(config, new LoadBudget());
        OpcUaClient client = new OpcUaClient(
                OpcUaClientConfig.builder()
                        .setEndpoint(endpoint)
                        .setApplicationUri("urn:millwright:bench")
                        .setRequestTimeout(uint(30_000))
                        .build(),
                transport);
        client.connect();
        ReadSweep sweep = new ReadSweep(client, transport, table.rows());
        System.out.println("READY " + table.rows().size());
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            double ours = sweep.ours(seconds);
            double bare = sweep.bare(seconds);
            if (round >= 0) {
                System.out.println("ROUND " + Math.round(ours) + " " + Math.round(bare));
            }
        }
        System.out.println("DONE");
        client.disconnect();
        System.exit(0);
    }

    private double ours(int seconds) throws InterruptedException {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long values = 0;
        while (System.nanoTime() - end < 0) {
            polled.sweep();
            values += rows.size();
        }
        return values / ((System.nanoTime() - start) / 1e9);
    }

    /** As a program would that wants values and their quality: each is looked at. */
    private double bare(int seconds) throws Exception {
        List<List<ReadValueId>> batches = batches();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long values = 0;
        double sum = 0;
        while (System.nanoTime() - end < 0) {
            for (List<ReadValueId> batch : batches) {
                ReadResponse response = client.read(0.0, TimestampsToReturn.Both, batch);
                for (DataValue value : response.getResults()) {
                    if (value.statusCode().isGood() && value.value().value() instanceof Number number) {
                        sum += number.doubleValue();
                        values++;
                    }
                }
            }
        }
        double rate = values / ((System.nanoTime() - start) / 1e9);
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("no numbers");
        }
        return rate;
    }

    private List<List<ReadValueId>> batches() {
        List<List<ReadValueId>> batches = new ArrayList<>();
        List<ReadValueId> batch = new ArrayList<>();
        for (TagRow row : rows) {
            batch.add(new ReadValueId(
                    row.nodeId().toNodeId(client.getNamespaceTable()).orElseThrow(),
                    AttributeId.Value.uid(),
                    null,
                    QualifiedName.NULL_VALUE));
            if (batch.size() == BATCH) {
                batches.add(List.copyOf(batch));
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            batches.add(List.copyOf(batch));
        }
        return batches;
    }

    /** The connection's polling, whose cycles this runs one after the other instead of on time. */
    private static final class Polled implements OpenLink, TagListener {
        private final OpcUaClient client;
        private final TimedTransport transport;
        private final LearnedLimits learned = new LearnedLimits();
        private final RegisteredNodes registered = new RegisteredNodes();
        private final Counters counters = new Counters();
        private final Semaphore ends = new Semaphore(0);
        private Runnable cycle;

        Polled(OpcUaClient client, TimedTransport transport, List<TagRow> rows) throws Exception {
            this.client = client;
            this.transport = transport;
            FanOut fanOut = new FanOut("plc", counters, Runnable::run);
            fanOut.table(rows);
            fanOut.acquiring(true);
            fanOut.subscribe(Interest.in(rows.stream().map(TagRow::name).toList()), this);
            new Polling(
                            this,
                            Settings.of(Map.of("security.policy", "None", "security.mode", "None")),
                            new RowPlan(rows),
                            fanOut,
                            counters,
                            new OnDemand(),
                            wish -> {
                                throw new IllegalStateException(wish.reason());
                            })
                    .start();
        }

        private final class OnDemand extends ScheduledThreadPoolExecutor {
            OnDemand() {
                super(1, MiloThreads.threads("bench-never-"));
            }

            @Override
            public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long delay, long period, TimeUnit unit) {
                cycle = task;
                return null;
            }
        }

        /** Runs one cycle; returns when its last value was delivered. */
        void sweep() throws InterruptedException {
            long skipped = counters.skippedPolls.get();
            cycle.run();
            while (counters.skippedPolls.get() != skipped) {
                // The one before is about to end.
                Thread.onSpinWait();
                skipped = counters.skippedPolls.get();
                cycle.run();
            }
            ends.acquire();
        }

        @Override
        public void sample(int tag, double value, int status, long timeMicros) {}

        @Override
        public void progress(long timeMicros) {
            ends.release();
        }

        @Override
        public OpcUaClient client() {
            return client;
        }

        @Override
        public TimedTransport transport() {
            return transport;
        }

        @Override
        public LearnedLimits learned() {
            return learned;
        }

        @Override
        public RegisteredNodes registered() {
            return registered;
        }

        @Override
        public int limit(Function<OperationLimits, Optional<UInteger>> which, int most) {
            return most;
        }
    }
}
