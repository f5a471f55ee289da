package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A channel list that was made for the gateway's stock OPC UA driver, unchanged, on ours; its asset feeds a pipeline. */
class StockChannelListTest {
    private static final String DRIVER = "io.millwright.opcua.OpcUaDriver";

    /** As the stock driver's form stores them: every value as text, every key there. */
    private static Map<String, Object> channels(Site site) {
        Map<String, Object> channels = new HashMap<>(Map.of("driver.pid", "device"));
        for (String feature : Site.FEATURES) {
            Map.of(
                            "+name", feature,
                            "+type", "READ",
                            "+value.type", feature.equals("type") ? "STRING" : "DOUBLE",
                            "+enabled", "true",
                            "+listen", "false",
                            "node.id", "Mill1." + feature,
                            "node.namespace.index", String.valueOf(site.plc().namespaceIndex()),
                            "node.id.type", "STRING",
                            "opcua.type", "DEFINED_BY_JAVA_TYPE",
                            "attribute", "Value")
                    .forEach((key, value) -> channels.put(feature + "#" + key, value));
            channels.put(feature + "#listen.sampling.interval", "100");
            channels.put(feature + "#listen.queue.size", "10");
            channels.put(feature + "#listen.discard.oldest", "true");
            channels.put(feature + "#listen.subscribe.to.children", "false");
        }
        return channels;
    }

    private static Map<String, Object> driver(Site site) {
        String url = site.plc().endpointUrl();
        String[] address = url.substring("opc.tcp://".length()).split("[:/]");
        Map<String, Object> driver = new HashMap<>();
        driver.put("endpoint.ip", address[0]);
        driver.put("endpoint.port", Integer.valueOf(address[1]));
        driver.put("server.name", address.length > 2 ? address[2] : "");
        driver.put("KeystoreService.target", Site.target(Site.KEYS));
        driver.put("server.certificate.sha256", site.plc().thumbprint());
        driver.put("subscription.publish.interval", 100);
        return driver;
    }

    @Test
    void aStockChannelListOnOurDriverFeedsAPipeline() throws Exception {
        try (Site site = Site.open("stock-channel-list")) {
            site.install(Packages.all());
            site.createKeystore();
            site.createPublisher();
            site.gateway().createFactory(DRIVER, "device", driver(site));
            site.gateway().createFactory("org.eclipse.kura.wire.WireAsset", "mill", channels(site));
            site.gateway()
                    .createFactory(
                            "io.millwright.asset.AssetTags",
                            Site.PLC,
                            Map.of(
                                    "Asset.target",
                                    Site.target("mill"),
                                    "read.intervalMs",
                                    200,
                                    "access.mode",
                                    "LISTEN_AND_POLL"));
            String pipeline = site.createPipeline("machine-failure", Map.of());
            site.awaitState("device", "CONNECTED");
            Site.ComponentState state = site.awaitState(Site.PLC, "CONNECTED");
            assertTrue(state.text().startsWith("6 of 6 channels of asset 'mill' Good, driver 'device'"), state.text());
            site.awaitGoodDecision(pipeline);

            site.plc().restart(Duration.ofSeconds(2)).get(Site.LIMIT.toSeconds(), TimeUnit.SECONDS);
            site.awaitGoodDecision(pipeline);
            site.awaitState(Site.PLC, "CONNECTED");

            // Another configuration of the driver makes the asset leave and come back.
            site.gateway().update("device", Map.of("max.request.items", 4));
            site.awaitGoodDecision(pipeline);
        }
    }
}
