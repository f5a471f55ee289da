package io.millwright.bench;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Period;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaClientConfigBuilder;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/**
 * What subscribing alone costs, as a program of its own: a client of the OPC UA library that the gateway uses, one secured
 * session, one subscription with the same items, intervals and queues; it counts the values and does nothing else. On
 * standard input {@code count} prints {@code COUNT n}; the end of it ends the program.
 */
public final class BareSubscription implements OpcUaSubscription.SubscriptionListener {
    private static final String NAME = "urn:millwright:bench";
    private static final String TAGS = "urn:millwright:simulator";
    private static final int RSA_BITS = 2048;

    private final LongAdder values = new LongAdder();

    private BareSubscription() {}

    /** {@code URL PIPELINES TAGS RATE}. */
    public static void main(String[] arguments) throws Exception {
        Load load = new Load(
                Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), Double.parseDouble(arguments[3]));
        BareSubscription bare = new BareSubscription();
        OpcUaClient client = connect(arguments[0]);
        bare.subscribe(client, load);
        System.out.println("READY");
        for (int command = System.in.read(); command >= 0; command = System.in.read()) {
            if (command == '\n') {
                System.out.println("COUNT " + bare.values.sum());
            }
        }
        client.disconnect();
        System.exit(0);
    }

    private static OpcUaClient connect(String url) throws Exception {
        KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(RSA_BITS);
        X509Certificate certificate = new SelfSignedCertificateBuilder(keys)
                .setSignatureAlgorithm(SelfSignedCertificateBuilder.SA_SHA256_RSA)
                .setValidityPeriod(Period.ofDays(1))
                .setCommonName("Millwright bench")
                .setApplicationUri(NAME)
                .addDnsName("localhost")
                .build();
        OpcUaClient client = OpcUaClient.create(
                url,
                endpoints -> endpoints.stream()
                        .filter(e -> SecurityPolicy.Basic256Sha256.getUri().equals(e.getSecurityPolicyUri())
                                && e.getSecurityMode() == MessageSecurityMode.SignAndEncrypt)
                        .findFirst(),
                transport -> {},
                config -> secure(config, keys, certificate));
        client.connect();
        return client;
    }

    private static void secure(OpcUaClientConfigBuilder config, KeyPair keys, X509Certificate certificate) {
        config.setApplicationUri(NAME)
                .setKeyPair(keys)
                .setCertificate(certificate)
                .setCertificateChain(new X509Certificate[] {certificate});
    }

    /** As the gateway's connection does. */
    private void subscribe(OpcUaClient client, Load load) throws UaException {
        OpcUaSubscription subscription = new OpcUaSubscription(client, load.publishingMillis());
        subscription.setPriority(ubyte(0));
        subscription.setSubscriptionListener(this);
        subscription.create();
        int namespace = client.getNamespaceTable().getIndex(TAGS).intValue();
        for (int p = 0; p < load.pipelines(); p++) {
            for (int t = 0; t < load.tags(); t++) {
                OpcUaMonitoredItem item = OpcUaMonitoredItem.newDataItem(new NodeId(namespace, Load.tag(p, t)));
                item.setSamplingInterval(load.periodMillis());
                item.setQueueSize(uint(load.queue()));
                item.setDiscardOldest(true);
                subscription.addMonitoredItem(item);
            }
        }
        subscription.createMonitoredItems();
        long refused = subscription.getMonitoredItems().stream()
                .filter(item -> !item.getCreateResult().orElseThrow().isGood())
                .count();
        if (refused > 0) {
            throw new IllegalStateException(refused + " items were refused");
        }
    }

    @Override
    public void onDataReceived(OpcUaSubscription from, List<OpcUaMonitoredItem> items, List<DataValue> received) {
        values.add(received.size());
    }
}
