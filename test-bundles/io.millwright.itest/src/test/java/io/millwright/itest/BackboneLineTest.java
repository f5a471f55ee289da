package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.LogLine;
import io.millwright.gateway.receiver.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A large model is installed once; what is decided from it comes in packages of a few kB, over the air. */
class BackboneLineTest {
    private static final String ENGINE = "io.millwright.inference.ModelExtender";
    private static final String LEVEL = "level";
    private static final long HEAD_BYTES = 10_000;

    private static Site site;
    private static HeadModels models;

    @BeforeAll
    static void openSite() throws Exception {
        site = Site.open("backbone");
        models = new HeadModels(site.folder());
        site.install(List.of(Packages.onnxruntime(), Packages.millwright()));
        site.gateway().update(ENGINE, Map.of("worker.fromMB", 1));
        site.configureLine();
    }

    @AfterAll
    static void closeSite() {
        site.close();
    }

    private static Decision awaitLevel(String pipeline, String version) {
        return site.awaitDecision(
                pipeline, d -> d.modelVersion().equals(version) && d.quality().equals("GOOD"), "of " + version);
    }

    private static double level(Decision decision) {
        return decision.reading(LEVEL).number();
    }

    private static Map<String, Object> engine() {
        return site.gateway().services("(millwright.bundles=*)").get(0);
    }

    private static void awaitEngine(String code, String part) {
        site.await(
                "the engine says " + code + ": " + part,
                () -> code.equals(engine().get("millwright.state"))
                        && String.valueOf(engine().get("millwright.state.text")).contains(part));
    }

    /** A version that took over is on probation for a while, which is nothing to look at. */
    private static void awaitAllServe() {
        site.await("all serve", () -> List.of("OK", "ON_TRIAL").contains(engine().get("millwright.state")));
    }

    @Test
    void twoHeadsOfOneBackboneDecideAndOneIsUpdatedAlone() throws Exception {
        Path first = models.head("torque-level", "1.0.0", 2, 3);
        assertTrue(Files.size(first) < HEAD_BYTES, first + " has " + Files.size(first) + " bytes");
        site.gateway().installPackage(first);
        awaitEngine("BACKBONE_MISSING", "waits for its backbone: model.json, line 1: backbone.name = mill-features");
        String pipeline = site.createPipeline("torque-level", Map.of());
        site.awaitState(
                pipeline,
                state -> state.code().equals("MODEL_MISSING")
                        && state.text()
                                .contains("waits for its backbone: model.json, line 1: backbone.name = mill-features"),
                "says what its model waits for");

        site.gateway().installPackage(models.backbone("1.0.0", 3));
        double torque = level(awaitLevel(pipeline, "1.0.0")) / 2;
        assertTrue(torque > 1 && torque < 100, "a torque: " + torque);
        site.gateway().installPackage(models.head("torque-alarm", "1.0.0", 5, 3));
        String other = site.createPipeline("torque-alarm", Map.of());
        awaitLevel(other, "1.0.0");
        awaitAllServe();

        site.gateway().installPackage(models.head("torque-level", "1.1.0", 1_000, 3));
        double changed = level(awaitLevel(pipeline, "1.1.0"));
        assertTrue(changed > 1_000, "of the new head: " + changed);
        assertEquals("1.0.0", site.awaitGoodDecision(other).modelVersion());
        noneIsMissing(pipeline);

        // Another backbone: nobody mixes, nobody waits.
        site.gateway().installPackage(models.backbone("2.0.0", 7));
        awaitEngine("BACKBONE_CHANGED", "goes on with mill-features 1.0.0, on which it was trained");
        assertTrue(level(awaitLevel(pipeline, "1.1.0")) < 1_000 * 100, "still of the backbone before");
        site.gateway().installPackage(models.head("torque-level", "2.0.0", 2, 7));
        site.gateway().installPackage(models.head("torque-alarm", "2.0.0", 5, 7));
        double again = level(awaitLevel(pipeline, "2.0.0")) / 2;
        assertTrue(again > 1 && again < 100, "a torque: " + again);
        awaitLevel(other, "2.0.0");
        awaitAllServe();
        noneIsMissing(pipeline);
        noneIsMissing(other);
        assertEquals(List.of(), site.ours(LogLine.Level.ERROR));

        site.gateway().uninstallPackage(HeadModels.INSTALLED_BACKBONE);
        site.awaitState(pipeline, "MODEL_MISSING");
        site.awaitState(other, "MODEL_MISSING");
        awaitEngine("BACKBONE_MISSING", "backbone.name = mill-features");
        site.gateway().installPackage(models.backbone("2.0.0", 7));
        awaitLevel(pipeline, "2.0.0");
        awaitLevel(other, "2.0.0");
        awaitAllServe();
    }

    private static void noneIsMissing(String pipeline) {
        SortedSet<Long> sequences = site.received().sequences(pipeline);
        assertEquals(
                sequences.last() - sequences.first() + 1,
                sequences.size(),
                "no decision of " + pipeline + " is missing");
    }
}
