package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.receiver.Decision;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An asset on a driver that knows nothing of us feeds a pipeline, whatever becomes of the driver. */
class AnyDriverTest {
    private static final String ASSET_TAGS = "io.millwright.asset.AssetTags";
    private static final String ASSET = "org.eclipse.kura.wire.WireAsset";
    private static final String DRIVER = "io.millwright.gateway.StandInDriver";

    /** A healthy mill, within the model's training range. */
    private static Map<String, Object> channels() {
        Map<String, Object> channels = new HashMap<>(Map.of("driver.pid", "device"));
        channel(channels, "type", "STRING", "", "M");
        channel(channels, "air_temperature", "DOUBLE", "K", "299.9");
        channel(channels, "process_temperature", "FLOAT", "K", "309.75");
        channel(channels, "rotational_speed", "INTEGER", "rpm", "2027");
        channel(channels, "torque", "DOUBLE", "N·m", "40");
        channel(channels, "tool_wear", "LONG", "min", "126");
        return channels;
    }

    private static void channel(Map<String, Object> channels, String name, String type, String unit, String value) {
        channels.put(name + "#+type", "READ");
        channels.put(name + "#+value.type", type);
        channels.put(name + "#+enabled", "true");
        channels.put(name + "#+unit", unit);
        channels.put(name + "#stand.in.value", value);
    }

    @Test
    void anAssetOnAnyDriverFeedsAPipeline() throws Exception {
        try (Site site = Site.open("any-driver")) {
            site.install(Packages.all());
            site.createPublisher();
            // As after a reboot: what is chosen comes last.
            String pipeline = site.createPipeline("machine-failure", Map.of());
            site.gateway()
                    .createFactory(
                            ASSET_TAGS,
                            Site.PLC,
                            Map.of(
                                    "Asset.target",
                                    Site.target("mill"),
                                    "read.intervalMs",
                                    100,
                                    "read.timeoutMs",
                                    1_000));
            Site.ComponentState waiting = site.awaitState(Site.PLC, "WAITING_FOR_ASSET");
            assertTrue(waiting.text().contains("matches no asset"), waiting.text());

            site.gateway().createFactory(ASSET, "mill", channels());
            Site.ComponentState unreadable = site.awaitState(Site.PLC, "ASSET_UNREADABLE");
            assertTrue(unreadable.text().contains("Driver not attached"), unreadable.text());

            site.gateway().createFactory(DRIVER, "device", Map.of());
            Site.ComponentState connected = site.awaitState(Site.PLC, "CONNECTED");
            assertTrue(connected.text().startsWith("6 of 6 channels of asset 'mill' Good"), connected.text());
            Decision decision = site.awaitGoodDecision(pipeline);
            assertEquals("healthy", decision.label());

            site.gateway().update("device", Map.of("fault", "REFUSE"));
            Site.ComponentState away = site.awaitState(Site.PLC, "ASSET_UNREADABLE");
            assertTrue(away.text().contains("the device is away"), away.text());

            site.gateway().update("device", Map.of("fault", "HANG"));
            site.awaitState(Site.PLC, "ASSET_SILENT");

            site.gateway().update("device", Map.of("fault", "NONE"));
            site.awaitState(Site.PLC, "CONNECTED");
            site.awaitGoodDecision(pipeline);

            // The asset of another machine, without a restart: a channel that is not there is said by name.
            Map<String, Object> fewer = new HashMap<>(channels());
            fewer.put("torque#+enabled", "false");
            site.gateway().update("mill", fewer);
            site.await(
                    "five channels",
                    () -> site.state(Site.PLC).text().startsWith("5 of 5 channels of asset 'mill' Good"));
        }
    }
}
