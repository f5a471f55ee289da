package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import io.millwright.inference.ExtenderState.Code;
import io.millwright.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** A full disk, too little memory or a slow moment refuses no model for ever: the same content is looked at again. */
class PassingTroubleTest {
    private static final long SOON_MILLIS = 20;
    private static final String TEMPORARY_FOLDER = "java.io.tmpdir";

    @TempDir
    Path folder;

    private final String temporaryFolder = System.getProperty(TEMPORARY_FOLDER);
    private Path data;
    private Gateway gateway;

    @BeforeEach
    void loadTheEngine() throws Exception {
        data = Files.createDirectory(folder.resolve("data"));
        // It needs the temporary directory that some of these tests take away.
        Engine.load();
    }

    @AfterEach
    void stop() throws Exception {
        System.setProperty(TEMPORARY_FOLDER, temporaryFolder);
        gateway.close();
    }

    private void boot(long retryMillis) throws Exception {
        gateway = new Gateway(folder.resolve("storage"), data, retryMillis);
    }

    private static ModelFiles linear() {
        return ModelFiles.linear("linear", "1.0.0", 1);
    }

    private void fillTheDataDirectory() throws IOException {
        Files.writeString(data.resolve("millwright"), "a file where the directory should be");
    }

    private void freeTheDataDirectory() throws IOException {
        Files.delete(data.resolve("millwright"));
    }

    /** Neither the data directory nor the temporary one takes a file. */
    private Bundle installOnAFullDisk() throws Exception {
        fillTheDataDirectory();
        System.setProperty(TEMPORARY_FOLDER, data.resolve("millwright").toString());
        Bundle bundle = gateway.install(linear().bundle("test.linear", "1.0.0"));
        gateway.awaitState(Code.MODEL_REFUSED, "copy to", "Remedy: free space", "it is checked again");
        assertNull(gateway.find("linear"));
        return bundle;
    }

    private boolean kept() {
        Path files = data.resolve("millwright").resolve("models").resolve("files");
        try (Stream<Path> list = Files.list(files)) {
            return list.anyMatch(file -> file.getFileName().toString().equals(Sha256.of(Models.linear(1))));
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aModelThatMetAFullDiskServesByItselfWhenThereIsSpace() throws Exception {
        boot(SOON_MILLIS);
        installOnAFullDisk();
        freeTheDataDirectory();
        gateway.await("linear", "1.0.0");
        gateway.await("it is kept", this::kept);
        gateway.awaitState(Code.OK);
    }

    /** The same version installed again leaves content and time of change as they were: the bundle is only started anew. */
    @Test
    void startingTheBundleAnewLooksAgainAtOnce() throws Exception {
        boot(Gateway.NO_RETRY_MILLIS);
        Bundle bundle = installOnAFullDisk();
        freeTheDataDirectory();
        long modified = bundle.getLastModified();
        bundle.start();
        gateway.await("linear", "1.0.0");
        assertEquals(modified, bundle.getLastModified());
        gateway.awaitState(Code.OK);
    }

    @Test
    void anUpdateWithTheSameModelKeepsWhatWasNotKept() throws Exception {
        boot(Gateway.NO_RETRY_MILLIS);
        fillTheDataDirectory();
        Bundle bundle = gateway.install(linear().bundle("test.linear", "1.0.0"));
        gateway.awaitState(Code.MODEL_NOT_KEPT);
        Model model = gateway.find("linear");
        bundle.update(linear().bundle("test.linear", "1.0.1"));
        gateway.awaitState(Code.MODEL_NOT_KEPT, "test.linear 1.0.1");
        freeTheDataDirectory();
        bundle.update(linear().bundle("test.linear", "1.0.2"));
        gateway.awaitState(Code.OK);
        assertTrue(kept());
        assertSame(model, gateway.find("linear"));
    }

    @Test
    void whatWasNotKeptIsKeptByItselfWhenThereIsSpace() throws Exception {
        boot(SOON_MILLIS);
        fillTheDataDirectory();
        gateway.install(linear().bundle("test.linear", "1.0.0"));
        gateway.awaitState(Code.MODEL_NOT_KEPT, "it is tried again");
        Model model = gateway.find("linear");
        freeTheDataDirectory();
        gateway.awaitState(Code.OK);
        assertTrue(kept());
        assertSame(model, gateway.find("linear"));
    }

    @Test
    void c12WrongContentAndARunThatFailsTheSameEachTimeAreNotRepeated() throws Exception {
        boot(SOON_MILLIS);
        ModelFiles unfit = ModelFiles.of("unfit", "1.0.0", Models.unfit(), "a,b,=y[0]\n1,2,1\n")
                .input(ModelFiles.tensor("x", "FLOAT32", -1, 2)
                        .add(
                                "features",
                                Json.array()
                                        .asArray()
                                        .add(Json.object().add("name", "a"))
                                        .add(Json.object().add("name", "b"))))
                .output(ModelFiles.tensor("y", "FLOAT32", -1, 3));
        Bundle wrong =
                gateway.install(linear().raw("model.onnx", Models.linear(8)).bundle("test.linear", "1.0.0"));
        assertEquals(-1, gateway.awaitState(Code.MODEL_REFUSED, "onnx.sha256").indexOf("it is checked again"));
        assertEquals(1L, gateway.counter("refused"));
        wrong.uninstall();
        Bundle failing = gateway.install(unfit.bundle("test.unfit", "1.0.0"));
        assertEquals(
                -1, gateway.awaitState(Code.MODEL_REFUSED, "model.onnx: run").indexOf("it is checked again"));
        assertEquals(2L, gateway.counter("refused"));
        failing.uninstall();
        gateway.awaitState(Code.OK, "no model bundle");
        assertEquals(0, gateway.counts().sessionsOpen.get());
    }

    private Bundle installOnABusyGateway() throws Exception {
        gateway.openWithin(0);
        Bundle bundle = gateway.install(linear().bundle("test.linear", "1.0.0"));
        gateway.awaitState(
                Code.MODEL_REFUSED,
                "takes too long in its trial; no model serves in its place; tried again 30 s later, trial 2 of 20");
        assertNull(gateway.find("linear"));
        return bundle;
    }

    @Test
    void aTrialThatTookTooLongIsRepeatedWithGrowingPausesUntilTheGatewayIsLessBusy() throws Exception {
        boot(SOON_MILLIS);
        installOnABusyGateway();
        assertEquals(0L, gateway.counter("trials.repeated"));
        gateway.pass(1);
        gateway.awaitState(Code.MODEL_REFUSED, "tried again 60 s later, trial 3 of 20");
        assertEquals(1L, gateway.counter("trials.repeated"));
        gateway.openWithin(Gateway.OPEN_MILLIS);
        gateway.pass(1);
        gateway.await("linear", "1.0.0");
        gateway.awaitState(Code.OK);
        assertEquals(2L, gateway.counter("trials.repeated"));
    }

    @Test
    void theRepetitionsOfALateTrialEndWithTheBundle() throws Exception {
        boot(SOON_MILLIS);
        installOnABusyGateway().uninstall();
        gateway.awaitState(Code.OK, "no model bundle");
        gateway.openWithin(Gateway.OPEN_MILLIS);
        gateway.pass(60);
        gateway.install(ModelFiles.linear("other", "1.0.0", 1).bundle("test.other", "1.0.0"));
        gateway.await("other", "1.0.0");
        assertNull(gateway.find("linear"));
        assertEquals(0L, gateway.counter("trials.repeated"));
    }

    /** There is no hurry, and what serves needs the processor. */
    @Test
    void anUpdateWhoseTrialTookTooLongIsNotTriedAgainWhileItsPredecessorServes() throws Exception {
        boot(SOON_MILLIS);
        Bundle bundle = gateway.install(linear().bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
        gateway.awaitState(Code.OK);
        gateway.openWithin(0);
        bundle.update(ModelFiles.linear("linear", "2.0.0", 2).bundle("test.linear", "2.0.0"));
        String text = gateway.awaitState(Code.MODEL_REFUSED, "takes too long", "linear 1.0.0 goes on serving");
        assertEquals(-1, text.indexOf("tried again"), text);
        gateway.openWithin(Gateway.OPEN_MILLIS);
        gateway.pass(60);
        gateway.install(ModelFiles.linear("other", "1.0.0", 1).bundle("test.other", "1.0.0"));
        gateway.await("other", "1.0.0");
        assertEquals("1.0.0", gateway.find("linear").version());
        assertEquals(0L, gateway.counter("trials.repeated"));
    }

    /** The watchdog waits without end while there are no runners, so a thread that is not told to end stays. */
    @Test
    void anInterruptedStopStillEndsEveryThread() throws Exception {
        boot(Gateway.NO_RETRY_MILLIS);
        Thread.currentThread().interrupt();
        gateway.stopExtender();
        assertTrue(Thread.interrupted(), "the interrupt is passed on");
        gateway.await("no thread is left", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("millwright-inference")));
    }
}
