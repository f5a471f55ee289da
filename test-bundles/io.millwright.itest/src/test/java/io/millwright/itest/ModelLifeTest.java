package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.LogLine;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model's own form on a gateway: settings survive a boot, a new version proves itself beside the old one, and a way back exists. */
class ModelLifeTest {
    private static final String FORM = "io.millwright.model.machine-failure";

    private static Site site;
    private static String pipeline;

    @BeforeAll
    static void openSite() throws Exception {
        site = Site.open("model-life");
        site.install(Packages.all());
        site.configureLine();
        pipeline = site.createPipeline("machine-failure", Map.of());
        site.awaitGoodDecision(pipeline);
    }

    @AfterAll
    static void closeSite() {
        site.close();
    }

    @Test
    void aNewVersionIsAShadowThenDecidesAndIsLeftAgainAlsoAfterABoot() {
        site.gateway()
                .update(
                        FORM,
                        Map.of(
                                "begin.as",
                                "SHADOW",
                                "promote.afterMinutes",
                                0,
                                "promote.afterWindows",
                                5,
                                "health.minutes",
                                1));
        assertEquals("SHADOW", site.gateway().configuration(FORM).get("begin.as"));
        site.fresh();
        site.gateway().installPackage(ModelVariant.good(site.folder(), "1.1.0"));
        site.await("a shadow", () -> logged("machine-failure 1.1.0 runs as a shadow"));
        site.awaitDecision(pipeline, d -> d.modelVersion().equals("1.1.0"), "of the promoted model");
        assertTrue(logged("SHADOW -> ACTIVE: promoted: "), "why");
        SortedSet<Long> sequences = site.received().sequences(pipeline);
        assertEquals(sequences.last() - sequences.first() + 1, sequences.size(), "no decision is missing");

        site.gateway().update(FORM, Map.of("leave.version", "1.1.0"));
        site.awaitDecision(
                pipeline, d -> d.modelVersion().equals(Packages.machineFailureVersion()), "of the version before");
        site.gateway().restart();
        assertEquals("1.1.0", site.gateway().packages().get(Packages.MACHINE_FAILURE));
        assertEquals(
                Packages.machineFailureVersion(),
                site.awaitGoodDecision(pipeline).modelVersion());
        Map<String, Object> kept = site.gateway().configuration(FORM);
        assertEquals(
                List.of("SHADOW", "1.1.0", 5),
                List.of(kept.get("begin.as"), kept.get("leave.version"), kept.get("promote.afterWindows")));
        assertEquals(List.of(), site.ours(LogLine.Level.ERROR));
    }

    private static boolean logged(String part) {
        return site.ours(LogLine.Level.INFO).stream()
                .anyMatch(line -> line.message().contains(part));
    }
}
