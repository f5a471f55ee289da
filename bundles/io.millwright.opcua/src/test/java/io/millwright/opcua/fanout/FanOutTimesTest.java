package io.millwright.opcua.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder;
import io.millwright.opcua.Recorder.Call;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times and progress, whatever the clock of the server and the way of a value do. */
class FanOutTimesTest extends FanOutHarness {
    private static long progress(Recorder recorder) {
        return recorder.calls().stream()
                .filter(call -> call.method().equals("progress"))
                .mapToLong(Call::timeMicros)
                .reduce(0, (before, now) -> now);
    }

    @Test
    void numbersDoNotWaitForValuesThatComeApart() {
        table("number", "picture");
        fanOut.acquiring(true);
        fanOut.apart(new boolean[] {false, true});
        Recorder number = new Recorder();
        Recorder picture = new Recorder();
        Recorder both = new Recorder();
        fanOut.subscribe(Interest.in(List.of("number")), number);
        fanOut.subscribe(Interest.in(List.of("picture")), picture);
        fanOut.subscribe(Interest.in(List.of("number", "picture")), both);
        fanOut.begin(T);
        fanOut.sample(0, 1.0, 0, T);
        fanOut.end(T, 0);
        assertEquals(List.of(T, 0L, 0L), List.of(progress(number), progress(picture), progress(both)));
        fanOut.begin();
        fanOut.serverTime(T + 50, true);
        fanOut.end(T, T + 50);
        assertEquals(List.of(T, T, T), List.of(progress(number), progress(picture), progress(both)));
        fanOut.begin(T + 100);
        fanOut.end(T + 100, T + 50);
        assertEquals(List.of(T + 100, T + 50, T + 50), List.of(progress(number), progress(picture), progress(both)));
        Recorder late = new Recorder();
        fanOut.subscribe(Interest.in(List.of("picture")), late);
        assertEquals(T + 50, progress(late));
        fanOut.lost();
        assertEquals(List.of(T + 100, T + 100, T + 100), List.of(progress(number), progress(picture), progress(both)));
    }

    @Test
    void longValuesThatWereLongOnTheWayAreNoClockThatWasSetBack() {
        table("number", "picture");
        fanOut.acquiring(true);
        fanOut.apart(new boolean[] {false, true});
        Recorder number = new Recorder();
        fanOut.subscribe(Interest.in(List.of("number")), number);
        fanOut.begin(T);
        fanOut.end(T, T);
        fanOut.begin(T + 5_000_000);
        fanOut.end(T + 5_000_000, T);
        fanOut.begin();
        fanOut.serverTime(T + 1_000_000, true);
        fanOut.end(T + 5_000_000, T + 1_000_000);
        assertEquals(T + 5_000_000, progress(number));
        fanOut.begin();
        fanOut.serverTime(T - 3_000_000, true);
        fanOut.end(T - 3_000_000, T - 3_000_000);
        assertEquals(T - 3_000_000, progress(number));
    }

    @Test
    void aServerClockThatWasSetBackDoesNotFreezeTheTimes() {
        table("a");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        fanOut.lost();
        fanOut.acquiring(true);
        deliver(0, 2.0, T - 500_000);
        assertEquals(T - 500_000, lastSample(recorder, 0).timeMicros());
    }

    @Test
    void progressNeverDecreases() {
        table("a");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        deliver(0, 2.0, T - 10);
        assertEquals(T, recorder.calls().get(recorder.size() - 1).timeMicros());
    }

    /** What a listener knew before may not be newer than what the server sends, or it would stand in the way of it. */
    @Test
    void aValueWrittenLongBeforeTheConnectionReplacesTheInitialStatus() {
        table("a");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        fanOut.acquiring(true);
        fanOut.begin(T);
        fanOut.sample(0, 7.0, 0, T - 50_000_000);
        fanOut.end(T);
        assertEquals(7.0, lastSample(recorder, 0).value());
        assertTrue(
                lastSample(recorder, 0).timeMicros() > recorder.calls().get(0).timeMicros());
        assertEquals(T - 50_000_000, lastSample(recorder, 0).timeMicros());
    }

    @Test
    void aValueOlderThanTheRefusalOfItsItemIsLaterThanIt() {
        table("a", "b");
        fanOut.acquiring(true);
        deliver(1, 1.0, T);
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a", "b")), recorder);
        fanOut.begin();
        fanOut.refuse(0, StatusCodes.BAD_NODE_ID_UNKNOWN);
        fanOut.endWithoutProgress();
        Call refused = lastSample(recorder, 0);
        assertEquals(StatusCodes.BAD_NODE_ID_UNKNOWN, refused.status());
        fanOut.begin(T + 100);
        fanOut.sample(0, 7.0, 0, T - 50_000_000);
        fanOut.end(T + 100);
        assertEquals(7.0, lastSample(recorder, 0).value());
        assertTrue(lastSample(recorder, 0).timeMicros() > refused.timeMicros());
    }

    @Test
    void aTagThatWaitsForItsFirstValueAmongOthersGetsItWhateverItsTime() {
        table("a", "b");
        fanOut.acquiring(true);
        deliver(1, 1.0, T);
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        Call waiting = lastSample(recorder, 0);
        assertEquals(StatusCodes.BAD_WAITING_FOR_INITIAL_DATA, waiting.status());
        fanOut.begin(T + 100);
        fanOut.sample(0, 7.0, 0, T - 50_000_000);
        fanOut.end(T + 100);
        assertTrue(lastSample(recorder, 0).timeMicros() > waiting.timeMicros());
    }

    @Test
    void progressFollowsAServerWhoseClockIsSetBack() {
        table("a", "b");
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a", "b")), recorder);
        long step = 600_000_000L;
        deliver(0, 2.0, T - step);
        deliver(0, 3.0, T - step + 100);
        List<Call> calls = recorder.calls();
        assertEquals(T - step + 100, calls.get(calls.size() - 1).timeMicros());
        assertEquals(T - step + 100, lastSample(recorder, 0).timeMicros());
        deliver(1, 4.0, T - step + 200);
        assertEquals(T - step + 200, lastSample(recorder, 1).timeMicros());
    }

    @Test
    void aSmallStepBackOfTheServersClockOnlyHoldsProgress() {
        table("a");
        fanOut.acquiring(true);
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        deliver(0, 1.0, T);
        deliver(0, 2.0, T - 1_000_000);
        List<Call> calls = recorder.calls();
        assertEquals("progress", calls.get(calls.size() - 1).method());
        assertEquals(T, calls.get(calls.size() - 1).timeMicros());
        assertEquals(T - 1_000_000, lastSample(recorder, 0).timeMicros());
    }
}
