package io.millwright.pipeline.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.DriftLevel;
import io.millwright.decision.Feedback;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Opinion;
import io.millwright.decision.Quality;
import io.millwright.decision.Value;
import io.millwright.form.Diagnosis;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.publish.message.Annex;
import io.millwright.pipeline.publish.message.JsonReader;
import io.millwright.pipeline.publish.message.SchemaCheck;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** What the room does beside the figures: whom it listens to, what it tells, what it forgets, and what it counts. */
class FitnessWatchTest {
    private record Identity(String name, String version, String sha256, String executionProvider)
            implements ModelIdentity {}

    private final List<Annex> told = new ArrayList<>();
    private boolean publishes = true;
    private Runnable meanwhile = () -> {};
    private DecisionListener listening;

    /** How often those who tell decisions were to ask anew what is wanted. */
    private int asked;

    private final BundleContext context = fake(BundleContext.class, (proxy, method, arguments) -> {
        assertEquals("registerService", method.getName());
        listening = (DecisionListener) arguments[1];
        meanwhile.run();
        return fake(ServiceRegistration.class, (p, m, a) -> {
            meanwhile.run();
            if (m.getName().equals("setProperties")) {
                asked++;
                return null;
            }
            assertEquals("unregister", m.getName());
            listening = null;
            return null;
        });
    });
    private final FitnessWatch watch = new FitnessWatch(context, annex -> publishes && told.add(annex));
    private final FakeModel model = FakeModel.sum(Machine.FEATURES.toArray(String[]::new));
    private final Object owner = new Object();
    private final Machine machine = new Machine(11);
    private ModelIdentity identity =
            new Identity(model.name(), model.version(), model.sha256(), "CPUExecutionProvider");
    private Quality quality = Quality.GOOD;
    private String reason = "";
    private Decision.Role role = Decision.Role.SERVING;
    private long minute;

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(FitnessWatchTest.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void begin() {
        model.reference = Machine.reference();
        watch.configure("p", owner, DriftSettings.DEFAULT, List.of("a", "b"));
        watch.bindModel(model);
    }

    private void decide(String asset, int rows) {
        for (int i = 0; i < rows; i++) {
            minute++;
            long end = minute * 60_000_000;
            List<Value> answer = machine.answer();
            Decision decision = fake(Decision.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "pipeline" -> "p";
                case "asset" -> asset;
                case "role" -> role;
                case "quality" -> quality;
                case "reason" -> reason;
                case "model" -> identity;
                case "values" -> answer;
                case "windowEndMicros" -> end;
                case "run", "sequence" -> 7L;
                default -> throw new AssertionError(method.getName());
            });
            watch.decided(decision, machine.snapshot());
        }
    }

    private void drift(String asset) {
        machine.gain = 1.3;
        decide(asset, 2 * Recent.SHORT);
    }

    @Test
    void itListensOnlyWhileAModelSaysWhatItsTrainingWasLike() {
        watch.configure("p", owner, DriftSettings.DEFAULT, List.of("a"));
        watch.bindModel(model);
        assertNull(listening, "the model says nothing");
        model.reference = Machine.reference();
        watch.bindModel(model);
        assertNotNull(listening);
        assertTrue(listening.wantsInputs("p"));
        assertFalse(listening.wantsInputs("other"));
        watch.configure("p", owner, new DriftSettings(false, 0), List.of("a"));
        assertNull(listening, "no pipeline wants it");
        watch.configure("p", owner, DriftSettings.DEFAULT, List.of("a"));
        assertNotNull(listening);
        watch.unbindModel(model);
        assertNull(listening);
        watch.bindModel(model);
        watch.close();
        assertNull(listening);
    }

    /** Inputs cost a copy each; the answer of who decides says whether they are of use. */
    @Test
    void ofAPipelineWhoseModelSaysNothingOfItsTrainingNoInputsAreWanted() {
        begin();
        ModelIdentity watched = identity;
        identity = new Identity("other", "1.0.0", "0".repeat(64), "CPUExecutionProvider");
        decide("a", 2);
        assertFalse(listening.wantsInputs("p"));
        assertEquals(1, asked);
        assertEquals(2L, watch.counters("p").get("drift.decisions.unwatched"));
        identity = watched;
        decide("a", 2);
        assertTrue(listening.wantsInputs("p"));
        assertEquals(2, asked);
        assertEquals(2L, watch.counters("p").get("drift.decisions"));
    }

    @Test
    void onlyAChangeOfTheLevelIsTold() {
        begin();
        decide("a", 1_000);
        assertEquals(List.of(), told);
        drift("a");
        assertFalse(told.isEmpty());
        Annex first = told.get(0);
        assertEquals("drift", first.kind());
        assertEquals("a", first.asset());
        assertEquals("NONE", first.body().replaceAll(".*\"before\":\"(\\w+)\".*", "$1"));
        assertTrue(first.body().contains("\"sha256\":\"" + model.sha256()), first.body());
        int changes = told.size();
        decide("a", 2_000);
        assertTrue(told.size() <= changes + 2, told.toString());
        assertEquals((long) told.size(), watch.counters("p").get("drift.changes"));
        assertEquals(DriftLevel.ADVICE_WITHHELD, watch.level("p", "a"));
        assertEquals(DriftLevel.NONE, watch.level("p", "b"));
        assertTrue(
                watch.doubt("p", "a", identity).startsWith("outside the training data: "),
                watch.doubt("p", "a", identity));
        assertEquals("", watch.doubt("p", "b", identity));
        assertTrue(watch.notice("p").what().startsWith("drift of asset 'a': ADVICE_WITHHELD"));
        assertFalse(watch.notice("p").remedy().isEmpty());
    }

    @Test
    void everyMessageFollowsTheSchema() throws IOException {
        SchemaCheck schema = new SchemaCheck(SchemaCheck.object(
                JsonReader.read(Files.readString(Path.of("..", "..", "docs", "decision.schema.json")))));
        begin();
        drift("a");
        for (int i = 0; i < 200; i++) {
            watch.feedback("p", "a", i > 100);
        }
        assertTrue(told.size() >= 2, told.toString());
        for (Annex annex : told) {
            assertEquals(List.of(), schema.errors(JsonReader.read(annex.body())), annex.body());
        }
    }

    @Test
    void aMessageThatNobodyTakesIsCounted() {
        begin();
        publishes = false;
        drift("a");
        assertTrue(watch.counters("p").get("drift.untold") > 0);
    }

    @Test
    void anotherVersionOfTheModelBeginsAnew() {
        begin();
        drift("a");
        assertTrue(watch.level("p", "a").compareTo(DriftLevel.OUTSIDE_TRAINING) >= 0);
        FakeModel next = model.next("1.1.0", x -> x);
        next.reference = model.reference;
        watch.bindModel(next);
        identity = new Identity(next.name(), next.version(), next.sha256(), "CPUExecutionProvider");
        decide("a", 1);
        assertEquals(DriftLevel.NONE, watch.level("p", "a"));
        assertEquals("", watch.doubt("p", "a", identity));
        assertTrue(told.get(told.size() - 1).body().contains("\"level\":\"NONE\""));
        assertEquals(1L, watch.counters("p").get("drift.alarms"), "counters never fall");
    }

    @Test
    void whatWasSeenOfOneModelIsNoReasonToDoubtAnother() {
        begin();
        drift("a");
        assertFalse(watch.doubt("p", "a", identity).isEmpty());
        ModelIdentity other = new Identity("other", "1.0.0", "0".repeat(64), "CPUExecutionProvider");
        assertEquals("", watch.doubt("p", "a", other));
        identity = other;
        quality = Quality.BAD;
        decide("a", 1);
        assertEquals(
                DriftLevel.NONE, watch.level("p", "a"), "even a decision that is not learned from says who decides");
        assertTrue(told.get(told.size() - 1).body().contains("\"level\":\"NONE\""));
    }

    @Test
    void aModelThatGoesLeavesNoVerdictBehind() {
        begin();
        drift("a");
        watch.unbindModel(model);
        assertNull(listening, "no other model says what its training was like");
        assertEquals(DriftLevel.NONE, watch.level("p", "a"));
        assertEquals("", watch.doubt("p", "a", identity));
        assertEquals(Diagnosis.NONE, watch.notice("p"));
        assertEquals(List.of(), watch.assets("p"));
        assertEquals(1L, watch.counters("p").get("drift.alarms"), "counters never fall");
        decide("a", 1);
        assertEquals(List.of(), watch.assets("p"), "a decision that was on its way");
    }

    @Test
    void aModelThatIsNotThereIsCountedAndNotWatched() {
        begin();
        identity = new Identity("other", "1.0.0", "0".repeat(64), "CPUExecutionProvider");
        decide("a", 10);
        assertEquals(10L, watch.counters("p").get("drift.decisions.unwatched"));
        assertEquals(0L, watch.counters("p").get("drift.assets"));
    }

    /** Held, late or stuck values say nothing of the machine; those that training never had say the most. */
    @Test
    void decisionsFromDoubtfulInputsAreNotLearnedFrom() {
        begin();
        quality = Quality.UNCERTAIN;
        reason = "tag 'torque': Bad_CommunicationError, last Good value held";
        decide("a", 10);
        quality = Quality.BAD;
        decide("a", 10);
        assertEquals(20L, watch.counters("p").get("drift.decisions.unsound"));
        quality = Quality.UNCERTAIN;
        reason = "feature 'torque': outside the training range 3.8 to 76.2 N·m";
        decide("a", 10);
        assertEquals(10L, watch.counters("p").get("drift.decisions"));
    }

    @Test
    void shadowsAreNotWatched() {
        begin();
        role = Decision.Role.SHADOW;
        decide("a", 10);
        assertEquals(0L, watch.counters("p").get("drift.assets"));
    }

    @Test
    void assetsThatWentAreForgotten() {
        begin();
        decide("a", 10);
        decide("b", 10);
        assertEquals(2, watch.assets("p").size());
        watch.configure("p", owner, DriftSettings.DEFAULT, List.of("b"));
        assertEquals("b", watch.assets("p").get(0).asset());
        watch.remove("p", new Object());
        assertEquals(1, watch.assets("p").size(), "another one of the same pid has ended");
        watch.remove("p", owner);
        assertEquals(List.of(), watch.assets("p"));
        assertEquals(Map.of(), watch.counters("p"));
    }

    @Test
    void moreAssetsThanMemoryAllowsAreCountedAndNotWatched() {
        List<String> many = new ArrayList<>();
        int most = (int) ((64L << 20) / AssetWatch.bytes(Machine.reference()));
        for (int i = 0; i < most + 5; i++) {
            many.add("a" + i);
        }
        model.reference = Machine.reference();
        watch.configure("p", owner, DriftSettings.DEFAULT, many);
        watch.bindModel(model);
        many.forEach(asset -> decide(asset, 1));
        assertEquals((long) most, watch.counters("p").get("drift.assets"));
        assertEquals(5L, watch.counters("p").get("drift.decisions.unwatched"));
        watch.configure("p", owner, DriftSettings.DEFAULT, List.of("a0"));
        watch.configure("p", owner, DriftSettings.DEFAULT, List.of("a0", "new"));
        decide("new", 1);
        assertEquals(2L, watch.counters("p").get("drift.assets"), "there is room again");
    }

    @Test
    void whatPeopleFindOutIsToldOnce() {
        begin();
        assertFalse(watch.feedback("p", "a", true), "it is not watched yet");
        decide("a", 1);
        for (int i = 0; i < 200; i++) {
            assertTrue(watch.feedback("p", "a", i > 100));
        }
        assertEquals(1, told.size());
        assertTrue(told.get(0).body().contains("\"errors\":true"), told.get(0).body());
    }

    private Feedback.Given opinion(Opinion.Verdict verdict) {
        return new Feedback.Given(new Opinion("p", "a", 7, 7, verdict, "", "", "seen", "me"), 0);
    }

    @Test
    void opinionsOfPeopleAreCountedWhereTheySayWhatWasRight() {
        begin();
        decide("a", 1);
        publishes = false;
        for (int i = 0; i < 100; i++) {
            watch.given(opinion(Opinion.Verdict.CONFIRMED));
            watch.given(opinion(Opinion.Verdict.COMMENTED));
        }
        assertEquals(0L, watch.counters("p").get("drift.untold"));
        for (int i = 0; i < 100; i++) {
            watch.given(opinion(Opinion.Verdict.REJECTED));
        }
        assertEquals(1L, watch.counters("p").get("drift.untold"), "errors are told, and nobody takes it");
    }

    /** Whoever is told that the listener comes or goes may wait for another thread that changes something here. */
    @Test
    void noLockIsHeldWhileTheListenerComesOrGoes() {
        model.reference = Machine.reference();
        watch.configure("p", owner, DriftSettings.DEFAULT, List.of("a"));
        AtomicBoolean waited = new AtomicBoolean();
        meanwhile = () -> {
            Thread other = new Thread(() -> watch.configure("q", owner, DriftSettings.DEFAULT, List.of("a")));
            other.start();
            try {
                other.join(10_000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            waited.compareAndSet(false, other.isAlive());
        };
        watch.bindModel(model);
        watch.unbindModel(model);
        assertFalse(waited.get());
        assertNull(listening);
    }

    @Test
    void aPersonMayAcceptOrRenew() {
        begin();
        drift("a");
        assertTrue(watch.accept("p", "a"));
        assertEquals(DriftLevel.NONE, watch.level("p", "a"));
        assertTrue(watch.renew("p", "a"));
        assertFalse(watch.accept("p", "a"), "nothing was seen since");
        assertFalse(watch.renew("p", "nobody"));
    }
}
