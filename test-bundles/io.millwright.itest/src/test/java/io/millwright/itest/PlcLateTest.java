package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.LogLine;
import io.millwright.gateway.Platform;
import io.millwright.simulator.SimulatorOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** After a power cut the gateway is up before the PLC. */
class PlcLateTest {
    @Test
    void theGatewayWaitsForThePlcWithoutAWarning() throws Exception {
        SimulatorOptions silent = Site.mill().fault("slow-start:12");
        try (Site site = Site.open("plc-late", Platform.KURA_5, silent)) {
            site.install(Packages.all());
            site.createKeystore();
            site.createConnection(Map.of("request.timeoutMs", 1000));
            site.createPublisher();
            String pipeline = site.createPipeline("machine-failure", Map.of());
            Site.ComponentState late = site.awaitState(Site.PLC, "SERVER_UNREACHABLE");
            assertTrue(late.text().contains(site.plc().endpointUrl()), late.text());
            assertEquals(0, site.received().decisions(pipeline).size());

            site.awaitGoodDecision(pipeline);
            assertEquals(List.of(), site.ours(LogLine.Level.WARN), "a late PLC is a state, not a warning");
        }
    }
}
