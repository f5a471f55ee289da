package io.millwright.pipeline.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Decision;
import io.millwright.decision.Decision.Role;
import io.millwright.decision.Explanation.Scale;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Quality;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.About;
import io.millwright.decision.Recommendation.Kind;
import io.millwright.decision.Recommendation.Status;
import io.millwright.model.Aggregate;
import io.millwright.model.ModelException;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.advise.AdvisedModel.Saw;
import io.millwright.pipeline.advise.TestAdvice.Knob;
import io.millwright.pipeline.listen.Explaining;
import io.millwright.pipeline.listen.ModelFinder;
import io.millwright.pipeline.listen.ModelFinder.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a decision leads to a proposal, when to none, and what is said then. */
class AdvisingTest {
    private static final SearchLimits LIMITS = new SearchLimits(1_024, 60_000);

    private final AdvisedModel model = new AdvisedModel();
    private final AtomicReference<AdvisedModel> installed = new AtomicReference<>(model);
    private final AdviceCounters counters = new AdviceCounters();
    private String drift = "";
    private Explaining explaining;

    @AfterEach
    void everyRunnerIsClosed() {
        assertEquals(model.opened.get(), model.closed.get());
    }

    private Found find(ModelIdentity identity) {
        AdvisedModel there = installed.get();
        return ModelFinder.same(there, identity) ? new Found(there, () -> installed.get() == there) : null;
    }

    private Recommendation advise(Decision decision, FeatureSnapshot inputs) {
        return new Advising(this::find, (pipeline, asset) -> drift, new ModelReasons(() -> explaining, 100), LIMITS)
                .advise(new AdviceRequest(decision, inputs, counters));
    }

    private Recommendation advise() {
        return advise(AdvisedModel.bad(7), Saw.of(5, 3));
    }

    private static void assertWithheld(String because, Recommendation advice) {
        assertEquals(Kind.WITHHELD, advice.kind());
        assertTrue(advice.why().contains(because), advice.why());
        assertEquals(Status.NONE, advice.status());
        assertEquals(List.of(), advice.settings());
        assertNull(advice.gain());
    }

    private SettingsAdvice proposed() {
        Recommendation advice = advise();
        assertEquals(Kind.PROPOSED, advice.kind(), advice.why());
        return (SettingsAdvice) advice;
    }

    @Test
    void whatNoSettingMovesIsGivenAndADeviationOfASettingIsNot() {
        model.advice = TestAdvice.raise(Knob.of("b", 0, 10));
        model.good = row -> 0.1 * row[1];
        SettingsAdvice.Given given = proposed().given().get(0);
        assertEquals("a", given.name());
        assertEquals(5, given.present());
        assertEquals(0.15 * 12, given.step(), 1e-9);
        model.features = List.of(
                FakeModel.range("a", -1, 11).computed("b", Aggregate.STD, 0, 0, null, 0), FakeModel.unit("b", "mm"));
        assertEquals(List.of(), proposed().given(), "it wanders by itself");
        model.features = List.of(FakeModel.range("a", -1, 11), FakeModel.unit("b", "mm"));
        model.advice = TestAdvice.raise(Knob.of("b", 0, 10).moving("a", 0.1));
        assertEquals(List.of(), proposed().given(), "it follows a setting");
    }

    @Test
    void aBadWeldGetsAProposalThatSaysAllThereIs() {
        Recommendation advice = advise();
        assertEquals(Kind.PROPOSED, advice.kind());
        assertEquals(Status.OPEN, advice.status());
        assertEquals("settings", advice.topic());
        assertEquals("p/welder/3-7", advice.id());
        assertEquals("part-7", advice.part());
        assertEquals("", advice.why());
        Recommendation.Setting a = advice.settings().get(0);
        assertEquals("K", a.unit());
        assertEquals(5, a.present());
        assertEquals(6.5, a.proposed(), 0.05);
        assertTrue(a.low() <= a.proposed() && a.proposed() <= a.high());
        assertEquals(3, advice.settings().get(1).proposed());
        assertEquals("good", advice.gain().reading());
        assertEquals(0.5, advice.gain().before(), 1e-6);
        assertEquals(0.65, advice.gain().after(), 0.01);
        assertEquals(0.01, advice.gain().spread(), 1e-6);
        assertEquals(0.13, advice.gain().atLeast(), 0.01);
        assertTrue(advice.confidence() > 0.99);
        assertEquals(AdvisedModel.TIME_MICROS + 7_000_000, advice.createdMicros());
        assertEquals(advice.createdMicros() + 3_600_000_000L, advice.expiresMicros());
        assertEquals(AdvisedModel.IDENTITY, advice.model());
        assertEquals(64, advice.inputsSha256().length());
    }

    @Test
    void theReasonSaysWhatTheModelExpectsWithoutTheMove() {
        Recommendation advice = advise();
        Recommendation.Reason reason = advice.reasons().get(0);
        assertEquals("a", reason.feature());
        assertEquals(About.GAIN, reason.about());
        assertTrue(reason.text().startsWith("a from 5 to 6."), reason.text());
        assertTrue(reason.text().contains("the model would expect good 0.5 instead of 0.6"), reason.text());
        assertEquals(0.15, reason.contribution(), 0.01);
    }

    private List<Recommendation.Reason> ofTheOutput() {
        List<Recommendation.Reason> reasons = advise().reasons();
        assertEquals(About.GAIN, reasons.get(0).about());
        return reasons.subList(1, reasons.size());
    }

    @Test
    void whatContributedToTheOutputAtPresentIsAReason() {
        List<Decision> asked = new ArrayList<>();
        explaining = (decision, inputs, budgetMillis, done) -> {
            asked.add(decision);
            assertEquals(5, inputs.value(0, 0));
            done.accept(GivenExplanation.of(decision, "good", Scale.LOGIT, -1.25, 0.5, 0.001));
            return true;
        };
        List<Recommendation.Reason> reasons = ofTheOutput();
        assertEquals(1, asked.size());
        assertEquals(2, reasons.size(), "what contributed next to nothing is left out");
        assertEquals(About.OUTPUT, reasons.get(0).about());
        assertEquals("a", reasons.get(0).feature());
        assertEquals(-1.25, reasons.get(0).contribution());
        assertEquals(
                "a at 1 contributed -1.25 to the model's output good, in log odds, beside usual rows",
                reasons.get(0).text());
        assertEquals("b", reasons.get(1).feature());
    }

    private void assertUnknown(String because) {
        List<Recommendation.Reason> reasons = ofTheOutput();
        assertEquals(1, reasons.size());
        assertEquals(About.OTHER, reasons.get(0).about());
        assertTrue(Double.isNaN(reasons.get(0).contribution()));
        assertTrue(
                reasons.get(0)
                        .text()
                        .equals("What contributed to the model's output at the present settings is not known: "
                                + because),
                reasons.get(0).text());
    }

    @Test
    void withoutAnExplanationTheReasonsSaySo() {
        assertUnknown("nothing explains decisions here");
        explaining = (decision, inputs, budgetMillis, done) -> false;
        assertUnknown("nothing is explained any more");
        explaining = (decision, inputs, budgetMillis, done) -> {
            done.accept(null);
            return true;
        };
        assertUnknown("the decision could not be explained");
    }

    @Test
    void anExplanationThatDoesNotComeIsNotWaitedForLong() {
        explaining = (decision, inputs, budgetMillis, done) -> true;
        assertUnknown("no explanation came within 100 ms");
    }

    @Test
    void whereAllStaysNothingIsExplained() {
        model.good = row -> 0.5;
        explaining = (decision, inputs, budgetMillis, done) -> {
            throw new AssertionError("it costs runs of the model");
        };
        assertEquals(List.of(), advise().reasons());
    }

    @Test
    void theSameInputsAndModelGiveTheSame() {
        assertEquals(advise().settings(), advise().settings());
        assertEquals(advise().inputsSha256(), advise().inputsSha256());
        assertNotEquals(
                advise().inputsSha256(),
                advise(AdvisedModel.bad(7), Saw.of(5, 4)).inputsSha256());
    }

    @Test
    void aModelOfSingleRowsIsAskedRowByRow() {
        installed.set(AdvisedModel.ofSingleRows());
        assertEquals(6.5, advise().settings().get(0).proposed(), 0.05);
    }

    @Test
    void whereNothingIsGainedAllStays() {
        model.good = row -> 0.5;
        Recommendation advice = advise();
        assertEquals(Kind.KEEP, advice.kind());
        assertEquals(Status.NONE, advice.status());
        assertEquals(5, advice.settings().get(0).proposed());
    }

    @Test
    void adviceIsWithheldFromWhatIsNotKnownForSure() {
        Saw inputs = Saw.of(5, 3);
        assertWithheld(
                "the decision is BAD: tag 'current'",
                advise(AdvisedModel.decision("welder", 1, Role.SERVING, Quality.BAD), inputs));
        assertWithheld(
                "the decision is UNCERTAIN",
                advise(AdvisedModel.decision("welder", 1, Role.SERVING, Quality.UNCERTAIN), inputs));
        assertWithheld(
                "seam 1.0.0 is on trial",
                advise(AdvisedModel.decision("welder", 1, Role.CANARY, Quality.GOOD), inputs));
        assertWithheld(
                "seam 1.0.0 is on trial",
                advise(AdvisedModel.decision("welder", 1, Role.SHADOW, Quality.GOOD), inputs));
        assertWithheld("inputs of the decision are not known", advise(AdvisedModel.bad(1), null));
        assertWithheld("a feature is missing", advise(AdvisedModel.bad(1), Saw.of(5, Double.NaN)));
        assertWithheld("a feature is missing", advise(AdvisedModel.bad(1), new Saw(List.of("a"), 5)));
    }

    @Test
    void outsideTheTrainingRangeAdviceIsWithheld() {
        assertWithheld("a lies outside", advise(AdvisedModel.bad(1), Saw.of(11.5, 3)));
    }

    @Test
    void driftHasAdviceWithheld() {
        drift = "the machine has drifted";
        assertWithheld("the machine has drifted", advise());
    }

    @Test
    void aModelWithoutAdviceGivesNone() {
        model.advice = null;
        assertNull(advise());
    }

    @Test
    void aModelThatIsGoneGivesNone() {
        installed.set(null);
        assertWithheld("seam 1.0.0 is not installed any more", advise());
        assertEquals(1, counters.modelGone.get());
    }

    /** Whatever else is wrong, a model that does not serve is not even looked for. */
    @Test
    void whoDoesNotServeIsNotAsked() {
        Recommendation advice = new Advising(
                        identity -> {
                            throw new AssertionError("the model was looked for");
                        },
                        (pipeline, asset) -> drift,
                        new ModelReasons(() -> null, 100),
                        LIMITS)
                .advise(new AdviceRequest(
                        AdvisedModel.decision("welder", 1, Role.SHADOW, Quality.GOOD), Saw.of(5, 3), counters));
        assertWithheld("seam 1.0.0 is on trial", advice);
        assertEquals(0, model.opened.get());
    }

    @Test
    void aModelThatIsReplacedDuringTheSearchGivesNone() {
        model.beforeRun = () -> installed.set(null);
        assertWithheld("was replaced while advice was looked for", advise());
        assertEquals(1, counters.modelGone.get());
    }

    @Test
    void aModelThatFailsIsSaidToFail() {
        model.beforeRun = () -> {
            throw new ModelException("out of memory", true);
        };
        assertWithheld("did not run: out of memory", advise());
        assertEquals(0, counters.modelGone.get());
    }

    @Test
    void hostileNumbersAreNoAdvice() {
        model.good = row -> Double.NaN;
        assertWithheld("nothing usable of the present settings", advise());
        model.good = row -> row[0] == 5 ? 0.5 : Double.POSITIVE_INFINITY;
        assertEquals(Kind.KEEP, advise().kind());
        model.good = row -> 0.1 * row[0];
        model.doubt = row -> -1;
        assertWithheld("nothing usable", advise());
    }
}
