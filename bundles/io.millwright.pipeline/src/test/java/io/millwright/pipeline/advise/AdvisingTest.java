package io.millwright.pipeline.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Decision;
import io.millwright.decision.Decision.Role;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Quality;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.Kind;
import io.millwright.decision.Recommendation.Status;
import io.millwright.model.ModelException;
import io.millwright.pipeline.advise.AdvisedModel.Saw;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a decision leads to a proposal, when to none, and what is said then. */
class AdvisingTest {
    private static final SearchLimits LIMITS = new SearchLimits(1_024, 60_000);

    private final AdvisedModel model = new AdvisedModel();
    private final AtomicReference<AdvisedModel> installed = new AtomicReference<>(model);
    private String drift = "";

    @AfterEach
    void everyRunnerIsClosed() {
        assertEquals(model.opened.get(), model.closed.get());
    }

    private Recommendation advise(Decision decision, FeatureSnapshot inputs) {
        return new Advising(identity -> installed.get(), (pipeline, asset) -> drift, LIMITS)
                .advise(new AdviceRequest(decision, inputs, new AdviceCounters()));
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
        assertEquals(1, advice.reasons().size());
        Recommendation.Reason reason = advice.reasons().get(0);
        assertEquals("a", reason.feature());
        assertTrue(reason.text().startsWith("a from 5 to 6."), reason.text());
        assertTrue(reason.text().contains("the model would expect good 0.5 instead of 0.6"), reason.text());
        assertEquals(0.15, reason.contribution(), 0.01);
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
    }

    @Test
    void aModelThatIsReplacedDuringTheSearchGivesNone() {
        model.beforeRun = () -> installed.set(null);
        assertWithheld("was replaced while advice was looked for", advise());
    }

    @Test
    void aModelThatFailsIsSaidToFail() {
        model.beforeRun = () -> {
            throw new ModelException("out of memory", true);
        };
        assertWithheld("did not run: out of memory", advise());
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
