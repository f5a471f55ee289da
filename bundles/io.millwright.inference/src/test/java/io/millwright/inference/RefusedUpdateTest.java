package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.ExtenderState.Code;
import io.millwright.model.Model;
import io.millwright.model.ModelBundle;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** The model that serves says what came to take its place and does not serve: all who use it can see it. */
class RefusedUpdateTest {
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

    private static ModelFiles model(String name, String version, float k) {
        return ModelFiles.linear(name, version, k);
    }

    private static ModelFiles spoiled(String name, String version) {
        return model(name, version, 9).raw("model.onnx", Models.linear(8));
    }

    @Test
    void aDamagedUpdateIsToldByTheModelThatServesUntilItIsResolved() throws Exception {
        Bundle bundle = gateway.install(model("linear", "1.0.0", 1).bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
        assertNull(gateway.refusal("linear"));
        bundle.update(spoiled("linear", "1.1.0").bundle("test.linear", "1.1.0"));
        gateway.awaitRefusal(
                "linear",
                "test.linear 1.1.0 refused: model.json: onnx.sha256",
                "linear 1.0.0 goes on serving | ",
                "build the bundle again");
        assertEquals("1.0.0", gateway.find("linear").version());
        bundle.update(model("linear", "1.0.0", 1).bundle("test.linear", "1.0.1"));
        gateway.await("resolved by the old content", () -> gateway.refusal("linear") == null);
        bundle.update(spoiled("linear", "1.2.0").bundle("test.linear", "1.2.0"));
        gateway.awaitRefusal("linear", "1.2.0");
        bundle.update(model("linear", "1.3.0", 3).bundle("test.linear", "1.3.0"));
        gateway.await("linear", "1.3.0");
        assertNull(gateway.refusal("linear"));
    }

    /** In a form and in the cloud there is no room for whole hashes before what is to be done. */
    @Test
    void f14ARefusalIsShortAndEndsInNoFullStop() throws Exception {
        Bundle bundle = gateway.install(model("linear", "1.0.0", 1).bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
        bundle.update(spoiled("linear", "1.1.0").bundle("test.linear", "1.1.0"));
        String said = gateway.awaitRefusal("linear", "1.1.0");
        assertTrue(said.length() < 250, said);
        assertTrue(
                said.matches(
                        "Model bundle test.linear 1.1.0 refused: model.json: onnx.sha256 = [0-9a-f]{12}\\.\\.\\.:"
                                + " model.onnx has [0-9a-f]{12}\\.\\.\\., so it is damaged or was exchanged;"
                                + " linear 1.0.0 goes on serving \\| build the bundle again from the files that belong together"),
                said);
    }

    @Test
    void afterARestartTheKeptOneTellsIt() throws Exception {
        Bundle bundle = gateway.install(model("linear", "1.0.0", 1).bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
        bundle.update(spoiled("linear", "1.1.0").bundle("test.linear", "1.1.0"));
        gateway.awaitRefusal("linear", "1.1.0");
        gateway.close();
        boot();
        gateway.install(spoiled("linear", "1.1.0").bundle("test.linear", "1.1.0"));
        gateway.await("linear", "1.0.0");
        gateway.awaitRefusal("linear", "test.linear 1.1.0 refused");
    }

    /** A package under another name is an update of the model as well. */
    @Test
    void aDamagedBundleOfAnotherNameIsToldByTheModelThatItWouldReplace() throws Exception {
        gateway.install(model("linear", "1.0.0", 1).bundle("test.linear", "1.0.0"));
        gateway.install(model("other", "1.0.0", 1).bundle("test.other", "1.0.0"));
        gateway.await("linear", "1.0.0");
        gateway.await("other", "1.0.0");
        Bundle second = gateway.install(spoiled("linear", "2.0.0").bundle("test.linear2", "2.0.0"));
        gateway.awaitRefusal("linear", "test.linear2 2.0.0 refused", "no model serves in its place");
        assertNull(gateway.refusal("other"));
        second.uninstall();
        gateway.await("resolved", () -> gateway.refusal("linear") == null);
    }

    @Test
    void aModelRenamedInItsPackageServesOnAndSaysWhatCameInstead() throws Exception {
        Bundle bundle = gateway.install(model("linear", "1.0.0", 1).bundle("test.linear", "1.0.0"));
        Model old = gateway.await("linear", "1.0.0");
        bundle.update(model("renamed", "2.0.0", 2).bundle("test.linear", "2.0.0"));
        gateway.await("renamed", "2.0.0");
        gateway.awaitRefusal(
                "linear",
                "test.linear 2.0.0 now brings model renamed 2.0.0 in place of linear 1.0.0, which serves on for whoever chose it",
                "choose renamed as the model, or install a package that brings linear");
        gateway.awaitState(Code.MODEL_RENAMED, "renamed 2.0.0");
        assertSame(old, gateway.find("linear"));
        assertNull(gateway.refusal("renamed"));
        bundle.update(model("linear", "3.0.0", 3).bundle("test.linear", "3.0.0"));
        gateway.await("linear", "3.0.0");
        gateway.await("the renamed one tells in turn", () -> gateway.refusal("renamed") != null);
        assertNull(gateway.refusal("linear"));
        bundle.uninstall();
        gateway.await("all withdrawn", () -> gateway.find("linear") == null && gateway.find("renamed") == null);
        gateway.awaitState(Code.OK);
    }

    @Test
    void aRenamedModelServesOnAfterARestartUntilAnotherBundleBringsItsName() throws Exception {
        Bundle bundle = gateway.install(model("linear", "1.0.0", 1).bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
        gateway.awaitState(Code.OK, "1 model bundle");
        bundle.update(model("renamed", "2.0.0", 2).bundle("test.linear", "2.0.0"));
        gateway.awaitRefusal("linear", "renamed 2.0.0");
        gateway.close();
        boot();
        bundle = gateway.install(model("renamed", "2.0.0", 2).bundle("test.linear", "2.0.0"));
        Model former = gateway.await("linear", "1.0.0");
        gateway.awaitRefusal("linear", "renamed 2.0.0");
        gateway.install(model("linear", "1.1.0", 3).bundle("test.linear2", "1.1.0"));
        Model replacement = gateway.await("linear", "1.1.0");
        assertNotSame(former, replacement);
        gateway.awaitState(Code.OK);
        assertSame(former, gateway.earlier("linear"), "until it is known that the new one fits");
        replacement.open(1).close();
        gateway.pass(EarlierVersions.UNUSED_MINUTES + 1);
        bundle.start();
        gateway.await(
                "only the new one serves", () -> gateway.counts().sessionsOpen.get() == 2);
        gateway.close();
        boot();
        gateway.install(model("renamed", "2.0.0", 2).bundle("test.linear", "2.0.0"));
        gateway.await("renamed", "2.0.0");
        gateway.awaitState(Code.OK, "1 model bundle");
        assertNull(gateway.find("linear"));
    }

    /** A name that nobody uses must not stay on offer, nor be told of. */
    @Test
    void f13AnAbandonedNameGoesWhenNobodyUsesIt() throws Exception {
        Bundle bundle = gateway.install(model("linear", "1.0.0", 1).bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
        bundle.update(model("renamed", "2.0.0", 2).bundle("test.linear", "2.0.0"));
        gateway.awaitRefusal("linear", "renamed 2.0.0");
        gateway.pass(FormerModels.UNUSED_MINUTES + 1);
        bundle.start();
        gateway.awaitState(Code.MODEL_RENAMED);
        assertEquals("1.0.0", gateway.find("linear").version(), "somebody holds it");
        gateway.letGo("linear");
        // The extender sees that it was in use until now, and then that it is not.
        bundle.stop();
        gateway.pass(FormerModels.ABANDONED_MINUTES + 1);
        bundle.start();
        gateway.await("no longer on offer", () -> gateway.reference("linear") == null);
        gateway.awaitState(Code.OK);
        gateway.close();
        boot();
        gateway.install(model("renamed", "2.0.0", 2).bundle("test.linear", "2.0.0"));
        gateway.await("renamed", "2.0.0");
        gateway.awaitState(Code.OK, "1 model bundle");
        assertNull(gateway.reference("linear"));
    }

    @Test
    void theModelsCanBeAskedHowTheyAre() throws Exception {
        Bundle bundle = gateway.install(model("linear", "1.0.0", 1).bundle("test.linear", "1.0.0"));
        gateway.await("linear", "1.0.0");
        bundle.update(spoiled("linear", "1.1.0").bundle("test.linear", "1.1.0"));
        gateway.awaitState(Code.MODEL_REFUSED);
        Supervised models = gateway.extender();
        assertEquals(
                "models",
                gateway.context()
                        .getServiceReferences(Supervised.class, "(" + Supervised.KIND + "=models)")
                        .iterator()
                        .next()
                        .getProperty(Supervised.KIND));
        State state = models.state();
        assertEquals("MODEL_REFUSED ERROR", state.code() + " " + state.severity());
        assertEquals("build the bundle again from the files that belong together", state.remedy());
        assertEquals(state.text(), models.parts().get(0).state().text());
        assertEquals(
                "1 1",
                models.counters().get("accepted") + " " + models.counters().get("refused"));
    }

    /** Whoever misses a model has to find the bundle that was to bring it. */
    @Test
    void aBundleSaysTheNameOfItsModelAlsoWhereItIsRefused() throws Exception {
        gateway.install(spoiled("mill", "1.0.0").bundle("test.mill", "1.0.0"));
        gateway.awaitState(Code.MODEL_REFUSED, "test.mill 1.0.0 refused");
        gateway.install(
                model("press", "1.0.0", 9).raw("model.json", new byte[] {'{'}).bundle("test.press", "1.0.0"));
        gateway.await("both are told", () -> gateway.counter("refused") == 2);
        gateway.awaitRest();

        assertEquals(
                List.of("mill MODEL_REFUSED", " MODEL_REFUSED"),
                gateway.extender().parts().stream()
                        .map(part -> ((ModelBundle) part).model() + " "
                                + part.state().code())
                        .toList());
    }

    @Test
    void changesOfCountersAreNoServiceEvents() throws Exception {
        gateway.install(model("linear", "1.0.0", 1).bundle("test.linear", "1.0.0"));
        Model model = gateway.await("linear", "1.0.0");
        gateway.awaitState(Code.OK, "1 model bundle");
        // The properties change before the event of it comes.
        gateway.awaitRest();
        AtomicInteger events = new AtomicInteger();
        ServiceListener listener = event -> events.addAndGet(event.getType() == ServiceEvent.MODIFIED ? 1 : 0);
        gateway.context().addServiceListener(listener);
        model.open(1).close();
        gateway.extender().deactivate();
        assertEquals(0, events.get());
    }
}
