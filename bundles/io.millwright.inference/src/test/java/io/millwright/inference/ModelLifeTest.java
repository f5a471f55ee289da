package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.ExtenderState.Code;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelLifecycle;
import io.millwright.model.ModelTrial;
import io.millwright.model.ModelTrial.Stage;
import io.millwright.model.ModelVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ManagedService;

/** Versions of a model side by side: which serves, which is on trial, which may come back, also after a restart. */
class ModelLifeTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path temporary;

    private Gateway gateway;
    private Bundle bundle;
    private int boots;

    @BeforeEach
    void boot() throws Exception {
        gateway = new Gateway(temporary.resolve("storage" + boots++), temporary.resolve("data"));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private static InputStream content(String version, float k) throws IOException {
        return ModelFiles.linear("linear", version, k).bundle("test.linear", version);
    }

    private void install(String version, float k) throws Exception {
        bundle = gateway.install(content(version, k));
        awaitServing(version);
        gateway.await("kept", () -> version(version).bytes() > 0);
    }

    private void reboot(String version, float k) throws Exception {
        gateway.close();
        boot();
        bundle = gateway.install(content(version, k));
    }

    private <S> S service(Class<S> type, String filter) {
        try {
            return gateway.context().getServiceReferences(type, filter).stream()
                    .findFirst()
                    .map(reference -> gateway.context().getService(reference))
                    .orElse(null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(filter, e);
        }
    }

    private void form(Object... settings) throws Exception {
        Hashtable<String, Object> table = new Hashtable<>();
        for (int i = 0; i < settings.length; i += 2) {
            table.put((String) settings[i], settings[i + 1]);
        }
        theForm().updated(table);
    }

    /** It comes right after the model. */
    private ModelForm theForm() {
        String filter = "(service.pid=io.millwright.model.linear)";
        gateway.await("a form", () -> service(ManagedService.class, filter) != null);
        return (ModelForm) service(ManagedService.class, filter);
    }

    private ModelLifecycle life() {
        String filter = "(millwright.model.name=linear)";
        gateway.await("a life", () -> service(ModelLifecycle.class, filter) != null);
        return service(ModelLifecycle.class, filter);
    }

    private ModelTrial trial(Stage stage) {
        gateway.await("a trial as " + stage, () -> {
            ModelTrial trial = service(ModelTrial.class, "(millwright.model.name=linear)");
            return trial != null && trial.stage() == stage;
        });
        return service(ModelTrial.class, "(millwright.model.name=linear)");
    }

    private void awaitNoTrial() {
        gateway.await(
                "no trial",
                () -> service(ModelTrial.class, "(millwright.model.name=linear)") == null
                        && gateway.reference("linear").getProperty(Model.TRIAL) == null);
    }

    /** A version is found a moment before its life has written it down, and requests read what is written. */
    private Model awaitServing(String version) {
        Model serving = gateway.await("linear", version);
        gateway.await(version + " is written down", () -> states().contains(version + " ACTIVE"));
        return serving;
    }

    private String states() {
        return life().versions().stream()
                .map(one -> one.version() + " " + one.state() + (one.barred() ? " barred" : ""))
                .collect(Collectors.joining(", "));
    }

    private ModelVersion version(String version) {
        gateway.await(version + " is known", () -> life().versions().stream()
                .anyMatch(one -> one.version().equals(version)));
        return life().versions().stream()
                .filter(one -> one.version().equals(version))
                .findFirst()
                .orElseThrow();
    }

    private List<String> files(String folder) {
        try (Stream<Path> files =
                Files.list(temporary.resolve("data/millwright/models").resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Has the loader look at what time it is. */
    private void pass(long minutes) throws Exception {
        gateway.pass(minutes);
        form(formNow());
    }

    private Object[] now = {};

    private Object[] formNow() {
        return now;
    }

    private void use(Object... settings) throws Exception {
        now = settings;
        form(settings);
    }

    @Test
    void aPinnedVersionServesWhateverIsInstalledAlsoAfterARestart() throws Exception {
        install("1.0.0", 1);
        life().pin("1.0.0");
        gateway.await("pinned", () -> life().pinned().equals("1.0.0"));
        bundle.update(content("1.1.0", 2));
        gateway.awaitState(Code.MODEL_HELD, "brings linear 1.1.0, which does not serve: 1.0.0 is pinned");
        assertEquals("1.0.0", gateway.find("linear").version());
        reboot("1.1.0", 2);
        gateway.awaitState(Code.MODEL_HELD, "1.0.0 is pinned");
        assertEquals("1.0.0", gateway.find("linear").version());
        assertThrows(ModelException.class, () -> life().pin("3.0.0"));
        life().pin("1.1.0");
        awaitServing("1.1.0");
        life().pin("");
        life().pin("1.0.0");
        awaitServing("1.0.0");
        life().pin("");
        awaitServing("1.1.0");
    }

    @Test
    void goingBackServesTheVersionBeforeAndTheLeftOneDoesNotComeBack() throws Exception {
        install("1.0.0", 1);
        assertThrows(ModelException.class, () -> life().rollBack("no reason"));
        bundle.update(content("1.1.0", 2));
        awaitServing("1.1.0");
        use("leave.version", "1.1.0");
        awaitServing("1.0.0");
        gateway.await("states", () -> states().equals("1.1.0 RETIRED barred, 1.0.0 ACTIVE"));
        assertEquals("Go back from version = 1.1.0", version("1.1.0").reason());
        gateway.awaitState(Code.MODEL_HELD, "brings linear 1.1.0", "Go back from version");
        use();
        reboot("1.1.0", 2);
        gateway.awaitState(Code.MODEL_HELD, "brings linear 1.1.0");
        assertEquals("1.0.0", gateway.find("linear").version());
        bundle.update(content("1.2.0", 3));
        awaitServing("1.2.0");
        life().rollBack("it is too loud");
        awaitServing("1.0.0");
        assertTrue(
                version("1.2.0").reason().contains("it is too loud"),
                version("1.2.0").reason());
    }

    @Test
    void aShadowDoesNotServeUntilItHasShownThatItAgrees() throws Exception {
        install("1.0.0", 1);
        use("begin.as", "SHADOW", "promote.afterMinutes", 30, "promote.afterWindows", 50);
        bundle.update(content("1.1.0", 2));
        ModelTrial trial = trial(Stage.SHADOW);
        gateway.await(
                "told", () -> "1.1.0 SHADOW".equals(gateway.reference("linear").getProperty(Model.TRIAL)));
        assertEquals("1.1.0", trial.candidate().version());
        assertEquals(gateway.find("linear"), trial.reference());
        assertFalse(trial.decides("p", "a"));
        trial.candidate().open(1).close();
        Told.agreed(trial, 60, 60);
        pass(29);
        gateway.awaitState(Code.ON_TRIAL, "29 of 30 min", "60 windows", "agrees in 100.00 %");
        ModelTrial.Shown shown = trial.shown();
        assertEquals(60, shown.compared());
        assertEquals(60, shown.agreed());
        assertTrue(shown.text().contains("29 of 30 min"), shown.text());
        assertEquals("1.0.0", gateway.find("linear").version());
        pass(2);
        awaitServing("1.1.0");
        gateway.await("states", () -> states().equals("1.1.0 ACTIVE, 1.0.0 RETIRED"));
        trial(Stage.PROBATION);
    }

    @Test
    void aShadowThatDisagreesEndsAtOnceAndDoesNotComeBack() throws Exception {
        install("1.0.0", 1);
        use("begin.as", "SHADOW");
        bundle.update(content("1.1.0", 2));
        Told.agreed(trial(Stage.SHADOW), 100, 60);
        awaitNoTrial();
        gateway.awaitState(Code.MODEL_HELD, "1.1.0", "it agrees in");
        gateway.await(
                "its session is closed", () -> gateway.counts().sessionsOpen.get() == 1);
        reboot("1.1.0", 2);
        gateway.awaitState(Code.MODEL_HELD, "1.1.0", "it agrees in");
        assertEquals("1.0.0", gateway.find("linear").version());
        life().pin("1.1.0");
        awaitServing("1.1.0");
    }

    @Test
    void aTrialGoesOnAfterARestartWithWhatItHasShown() throws Exception {
        install("1.0.0", 1);
        use("begin.as", "SHADOW", "promote.afterMinutes", 30, "promote.afterWindows", 50);
        bundle.update(content("1.1.0", 2));
        Told.agreed(trial(Stage.SHADOW), 40, 40);
        pass(20);
        gateway.awaitState(Code.ON_TRIAL, "20 of 30 min");
        reboot("1.1.0", 2);
        Told.agreed(trial(Stage.SHADOW), 20, 20);
        assertEquals("1.0.0", gateway.find("linear").version());
        use("begin.as", "SHADOW", "promote.afterMinutes", 30, "promote.afterWindows", 50);
        pass(11);
        awaitServing("1.1.0");
    }

    @Test
    void aCanaryDecidesTheChosenAssetsAndIsPromotedByRequest() throws Exception {
        install("1.0.0", 1);
        use("begin.as", "CANARY", "canary.assets", "Mill*, press/P1");
        bundle.update(content("1.1.0", 2));
        ModelTrial trial = trial(Stage.CANARY);
        assertTrue(trial.decides("any", "Mill7"));
        assertTrue(trial.decides("press", "P1"));
        assertFalse(trial.decides("other", "P1"));
        life().promote();
        awaitServing("1.1.0");
    }

    @Test
    void aKeptVersionIsPutBesideByRequestAlsoAfterARestart() throws Exception {
        install("1.0.0", 1);
        bundle.update(content("1.1.0", 2));
        awaitServing("1.1.0");
        gateway.await("kept", () -> version("1.1.0").bytes() > 0);
        assertThrows(ModelException.class, () -> life().shadow("9.9.9"));
        assertThrows(ModelException.class, () -> life().shadow("1.1.0"), "it serves");
        assertThrows(ModelException.class, () -> life().canary(), "none is on trial");

        life().shadow("1.0.0");
        ModelTrial trial = trial(Stage.SHADOW);
        assertEquals("1.0.0", trial.candidate().version());
        assertEquals(gateway.find("linear"), trial.reference());
        trial.candidate().open(1).close();
        gateway.await("states", () -> states().equals("1.1.0 ACTIVE, 1.0.0 SHADOW"));
        assertThrows(ModelException.class, () -> life().shadow("1.0.0"), "it does so already");

        reboot("1.1.0", 2);
        assertEquals("1.0.0", trial(Stage.SHADOW).candidate().version());
        assertEquals("1.1.0", gateway.find("linear").version());

        bundle.update(content("1.2.0", 3));
        awaitServing("1.2.0");
        gateway.await("states", () -> states().equals("1.2.0 ACTIVE, 1.1.0 RETIRED, 1.0.0 VERIFIED"));
        gateway.await("kept", () -> version("1.2.0").bytes() > 0);
        life().pin("1.2.0");
        gateway.await("pinned", () -> isRefused("1.0.0"));
        // 1.2.0, and 1.1.0 until it is known that its successor fits.
        gateway.await(
                "its session is closed", () -> gateway.counts().sessionsOpen.get() == 2);
    }

    private boolean isRefused(String version) {
        try {
            life().shadow(version);
            return false;
        } catch (ModelException e) {
            return e.getMessage().contains("is pinned");
        }
    }

    @Test
    void aVersionThatWasLeftServesAgainOnceItWasPutBesideAndPromoted() throws Exception {
        install("1.0.0", 1);
        bundle.update(content("1.1.0", 2));
        awaitServing("1.1.0");
        life().rollBack("it is too loud");
        awaitServing("1.0.0");
        life().shadow("1.1.0");
        trial(Stage.SHADOW);
        reboot("1.1.0", 2);
        assertEquals("1.1.0", trial(Stage.SHADOW).candidate().version());
        life().promote();
        awaitServing("1.1.0");
        gateway.await("states", () -> states().startsWith("1.1.0 ACTIVE"));
    }

    @Test
    void aShadowBecomesACanaryByRequestAndAShadowAgain() throws Exception {
        install("1.0.0", 1);
        use("begin.as", "SHADOW", "promote.self", false);
        bundle.update(content("1.1.0", 2));
        ModelTrial first = trial(Stage.SHADOW);
        ModelException none = assertThrows(ModelException.class, () -> life().canary());
        assertTrue(none.getMessage().contains("Canary assets"), none.getMessage());
        use("begin.as", "SHADOW", "promote.self", false, "canary.assets", "M1");
        life().canary();
        ModelTrial canary = trial(Stage.CANARY);
        assertTrue(canary.decides("p", "M1"));
        assertSame(first.candidate(), canary.candidate(), "it stays open");
        assertThrows(ModelException.class, () -> life().canary());
        life().shadow("1.1.0");
        assertFalse(trial(Stage.SHADOW).decides("p", "M1"));
        gateway.await("states", () -> states().equals("1.1.0 SHADOW, 1.0.0 ACTIVE"));
    }

    /** Pipelines look at a trial when the model's service tells of another one. */
    @Test
    void anotherChoiceOfCanaryAssetsIsTold() throws Exception {
        install("1.0.0", 1);
        use("begin.as", "CANARY", "canary.assets", "M1");
        bundle.update(content("1.1.0", 2));
        ModelTrial first = trial(Stage.CANARY);
        Told.agreed(first, 30, 30);
        use("begin.as", "CANARY", "canary.assets", "M1, M2");
        gateway.await("told", () -> "1.1.0 CANARY for M1 M2 and 0 % of the assets"
                .equals(gateway.reference("linear").getProperty(Model.TRIAL)));
        ModelTrial second = trial(Stage.CANARY);
        assertNotSame(first, second);
        assertTrue(second.decides("p", "M2"));
        gateway.awaitState(Code.ON_TRIAL, "30 windows");
    }

    /** What serves changes; that its package's content was refused does not. */
    @Test
    void aRefusedUpdateStaysRefusedWhenTheVersionBeforeComesBack() throws Exception {
        install("1.0.0", 1);
        bundle.update(content("1.1.0", 2));
        awaitServing("1.1.0");
        bundle.update(ModelFiles.linear("linear", "1.2.0", 3)
                .golden("a,b,=y\n1,2,77\n")
                .bundle("test.linear", "1.2.0"));
        gateway.awaitState(Code.MODEL_REFUSED, "linear 1.1.0 goes on serving");
        life().rollBack("no reason");
        awaitServing("1.0.0");
        gateway.awaitState(Code.MODEL_REFUSED, "golden");
        gateway.awaitRefusal("linear", "golden");
    }

    @Test
    void aShadowThatIsPromotedIsACanaryFirstWhereAssetsAreChosen() throws Exception {
        install("1.0.0", 1);
        use("begin.as", "SHADOW", "canary.assets", "M1", "promote.afterMinutes", 5, "promote.afterWindows", 10);
        bundle.update(content("1.1.0", 2));
        Told.agreed(trial(Stage.SHADOW), 30, 30);
        pass(6);
        Told.agreed(trial(Stage.CANARY), 30, 30);
        pass(6);
        awaitServing("1.1.0");
    }

    @Test
    void theVersionBeforeComesBackWhenThePromotedOneFailsInItsProbation() throws Exception {
        install("1.0.0", 1);
        bundle.update(content("1.1.0", 2));
        awaitServing("1.1.0");
        trial(Stage.PROBATION).ran("p", true, 100, 7, SECOND);
        awaitServing("1.0.0");
        awaitNoTrial();
        assertTrue(
                version("1.1.0").reason().contains("failed in 7.0 % of 100 windows"),
                version("1.1.0").reason());
        reboot("1.1.0", 2);
        gateway.awaitState(Code.MODEL_HELD, "did not stand its probation");
        assertEquals("1.0.0", gateway.find("linear").version());
    }

    @Test
    void aVersionThatStandsItsProbationStays() throws Exception {
        install("1.0.0", 1);
        use("health.minutes", 3);
        bundle.update(content("1.1.0", 2));
        awaitServing("1.1.0");
        trial(Stage.PROBATION).ran("p", true, 100, 0, SECOND);
        pass(4);
        awaitNoTrial();
        assertEquals("1.1.0", gateway.find("linear").version());
    }

    @Test
    void soManyVersionsAreKeptAsTheFormSaysTheOldestGoFirst() throws Exception {
        install("1.0.0", 1);
        use("versions.kept", 3);
        for (int i = 1; i <= 4; i++) {
            gateway.find("linear").open(1).close();
            bundle.update(content("1." + i + ".0", i + 1));
            gateway.await("linear", "1." + i + ".0");
        }
        gateway.await("three are kept", () -> files("versions").size() == 3);
        assertEquals(0, version("1.0.0").bytes());
        assertTrue(version("1.3.0").bytes() > 0);
        bundle.uninstall();
        gateway.await("nothing is left", () -> Stream.of("files", "index", "versions", "life")
                .allMatch(folder -> files(folder).isEmpty()));
        gateway.await("no service is left", () -> Stream.of(
                        Model.class, ModelTrial.class, ModelLifecycle.class, ManagedService.class)
                .allMatch(type -> gateway.context().getServiceReference(type) == null));
    }

    /** As many are kept as the form allows already: what is on trial is none of those that go. */
    @Test
    void aVersionOnTrialKeepsItsFilesAndServesFirstAfterItsPromotion() throws Exception {
        install("1.0.0", 1);
        gateway.find("linear").open(1).close();
        bundle.update(content("1.1.0", 2));
        awaitServing("1.1.0").open(1).close();
        use("begin.as", "CANARY", "canary.assets", "*");
        bundle.update(content("1.2.0", 3));
        ModelTrial trial = trial(Stage.CANARY);
        bundle.update(content("1.2.0", 3));
        pass(0);
        assertSame(trial, trial(Stage.CANARY), "the same content again begins nothing anew");
        assertTrue(version("1.2.0").bytes() > 0);
        life().promote();
        awaitServing("1.2.0");
        gateway.await("two are kept", () -> files("versions").size() == 2);
        reboot("1.2.0", 3);
        awaitServing("1.2.0");
        assertTrue(states().startsWith("1.2.0 ACTIVE"), states());
    }

    @Test
    void wrongSettingsAreNamedAndTheirDefaultsHold() throws Exception {
        install("1.0.0", 1);
        use("begin.as", "NEVER", "versions.kept", 0, "pin.version", "9.9.9");
        gateway.awaitState(
                Code.LIFE_TROUBLE,
                "A new version begins as = NEVER",
                "Versions kept = 0: is no number from 1 to 20; 2 stands in its place",
                "version 9.9.9 is pinned, but its files are not here; there are 1.0.0");
        assertEquals("1.0.0", gateway.find("linear").version());
        ServiceReference<?> form = gateway.context().getServiceReference(ManagedService.class);
        assertEquals("io.millwright.model.linear", form.getProperty("kura.service.pid"));
    }

    @Test
    void theFormShowsWhatServesAndWhatIsOnTrial() throws Exception {
        install("1.0.0", 1);
        use("begin.as", "SHADOW");
        bundle.update(content("1.1.0", 2));
        trial(Stage.SHADOW);
        assertEquals(3, version("1.0.0").goldenRows());
        String head = theForm().getConfiguration().getDefinition().getDescription();
        for (String part : List.of("version 1.0.0 serves", "3 golden rows", "used by nobody", "1.1.0 SHADOW")) {
            assertTrue(head.contains(part), part + " in " + head);
        }
        Map<String, Object> values = theForm().getConfiguration().getConfigurationProperties();
        assertEquals("SHADOW", values.get("begin.as"));
        assertEquals(2, values.get("versions.kept"), "nothing was stored: its default");
        assertEquals(
                "Model linear", theForm().getConfiguration().getDefinition().getName());
    }

    @Test
    void theFormShowsTheFirstFigureBesideThatOfTheSimplePolicy() throws Exception {
        JsonObject figure = Json.object()
                .add("name", "F1")
                .add("value", 0.889)
                .add("spread", 0.014)
                .add("baseline", 0)
                .add("baseline_name", "never an alarm")
                .add("split", "5-fold");
        bundle = gateway.install(ModelFiles.linear("linear", "1.0.0", 1)
                .change(json -> json.add("metrics", new JsonArray().add(figure)))
                .bundle("test.linear", "1.0.0"));
        awaitServing("1.0.0");
        assertEquals(0.889, gateway.find("linear").facts().metrics().get(0).value());
        String head = theForm().getConfiguration().getDefinition().getDescription();
        assertTrue(head.contains("F1 0.889 ± 0.014 (never an alarm: 0; higher is better)"), head);
    }

    /** The engine's form says how models are opened; not only those that their packages bring. */
    @Test
    void anotherSettingOfTheEngineOpensAlsoAnewWhatServesInPlaceOfThePackagesVersion() throws Exception {
        install("1.0.0", 1);
        life().pin("1.0.0");
        bundle.update(content("1.1.0", 2));
        gateway.awaitState(Code.MODEL_HELD, "1.0.0 is pinned");
        Model before = gateway.find("linear");
        gateway.configure(EngineSettings.DEFAULTS.workerFrom(63));
        gateway.await("opened anew", () -> gateway.find("linear") != before);
        assertEquals("1.0.0", gateway.find("linear").version());
        assertThrows(IllegalStateException.class, () -> before.open(1));
        gateway.find("linear").open(1).close();
        gateway.await("one is open", () -> gateway.counts().sessionsOpen.get() == 1);
    }

    @Test
    void anotherSettingOfTheEngineOpensBothVersionsOfATrialAnewAndItGoesOn() throws Exception {
        install("1.0.0", 1);
        use("begin.as", "SHADOW");
        bundle.update(content("1.1.0", 2));
        ModelTrial before = trial(Stage.SHADOW);
        Told.agreed(before, 30, 30);
        gateway.configure(EngineSettings.DEFAULTS.workerFrom(63));
        gateway.await("another trial", () -> trial(Stage.SHADOW) != before);
        ModelTrial after = trial(Stage.SHADOW);
        assertNotSame(before.candidate(), after.candidate());
        assertNotSame(before.reference(), after.reference());
        assertSame(gateway.find("linear"), after.reference());
        after.candidate().open(1).close();
        gateway.awaitState(Code.ON_TRIAL, "30 windows");
        gateway.await("two are open", () -> gateway.counts().sessionsOpen.get() == 2);
    }

    /** Two models are two forms: what one says of its provider is nothing to the other. */
    @Test
    void anotherProviderOfOneModelLeavesTheOthersAlone() throws Exception {
        install("1.0.0", 1);
        gateway.install(ModelFiles.linear("other", "1.0.0", 3).bundle("test.other", "1.0.0"));
        Model other = gateway.await("other", "1.0.0");
        Model before = gateway.find("linear");
        use("providers", "CPU");
        gateway.await("opened anew", () -> gateway.find("linear") != before);
        gateway.awaitRest();
        assertSame(other, gateway.find("other"));
    }

    /** It would serve nobody, and in the end the one on trial would decide. */
    @Test
    void whatServesIsNeverEndedToMakeRoomForAShadow() throws Exception {
        install("1.0.0", 1);
        use("begin.as", "SHADOW");
        gateway.configure(new EngineSettings(ProviderChoice.CPU, Map.of(), null, 64, 0, true, 0, 2, 2, List.of()));
        gateway.awaitRest();
        Model before = gateway.find("linear");
        gateway.leaveMemory(1 << 20);
        bundle.update(content("1.1.0", 2));
        gateway.awaitState(Code.MODEL_REFUSED, "1 MB are free", "linear 1.0.0 goes on serving");
        assertSame(before, gateway.find("linear"));
        gateway.leaveMemory(1L << 30);
        bundle.update(content("1.1.0", 2));
        trial(Stage.SHADOW);
        assertSame(before, gateway.find("linear"));
    }
}
