package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.ExtenderState.Code;
import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** Only content that passed, or UNINSTALLED, replaces an accepted model; a restart changes nothing of that. */
class ModelUpdateTest {
    @TempDir
    Path temporary;

    private Gateway gateway;
    private int boots;

    @BeforeEach
    void boot() throws Exception {
        gateway = new Gateway(temporary.resolve("storage" + boots++), temporary.resolve("data"));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private void reboot() throws Exception {
        gateway.close();
        boot();
    }

    private static ModelFiles linear(String version, float k) {
        return ModelFiles.linear("linear", version, k);
    }

    private static ModelFiles spoiled(String version) {
        return linear(version, 9).raw("model.onnx", Models.linear(8));
    }

    private double answer(Model model) throws Exception {
        try (ModelRunner runner = model.open(1)) {
            runner.input(0).asFloatBuffer().put(0, new float[] {1, 0});
            runner.run(60_000);
            return runner.output(0).getFloat(0);
        }
    }

    @Test
    void anUpdateSwapsWithoutAMomentWithoutModel() throws Exception {
        Bundle bundle = gateway.install(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        Model old = gateway.await("linear", "1.0.0");
        List<Integer> left = Collections.synchronizedList(new ArrayList<>());
        ServiceListener watch = event -> {
            if (event.getType() == ServiceEvent.UNREGISTERING) {
                // The one that goes is no longer counted here: what is left must be the new one.
                left.add(count("linear"));
            }
        };
        gateway.context().addServiceListener(watch, "(objectClass=io.millwright.model.Model)");
        bundle.update(linear("1.1.0", 2).bundle("test.linear", "1.1.0"));
        Model model = gateway.await("linear", "1.1.0");
        assertEquals(2, answer(model));
        // The framework forgets a service before it tells of it, so a count of one says nothing about the listener.
        gateway.await("the old one has gone", () -> !left.isEmpty());
        assertEquals(List.of(1), left);
        assertEquals(1, answer(old), "whoever cannot use the new one decides on with it");
        gateway.pass(EarlierVersions.UNUSED_MINUTES + 1);
        bundle.start();
        gateway.await(
                "its session is closed", () -> gateway.counts().sessionsClosed.get() == 1);
        assertThrows(IllegalStateException.class, () -> old.open(1));
    }

    private int count(String name) {
        try {
            return gateway.context()
                    .getServiceReferences(Model.class, "(kura.service.pid=" + name + ")")
                    .size();
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void aDowngradeIsAnUpdateLikeAnyOther() throws Exception {
        Bundle bundle = gateway.install(linear("2.0.0", 2).bundle("test.linear", "2.0.0"));
        gateway.await("linear", "2.0.0");
        bundle.update(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        assertEquals(1, answer(gateway.await("linear", "1.0.0")));
    }

    @Test
    void aRefusedUpdateLeavesTheOldOneServingAndTheStateSaysSo() throws Exception {
        Bundle bundle = gateway.install(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        Model old = gateway.await("linear", "1.0.0");
        bundle.update(spoiled("1.1.0").bundle("test.linear", "1.1.0"));
        gateway.awaitState(
                Code.MODEL_REFUSED, "test.linear 1.1.0", "onnx.sha256", "Remedy", "linear 1.0.0 goes on serving");
        assertSame(old, gateway.find("linear"));
        assertEquals(1, answer(old));
        bundle.update(linear("1.2.0", 3).bundle("test.linear", "1.2.0"));
        assertEquals(3, answer(gateway.await("linear", "1.2.0")));
        gateway.awaitState(Code.OK);
    }

    @Test
    void anUpdateWithTheSameModelSwapsNothing() throws Exception {
        Bundle bundle = gateway.install(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        Model model = gateway.await("linear", "1.0.0");
        bundle.update(spoiled("1.0.0").bundle("test.linear", "1.0.1"));
        gateway.awaitState(Code.MODEL_REFUSED);
        bundle.update(linear("1.0.0", 1).bundle("test.linear", "1.0.2"));
        gateway.awaitState(Code.OK);
        assertSame(model, gateway.find("linear"));
        assertEquals(0, gateway.counts().sessionsClosed.get());
    }

    @Test
    void afterARestartTheLastAcceptedOneServesInPlaceOfARefusedBundle() throws Exception {
        Bundle bundle = gateway.install(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
        bundle.update(linear("1.1.0", 2).bundle("test.linear", "1.1.0"));
        gateway.await("linear", "1.1.0");
        awaitKept("test.linear", "linear 1.1.0");
        bundle.update(spoiled("1.2.0").bundle("test.linear", "1.2.0"));
        gateway.awaitState(Code.MODEL_REFUSED);
        reboot();
        gateway.install(spoiled("1.2.0").bundle("test.linear", "1.2.0"));
        assertEquals(2, answer(gateway.await("linear", "1.1.0")));
        gateway.awaitState(Code.MODEL_REFUSED, "1.2.0", "linear 1.1.0 goes on serving");
    }

    /** A gateway wipes its bundles at every boot and installs its packages anew: an empty boot must not forget models. */
    @Test
    void aBootWithoutTheBundleForgetsNothing() throws Exception {
        gateway.install(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        awaitKept("test.linear", "linear 1.0.0");
        reboot();
        gateway.install(ModelFiles.linear("other", "1.0.0", 5).bundle("test.other", "1.0.0"));
        awaitKept("test.other", "other 1.0.0");
        reboot();
        gateway.install(spoiled("2.0.0").bundle("test.linear", "2.0.0"));
        assertEquals(1, answer(gateway.await("linear", "1.0.0")));
    }

    @Test
    void aDamagedKeptFileServesNothingAndIsNamed() throws Exception {
        gateway.install(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        String sha256 = Sha256.of(Models.linear(1));
        awaitKept("test.linear", "linear 1.0.0");
        reboot();
        Files.write(files().resolve(sha256), new byte[] {1, 2, 3});
        gateway.install(spoiled("1.1.0").bundle("test.linear", "1.1.0"));
        gateway.awaitState(Code.MODEL_REFUSED, "no model serves", "the kept one failed as well", "onnx.sha256");
        assertNull(gateway.find("linear"));
    }

    @Test
    void onlyUninstallingWithdrawsAndItDeletesTheKeptFiles() throws Exception {
        Bundle bundle = gateway.install(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        Model model = gateway.await("linear", "1.0.0");
        bundle.start();
        bundle.stop();
        awaitKept("test.linear", "linear 1.0.0");
        assertSame(model, gateway.find("linear"));
        bundle.uninstall();
        gateway.await("withdrawn", () -> gateway.find("linear") == null);
        gateway.await("files deleted", () -> kept().isEmpty());
        gateway.await("session closed", () -> gateway.counts().sessionsOpen.get() == 0);
        gateway.awaitState(Code.OK, "no model bundle");
        gateway.install(spoiled("1.1.0").bundle("test.linear", "1.1.0"));
        gateway.awaitState(Code.MODEL_REFUSED, "no model serves");
    }

    @Test
    void theFilesOfVersionsBetweenGoWhenTheNewOneIsKept() throws Exception {
        Bundle bundle = gateway.install(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
        for (int i = 1; i <= 5; i++) {
            bundle.update(linear("1." + i + ".0", i + 1).bundle("test.linear", "1." + i + ".0"));
            gateway.await("linear", "1." + i + ".0");
        }
        List<String> newestAndFirst = List.of(Sha256.of(Models.linear(6)), Sha256.of(Models.linear(1)));
        gateway.await(
                "the newest is kept, and the first, because nobody has used any",
                () -> kept().size() == 6 && kept().containsAll(newestAndFirst));
    }

    @Test
    void aDataDirectoryThatCannotBeWrittenStillServesAndIsAState() throws Exception {
        Files.createDirectories(temporary.resolve("data"));
        Files.writeString(temporary.resolve("data").resolve("millwright"), "a file where the directory should be");
        gateway.install(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        assertEquals(1, answer(gateway.await("linear", "1.0.0")));
        gateway.awaitState(Code.MODEL_NOT_KEPT, "Remedy");
    }

    @Test
    void aHeaderThatLeadsOutOfTheBundleIsRefused() throws Exception {
        Bundle bundle =
                gateway.install(linear("1.0.0", 1).header("../model.json").bundle("test.linear", "1.0.0"));
        gateway.awaitState(Code.MODEL_REFUSED, "Millwright-Model = ../model.json", "MILLWRIGHT-INF/model.json");
        bundle.update(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
    }

    @Test
    void aBundleThatLosesItsHeaderKeepsItsModelUntilItIsUninstalled() throws Exception {
        Bundle bundle = gateway.install(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        Model model = gateway.await("linear", "1.0.0");
        bundle.update(linear("1.0.0", 1).header(null).bundle("test.linear", "1.1.0"));
        gateway.awaitState(Code.MODEL_REFUSED, "Millwright-Model = null", "linear 1.0.0 goes on serving");
        assertSame(model, gateway.find("linear"));
        bundle.uninstall();
        gateway.await("withdrawn", () -> gateway.find("linear") == null);
    }

    @Test
    void aRestartOfTheExtenderServesAgain() throws Exception {
        gateway.install(linear("1.0.0", 1).bundle("test.linear", "1.0.0"));
        Model before = gateway.await("linear", "1.0.0");
        awaitKept("test.linear", "linear 1.0.0");
        NativeCounts counts = gateway.counts();
        gateway.stopExtender();
        assertEquals(0, counts.sessionsOpen.get());
        assertNull(gateway.find("linear"));
        assertThrows(IllegalStateException.class, () -> before.open(1));
        gateway.startExtender();
        assertEquals(1, answer(gateway.await("linear", "1.0.0")));
        assertTrue(gateway.find("linear") != before);
    }

    private Path models() {
        return temporary.resolve("data").resolve("millwright").resolve("models");
    }

    private Path files() {
        return models().resolve("files");
    }

    /** Waits until a bundle's index names the model: it is written last, when every file of the model is there. */
    private void awaitKept(String symbolicName, String model) {
        Path index = models().resolve("index").resolve(symbolicName + ".json");
        gateway.await(model + " is kept", () -> {
            try {
                return Files.readString(index).contains('"' + model + '"');
            } catch (IOException e) {
                return false;
            }
        });
    }

    private List<String> kept() {
        try (Stream<Path> list = Files.list(files())) {
            return list.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
