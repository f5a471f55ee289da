package io.millwright.opcua.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.OpcUaConnection;
import io.millwright.supervision.State.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One line per transition; an outage is worth one warning. */
class StatePublisherTest {
    private final List<String> lines = new ArrayList<>();
    private final Logger log = Logger.getLogger(OpcUaConnection.class.getName());
    private final AtomicInteger changes = new AtomicInteger();
    private final StatePublisher state = new StatePublisher("plc-log", changes::incrementAndGet);
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().startsWith("plc-log: ")) {
                lines.add(line.getLevel() + " " + line.getMessage().substring(9));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        log.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        log.removeHandler(handler);
    }

    @Test
    void anOutageIsOneWarningAndRetriesAreNone() {
        state.report(StateCode.CONNECTED, "2 of 2");
        state.report(StateCode.CONNECTION_LOST, "lost");
        state.report(StateCode.SERVER_UNREACHABLE, "does not answer (a)");
        state.report(StateCode.SERVER_UNREACHABLE, "does not answer (b)");
        state.report(StateCode.SERVER_UNREACHABLE, "does not answer (b)");
        state.report(StateCode.CONNECTED, "2 of 2");
        assertEquals(
                List.of(
                        "INFO CONNECTED: 2 of 2",
                        "WARNING CONNECTION_LOST: lost",
                        "INFO SERVER_UNREACHABLE: does not answer (a)",
                        "INFO CONNECTED: 2 of 2"),
                lines);
        assertEquals(5, changes.get());
    }

    @Test
    void aServerThatNeverAnsweredIsOneWarning() {
        state.report(StateCode.CONNECTING, "to plc");
        state.report(StateCode.SERVER_UNREACHABLE, "does not answer (a)");
        state.report(StateCode.SERVER_UNREACHABLE, "does not answer (b)");
        assertEquals(List.of("INFO CONNECTING: to plc", "WARNING SERVER_UNREACHABLE: does not answer (a)"), lines);
    }

    @Test
    void aFormThatNobodyFilledInIsNoWarningAndAWrongKeystoreThenIs() {
        state.report(StateCode.WAITING_FOR_KEYSTORE, "'(kura.service.pid=changeme)' matches no keystore");
        state.report(StateCode.WAITING_FOR_KEYSTORE, "'(kura.service.pid=Nowhere)' matches no keystore");
        assertEquals(
                List.of(
                        "INFO WAITING_FOR_KEYSTORE: '(kura.service.pid=changeme)' matches no keystore",
                        "WARNING WAITING_FOR_KEYSTORE: '(kura.service.pid=Nowhere)' matches no keystore"),
                lines);
    }

    @Test
    void a14WhatIsAwayForAMinuteIsAWarningOnceThroughAllItsStates() {
        AtomicLong seconds = new AtomicLong();
        StatePublisher timed =
                new StatePublisher("plc-log", changes::incrementAndGet, () -> seconds.get() * 1_000_000_000);
        timed.report(StateCode.CONNECTED, "2 of 2");
        timed.report(StateCode.CONNECTION_LOST, "lost");
        seconds.set(30);
        timed.report(StateCode.SERVER_UNREACHABLE, "does not answer || look at it");
        timed.look();
        assertEquals(Severity.INFO, timed.now().severity());
        seconds.set(61);
        timed.look();
        timed.look();
        assertEquals(Severity.WARNING, timed.now().severity());
        timed.report(StateCode.SERVER_UNREACHABLE, "does not answer (again) || look at it");
        assertEquals(Severity.WARNING, timed.now().severity());
        assertEquals(
                1,
                lines.stream()
                        .filter(
                                "WARNING no values for 61 s, still SERVER_UNREACHABLE: does not answer; look at it"
                                        ::equals)
                        .count());
        timed.report(StateCode.CONNECTED, "2 of 2");
        timed.report(StateCode.CONNECTION_LOST, "lost");
        assertEquals(Severity.INFO, timed.now().severity());
    }

    @Test
    void a15TheHeadNeverCutsTheRemedyAndTheCountersAreLast() {
        String remedy = "Do this. ".repeat(20).strip();
        state.report(StateCode.CONNECTED_WITH_ERRORS, "line 7: bad; ".repeat(1_000) + Remedy.MARK + remedy);
        String line = state.headline(new Counters(), state.now().sinceMicros());
        assertTrue(line.contains(remedy), line);
        assertTrue(line.length() <= 600, () -> "longer than the form shows: " + line.length());
        state.report(StateCode.SERVER_UNREACHABLE, "gone || look");
        String all = state.headline(new Counters(), state.now().sinceMicros());
        assertTrue(all.contains("gone; look") && all.indexOf("look") < all.indexOf("0 reconnects"), all);
    }

    @Test
    void theHeadlineTellsStateTimesTextAndCountersHoweverLongTheTextIs() {
        state.report(StateCode.CONNECTED_WITH_ERRORS, "x".repeat(10_000));
        long since = state.now().sinceMicros();
        String line = state.headline(new Counters(), since + 3_600_000_000L);
        assertTrue(line.startsWith("CONNECTED_WITH_ERRORS since 20"), line);
        assertTrue(line.contains("0 reconnects, 0 notifications lost"), line);
        assertTrue(line.endsWith("; for a newer state reload the page)"), line);
        assertTrue(line.length() < 600, () -> "longer than the form shows: " + line.length());
    }

    @Test
    void anotherTextOfTheSameStateKeepsItsBeginning() {
        state.report(StateCode.CONNECTED, "1 of 1");
        long since = state.now().sinceMicros();
        state.report(StateCode.CONNECTED, "2 of 2");
        assertEquals(since, state.now().sinceMicros());
        assertEquals("2 of 2", state.now().text());
    }
}
