package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.LogLine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** After a power cut the gateway is up before the PLC. */
class PlcLateTest {
    @Test
    void theGatewayWaitsForThePlcAndSaysSoOnce() throws Exception {
        try (Site site = Site.open("plc-late")) {
            // Accepts connections and says nothing.
            site.plcEvents().holdDown();
            site.plc().fault("slow-start:0");
            site.await("the PLC to be down", () -> site.plcEvents().newestMicros("DOWN") >= 0);
            site.install(Packages.all());
            site.createKeystore();
            site.createConnection(Map.of());
            site.createPublisher();
            String pipeline = site.createPipeline("machine-failure", Map.of());
            Site.ComponentState late = site.awaitState(Site.PLC, "SERVER_UNREACHABLE");
            assertTrue(late.text().contains(site.plc().endpointUrl()), late.text());
            assertEquals(0, site.received().decisions(pipeline).size());

            site.plcEvents().release();
            site.awaitGoodDecision(pipeline);
            List<LogLine> warnings = site.ours(LogLine.Level.WARN);
            assertEquals(1, warnings.size(), () -> "one line for all attempts: " + warnings);
            assertTrue(
                    warnings.get(0).message().contains("SERVER_UNREACHABLE"),
                    warnings.get(0).message());
            assertEquals("", warnings.get(0).stack());
        }
    }
}
