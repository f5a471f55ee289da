package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.BundleState;
import io.millwright.gateway.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The same packages on the next line of gateways: newer framework, newer component runtime, slf4j 2. */
class Kura6PlatformTest {
    @Test
    void theLineRunsOnKura6() throws Exception {
        try (Site site = Site.open("kura-6", Platform.KURA_6, Site.mill())) {
            for (Path one : Packages.all()) {
                List<BundleState> bundles = site.gateway().installPackage(one).bundles();
                assertTrue(bundles.stream().allMatch(BundleState::isActive), () -> one + ": " + bundles);
            }
            site.configureLine();
            String forest = site.createPipeline("machine-failure", Map.of());
            String dense = site.createPipeline("dense-classifier", Map.of());
            site.awaitGoodDecision(forest);
            site.awaitGoodDecision(dense);
            site.gateway().createFactory(KuraEngineOfferedTest.FACTORY, "engine1", Map.of());
            site.awaitState("engine1", "OK");
            assertEquals(List.of(), site.warnings(), "nothing to warn of");
        }
    }
}
