package io.millwright.pipeline.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.eclipse.kura.wire.WireEnvelope;
import org.junit.jupiter.api.Test;

/** The times of values that come over wires, and the clock that they make. */
class WireTimesTest extends WireSourceHarness {
    @Test
    void theRecordsTimeStandsForValuesWithoutOneAndTheGatewaysForRecordsWithoutOne() {
        subscribe("a", "b");
        send("", "a=1 b=2 b_timestamp=999900L assetTimestamp=1000000L");
        heardIs("a:NUMBER", "a=1.0@1000000", "b:NUMBER", "b=2.0@999900", "| 1000000");
        send("", "a=2");
        heardIs("a=2.0@" + (WALL_MILLIS + 1_000), "| " + (WALL_MILLIS + 1_000));
    }

    @Test
    void aTimeThatCannotBeIsReplacedAndCounted() {
        subscribe("a");
        send("", "a=1 a_timestamp=0L", "a=2 a_timestamp=4102444800000L", "a=3 a_timestamp=-5L");
        assertEquals(2, counters.timesReplaced.get(), "0 is how Kura writes that there is none");
        assertTrue(heard.contains("a=2.0@" + (WALL_MILLIS + 1_000)), heard::toString);
        assertTrue(heard.stream().noneMatch(line -> line.endsWith("4102444800000")), heard::toString);
    }

    /** Records of several emitters are not in order; how late is too late is the lane's to judge. */
    @Test
    void lateValuesAreHandedOnAndTheClockNeverFalls() {
        subscribe("a");
        send("", "a=1 a_timestamp=5000L", "a=2 a_timestamp=4000L", "a=3 a_timestamp=5500L");
        heardIs("a:NUMBER", "a=1.0@5000", "| 5000", "a=2.0@4000", "| 5000", "a=3.0@5500", "| 5500");
    }

    @Test
    void aDeviceWhoseClockIsSetBackForGoodTakesTheClockWithIt() {
        subscribe("a");
        send("", "a=1 a_timestamp=500000L");
        pass(1);
        send("", "a=2 a_timestamp=101000L");
        heardIs("a:NUMBER", "a=1.0@500000", "| 500000", "a=2.0@101000", "| 500000");
        pass(11);
        send("", "a=3 a_timestamp=112000L");
        heardIs("a=3.0@112000", "| 112000");
    }

    /** A timer's record, an empty one, an empty envelope: nothing has changed until then. */
    @Test
    void whatHoldsNoValueMovesTheClockByTheTimeThatPassed() {
        subscribe("a");
        send("timer", "TIMER=999999L");
        heardIs();
        send("", "a=1 a_timestamp=5000L");
        pass(0.25);
        send("timer", "TIMER=999999L");
        pass(0.25);
        source.take(new WireEnvelope("x", List.of()));
        heardIs("a:NUMBER", "a=1.0@5000", "| 5000", "| 5250", "| 5500");
        assertEquals(3, counters.valueless.get());
    }

    /** A machine that stands: an asset reads the same again and again, with the time of the last change. */
    @Test
    void aValueThatIsReadAgainIsNoNewOneAndNotLateAndTimeGoesOn() {
        subscribe("a", "b");
        send("Mill1", "a=1 a_timestamp=5000L b=2 b_timestamp=3000L");
        heardIs("a:NUMBER", "a=1.0@5000", "b:NUMBER", "b=2.0@3000", "| 5000");
        for (int half = 1; half <= 60; half++) {
            pass(0.5);
            send("Mill1", "a=1 a_timestamp=5000L b=2 b_timestamp=3000L");
            heardIs("| " + (5000 + half * 500));
        }
        send("Mill1", "a=1 a_timestamp=5000L b=3 b_timestamp=34900L");
        heardIs("b=3.0@34900", "| 35000");
        assertEquals(0, counters.valueless.get());
        assertEquals(0, counters.stale.get());
    }

    /** The device's second is longer than the gateway's: what is reckoned must not run ahead of it more and more. */
    @Test
    void theTimeBetweenValuesIsReckonedFromTheLastOneAnew() {
        subscribe("a");
        send("", "a=0 a_timestamp=100000L");
        for (int i = 1; i <= 100; i++) {
            pass(0.99);
            send("timer", "TIMER=1L");
            pass(0.02);
            send("", "a=" + i + " a_timestamp=" + (100_000 + i * 1_000) + "L");
        }
        long last = Long.parseLong(heard.get(heard.size() - 1).substring(2));
        assertTrue(last - 200_000 < 20, "ran ahead to " + last);
    }

    /** A device whose clock is off fails without a time: not an hour ago, and not in an hour. */
    @Test
    void aFailureWithoutATimeHappensNowByTheDevicesClock() {
        subscribe("a");
        send("Mill1", "a=1 a_timestamp=5000L");
        pass(0.5);
        send("Mill1", "a_timestamp=0L a_error='unreachable'");
        heardIs("a:NUMBER", "a=1.0@5000", "| 5000", "a=Bad@5500", "| 5500");
    }

    @Test
    void aTagOfWhichNothingIsHeardAnyMoreIsBadAndHealsWithItsNextValue() {
        subscribe("a", "b");
        send("Mill1", "a=1 a_timestamp=5000L b=2 b_timestamp=5000L");
        for (int second = 6; second <= 15; second++) {
            send("Mill1", "a=1 a_timestamp=" + second + "000L");
        }
        assertTrue(heard.stream().noneMatch(line -> line.startsWith("b=Bad")), heard::toString);
        heard.clear();
        send("Mill1", "a=1 a_timestamp=16000L");
        heardIs("a=1.0@16000", "b=Bad_NoData@16000", "| 16000");
        assertEquals(1, counters.stale.get());
        send("Mill1", "b=4 b_timestamp=17000L");
        heardIs("b=4.0@17000", "| 17000");
    }

    /** Assets that emit changes only: what does not come has not changed. */
    @Test
    void withoutALimitATagIsNeverStale() {
        source.configure(settings(Map.of(), 0));
        subscribe("a", "b");
        send("Mill1", "a=1 a_timestamp=5000L b=2 b_timestamp=5000L");
        send("Mill1", "a=1 a_timestamp=9005000L");
        assertTrue(heard.stream().noneMatch(line -> line.contains("Bad")), heard::toString);
    }
}
