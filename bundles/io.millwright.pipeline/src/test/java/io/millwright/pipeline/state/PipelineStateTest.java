package io.millwright.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.form.Diagnosis;
import io.millwright.supervision.State;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One message per transition, at least 1 s apart, the latest wins; properties at most once per second. */
class PipelineStateTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(5 * SECOND);
    private final List<StateMessage> messages = new ArrayList<>();
    private final List<Hashtable<String, Object>> shown = new ArrayList<>();
    private final Counters counters = new Counters();
    private final PipelineState state =
            new PipelineState("p1", counters, messages::add, nanos::get, () -> nanos.get() / 1000);

    private List<String> sent() {
        return messages.stream().map(StateMessage::state).toList();
    }

    private void show() {
        state.show(shown::add);
    }

    @Test
    void aTransitionIsOneMessageWithTextSeverityAndTime() {
        state.asset("press 4");
        state.set(Condition.INPUT_BAD, "tag 'a': Bad");
        state.set(Condition.INPUT_BAD, "tag 'a': Bad");
        assertEquals(
                List.of(new StateMessage(
                        "p1", "press 4", "INPUT_BAD", "tag 'a': Bad", State.Severity.WARNING, 5_000_000)),
                messages);
    }

    @Test
    void messagesAreASecondApartAndTheLatestWins() {
        state.set(Condition.RUNNING, "1");
        state.set(Condition.SOURCE_SILENT, "2");
        state.set(Condition.RUNNING, "3");
        assertEquals(List.of("RUNNING"), sent());
        nanos.addAndGet(SECOND - 1);
        show();
        assertEquals(List.of("RUNNING"), sent());
        nanos.addAndGet(1);
        show();
        assertEquals(List.of("RUNNING", "RUNNING"), sent());
        assertEquals("3", messages.get(1).text());
        assertEquals(1, counters.suppressedStates.get());
    }

    @Test
    void troubleOfThePublisherIsNotSentThroughIt() {
        state.set(Condition.RUNNING, "1");
        nanos.addAndGet(SECOND);
        state.set(Condition.PUBLISHER_TROUBLE, "2");
        nanos.addAndGet(SECOND);
        state.set(Condition.RUNNING, "3");
        nanos.addAndGet(SECOND);
        state.set(Condition.PUBLISHER_TROUBLE, "4");
        nanos.addAndGet(SECOND);
        state.set(Condition.INPUT_BAD, "5");
        assertEquals(List.of("RUNNING", "INPUT_BAD"), sent());
        assertEquals(3, counters.suppressedStates.get());
    }

    /** The cloud must not go on believing in what was over while the publisher was in trouble. */
    @Test
    void whatChangedDuringThePublishersTroubleIsToldAfterwards() {
        state.set(Condition.INPUT_BAD, "1");
        nanos.addAndGet(SECOND);
        state.set(Condition.PUBLISHER_TROUBLE, "2");
        nanos.addAndGet(SECOND);
        state.set(Condition.RUNNING, "3");
        nanos.addAndGet(SECOND);
        state.set(Condition.PUBLISHER_TROUBLE, "4");
        nanos.addAndGet(SECOND);
        state.set(Condition.RUNNING, "5");
        assertEquals(List.of("INPUT_BAD", "RUNNING"), sent());
        assertEquals(3, counters.suppressedStates.get());
    }

    @Test
    void aNewPublisherIsToldThePresentState() {
        state.set(Condition.MODEL_MISSING, "choose one");
        nanos.addAndGet(SECOND);
        state.repeat();
        assertEquals(List.of("MODEL_MISSING", "MODEL_MISSING"), sent());
        assertEquals(
                messages.get(0).text() + messages.get(0).timeMicros(),
                messages.get(1).text() + messages.get(1).timeMicros());
        assertEquals(messages.get(0).sequence() + 1, messages.get(1).sequence());
    }

    @Test
    void anotherTextIsATransitionOnlyWhereSomebodyHasToAct() {
        state.set(Condition.INPUT_BAD, "tag 'a'");
        nanos.addAndGet(SECOND);
        state.set(Condition.INPUT_BAD, "tag 'b'");
        assertEquals(1, messages.size());
        assertEquals("tag 'b'", state.text());
        state.set(Condition.CONFIGURATION_ERROR, "rule.k");
        nanos.addAndGet(SECOND);
        state.set(Condition.CONFIGURATION_ERROR, "rule.n");
        assertEquals(List.of("INPUT_BAD", "CONFIGURATION_ERROR", "CONFIGURATION_ERROR"), sent());
    }

    /** A counter that changes must not wake whoever follows the service. */
    @Test
    void a16PropertiesShowTheStateAndChangesOfCountersAreNoneOfThem() {
        show();
        counters.decisions.set(3);
        nanos.addAndGet(SECOND);
        show();
        assertEquals(1, shown.size());
        state.set(Condition.RUNNING, "model fake 1.0.0");
        nanos.addAndGet(SECOND);
        show();
        assertEquals(2, shown.size());
        Hashtable<String, Object> table = shown.get(1);
        assertEquals("p1", table.get("kura.service.pid"));
        assertEquals("RUNNING", table.get("millwright.state"));
        assertEquals("pipeline", table.get("millwright.kind"));
        assertTrue(table.keySet().stream().noneMatch(name -> name.contains("counter")), table.toString());
    }

    @Test
    void a4ARefusedUpdateIsToldInWhateverStateUntilItIsResolved() {
        Diagnosis refused = new Diagnosis("model 1.1.0 refused: sha256", "build it again");
        Diagnosis silent = new Diagnosis("no values", "check the PLC");
        state.set(Condition.SOURCE_SILENT, silent, Diagnosis.NONE);
        nanos.addAndGet(SECOND);
        state.set(Condition.SOURCE_SILENT, silent, refused);
        nanos.addAndGet(SECOND);
        state.set(Condition.IDLE, Diagnosis.of("stands"), refused);
        nanos.addAndGet(SECOND);
        state.set(Condition.IDLE, Diagnosis.of("stands"), Diagnosis.NONE);
        assertEquals(
                List.of(
                        "SOURCE_SILENT WARNING no values; check the PLC",
                        "SOURCE_SILENT WARNING no values; also: model 1.1.0 refused: sha256; check the PLC; build it again",
                        "IDLE WARNING stands; also: model 1.1.0 refused: sha256; build it again",
                        "IDLE INFO stands"),
                messages.stream()
                        .map(m -> m.state() + " " + m.severity() + " " + m.text())
                        .toList());
        state.set(Condition.MODEL_UPDATE_REFUSED, refused, Diagnosis.NONE);
        nanos.addAndGet(SECOND);
        state.set(Condition.MODEL_UPDATE_REFUSED, new Diagnosis("model 1.2.0 refused", "build it"), Diagnosis.NONE);
        nanos.addAndGet(SECOND);
        show();
        assertEquals(
                "model 1.2.0 refused; build it",
                messages.get(messages.size() - 1).text());
    }

    private List<String> texts() {
        return messages.stream().map(StateMessage::text).toList();
    }

    private void passes(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nanos.addAndGet(SECOND);
            show();
        }
    }

    /** One misfit after the other is installed: the cloud must not keep the first one's reason. */
    @Test
    void a3TheNextMisfitUnderTheSameCodeIsToldAndOfManyTheNewest() {
        refused("1.1.1: feature 'spindle_torque' has no tag");
        passes(30);
        refused("1.1.2: unit");
        passes(2);
        refused("1.1.3: categories");
        passes(2);
        refused("1.1.4: row period");
        assertEquals(List.of("1.1.1: feature 'spindle_torque' has no tag; mend", "1.1.2: unit; mend"), texts());
        passes(5);
        assertEquals(2, messages.size());
        passes(1);
        assertEquals("1.1.4: row period; mend", texts().get(2));
        assertEquals(1, counters.suppressedStates.get());
        passes(60);
        assertEquals(3, messages.size());
    }

    private void refused(String what) {
        state.set(Condition.MODEL_UPDATE_REFUSED, new Diagnosis(what, "mend"), Diagnosis.NONE);
    }

    @Test
    void a3ATextThatComesAndGoesIsToldEveryTenSecondsAtMost() {
        for (int second = 0; second < 100; second++) {
            refused(second % 2 == 0 ? "a" : "b");
            passes(1);
        }
        assertTrue(messages.size() >= 3 && messages.size() <= 12, texts().toString());
    }

    @Test
    void a3ATextThatIsBackBeforeItsTimeIsNotToldAgain() {
        refused("a");
        refused("b");
        passes(2);
        refused("a");
        passes(2);
        refused("b");
        passes(20);
        assertEquals(List.of("a; mend", "b; mend"), texts());
    }

    @Test
    void a3TimesOfFailedRunsAreNoNews() {
        state.set(Condition.RUN_FAILED, "the run took 501 ms");
        passes(20);
        state.set(Condition.RUN_FAILED, "the run took 502 ms");
        passes(20);
        state.set(Condition.RUN_FAILED, "the runner is closed");
        passes(20);
        assertEquals(List.of("the run took 501 ms", "the runner is closed"), texts());
        assertEquals("the runner is closed", state.text());
    }

    @Test
    void a3AnotherNameOfAMissingModelIsTold() {
        state.set(Condition.MODEL_MISSING, "Model is 'a'");
        passes(2);
        state.set(Condition.MODEL_MISSING, "Model is 'b'");
        assertEquals(List.of("Model is 'a'", "Model is 'b'"), texts());
    }

    @Test
    void a14TheHeadOfManyAssetsCountsTheirDecisions() {
        counters.of("cell 1").decisions.set(100);
        counters.of("cell 2").decisions.set(24);
        state.set(Condition.RUNNING, "model fake 1.0.0");
        String headline = state.headline(counters.asMap());
        assertTrue(headline.contains(" - 124 decisions, "), headline);
    }

    /** For every kind of partner: connection, model, values; the publisher only where one is chosen. */
    @ParameterizedTest
    @EnumSource(names = {"TAG_SOURCE_MISSING", "MODEL_MISSING", "WAITING_FOR_VALUES", "RUNNING_UNPUBLISHED"})
    void a14APartnerThatIsAwayForAMinuteIsAWarning(Condition away) {
        state.awaitsPublisher(true);
        state.set(away, "it is away");
        assertEquals(State.Severity.INFO, state.now().severity());
        nanos.addAndGet(60 * SECOND);
        show();
        assertEquals(State.Severity.INFO, state.now().severity());
        nanos.addAndGet(SECOND);
        show();
        nanos.addAndGet(SECOND);
        show();
        assertEquals(State.Severity.WARNING, state.now().severity());
        assertEquals(
                List.of("INFO", "WARNING"),
                messages.stream().map(m -> m.severity().name()).toList());
        state.set(Condition.RUNNING, "model fake 1.0.0");
        assertEquals(State.Severity.INFO, state.now().severity());
    }

    @Test
    void a14WithoutAChosenPublisherNothingIsMissing() {
        state.set(Condition.RUNNING_UNPUBLISHED, "none is chosen");
        nanos.addAndGet(100 * SECOND);
        show();
        assertEquals(State.Severity.INFO, state.now().severity());
    }

    @Test
    void a15TheHeadTellsTheRemedyWholeAndTheCountersLast() {
        String remedy = "Do this and that; " + "do this and that; ".repeat(19);
        state.set(Condition.MAPPING_ERROR, new Diagnosis("feature x has no tag ".repeat(100), remedy), Diagnosis.NONE);
        String headline = state.headline(counters.asMap());
        assertTrue(headline.startsWith("MAPPING_ERROR since ") && headline.contains(remedy), headline);
        assertTrue(headline.length() < 600, headline);
        counters.runErrors.set(2);
        state.set(Condition.RUN_FAILED, new Diagnosis("takes too long", "look at the load"), Diagnosis.NONE);
        String shorter = state.headline(counters.asMap());
        assertTrue(shorter.contains("takes too long; look at the load - 0 decisions, "), shorter);
        assertTrue(shorter.contains("samples dropped, 2 failed runs (at "), shorter);
    }

    @Test
    void theHeadlineIsOneLineForAPerson() {
        state.set(Condition.RUNNING, "model fake 1.0.0");
        nanos.addAndGet(3 * SECOND);
        counters.decisions.set(1204);
        counters.unpublished.set(2);
        counters.droppedSamples.set(3);
        Map<String, Long> all = counters.asMap();
        all.put("outbox.dropped", 5L);
        String headline = state.headline(all);
        assertTrue(
                headline.matches("RUNNING since " + clock(5) + " - model fake 1.0.0"
                        + " - 1,204 decisions, 7 not published, 3 samples dropped \\(at " + clock(8)
                        + "; for a newer state reload the page\\)"),
                headline);
    }

    /** The day and the time of day where the machine stands, whose offset need not be whole minutes, and any zone. */
    private static String clock(long second) {
        return "[-0-9]{10} "
                + DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)
                        .format(Instant.ofEpochSecond(second).atZone(ZoneId.systemDefault()))
                + " \\S+";
    }

    /** An update that began before the end must not say afterwards that it runs. */
    @Test
    void nothingFollowsTheEnd() {
        state.set(Condition.STOPPED, "stopped");
        nanos.addAndGet(SECOND);
        state.set(Condition.RUNNING, "model fake 1.0.0");
        assertEquals(Condition.STOPPED, state.condition());
        assertEquals("stopped", state.text());
        assertEquals(List.of("STOPPED"), sent());
    }
}
