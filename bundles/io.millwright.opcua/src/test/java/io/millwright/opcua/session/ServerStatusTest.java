package io.millwright.opcua.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import java.time.Instant;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.junit.jupiter.api.Test;

/** B10: what a server says of itself is told. */
class ServerStatusTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final ServerStatus status = new ServerStatus();

    private List<Notice> after(Object state, Instant serverTime, long wayMillis) {
        long sent = NOW.toEpochMilli() * 1_000;
        status.takeOver(state, serverTime == null ? null : new DateTime(serverTime), sent, sent + wayMillis * 1_000);
        return status.notices();
    }

    @Test
    void aServerThatRunsAtTheSameTimeNeedsNoWord() {
        assertEquals(List.of(), after(0, NOW, 10));
        assertEquals(List.of(), after(null, null, 10));
    }

    @Test
    void aServerThatDoesNotRunIsNamed() {
        List<Notice> notices = after(3, NOW, 10);
        assertEquals(StateCode.SERVER_NOT_RUNNING, notices.get(0).code());
        assertTrue(notices.get(0).text().contains("Suspended"), notices.get(0).text());
        assertEquals(List.of(), after(0, NOW, 10));
    }

    @Test
    void aStateThatNobodyKnowsIsUnknown() {
        assertTrue(after(99, NOW, 10).get(0).text().contains("Unknown"));
    }

    @Test
    void aClockInThePastOrFutureIsNamed() {
        Notice past = after(0, Instant.parse("1970-01-01T00:01:00Z"), 10).get(0);
        assertEquals(StateCode.SERVER_CLOCK_DIFFERENCE, past.code());
        assertTrue(past.text().contains("days behind"), past.text());
        Notice ahead = after(0, NOW.plusSeconds(3_700), 10).get(0);
        assertTrue(ahead.text().contains("61 min ahead of"), ahead.text());
    }

    @Test
    void theWayOfTheAnswerIsNoDifference() {
        assertEquals(List.of(), after(0, NOW.plusSeconds(20), 25_000));
        assertEquals(List.of(), after(0, NOW.minusSeconds(9), 10));
        assertEquals(1, after(0, NOW.minusSeconds(11), 10).size());
    }
}
