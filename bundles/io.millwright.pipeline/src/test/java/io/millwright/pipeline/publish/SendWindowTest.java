package io.millwright.pipeline.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The outbox with connections of several kinds, simulated: what reaches the broker when. */
class SendWindowTest {
    private static final int SECONDS = 600;
    private static final long SETTLED_MILLIS = 60_000;

    private final PolicyHarness outbox = new PolicyHarness();

    /** The last two columns: greatest allowed median and 95th percentile of the delay to the broker, in ms. */
    @ParameterizedTest
    @CsvSource({
        // interval, round trip, every so-manieth confirmation lost, pipelines, p50, p95
        "1000,  20,  0,  2,  2300,  3300",
        "1000, 300,  0,  2,  2300,  3300",
        "1000,  20, 14,  2,  3000,  5500",
        "1000,  20,  0, 10,  7000, 12000",
        " 200,  20,  0,  2,  1000,  1500",
        "   0,   5,  0,  2,  1000,  1500",
    })
    void routineDecisionsWaitWhereTheyMerge(
            long interval, long roundTrip, int lost, int pipelines, long median, long tail) {
        LimitedConnection connection = run(interval, roundTrip, lost, pipelines);
        long[] delays = delays(connection, pipelines);
        assertEquals(2L * SECONDS * pipelines, delays.length, "every decision arrived");
        String found = "p50 " + percentile(delays, 50) + " ms, p95 " + percentile(delays, 95) + " ms";
        assertTrue(percentile(delays, 50) <= median && percentile(delays, 95) <= tail, found);
    }

    /** A window of four lets through 4 / round trip; the column says what is offered. */
    @ParameterizedTest
    @CsvSource({
        // round trip, offered messages/s
        "   5, 33",
        "  50, 33",
        " 300, 33",
        "1500, 33",
    })
    void aLongWayCostsNoMessages(long roundTrip, int offered) {
        LimitedConnection connection = run(0, roundTrip, 0, 50);
        long messages = connection.sent.stream()
                .filter(sent -> sent.millis() >= SETTLED_MILLIS && sent.millis() < SECONDS * 1_000L)
                .count();
        double perSecond = 1_000.0 * messages / (SECONDS * 1_000L - SETTLED_MILLIS);
        double possible = Math.min(offered, 1_000.0 * OutboxLimits.IN_FLIGHT_MESSAGES / roundTrip);
        assertTrue(perSecond >= 0.97 * possible, perSecond + " of " + possible + " messages/s");
    }

    @Test
    void changesOfLabelUseAllFourWhereRoutineDecisionsUseOne() {
        LimitedConnection connection = LimitedConnection.asShipped(outbox);
        outbox.publisher = connection;
        offerRoutine(2, 100);
        outbox.runToMillis(80_000);
        connection.deepestStore = 0;
        outbox.runToMillis(90_500);
        assertEquals(1, connection.deepestStore, "messages that wait in Kura");
        outbox.offer(Decisions.change("x", 1), Decisions.change("y", 1), Decisions.change("z", 1));
        outbox.runToMillis(90_500);
        assertEquals(OutboxLimits.IN_FLIGHT_MESSAGES, connection.deepestStore, "the changes went at once");
    }

    @Test
    void aLostConfirmationClosesTheWindowForSecondsOnly() {
        LimitedConnection connection = new LimitedConnection(outbox, 1_000, 20, 14);
        outbox.publisher = connection;
        offerRoutine(2, SECONDS);
        outbox.runToMillis(SECONDS * 1_000L);
        for (int i = 1; i < connection.sent.size(); i++) {
            long gap =
                    connection.sent.get(i).millis() - connection.sent.get(i - 1).millis();
            assertTrue(gap <= 4_000, "nothing sent for " + gap + " ms");
        }
        assertEquals(OutboxState.Code.OK, outbox.state());
    }

    private LimitedConnection run(long interval, long roundTrip, int lost, int pipelines) {
        LimitedConnection connection = new LimitedConnection(outbox, interval, roundTrip, lost);
        outbox.publisher = connection;
        offerRoutine(pipelines, SECONDS);
        outbox.runToMillis(SECONDS * 1_000L + 60_000);
        return connection;
    }

    /** Two decisions per second of each pipeline, not in step. */
    private void offerRoutine(int pipelines, int seconds) {
        for (int i = 0; i < 2 * seconds; i++) {
            int sequence = i + 1;
            for (int p = 0; p < pipelines; p++) {
                String pipeline = "p" + p;
                outbox.atMillis(
                        offeredMillis(p, pipelines, sequence),
                        () -> outbox.offer(Decisions.routine(pipeline, sequence)));
            }
        }
    }

    private static long offeredMillis(int pipeline, int pipelines, long sequence) {
        return (sequence - 1) * 500 + 500L * pipeline / pipelines;
    }

    private static long[] delays(LimitedConnection connection, int pipelines) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int p = 0; p < pipelines; p++) {
            numbers.put("p" + p, p);
        }
        return connection.sent.stream()
                .flatMapToLong(sent -> sent.batch().decisions().stream()
                        .mapToLong(decision -> sent.millis()
                                - offeredMillis(numbers.get(decision.pipeline()), pipelines, decision.sequence())))
                .toArray();
    }

    private static long percentile(long[] values, int percent) {
        long[] sorted = LongStream.of(values).sorted().toArray();
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }
}
