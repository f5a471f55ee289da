package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.identity.AnonymousProvider;
import org.eclipse.milo.opcua.sdk.client.identity.IdentityProvider;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;

/** A Milo client that sees the simulator from outside. Every wait is bounded. */
final class PlcClient implements AutoCloseable {
    static final long WAIT_SECONDS = 60;

    final OpcUaClient client;

    private PlcClient(OpcUaClient client) {
        this.client = client;
    }

    static PlcClient connect(Simulator simulator) throws UaException {
        return connect(simulator, SecurityPolicy.None, MessageSecurityMode.None, new AnonymousProvider(), null);
    }

    static PlcClient connect(
            Simulator simulator,
            SecurityPolicy policy,
            MessageSecurityMode mode,
            IdentityProvider user,
            ServerIdentity identity)
            throws UaException {
        OpcUaClient client = OpcUaClient.create(
                simulator.endpointUrl(),
                endpoints -> endpoints.stream()
                        .filter(e -> policy.getUri().equals(e.getSecurityPolicyUri()) && e.getSecurityMode() == mode)
                        .findFirst(),
                transport -> {},
                config -> {
                    // One at a time: with several open, Milo's client may deliver overtaken messages twice and out of
                    // order.
                    config.setIdentityProvider(user)
                            .setRequestTimeout(Unsigned.uint(60_000))
                            .setMaxPendingPublishRequests(Unsigned.uint(1));
                    if (identity != null) {
                        config.setApplicationUri(Simulator.APPLICATION_URI)
                                .setKeyPair(new KeyPair(identity.certificate().getPublicKey(), identity.privateKey()))
                                .setCertificate(identity.certificate())
                                .setCertificateChain(new X509Certificate[] {identity.certificate()});
                    }
                });
        try {
            client.connect();
            return new PlcClient(client);
        } catch (UaException e) {
            client.disconnectAsync();
            throw e;
        }
    }

    static NodeId node(Simulator simulator, String tag) {
        return new NodeId(simulator.namespaceIndex(), tag);
    }

    DataValue read(NodeId node) throws UaException {
        return client.readValue(0, TimestampsToReturn.Both, node);
    }

    /** What a monitored item of this node is told, from its first value on. */
    Notifications subscribe(NodeId node, double samplingMillis) throws UaException {
        OpcUaSubscription subscription = new OpcUaSubscription(client, 50);
        subscription.create();
        OpcUaMonitoredItem item = OpcUaMonitoredItem.newDataItem(node);
        item.setSamplingInterval(samplingMillis);
        item.setQueueSize(Unsigned.uint(10_000));
        BlockingQueue<DataValue> values = new LinkedBlockingQueue<>();
        item.setDataValueListener((from, value) -> values.add(value));
        subscription.addMonitoredItem(item);
        List<?> created = subscription.createMonitoredItems();
        assertTrue(item.getCreateResult().orElseThrow().isGood(), created::toString);
        return new Notifications(values);
    }

    /** One subscription with an item for each of these tags; the listener is called on one thread at a time. */
    void subscribe(Simulator simulator, List<String> tags, int publishingMillis, BiConsumer<String, DataValue> listener)
            throws UaException {
        OpcUaSubscription subscription = new OpcUaSubscription(client, publishingMillis);
        subscription.create();
        for (String tag : tags) {
            OpcUaMonitoredItem item = OpcUaMonitoredItem.newDataItem(node(simulator, tag));
            item.setSamplingInterval(0.0);
            item.setQueueSize(Unsigned.uint(10_000));
            item.setDataValueListener((from, value) -> listener.accept(tag, value));
            subscription.addMonitoredItem(item);
        }
        subscription.createMonitoredItems();
        for (OpcUaMonitoredItem item : subscription.getMonitoredItems()) {
            assertTrue(item.getCreateResult().orElseThrow().isGood());
        }
    }

    /** The values of one item, in order. */
    record Notifications(BlockingQueue<DataValue> values) {

        /** Takes values until one satisfies this; fails after a bounded wait. */
        DataValue await(Predicate<DataValue> wanted) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
            DataValue last = null;
            while (System.nanoTime() < end) {
                DataValue value = values.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (value != null && wanted.test(value)) {
                    return value;
                }
                last = value != null ? value : last;
            }
            return fail("No such value within " + WAIT_SECONDS + " s; the last was " + last);
        }

        /** The very next value. */
        DataValue next() throws InterruptedException {
            DataValue value = values.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            assertNotNull(value, "no value within " + WAIT_SECONDS + " s");
            return value;
        }
    }

    @Override
    public void close() throws UaException {
        client.disconnect();
    }
}
