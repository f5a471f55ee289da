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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens to a package in its life: whatever comes, the configuration is kept and decisions come again. */
class PackageLifeTest {
    private static final String OPCUA = "io.millwright.opcua";

    private static Site site;
    private static String pipeline;

    @BeforeAll
    static void openSite() throws Exception {
        site = Site.open("package-life");
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
    void anUpgradeAndADowngradeKeepTheLine() {
        site.gateway().forgetLog();
        String version = site.gateway().packages().get(Packages.MILLWRIGHT);
        Path newer = PackageVariant.of(Packages.millwright())
                .version("0.2.0.upgrade")
                .writeTo(site.folder());
        assertTrue(site.gateway().installPackage(newer).isActive());
        assertEquals("0.2.0.upgrade", site.gateway().bundle(OPCUA).version());
        site.awaitGoodDecision(pipeline);

        assertTrue(site.gateway().installPackage(Packages.millwright()).isActive());
        assertEquals(version, site.gateway().packages().get(Packages.MILLWRIGHT));
        site.awaitGoodDecision(pipeline);
        assertEquals(List.of(), site.ours(LogLine.Level.ERROR));
    }

    @Test
    void reinstallingTheSamePackageDisturbsNothing() {
        long sessions = site.plc().counters().get("sessions");
        long swaps = site.counter(pipeline, "model.swaps");
        for (Path one : Packages.all()) {
            site.gateway().installPackage(one);
        }
        site.awaitGoodDecision(pipeline);
        assertEquals(sessions, site.plc().counters().get("sessions"));
        assertEquals(swaps, site.counter(pipeline, "model.swaps"));
    }

    @Test
    void uninstalledAndInstalledAgainTheConfigurationIsBack() {
        Map<String, Object> before = site.gateway().configuration(pipeline);
        site.gateway().uninstallPackage(Packages.MILLWRIGHT);
        assertNull(site.state(pipeline), "the pipeline is gone");
        site.await("the session to be closed", () -> site.plc().counters().get("sessions") == 0);
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("millwright-"))
                        .toList(),
                "no thread of ours is left");

        site.gateway().installPackage(Packages.millwright());
        site.awaitGoodDecision(pipeline);
        assertEquals(before, site.gateway().configuration(pipeline));
    }

    @Test
    void aBootBringsEverythingBackInAnyOrder() {
        site.gateway()
                .restart(Boot.inOrder(List.of(
                        Packages.DENSE_CLASSIFIER,
                        Packages.MACHINE_FAILURE,
                        Packages.MILLWRIGHT,
                        Packages.ONNXRUNTIME)));
        assertEquals(4, site.gateway().packages().size());
        assertNotNull(site.gateway().configuration(pipeline));
        site.awaitGoodDecision(pipeline);
    }

    @Test
    void aBootWithoutTheEngineSaysWhatIsMissing() {
        site.gateway().restart(Boot.without(Packages.ONNXRUNTIME));
        Site.ComponentState state = site.awaitState(pipeline, "MODEL_MISSING");
        assertTrue(state.text().contains("Model.target"), state.text());
        site.gateway().forgetLog();
        site.gateway().restart();
        site.awaitGoodDecision(pipeline);
    }
}
