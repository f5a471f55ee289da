package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.LogLine;
import io.millwright.gateway.receiver.Decision;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model changes far more often than a machine may be stopped. */
class ModelChangeTest {
    private static Site site;
    private static String pipeline;

    @BeforeAll
    static void openSite() throws Exception {
        site = Site.open("model-change");
        site.install(Packages.all());
        site.configureLine();
        pipeline = site.createPipeline("machine-failure", java.util.Map.of());
        site.awaitGoodDecision(pipeline);
    }

    @AfterAll
    static void closeSite() {
        site.close();
    }

    @Test
    void aChangedModelKeepsThePlcSessionAndLosesNoDecision() {
        site.await("one session", () -> site.plc().counters().get("sessions") == 1);
        site.fresh();
        site.gateway().installPackage(ModelVariant.good(site.folder(), "1.1.0"));
        Decision changed = site.awaitDecision(pipeline, d -> d.modelVersion().equals("1.1.0"), "of the new model");
        site.gateway().installPackage(ModelVariant.good(site.folder(), "1.0.5"));
        site.awaitDecision(pipeline, d -> d.modelVersion().equals("1.0.5"), "of the older model");

        assertEquals("GOOD", changed.quality());
        SortedSet<Long> sequences = site.received().sequences(pipeline);
        assertEquals(sequences.last() - sequences.first() + 1, sequences.size(), "no decision is missing");
        assertEquals(
                List.of(),
                site.ours(LogLine.Level.INFO).stream()
                        .filter(line -> line.message().matches(".*: CONNECT(ING|ION_LOST): .*"))
                        .toList(),
                "the PLC session was left alone");
        assertEquals(1, site.plc().counters().get("sessions"));
        assertEquals(List.of(), site.warnings());
    }

    @Test
    void aRefusedModelLeavesTheOldOneServingAlsoAfterABoot() {
        site.gateway().installPackage(ModelVariant.good(site.folder(), "1.2.0"));
        site.awaitDecision(pipeline, d -> d.modelVersion().equals("1.2.0"), "of the accepted model");
        site.fresh();

        site.gateway().installPackage(ModelVariant.otherGolden(site.folder(), "1.3.0"));
        site.await("the refusal", () -> refusals() == 1);
        assertEquals("1.2.0", site.awaitGoodDecision(pipeline).modelVersion());
        Site.ComponentState state = site.awaitState(pipeline, "MODEL_UPDATE_REFUSED");
        assertTrue(state.text().contains("1.3.0 refused") && state.text().contains("golden"), state.text());
        site.await("the state at the broker", () -> told("MODEL_UPDATE_REFUSED"));

        site.gateway().restart();
        assertEquals("1.3.0", site.gateway().packages().get(Packages.MACHINE_FAILURE));
        assertEquals("1.2.0", site.awaitGoodDecision(pipeline).modelVersion());
        site.awaitState(pipeline, "MODEL_UPDATE_REFUSED");

        site.gateway().installPackage(ModelVariant.good(site.folder(), "1.4.0"));
        site.awaitDecision(pipeline, d -> d.modelVersion().equals("1.4.0"), "of the mended model");
        site.awaitState(pipeline, "RUNNING");
    }

    @Test
    void f6AMisfitModelLeavesTheOldOneDecidingAlsoAfterABootWithTheSameWarning() {
        site.gateway().installPackage(ModelVariant.good(site.folder(), "1.7.0"));
        site.awaitDecision(pipeline, d -> d.modelVersion().equals("1.7.0"), "of the model that fits");
        site.fresh();

        site.gateway().installPackage(ModelVariant.otherRowPeriod(site.folder(), "1.8.0"));
        String before = site.awaitState(pipeline, "MODEL_UPDATE_REFUSED").text();
        assertTrue(before.contains("machine-failure 1.7.0 keeps deciding"), before);

        site.gateway().restart();
        assertEquals("1.8.0", site.gateway().packages().get(Packages.MACHINE_FAILURE));
        assertEquals("1.7.0", site.awaitGoodDecision(pipeline).modelVersion());
        assertEquals(before, site.awaitState(pipeline, "MODEL_UPDATE_REFUSED").text());

        site.gateway().installPackage(Packages.machineFailure());
        site.awaitDecision(
                pipeline, d -> d.modelVersion().equals(Packages.machineFailureVersion()), "of a model that fits");
        site.awaitState(pipeline, "RUNNING");
    }

    @Test
    void a3AModelRenamedInItsPackageDecidesOnUntilAnotherOneIsChosen() {
        site.gateway().installPackage(ModelVariant.good(site.folder(), "1.5.0"));
        site.awaitDecision(pipeline, d -> d.modelVersion().equals("1.5.0"), "of the old name");
        site.fresh();
        site.gateway().installPackage(ModelVariant.renamed(site.folder(), "1.6.0", "mill-failure"));
        Site.ComponentState state = site.awaitState(pipeline, "MODEL_UPDATE_REFUSED");
        assertTrue(state.text().contains("now brings model mill-failure 1.6.0"), state.text());
        assertTrue(state.text().contains("choose mill-failure as the model"), state.text());
        assertEquals("1.5.0", site.awaitGoodDecision(pipeline).modelVersion());
        site.await("the state at the broker", () -> told("MODEL_UPDATE_REFUSED"));
        assertTrue(site.received().states(pipeline).stream()
                .noneMatch(s -> s.state().equals("MODEL_MISSING")));
        site.gateway().update(pipeline, java.util.Map.of("Model.target", Site.target("mill-failure")));
        site.awaitDecision(pipeline, d -> d.modelVersion().equals("1.6.0"), "of the new name");
        site.awaitState(pipeline, "RUNNING");
        site.gateway().installPackage(Packages.machineFailure());
        site.gateway().update(pipeline, java.util.Map.of("Model.target", Site.target("machine-failure")));
        site.awaitDecision(
                pipeline, d -> d.modelVersion().equals(Packages.machineFailureVersion()), "of the first one again");
        site.awaitState(pipeline, "RUNNING");
    }

    @Test
    void anUninstalledModelIsMissedAndComesBack() {
        site.gateway().uninstallPackage(Packages.MACHINE_FAILURE);
        Site.ComponentState state = site.awaitState(pipeline, "MODEL_MISSING");
        assertTrue(state.text().contains("Model is ") && state.text().contains("machine-failure"), state.text());
        site.await("the state at the broker", () -> told("MODEL_MISSING"));
        site.fresh();
        site.gateway().installPackage(Packages.machineFailure());
        site.await("the state at the broker", () -> told("RUNNING"));
        assertEquals(
                Packages.machineFailureVersion(),
                site.awaitGoodDecision(pipeline).modelVersion());
    }

    private static boolean told(String state) {
        return site.received().states(pipeline).stream().anyMatch(s -> s.state().equals(state));
    }

    private static long refusals() {
        return site.ours(LogLine.Level.ERROR).stream()
                .filter(line -> line.message().contains("refused"))
                .count();
    }
}
