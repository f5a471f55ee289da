package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From a bad decision to a recommendation in the cloud, by the real model; and nobody pays for it where it is not wanted. */
class AdviceLineTest {
    private static final String THREAD = "millwright-advise-1";

    @Test
    void aMachineThatIsAboutToFailGetsAdviceOnceItsFormSaysSo() throws Exception {
        try (Site site = Site.open("advice")) {
            List<Path> packages = new ArrayList<>(Packages.all());
            packages.remove(Packages.machineFailure());
            packages.add(ModelVariant.advised(site.folder(), "1.0.1"));
            site.install(packages);
            site.configureLine();
            String pipeline = site.createPipeline("machine-failure", Map.of());
            site.awaitGoodDecision(pipeline);
            assertFalse(isRunning(), "the thread runs although nobody wants advice");

            // No line is built anew for that.
            site.gateway().update(pipeline, Map.of("advice.enabled", true, "advice.minIntervalS", 1L));
            site.plc().fault("failure:OSF:20");
            site.awaitDecision(pipeline, d -> d.decision().equals("failure"), "that sees the overstrain failure");
            site.await("advice", () -> site.counter(pipeline, "advice.wanted") > 0);
            site.await("its end", () -> told(site, pipeline) > 0);
            site.await("a message of it", () -> site.counter(pipeline, "annexes.published") > 0);
            assertEquals(0, site.counter(pipeline, "advice.failed"));
            assertEquals(0, site.counter(pipeline, "advice.impossible"));
            assertEquals(List.of(), site.warnings(), "nothing to warn of");
            assertTrue(isRunning());
        }
        assertFalse(isRunning(), "the thread is left");
    }

    private static long told(Site site, String pipeline) {
        return site.counter(pipeline, "advice.proposed") + site.counter(pipeline, "advice.kept");
    }

    private static boolean isRunning() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(THREAD));
    }
}
