package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertNull;

import com.eclipsesource.json.Json;
import io.millwright.inference.ExtenderState.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** Models that take all memory, never get ready or end their process: in their trial they cost that trial alone. */
class HostileModelsTest {
    private static final long TWENTY_GIGABYTES = 5_000_000_000L;
    /** More than a worker takes before it opens a model. */
    private static final Duration WORKS = Duration.ofSeconds(1);

    private static final String WORKER = "io.millwright.inference.worker.child.WorkerMain";

    @TempDir
    Path folder;

    private Path data;
    private Gateway gateway;

    @BeforeEach
    void boot() throws Exception {
        data = Files.createDirectories(folder.resolve("data"));
        gateway = new Gateway(folder.resolve("storage"), data);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        gateway.await("no worker is left", () -> workers().isEmpty());
    }

    private static List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(WORKER))
                .toList();
    }

    /** The model of a graph with one input and one output. */
    private static ModelFiles plain(String version, byte[] onnx) {
        return ModelFiles.of("linear", version, onnx, "a,=y\n1,1\n")
                .input(ModelFiles.tensor("x", "FLOAT32", -1, 1)
                        .add(
                                "features",
                                Json.array().asArray().add(Json.object().add("name", "a"))))
                .output(ModelFiles.tensor("y", "FLOAT32", -1, 1));
    }

    private static ModelFiles good(String version) {
        return plain(version, Models.hungry(1));
    }

    private static ModelFiles hungry(String version) {
        return plain(version, Models.hungry(TWENTY_GIGABYTES));
    }

    /** Minutes of constant folding. */
    private static ModelFiles neverReady(String version) {
        return plain(version, Models.neverReady(400, 3_000));
    }

    private void reboot() throws Exception {
        gateway.close();
        gateway = new Gateway(folder.resolve("storage"), data);
    }

    @Test
    void c1AModelOf20GigabytesIsRefusedAndTheAcceptedOneGoesOn() throws Exception {
        Bundle bundle = gateway.install(good("1.0.0").bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
        bundle.update(hungry("2.0.0").bundle("test.linear", "2.0.0"));
        gateway.awaitState(
                Code.MODEL_REFUSED, "model.onnx: run", "ConstantOfShape", "bad_alloc", "linear 1.0.0 goes on serving");
        gateway.await("linear", "1.0.0");
    }

    @Test
    void c1AtBootTheAcceptedModelServesFirst() throws Exception {
        gateway.install(good("1.0.0").bundle("test.linear", "1.0.0"));
        gateway.awaitState(Code.OK, "1 model bundle");
        reboot();
        gateway.install(hungry("2.0.0").bundle("test.linear", "2.0.0"));
        gateway.await("linear", "1.0.0");
        gateway.awaitState(Code.MODEL_REFUSED, "linear 1.0.0 goes on serving");
    }

    @Test
    void c1WhatWasLetInWhenTheGatewayEndedIsNotLetInAgain() throws Exception {
        gateway.install(good("1.0.0").bundle("test.linear", "1.0.0"));
        gateway.awaitState(Code.OK, "1 model bundle");
        ModelFiles next = good("2.0.0");
        String sha256 = Sha256.of(next.json().toString().getBytes(StandardCharsets.UTF_8));
        Path mark = data.resolve("millwright/models/trying").resolve(sha256);
        gateway.close();
        Files.createDirectories(mark.getParent());
        Files.writeString(mark, "");
        gateway = new Gateway(folder.resolve("storage"), data);
        Bundle bundle = gateway.install(next.bundle("test.linear", "2.0.0"));
        gateway.awaitState(
                Code.MODEL_REFUSED,
                "the gateway ended while this model was let in",
                "linear 1.0.0 goes on serving",
                "Remedy: install another version, or uninstall this package and install it again");
        bundle.uninstall();
        gateway.awaitState(Code.OK, "no model bundle");
        gateway.install(next.bundle("test.linear", "2.0.0"));
        gateway.await("linear", "2.0.0");
    }

    @Test
    void c3ASessionThatIsNeverReadyHoldsUpNobodyAndIsRefused() throws Exception {
        gateway.openWithin(Gateway.NEVER_MILLIS);
        gateway.install(neverReady("1.0.0").bundle("test.never", "1.0.0"));
        gateway.await("its trial", () -> !workers().isEmpty());
        gateway.awaitState(Code.TRYING, "is being tried in a process of its own");
        gateway.awaitState(Code.MODEL_REFUSED, "not ready after " + Gateway.NEVER_MILLIS + " ms", "takes too long");
        assertNull(gateway.find("linear"));
        gateway.openWithin(Gateway.OPEN_MILLIS);
        gateway.install(good("1.0.0").bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
    }

    @Test
    void c3AtBootTheAcceptedModelServesWhileAnotherIsNeverReady() throws Exception {
        gateway.install(good("1.0.0").bundle("test.linear", "1.0.0"));
        gateway.awaitState(Code.OK, "1 model bundle");
        reboot();
        gateway.openWithin(Gateway.NEVER_MILLIS);
        gateway.install(neverReady("2.0.0").bundle("test.linear", "2.0.0"));
        gateway.awaitState(Code.TRYING, "linear 1.0.0 serves meanwhile");
        gateway.await("linear", "1.0.0");
        gateway.awaitState(Code.MODEL_REFUSED, "linear 1.0.0 goes on serving");
    }

    @Test
    void aWorkerThatIsKilledCostsTheTrialAlone() throws Exception {
        gateway.install(neverReady("1.0.0").bundle("test.never", "1.0.0"));
        gateway.await("its trial", () -> !workers().isEmpty());
        gateway.await("it works on the model", () -> workers().stream()
                .anyMatch(worker ->
                        worker.info().totalCpuDuration().orElse(Duration.ZERO).compareTo(WORKS) > 0));
        workers().forEach(ProcessHandle::destroyForcibly);
        gateway.awaitState(Code.MODEL_REFUSED, "its process ended with status 137", "not let into the gateway");
        gateway.install(good("1.0.0").bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
    }

    /** Nothing is known of the model then: it is tried again. */
    @Test
    void aWorkerThatIsKilledBeforeItWorksIsNoReasonToLetTheModelIn() throws Exception {
        gateway.install(neverReady("1.0.0").bundle("test.never", "1.0.0"));
        gateway.await("its trial", () -> !workers().isEmpty());
        workers().forEach(ProcessHandle::destroyForcibly);
        gateway.awaitState(Code.MODEL_REFUSED);
        assertNull(gateway.find("linear"));
    }

    /** The time of a trial is minutes; the fix of what is tried must not wait for it. */
    @Test
    void aTrialThatNobodyWaitsForAnyMoreIsEnded() throws Exception {
        Bundle never = gateway.install(neverReady("1.0.0").bundle("test.never", "1.0.0"));
        gateway.await("its trial", () -> !workers().isEmpty());
        ProcessHandle trial = workers().get(0);
        never.uninstall();
        // Its own time is longer than what is waited here.
        gateway.await("its process has ended", () -> !trial.isAlive());
        gateway.install(good("1.0.0").bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
    }

    @Test
    void stoppingTheBundleEndsTheTrial() throws Exception {
        gateway.install(neverReady("1.0.0").bundle("test.never", "1.0.0"));
        gateway.await("its trial", () -> !workers().isEmpty());
        gateway.stopExtender();
        // Its own time is longer than what is waited here.
        gateway.await("its process has ended", () -> workers().isEmpty());
        gateway.startExtender();
    }
}
