package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.Boot;
import io.millwright.gateway.LogLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to a package in its life: whatever comes, the configuration is kept and decisions come again. */
@ExtendWith(SharedSite.class)
class PackageLifeTest {
    private static final String OPCUA = "io.millwright.opcua";

    private static final String PIPELINE = SharedSite.PIPELINE;

    @Test
    void anUpgradeAndADowngradeKeepTheLine(Site site) {
        site.gateway().forgetLog();
        String version = site.gateway().packages().get(Packages.MILLWRIGHT);
        Path newer = PackageVariant.of(Packages.millwright())
                .version("0.2.0.upgrade")
                .writeTo(site.folder());
        assertTrue(site.gateway().installPackage(newer).isActive());
        assertEquals("0.2.0.upgrade", site.gateway().bundle(OPCUA).version());
        site.awaitGoodDecision(PIPELINE);

        assertTrue(site.gateway().installPackage(Packages.millwright()).isActive());
        assertEquals(version, site.gateway().packages().get(Packages.MILLWRIGHT));
        site.awaitGoodDecision(PIPELINE);
        assertEquals(List.of(), site.ours(LogLine.Level.ERROR));
    }

    @Test
    void reinstallingTheSamePackageDisturbsNothing(Site site) {
        site.await("one session", () -> site.plc().counters().get("sessions") == 1);
        long swaps = site.counter(PIPELINE, "model.swaps");
        for (Path one : Packages.all()) {
            site.gateway().installPackage(one);
        }
        site.awaitGoodDecision(PIPELINE);
        assertEquals(1, site.plc().counters().get("sessions"));
        assertEquals(swaps, site.counter(PIPELINE, "model.swaps"));
    }

    @Test
    void uninstalledAndInstalledAgainTheConfigurationIsBack(Site site) {
        Map<String, Object> before = site.gateway().configuration(PIPELINE);
        site.gateway().uninstallPackage(Packages.MILLWRIGHT);
        assertNull(site.state(PIPELINE), "the pipeline is gone");
        site.await("the session to be closed", () -> site.plc().counters().get("sessions") == 0);
        site.await("no thread of ours to be left", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("millwright-")));

        site.gateway().installPackage(Packages.millwright());
        site.awaitGoodDecision(PIPELINE);
        assertEquals(before, site.gateway().configuration(PIPELINE));
    }

    @Test
    void aBootBringsEverythingBackInAnyOrder(Site site) {
        site.gateway()
                .restart(Boot.inOrder(List.of(
                        Packages.DENSE_CLASSIFIER,
                        Packages.MACHINE_FAILURE,
                        Packages.MILLWRIGHT,
                        Packages.ONNXRUNTIME)));
        assertEquals(4, site.gateway().packages().size());
        assertNotNull(site.gateway().configuration(PIPELINE));
        site.awaitGoodDecision(PIPELINE);
    }

    @Test
    void aBootWithoutTheEngineSaysWhatIsMissing(Site site) {
        site.gateway().restart(Boot.without(Packages.ONNXRUNTIME));
        Site.ComponentState state = site.awaitState(PIPELINE, "MODEL_MISSING");
        assertTrue(state.text().contains("Model is "), state.text());
        site.gateway().forgetLog();
        site.gateway().restart();
        site.awaitGoodDecision(PIPELINE);
    }
}
