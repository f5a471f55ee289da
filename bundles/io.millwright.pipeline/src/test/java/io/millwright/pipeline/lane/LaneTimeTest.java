package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.pipeline.FakeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The lane's clock is the source's progress: rows, lateness, gaps, clocks that go back, replay. */
class LaneTimeTest {
    private static PipelineHarness harness(Object... settings) throws Exception {
        return new PipelineHarness(FakeModel.sum("a", "b"), settings);
    }

    @Test
    void samplesBecomeDecisions() throws Exception {
        harness()
                .play(
                        """
                        1.0 a=1 b=2
                        2.0 a=5
                        3.0 b=9
                        """)
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 ok ok 7.0 GOOD
                        3.0 alarm alarm 14.0 GOOD
                        """);
    }

    @Test
    void aSteadyMachineStillDecidesAsProgressAdvances() throws Exception {
        PipelineHarness h = harness("hold.limitMs", 1000L);
        h.play("1.0 a=1 b=2");
        for (int second = 2; second <= 60; second++) {
            h.play(second + ".0");
        }
        assertEquals(60, h.decisions.size());
        h.decisions.forEach(d -> assertEquals("GOOD ", d.quality() + " " + d.reason()));
    }

    @Test
    void aTagsValueInARowIsItsNewestSampleAtOrBeforeIt() throws Exception {
        harness()
                .play("1.0 a=1 b=1")
                .play("2.5 a=2@1.2 a=3@1.9 a=4@2.0 a=5@2.1")
                .play("3.0 b=2@2.9")
                .expect(
                        """
                        1.0 ok ok 2.0 GOOD
                        2.0 ok ok 5.0 GOOD
                        3.0 ok ok 7.0 GOOD
                        """);
    }

    @Test
    void aRowClosesWhenEveryTagWasSampledAtOrAfterItWithoutWaitingForLateness() throws Exception {
        PipelineHarness h = harness("window.latenessMs", 700L);
        h.play("1.0 a=1 b=2").expect("1.0 ok ok 3.0 GOOD");
        h.play("2.0 a=3").expect("");
        h.play("2.1 b=4@2.05").expect("2.0 ok ok 5.0 GOOD");
    }

    @Test
    void aRowWithoutANewSampleClosesWhenProgressHasPassedItByTheLateness() throws Exception {
        PipelineHarness h = harness("window.latenessMs", 700L);
        h.play("1.0 a=1 b=2").expect("1.0 ok ok 3.0 GOOD");
        h.play("2.0 a=3").play("2.6").expect("");
        h.play("2.7 b=5@1.9").expect("2.0 ok ok 8.0 GOOD");
    }

    @Test
    void aSampleForAClosedRowIsCountedLateAndTheRowStaysAsItIs() throws Exception {
        PipelineHarness h = harness();
        h.play(
                        """
                        1.0 a=1 b=2
                        2.0 a=3
                        2.5 b=7@1.8
                        3.0
                        """)
                .expect(
                        """
                        1.0 ok ok 3.0 GOOD
                        2.0 ok ok 5.0 GOOD
                        3.0 alarm alarm 10.0 GOOD
                        """);
        assertEquals(1, h.counters.late.get());
        // Older than what the tag has: of no use for any row.
        h.play("4.0 b=100@1.2").expect("4.0 alarm alarm 10.0 GOOD");
        assertEquals(2, h.counters.late.get());
    }

    @Test
    void withoutAFirstValueOfEveryTagNothingIsDecidedUntilTheHoldLimit() throws Exception {
        PipelineHarness h = harness("hold.limitMs", 2000L);
        h.play("1.0 a=1").play("2.0").expect("");
        assertEquals(1, h.lane.tagWithoutValue(0));
        h.play("3.0")
                .expect("3.0 unknown - - BAD tag 'b': Bad_WaitingForInitialData")
                .play("4.0 b=1")
                .expect("4.0 ok ok 2.0 GOOD");
    }

    @Test
    void valuesKnownForHoursAreTheStartNotAGap() throws Exception {
        PipelineHarness h = harness();
        h.play("7200.4 a=1@10 b=2@3600").play("7201.0").expect("7201.0 ok ok 3.0 GOOD");
        assertEquals(0, h.counters.gaps.get());
    }

    @Test
    void aGapIsNotFilledRowByRowAndCounted() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.rows(2, "a", "b"), "hold.limitMs", 5000L);
        h.play(
                        """
                        1.0 a=1 b=1
                        2.0
                        60.0 a=2
                        61.0
                        """)
                .expect(
                        """
                        2.0 ok ok 4.0 GOOD
                        61.0 ok ok 6.0 GOOD
                        """);
        assertEquals(1, h.counters.gaps.get());
        assertEquals(57 + 1, h.counters.lostWindows.get(), "rows 3 to 59, and row 60 while the window fills");
    }

    @Test
    void aStepWithinTheHoldLimitIsFilledRowByRow() throws Exception {
        harness("hold.limitMs", 5000L)
                .play("1.0 a=1 b=1")
                .play("4.0")
                .expect(
                        """
                        1.0 ok ok 2.0 GOOD
                        2.0 ok ok 2.0 GOOD
                        3.0 ok ok 2.0 GOOD
                        4.0 ok ok 2.0 GOOD
                        """);
    }

    @Test
    void whenProgressStopsNothingIsDecided() throws Exception {
        PipelineHarness h = harness();
        h.play("1.0 a=1 b=1").expect("1.0 ok ok 2.0 GOOD");
        h.play("- a=50@2.0 a=50@3.0").expect("");
    }

    /** A server that restarts with an older clock: its samples look late, and no value from before may pass as current. */
    @Test
    void aClockThatGoesBackStartsAnewWithWhatWasDeliveredLast() throws Exception {
        PipelineHarness h = harness();
        h.play("100.0 a=1 b=1").expect("100.0 ok ok 2.0 GOOD");
        h.play("- a=@100!nocomm b=@100!nocomm");
        h.play("50.0 a=20 b=30").expect("50.0 alarm alarm 50.0 GOOD");
        assertEquals(1, h.counters.clockRestarts.get());
        h.play("51.0 a=21").expect("51.0 alarm alarm 51.0 GOOD");
    }

    @Test
    void afterAClockWentBackATagThatIsNotDeliveredAnewIsBad() throws Exception {
        PipelineHarness h = harness();
        h.play("100.0 a=1 b=1").play("- a=@100!nocomm b=@100!nocomm").play("50.0 a=20");
        h.expect(
                """
                100.0 ok ok 2.0 GOOD
                50.0 unknown - - BAD tag 'b': Bad_NoCommunication
                """);
    }

    @Test
    void aPlcClockAheadOfItsServerIsServedWhenProgressArrives() throws Exception {
        PipelineHarness h = harness("window.latenessMs", 0L);
        h.play("1.0 a=1@1 b=1@1").play("2.0 a=5@22").play("3.0");
        h.expect(
                """
                1.0 ok ok 2.0 GOOD
                2.0 ok ok 2.0 GOOD
                3.0 ok ok 2.0 GOOD
                """);
        for (int second = 4; second < 22; second++) {
            h.play(second + ".0");
        }
        h.decisions.clear();
        h.play("22.0").expect("22.0 ok ok 6.0 GOOD");
        assertEquals(0, h.counters.early.get());
    }

    private static final String AHEAD = "UNCERTAIN tag 'a': a newer value lies too far ahead of the connection's clock";

    @Test
    void afterASampleFarBeyondTheGridTheTagIsUncertainUntilItsNextSample() throws Exception {
        PipelineHarness h = harness();
        h.play("1.0 a=1 b=1")
                .play("2.0 a=9@5000")
                .play("3.0 b=2")
                .play("4.0 a=3")
                .play("5.0");
        h.expect("1.0 ok ok 2.0 GOOD\n2.0 ok ok 2.0 " + AHEAD + "\n3.0 ok ok 3.0 " + AHEAD
                + "\n4.0 ok ok 5.0 GOOD\n5.0 ok ok 5.0 GOOD\n");
        assertEquals(1, h.counters.early.get());
    }

    /** Of the samples that the grid cannot hold yet the newest holds from its time on. */
    @Test
    void aSampleBeyondTheGridIsUsedWhenItsTimeComes() throws Exception {
        PipelineHarness h = harness("hold.limitMs", 600_000L);
        h.play("1.0 a=1 b=1").play("2.0 a=7@90").play("3.0 a=9@100");
        h.decisions.clear();
        h.play("99.0");
        assertEquals(96, h.decisions.size());
        h.decisions.forEach(d -> assertEquals(AHEAD + " 2.0", d.quality() + " " + d.reason() + " " + d.score()));
        h.decisions.clear();
        h.play("101.0")
                .expect(
                        """
                        100.0 alarm alarm 10.0 GOOD
                        101.0 alarm alarm 10.0 GOOD
                        """);
        assertEquals(2, h.counters.early.get());
    }

    @Test
    void aSampleBeyondTheGridOutlivesAGap() throws Exception {
        PipelineHarness h = harness();
        h.play("1.0 a=1 b=1").play("2.0 a=9@100");
        h.decisions.clear();
        h.play("99.0").expect("99.0 ok ok 2.0 " + AHEAD).play("200.0").expect("200.0 alarm alarm 10.0 GOOD");
    }

    /** A PLC whose clock is nearly a minute ahead, on the shortest period: all values are there when their time comes. */
    @Test
    void theShortestPeriodHoldsAMinuteOfSamples() throws Exception {
        PipelineHarness h = harness("window.periodMs", 10L, "hold.limitMs", 600_000L);
        h.play("1.0 a=1 b=1");
        for (int tenth = 0; tenth < 1200; tenth++) {
            h.play(String.format(Locale.ROOT, "%.1f a=%d@%.1f", 1.1 + tenth / 10.0, tenth, 60 + tenth / 10.0));
        }
        assertEquals(0, h.counters.early.get());
        assertEquals(0, h.counters.uncertain.get());
        assertEquals(h.decisions.get(h.decisions.size() - 1).windowEndMicros() / 100_000 - 600 + 1, (long)
                h.decisions.get(h.decisions.size() - 1).score());
    }

    @Test
    void aGapLosesTheWindowsOfItsStrideAndThoseOfTheRefill() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.rows(3, "a", "b"), "window.stride", 10);
        for (int second = 1; second <= 15; second++) {
            h.play(second + ".0 a=1 b=1");
        }
        h.play("29.5").play("34.0").play("38.0").play("40.0");
        assertEquals(1, h.counters.gaps.get());
        assertEquals(2, h.counters.lostWindows.get(), "the one at 20 in the gap, the one at 30 in the refill");
        assertEquals(2, h.decisions.size());
    }

    @Test
    void aClockThatGoesBackLosesTheWindowsOfTheRefill() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.rows(3, "a", "b"));
        h.play("1.0 a=1 b=1").play("2.0").play("3.0");
        assertEquals(0, h.counters.lostWindows.get(), "nothing was decided before");
        h.play("2.0").play("3.0");
        assertEquals(2, h.counters.lostWindows.get());
        h.play("4.0");
        assertEquals(2, h.decisions.size());
    }

    /** The same recording, served after every notification, in random batches, and all at once. */
    @Test
    void aRecordingReplaysToTheSameDecisionsInAnyChunking() throws Exception {
        List<String> recording = recording();
        String[] results = new String[4];
        for (int run = 0; run < results.length; run++) {
            PipelineHarness h = new PipelineHarness(
                    FakeModel.rows(3, "a", "b"),
                    "window.latenessMs",
                    300L,
                    "window.stride",
                    2,
                    "rule.k",
                    2,
                    "rule.n",
                    3);
            Random random = new Random(run);
            for (String notification : recording) {
                h.queue(notification);
                if (run == 0 || run < 3 && random.nextInt(7) == 0) {
                    h.serve();
                }
            }
            h.serve();
            results[run] = PipelineHarness.text(h.decisions);
        }
        assertEquals(200, results[0].lines().count(), 2.0);
        for (String result : results) {
            assertEquals(results[0], result);
        }
    }

    private static List<String> recording() {
        Random random = new Random(42);
        List<String> lines = new ArrayList<>();
        for (int tenth = 10; tenth < 4000; tenth++) {
            StringBuilder line = new StringBuilder().append(tenth / 10.0);
            for (String tag : List.of("a", "b")) {
                if (random.nextInt(4) == 0) {
                    line.append(' ')
                            .append(tag)
                            .append('=')
                            .append(random.nextInt(5))
                            .append('@');
                    line.append((tenth - random.nextInt(6)) / 10.0);
                    line.append(random.nextInt(50) == 0 ? "!bad" : "");
                }
            }
            lines.add(line.toString());
        }
        return lines;
    }

    @Test
    void windowsOfSeveralRowsEndOnTheStrideOfTheEpoch() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.rows(3, "a", "b"), "window.stride", 2);
        for (int second = 1; second <= 8; second++) {
            h.play(second + ".0 a=" + second + " b=0");
        }
        h.expect(
                """
                4.0 ok ok 9.0 GOOD
                6.0 alarm alarm 15.0 GOOD
                8.0 alarm alarm 21.0 GOOD
                """);
    }

    /**
     * A pipeline that starts before its connection is told so, at the gateway's time; the first value of a tag that has not
     * changed for long is older than that.
     */
    @Test
    void aFirstValueMayBeOlderThanTheWordThatThereIsNone() throws Exception {
        new PipelineHarness(FakeModel.sum("a", "b"))
                .play("- a=@10!nocomm b=@10!nocomm")
                .play("11.0 a=1@3 b=2@11")
                .play("12.0")
                .expect(
                        """
                        11.0 ok ok 3.0 GOOD
                        12.0 ok ok 3.0 GOOD
                        """);
    }

    /** A server whose clock stands before 1970 is served like any other. */
    @Test
    void aServerClockBefore1970IsServed() throws Exception {
        PipelineHarness h = harness();
        h.play("-5.0 a=1@-5.0 b=2@-5.0")
                .play("-4.0 a=5@-4.0")
                .play("-3.0")
                .play("0.0")
                .play("1.0");
        assertEquals(7, h.decisions.size());
        assertEquals(0, h.counters.bugs.get());
    }
}
