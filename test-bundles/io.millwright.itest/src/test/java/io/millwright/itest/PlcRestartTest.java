package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.LogLine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A PLC that is restarted forgets session and subscription, and comes back with whatever namespace indices it likes. */
@ExtendWith(SharedSite.class)
class PlcRestartTest {
    @Test
    void decisionsComeBackByThemselvesAndNoneIsGoodMeanwhile(Site site) throws Exception {
        site.plc().restart(Duration.ofSeconds(2)).get(Site.LIMIT.toSeconds(), TimeUnit.SECONDS);
        long down = site.plcEvents().newestMicros("DOWN");
        // Half a second before it comes up: of values that it wrote in the meantime it delivers the newest.
        long up = site.plcEvents().newestMicros("FAULT restart") + 1_500_000;
        site.awaitGoodDecision(SharedSite.PIPELINE);
        site.awaitState(Site.PLC, "CONNECTED");
        site.awaitState(SharedSite.PIPELINE, "RUNNING");
        assertEquals(
                List.of(),
                site.received().decisions(SharedSite.PIPELINE).stream()
                        .filter(d -> d.windowEndMicros() > down && d.windowEndMicros() < up)
                        .filter(d -> d.quality().equals("GOOD"))
                        .toList(),
                "no Good decision while the PLC was down");
        List<LogLine> warnings = site.ours(LogLine.Level.WARN).stream()
                .filter(line -> line.message().startsWith(Site.PLC + ": "))
                .toList();
        assertEquals(1, warnings.size(), () -> "one line per outage, none per attempt: " + warnings);
        assertTrue(
                warnings.get(0).message().contains("CONNECTION_LOST"),
                warnings.get(0).message());
    }

    /** OPC UA Part 3, 8.2.2: only the namespace URI names a namespace for good; its index may differ in the next session. */
    @Test
    void tagsNamedByNamespaceUriSurviveAShiftOfTheIndex(Site site) throws Exception {
        int index = site.plc().namespaceIndex();
        site.plc().fault("namespace:1").get(Site.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertEquals(index + 1, site.plc().namespaceIndex());
        site.awaitGoodDecision(SharedSite.PIPELINE);
        site.awaitState(Site.PLC, "CONNECTED");
    }
}
