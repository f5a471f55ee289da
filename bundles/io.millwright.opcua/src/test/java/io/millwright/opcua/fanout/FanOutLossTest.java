package io.millwright.opcua.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.Recorder;
import io.millwright.opcua.Recorder.Call;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A connection that is lost, and what is in force when it is back. */
class FanOutLossTest extends FanOutHarness {
    @Test
    void beforeAConnectionEveryTagIsBadNoCommunication() {
        table("a");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        assertEquals(StatusCodes.BAD_NO_COMMUNICATION, recorder.calls().get(0).status());
        assertEquals(1, recorder.size());
    }

    @Test
    void aLostConnectionMakesEveryTagBadAtTheLastProgressAndTheFirstGoodOneIsLater() {
        table("a", "b");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a", "b")), recorder);
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        deliver(1, 2.0, T + 100);
        fanOut.lost();
        for (int tag = 0; tag < 2; tag++) {
            Call bad = lastSample(recorder, tag);
            assertEquals(StatusCodes.BAD_NO_COMMUNICATION, bad.status());
            assertTrue(Double.isNaN(bad.value()));
            assertEquals(T + 100, bad.timeMicros());
        }
        fanOut.acquiring(true);
        fanOut.begin(T + 5_000);
        fanOut.sample(0, 1.0, 0, T);
        fanOut.end(T + 5_000);
        assertEquals(T + 101, lastSample(recorder, 0).timeMicros());
        assertEquals(1.0, lastSample(recorder, 0).value());
    }

    @Test
    void aConnectionLostBeforeItsFirstValueVouchesForNoTime() {
        table("a");
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        fanOut.acquiring(true);
        fanOut.lost();
        assertTrue(recorder.calls().stream().noneMatch(call -> call.method().equals("progress")));
        fanOut.acquiring(true);
        deliver(0, 7.0, T);
        assertEquals(T, lastSample(recorder, 0).timeMicros());
    }

    /** What changed while the connection was lost comes with its own times; what did not is in force again afterwards. */
    @Test
    void aConnectionThatGoesOnBringsTheChangesOfMeanwhileAndThenTheRest() {
        table("changed", "still");
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        deliver(1, 5.0, T + 10);
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("changed", "still")), recorder);
        fanOut.lost();
        int from = recorder.size();

        fanOut.begin();
        fanOut.resuming();
        fanOut.endWithoutProgress();
        fanOut.begin(T + 1000);
        fanOut.sample(0, 2.0, 0, T + 300);
        fanOut.sample(0, 3.0, 0, T + 600);
        fanOut.endWithoutProgress();
        fanOut.begin(T + 1000);
        fanOut.sample(0, 4.0, 0, T + 900);
        fanOut.end(T + 1000);

        List<String> calls = recorder.calls().subList(from, recorder.size()).stream()
                .map(call -> call.method() + " " + call.tag() + " " + call.value() + " " + (call.timeMicros() - T))
                .toList();
        assertEquals(
                List.of(
                        "sample 0 2.0 300",
                        "sample 0 3.0 600",
                        "sample 0 4.0 900",
                        "sample 1 5.0 1000",
                        "progress -1 NaN 1000"),
                calls);
    }

    /** A second loss before the changes of meanwhile are all there. */
    @Test
    void whatDidNotChangeIsInForceAgainAfterTwoLossesInARow() {
        table("a");
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        for (int loss = 1; loss <= 2; loss++) {
            fanOut.lost();
            fanOut.begin();
            fanOut.resuming();
            fanOut.endWithoutProgress();
        }
        Recorder recorder = new Recorder();
        fanOut.subscribe(Interest.in(List.of("a")), recorder);
        fanOut.begin(T + 1000);
        fanOut.end(T + 1000);
        assertEquals(1.0, lastSample(recorder, 0).value());
        assertEquals(T + 1000, lastSample(recorder, 0).timeMicros());
    }

    /** What was known before a loss says nothing once everything was acquired anew. */
    @Test
    void anAcquisitionAfterALossForgetsWhatWasKept() {
        table("a");
        fanOut.acquiring(true);
        deliver(0, 1.0, T);
        fanOut.lost();
        fanOut.acquiring(true);
        fanOut.begin(T + 1000);
        fanOut.end(T + 1000);
        assertEquals(StatusCodes.BAD_WAITING_FOR_INITIAL_DATA, fanOut.statuses()[0]);
    }
}
