package io.millwright.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        state.show(Map.of("outbox.published", 7L), shown::add);
    }

    @Test
    void aTransitionIsOneMessageWithTextSeverityAndTime() {
        state.asset("press 4");
        state.set(Condition.INPUT_BAD, "tag 'a': Bad");
        state.set(Condition.INPUT_BAD, "tag 'a': Bad");
        assertEquals(
                List.of(new StateMessage(
                        "p1", "press 4", "INPUT_BAD", "tag 'a': Bad", StateMessage.Severity.WARNING, 5_000_000)),
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

    @Test
    void propertiesShowStateAndCountersOncePerSecondAndOnlyIfChanged() {
        show();
        counters.decisions.set(3);
        show();
        assertEquals(1, shown.size());
        nanos.addAndGet(SECOND);
        show();
        nanos.addAndGet(SECOND);
        show();
        assertEquals(2, shown.size());
        Hashtable<String, Object> table = shown.get(1);
        assertEquals("p1", table.get("kura.service.pid"));
        assertEquals("STARTING", table.get("millwright.state"));
        assertEquals(3L, table.get("millwright.counter.decisions"));
        assertEquals(7L, table.get("millwright.counter.outbox.published"));
        assertEquals(true, ((String) table.get("millwright.counters")).contains("decisions=3, "));
    }

    @Test
    void theHeadlineIsOneLineForAPerson() {
        state.set(Condition.RUNNING, "model fake 1.0.0");
        nanos.addAndGet(3 * SECOND);
        counters.decisions.set(1204);
        counters.unpublished.set(2);
        counters.droppedSamples.set(3);
        String headline = state.headline(Map.of("outbox.dropped", 5L));
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
