package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import io.millwright.inference.ExtenderState.Code;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** A head and its backbone are one model, and never one of a head with a backbone on which it was not trained. */
class BackboneTest {
    private static final int LARGE = 400_000;
    private static final int KILLS = 4;
    private static final long SOON_MILLIS = 100;

    /** Longer than any run takes that ends. */
    private static final long RUN_MILLIS = 60_000;

    @TempDir
    Path folder;

    private Gateway gateway;
    private int boots;

    @BeforeEach
    void boot() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        gateway = new Gateway(folder.resolve("storage" + boots++), data);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private Bundle backbone(ModelFiles files, String version) throws Exception {
        Bundle bundle = gateway.install(files.bundle("test.features", version));
        gateway.await(HeadFiles.BACKBONE, version);
        return bundle;
    }

    private Bundle head(ModelFiles files, String version) throws Exception {
        return gateway.install(files.bundle("test." + files.json().getString("name", ""), version));
    }

    private static float run(ModelRunner runner) throws ModelException {
        return run(runner, 1, 2);
    }

    private static float run(ModelRunner runner, float a, float b) throws ModelException {
        runner.input(0).putFloat(0, a);
        runner.input(0).putFloat(Float.BYTES, b);
        runner.run(RUN_MILLIS);
        return runner.output(0).getFloat(0);
    }

    private static void close(ModelRunner runner) {
        runner.close();
    }

    private static OnnxModel backboneOf(Model head) {
        return ((ComposedSession) ((OnnxModel) head).session()).backbone();
    }

    private static float started(ModelRunner runner) throws Exception {
        runner.input(0).putFloat(0, 1);
        runner.input(0).putFloat(Float.BYTES, 2);
        CompletableFuture<String> thread = new CompletableFuture<>();
        runner.start(
                RUN_MILLIS,
                failure ->
                        thread.complete(failure == null ? Thread.currentThread().getName() : failure.toString()));
        String end = thread.get(60, TimeUnit.SECONDS);
        assertFalse(end.contains("Exception"), end);
        return runner.output(0).getFloat(0);
    }

    @Test
    void aHeadBehindItsBackboneIsOneModelThatTakesTheBackbonesFeatures() throws Exception {
        backbone(HeadFiles.backbone("1.0.0", 3), "1.0.0");
        head(HeadFiles.head("quality", "1.0.0", 2, 3), "1.0.0");
        Model model = gateway.await("quality", "1.0.0");
        assertEquals(
                List.of("a", "b"),
                model.inputs().get(0).features().stream()
                        .map(feature -> feature.name())
                        .toList());
        assertEquals("y", model.outputs().get(0).name());
        assertEquals("CPUExecutionProvider", model.executionProvider());
        assertNotEquals(((OnnxModel) model).description().onnx().sha256(), model.sha256());
        try (ModelRunner runner = model.open(1);
                ModelRunner four = model.open(4)) {
            assertEquals(30, run(runner));
            assertEquals(-12, run(runner, -3, 0.5f));
            assertEquals(30, started(runner));
            for (int row = 0; row < 4; row++) {
                four.input(0).putFloat(row * 8, row);
                four.input(0).putFloat(row * 8 + 4, 1);
            }
            four.run(RUN_MILLIS);
            assertEquals(6 * (3 + 2), four.output(0).getFloat(3 * 4));
            close(runner);
            assertThrows(IllegalStateException.class, () -> runner.run(RUN_MILLIS));
        }
        gateway.await("all runners are closed", () -> gateway.counter("runners.open") == 0);
    }

    @Test
    void headsShareTheBackbonesSessionAndTheUpdateOfOneLeavesItOpen() throws Exception {
        backbone(HeadFiles.backbone("1.0.0", 3), "1.0.0");
        Bundle quality = head(HeadFiles.head("quality", "1.0.0", 2, 3), "1.0.0");
        head(HeadFiles.head("wear", "1.0.0", 7, 3), "1.0.0");
        Model first = gateway.await("quality", "1.0.0");
        Model wear = gateway.await("wear", "1.0.0");
        assertSame(backboneOf(first), backboneOf(wear));
        assertEquals(3, gateway.counter("sessions.open"));
        try (ModelRunner old = first.open(1);
                ModelRunner other = wear.open(1)) {
            assertEquals(30, run(old));
            quality.update(HeadFiles.head("quality", "1.1.0", 4, 3).bundle("test.quality", "1.1.0"));
            Model second = gateway.await("quality", "1.1.0");
            assertSame(backboneOf(first), backboneOf(second));
            try (ModelRunner next = second.open(1)) {
                assertEquals(60, run(next));
            }
            assertEquals(30, run(old), "what decides with the version before goes on");
            assertEquals(105, run(other));
            assertEquals(0, gateway.counter("sessions.closed"));
        }
        gateway.pass(EarlierVersions.UNUSED_MINUTES + 1);
        gateway.install(ModelFiles.linear("other", "1.0.0", 1).bundle("test.other", "1.0.0"))
                .uninstall();
        gateway.await(
                "backbone and two heads are open, the head before is not",
                () -> gateway.counter("sessions.closed") > 0 && gateway.counter("sessions.open") == 3);
    }

    @Test
    void aHeadThatComesFirstWaitsAndServesWhenItsBackboneComes() throws Exception {
        head(HeadFiles.head("quality", "1.0.0", 2, 3), "1.0.0");
        String text = gateway.awaitState(
                Code.BACKBONE_MISSING,
                "Model bundle test.quality 1.0.0 waits for its backbone: model.json, line 1: backbone.name = features",
                "no model of that name serves here",
                "Remedy: install the package of features [1.0,3.0) whose ONNX file has the sha256 ");
        assertTrue(text.contains("; no model serves in its place"), text);
        assertNull(gateway.find("quality"));
        backbone(HeadFiles.backbone("1.0.0", 3), "1.0.0");
        try (ModelRunner runner = gateway.await("quality", "1.0.0").open(1)) {
            assertEquals(30, run(runner));
        }
        gateway.awaitState(Code.OK, "2 model bundle(s), all serve");
        assertEquals(0, gateway.counter("refused"), "nothing was wrong");
    }

    @Test
    void aHeadOfAnotherBackboneIsToldByVersionOrHash() throws Exception {
        backbone(HeadFiles.backbone("1.0.0", 5), "1.0.0");
        Bundle head = head(HeadFiles.head("quality", "1.0.0", 2, 3), "1.0.0");
        String own = HeadFiles.reference(3, 0).getString("sha256", "").substring(0, 12);
        String other = HeadFiles.reference(5, 0).getString("sha256", "").substring(0, 12);
        gateway.awaitState(
                Code.BACKBONE_MISSING,
                "backbone.sha256 = " + own + "...",
                "the ONNX file of features 1.0.0 has " + other + "..., so this head was trained on another one");
        head.update(HeadFiles.head("quality", "1.0.1", 2, 5)
                .change(json -> json.get("backbone").asObject().set("version", "2.0.0"))
                .bundle("test.quality", "1.0.1"));
        gateway.awaitState(Code.BACKBONE_MISSING, "backbone.version = 2.0.0: features 1.0.0 serves");
    }

    private void refused(UnaryOperator<ModelFiles> spoil, String... parts) throws Exception {
        backbone(HeadFiles.backbone("1.0.0", 3), "1.0.0");
        Bundle head = head(spoil.apply(HeadFiles.head("quality", "1.0.0", 2, 3)), "1.0.0");
        gateway.awaitState(Code.MODEL_REFUSED, parts);
        head.uninstall();
        gateway.awaitState(Code.OK, "1 model bundle");
    }

    @Test
    void anEmbeddingOfAnotherShapeIsRefusedWithBoth() throws Exception {
        refused(
                files -> files.file("onnx", "model.onnx", Models.product("e", "y", new float[][] {{1}, {2}}, 0))
                        .change(json -> json.set(
                                "inputs", Json.array().asArray().add(ModelFiles.tensor("e", "FLOAT32", -1, 2)))),
                "inputs[0].shape = [-1, 2]: embedding of features 1.0.0 is [-1, 3]");
    }

    @Test
    void anOutputThatIsNoEmbeddingIsRefusedWithThoseThatAre() throws Exception {
        refused(
                files -> files.change(json -> json.get("backbone").asObject().set("output", "logits")),
                "backbone.output = logits",
                "of features 1.0.0, which has [embedding]");
    }

    @Test
    void aHeadWhoseGoldenRowsTheBackboneDoesNotBearOutIsRefused() throws Exception {
        refused(files -> files.golden("a,b,=y\n1,2,31\n"), "golden.csv", "31", "the model gives 30.0");
    }

    @Test
    void aHeadWithAnInputOfItsOwnIsRefused() throws Exception {
        refused(
                files -> files.change(json -> json.get("backbone").asObject().set("input", "x")),
                "backbone.input = \"x\"",
                "must be the one input of the head");
    }

    @Test
    void aSwappedBackboneLeavesTheHeadWithTheOneItWasTrainedOnAlsoAfterABoot() throws Exception {
        Bundle features = backbone(HeadFiles.backbone("1.0.0", 3), "1.0.0");
        head(HeadFiles.head("quality", "1.0.0", 2, 3), "1.0.0");
        Model model = gateway.await("quality", "1.0.0");
        try (ModelRunner runner = model.open(1)) {
            features.update(HeadFiles.backbone("2.0.0", 5).bundle("test.features", "2.0.0"));
            gateway.await(HeadFiles.BACKBONE, "2.0.0");
            gateway.awaitState(
                    Code.BACKBONE_CHANGED,
                    "quality 1.0.0 goes on with features 1.0.0, on which it was trained, while features 2.0.0 serves");
            assertEquals(30, run(runner));
            assertSame(model, gateway.find("quality"), "no decision is interrupted");
        }
        gateway.close();
        boot();
        features = backbone(HeadFiles.backbone("2.0.0", 5), "2.0.0");
        Bundle quality = head(HeadFiles.head("quality", "1.0.0", 2, 3), "1.0.0");
        try (ModelRunner runner = gateway.await("quality", "1.0.0").open(1)) {
            assertEquals(30, run(runner));
        }
        gateway.awaitState(Code.BACKBONE_CHANGED, "features 2.0.0 serves in its place");

        quality.update(HeadFiles.head("quality", "2.0.0", 2, 5).bundle("test.quality", "2.0.0"));
        try (ModelRunner runner = gateway.await("quality", "2.0.0").open(1)) {
            assertEquals(50, run(runner));
        }
        gateway.awaitState(Code.ON_TRIAL, "2.0.0 PROBATION");
    }

    @Test
    void aHeadThatComesBeforeTheBackboneItWasTrainedOnLeavesTheOneBeforeServing() throws Exception {
        Bundle features = backbone(HeadFiles.backbone("1.0.0", 3), "1.0.0");
        Bundle quality = head(HeadFiles.head("quality", "1.0.0", 2, 3), "1.0.0");
        Model before = gateway.await("quality", "1.0.0");
        quality.update(HeadFiles.head("quality", "2.0.0", 2, 5).bundle("test.quality", "2.0.0"));
        gateway.awaitState(Code.BACKBONE_MISSING, "features 1.0.0", "quality 1.0.0 goes on serving");
        assertSame(before, gateway.find("quality"));
        features.update(HeadFiles.backbone("2.0.0", 5).bundle("test.features", "2.0.0"));
        try (ModelRunner runner = gateway.await("quality", "2.0.0").open(1)) {
            assertEquals(50, run(runner));
        }
    }

    @Test
    void aBackboneOfTheSameFileUnderAnotherVersionIsFollowedAndTheOneBeforeIsClosed() throws Exception {
        Bundle features = backbone(HeadFiles.backbone("1.0.0", 3), "1.0.0");
        head(HeadFiles.head("quality", "1.0.0", 2, 3), "1.0.0");
        Model before = gateway.await("quality", "1.0.0");
        features.update(HeadFiles.backbone("1.1.0", 3).bundle("test.features", "1.1.0"));
        gateway.await(HeadFiles.BACKBONE, "1.1.0");
        gateway.await(
                "the head follows",
                () -> gateway.find("quality") != null
                        && gateway.find("quality") != before
                        && backboneOf(gateway.find("quality")).version().equals("1.1.0"));
        try (ModelRunner runner = gateway.find("quality").open(1)) {
            assertEquals(30, run(runner));
        }
        gateway.awaitState(Code.ON_TRIAL, "features 1.1.0 PROBATION");
    }

    @Test
    void aBackboneThatIsUninstalledTakesItsHeadsAlongAndBringsThemBack() throws Exception {
        Bundle features = backbone(HeadFiles.backbone("1.0.0", 3), "1.0.0");
        head(HeadFiles.head("quality", "1.0.0", 2, 3), "1.0.0");
        ModelRunner runner = gateway.await("quality", "1.0.0").open(1);
        features.uninstall();
        gateway.await("the head is withdrawn", () -> gateway.find("quality") == null);
        gateway.awaitState(Code.BACKBONE_MISSING, "backbone.name = features", "no model serves in its place");
        assertEquals(30, run(runner), "whoever has it open goes on until he is told");
        runner.close();
        gateway.await("all sessions are closed", () -> gateway.counter("sessions.open") == 0);
        backbone(HeadFiles.backbone("1.0.0", 3), "1.0.0");
        try (ModelRunner again = gateway.await("quality", "1.0.0").open(1)) {
            assertEquals(30, run(again));
        }
        gateway.awaitState(Code.OK, "2 model bundle");
    }

    @Test
    void aHeadIsComputedBesideALargeBackboneInAProcessOfItsOwn() throws Exception {
        gateway.configure(EngineSettings.DEFAULTS.workerFrom(1));
        backbone(HeadFiles.backbone("1.0.0", 3, LARGE), "1.0.0");
        gateway.await("1 in a process of its own", () -> gateway.counter("workers.open") == 1);
        head(HeadFiles.head("quality", "1.0.0", 2, 3, LARGE), "1.0.0");
        head(HeadFiles.head("wear", "1.0.0", 7, 3, LARGE), "1.0.0");
        Model model = gateway.await("quality", "1.0.0");
        Model wear = gateway.await("wear", "1.0.0");
        assertTrue(model.blocksElsewhere());
        gateway.await("the trials' processes have ended", () -> gateway.counter("workers.open") == 1);
        gateway.await("two heads here, one backbone elsewhere", () -> gateway.counter("sessions.open") == 3);
        try (ModelRunner runner = model.open(1);
                ModelRunner other = wear.open(1)) {
            assertEquals(30, run(runner));
            for (int i = 0; i < 100; i++) {
                assertEquals(30, started(runner));
                assertEquals(105, started(other));
            }
            CompletableFuture<ModelException> cancelled = new CompletableFuture<>();
            runner.start(RUN_MILLIS, cancelled::complete);
            close(runner);
            cancelled.get(60, TimeUnit.SECONDS);
            assertThrows(IllegalStateException.class, () -> runner.run(RUN_MILLIS));
        }
        gateway.await("all runners are closed", () -> gateway.counter("runners.open") == 0);
    }

    @Test
    void aCancelledRunWhoseHeadWaitsIsNotComputed() throws Exception {
        gateway.configure(EngineSettings.DEFAULTS.workerFrom(1));
        backbone(HeadFiles.backbone("1.0.0", 3, LARGE), "1.0.0");
        head(HeadFiles.head("quality", "1.0.0", 2, 3, LARGE), "1.0.0");
        OnnxModel model = (OnnxModel) gateway.await("quality", "1.0.0");
        CountDownLatch held = new CountDownLatch(1);
        try (ModelRunner before = model.open(1);
                ModelRunner runner = model.open(1)) {
            CompletableFuture<Boolean> over = new CompletableFuture<>();
            CountDownLatch busy = new CountDownLatch(1);
            before.start(RUN_MILLIS, failure -> {
                busy.countDown();
                over.complete(holds(held));
            });
            assertTrue(busy.await(60, TimeUnit.SECONDS), "the heads' thread is held");
            CompletableFuture<ModelException> end = new CompletableFuture<>();
            runner.start(RUN_MILLIS, end::complete);
            HeadThread heads = model.computing().heads();
            gateway.await("its head waits", () -> heads.waiting() == 1);
            runner.cancel();
            held.countDown();
            String text = String.valueOf(end.get(60, TimeUnit.SECONDS));
            assertTrue(text.contains("quality 1.0.0: the run was cancelled before it was computed"), text);
            assertTrue(over.get(60, TimeUnit.SECONDS));
            assertEquals(30, started(runner), "the next one is computed");
        } finally {
            held.countDown();
        }
    }

    private static boolean holds(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void backboneAndHeadMayBothHaveAProcessOfTheirOwn() throws Exception {
        gateway.configure(EngineSettings.DEFAULTS.workerFrom(0));
        backbone(HeadFiles.backbone("1.0.0", 3), "1.0.0");
        head(HeadFiles.head("quality", "1.0.0", 2, 3), "1.0.0");
        Model before = gateway.await("quality", "1.0.0");
        try (ModelRunner runner = before.open(1)) {
            gateway.await("2 in a process of its own", () -> gateway.counter("workers.open") == 2);
            assertEquals(30, run(runner));
            assertEquals(30, started(runner));
        }
        gateway.configure(EngineSettings.DEFAULTS);
        gateway.await("both are here", () -> gateway.counter("workers.open") == 0);
        Model here = gateway.await("quality", "1.0.0");
        assertNotSame(before, here);
        try (ModelRunner runner = here.open(1)) {
            assertFalse(here.blocksElsewhere());
            assertEquals(30, run(runner));
        }
    }

    @Test
    void aHeadThatComesWhileTheProcessOfItsBackboneIsStartedAgainServesWhenThatIsBack() throws Exception {
        gateway.close();
        gateway = new Gateway(folder.resolve("retrying"), folder.resolve("data"), SOON_MILLIS);
        gateway.configure(EngineSettings.DEFAULTS.workerFrom(1));
        backbone(HeadFiles.backbone("1.0.0", 3, LARGE), "1.0.0");
        // Each time it is away for longer, in the end for longer than a trial takes.
        for (int i = 1; i <= KILLS; i++) {
            int back = i;
            killWorkers();
            if (i < KILLS) {
                gateway.await("it is back", () -> gateway.counter("workers.restarts") == back);
            }
        }
        head(HeadFiles.head("quality", "1.0.0", 2, 3, LARGE), "1.0.0");
        try (ModelRunner runner = gateway.await("quality", "1.0.0").open(1)) {
            assertEquals(30, run(runner));
        }
        assertEquals(0, gateway.counter("runners.kept"), "those that found no process were closed");
    }

    private static void killWorkers() throws Exception {
        for (ProcessHandle worker : ProcessHandle.current().descendants().toList()) {
            worker.destroyForcibly();
            worker.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void ofTwoHeadsOnBackbonesOfBeforeTheStateSaysWhichWaitsAfterABoot() throws Exception {
        Bundle features = backbone(HeadFiles.backbone("1.0.0", 3), "1.0.0");
        // First, because the state tells of the first.
        head(HeadFiles.head("wear", "1.0.0", 7, 5), "1.0.0");
        head(HeadFiles.head("quality", "1.0.0", 2, 3), "1.0.0");
        gateway.await("quality", "1.0.0");
        features.update(HeadFiles.backbone("2.0.0", 5).bundle("test.features", "2.0.0"));
        gateway.await(HeadFiles.BACKBONE, "2.0.0");
        gateway.await("wear", "1.0.0");
        String kept = gateway.awaitState(Code.BACKBONE_CHANGED, "quality 1.0.0 goes on with features 1.0.0");
        assertFalse(kept.contains("restart"), kept);
        features.update(HeadFiles.backbone("2.1.0", 9).bundle("test.features", "2.1.0"));
        gateway.await(HeadFiles.BACKBONE, "2.1.0");
        gateway.awaitState(
                Code.BACKBONE_CHANGED,
                "wear 1.0.0 goes on with features 2.0.0, on which it was trained, while features 2.1.0 serves in its place;"
                        + " both take memory, and after a restart it waits for features 2.0.0");
        gateway.close();
        boot();
        backbone(HeadFiles.backbone("2.1.0", 9), "2.1.0");
        head(HeadFiles.head("wear", "1.0.0", 7, 5), "1.0.0");
        gateway.awaitState(Code.BACKBONE_MISSING, "test.wear 1.0.0 waits for its backbone");
    }

    @Test
    void aBackboneWhoseBundleBringsAnotherModelIsNotSaidToServeInItsOwnPlace() throws Exception {
        Bundle features = backbone(HeadFiles.backbone("1.0.0", 3), "1.0.0");
        head(HeadFiles.head("quality", "1.0.0", 2, 3), "1.0.0");
        gateway.await("quality", "1.0.0");
        features.update(ModelFiles.linear("other", "2.0.0", 1).bundle("test.features", "2.0.0"));
        gateway.await("other", "2.0.0");
        gateway.awaitState(Code.MODEL_RENAMED, "other 2.0.0 in place of features 1.0.0");
        gateway.awaitRest();
        List<String> codes = gateway.extender().parts().stream()
                .map(part -> part.state().code())
                .toList();
        assertTrue(codes.contains("MODEL_RENAMED"), codes.toString());
        assertFalse(codes.contains("BACKBONE_CHANGED"), codes.toString());
    }
}
