package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.Aggregate;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.tag.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One decision per part: how parts begin and end, whose values they get, and what happens when something is missing. */
class PartWindowTest {
    private static final Map<String, Object> BASE = Map.of("window.kind", "part", "hold.limitMs", 5000L);

    /** The score is the sum of current, as the model sees it. */
    private static FakeModel sums() {
        return FakeModel.of(FakeModel.input(
                "x", ElementType.FLOAT64, 1, List.of(FakeModel.computed("current", Aggregate.SUM, 0, 0))));
    }

    private static PipelineHarness harness(FakeModel model, Object... settings) throws Exception {
        Map<String, Object> all = new HashMap<>(BASE);
        for (int i = 0; i < settings.length; i += 2) {
            all.put((String) settings[i], settings[i + 1]);
        }
        return new PipelineHarness(
                model,
                all.entrySet().stream()
                        .flatMap(e -> List.of(e.getKey(), e.getValue()).stream())
                        .toArray());
    }

    /** Part, window, score, quality and reason of each decision. */
    private static String parts(PipelineHarness h) {
        String text = h.decisions.stream().map(PartWindowTest::text).collect(Collectors.joining("\n"));
        h.decisions.clear();
        return text;
    }

    private static String text(PipelineDecision d) {
        return String.format(
                        Locale.ROOT,
                        "%s %.1f-%.1f %s %s %s",
                        d.part().isEmpty() ? "-" : d.part(),
                        d.windowStartMicros() / 1e6,
                        d.windowEndMicros() / 1e6,
                        Double.isNaN(d.score()) ? "-" : String.format(Locale.ROOT, "%.0f", d.score()),
                        d.quality(),
                        d.reason())
                .strip();
    }

    @Test
    void aPartIsWhatLiesFromOpeningToClosing() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "on = true", "part.number", "no");
        h.play(
                """
                1.0 on=0 no=0 current=1
                2.0 current=100
                3.0 on=1 no=7 current=10@3.0
                4.0 current=20@3.5 current=30@4.0
                5.0 on=0@4.5 current=1000@4.5
                6.0
                """);
        assertEquals("7 3.0-4.5 60 GOOD", parts(h));
    }

    @Test
    void partsThatFollowEachOtherWithoutAPauseShareNoValue() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "no changes");
        h.play(
                """
                1.0 no=0 current=1@0.9
                2.0 no=1@2.0 current=10@2.0
                3.0 current=11@2.5 no=2@3.0 current=20@3.0
                4.0 current=21@3.9 no=3@4.0 current=30@4.0
                5.0
                """);
        assertEquals("1 2.0-3.0 21 GOOD\n2 3.0-4.0 41 GOOD", parts(h));
    }

    /** The trigger is written after the values by the clock on the wall, before them by source time. */
    @Test
    void aTriggerThatArrivesAfterTheValuesOfItsPart() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "no changes", "window.latenessMs", 1000L);
        h.play(
                """
                1.0 no=0 current=1@0.9
                2.5 current=10@2.0 current=11@2.4
                2.9 no=1@2.0
                3.5 current=20@3.1 current=21@3.4
                3.9 no=2@3.0
                5.0
                """);
        assertEquals("1 2.0-3.0 21 GOOD", parts(h));
    }

    @Test
    void theNumberIsReadAtOpeningOrAtClosing() throws Exception {
        String table =
                """
                1.0 on=0 no=1 current=1
                2.0 on=1
                2.5 no=5
                3.0 on=0
                4.0
                """;
        PipelineHarness opening = harness(sums(), "part.open", "on = true", "part.number", "no");
        opening.play(table);
        assertEquals("1 2.0-3.0 0 GOOD", parts(opening));
        PipelineHarness closing =
                harness(sums(), "part.open", "on = true", "part.number", "no", "part.numberAt", "closing");
        closing.play(table);
        assertEquals("5 2.0-3.0 0 GOOD", parts(closing));
    }

    @Test
    void aPartsNumberMayBeAText() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "no changes");
        h.play(
                """
                1.0 no='' current=1
                2.0 no='P-1'
                3.0 no='P-2'
                4.0 no='P-3'
                5.0
                """);
        assertEquals("P-1 2.0-3.0 0 GOOD\nP-2 3.0-4.0 0 GOOD", parts(h));
    }

    @Test
    void marginsBelongToThePartAndMayOverlapTheNext() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "no changes", "part.beforeMs", 500L, "part.afterMs", 500L);
        h.play(
                """
                1.0 no=0 current=1@0.1
                2.0 no=1@2.0 current=2@1.4 current=4@1.6
                3.0 no=2@3.0 current=8@2.9
                3.4 current=16@3.4
                3.6 current=32@3.6
                4.0 no=3@4.0
                5.0
                """);
        assertEquals("1 2.0-3.0 28 GOOD\n2 3.0-4.0 56 GOOD", parts(h));
    }

    @Test
    void aSeparateClosingConditionEndsThePart() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "station in 2..3", "part.close", "station = 5");
        h.play(
                """
                1.0 station=0 current=1
                2.0 station=2
                3.0 station=4 current=7
                4.0 station=5
                5.0 station=3
                6.0 station=5
                7.0
                """);
        assertEquals("- 2.0-4.0 7 GOOD\n- 5.0-6.0 0 GOOD", parts(h));
    }

    @Test
    void whatIsTooShortOrTooLongOrWithoutEndIsCountedAndNotDecided() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "on = true", "part.leastMs", 500L, "part.greatestMs", 3000L);
        h.play(
                """
                1.0 on=0 current=1
                2.0 on=1
                2.4 on=0
                3.0 on=1
                7.0
                8.0 on=0
                9.0 on=1
                10.0 on=0
                11.0
                """);
        assertEquals("- 9.0-10.0 0 GOOD", parts(h));
        assertEquals(1, h.counters.partsShort.get());
        assertEquals(1, h.counters.partsLong.get());
    }

    @Test
    void aPartOfWhichNothingComesAnyMoreIsGivenUpAfterItsTimeOut() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "on = true", "part.timeoutMs", 2000L);
        h.play(
                """
                1.0 on=0 current=1
                2.0 on=1
                3.0 current=2
                5.5
                6.0 on=0
                7.0
                """);
        assertEquals("", parts(h));
        assertEquals(1, h.counters.partsUnfinished.get());
    }

    @Test
    void aMachineThatStandsIsNotDecided() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "no changes", "window.onlyWhile", "running = true");
        h.play(
                """
                1.0 no=0 running=1 current=1
                2.0 no=1
                3.0 no=2 running=0@2.9
                4.0 no=3 running=1@3.9
                5.0 no=4
                6.0
                """);
        assertEquals("1 2.0-3.0 0 GOOD\n3 4.0-5.0 0 GOOD", parts(h));
        assertEquals(1, h.counters.idle.get());
    }

    @Test
    void aWindowByCountIsMadeOfSoManyOpenings() throws Exception {
        PipelineHarness h = harness(sums(), "window.kind", "count", "window.count", 3, "part.open", "strokes changes");
        h.play("1.0 strokes=0 current=1@0.5");
        for (int stroke = 1; stroke <= 7; stroke++) {
            h.play((stroke + 1) + ".0 strokes=" + stroke + " current=" + stroke + "@" + (stroke + 1) + ".5");
        }
        h.play("10.0");
        assertEquals("1 2.0-5.0 6 GOOD\n4 5.0-8.0 15 GOOD", parts(h));
    }

    @Test
    void aPartDuringWhichTheConnectionWasLostIsUncertainWithItsReason() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "no changes");
        h.play(
                """
                1.0 no=0 current=1
                2.0 no=1
                2.5 current=5
                - no=@2.5!nocomm current=@2.5!nocomm
                6.0 no=2@4.0 current=6@5.0
                7.0 no=3
                8.0 no=4
                9.0
                """);
        assertEquals(
                """
                1 2.0-4.0 5 UNCERTAIN tag 'current': Bad_NoCommunication for a part of the time
                2 4.0-7.0 6 UNCERTAIN tag 'current': Bad_NoCommunication for a part of the time
                3 7.0-8.0 0 GOOD"""
                        .strip(),
                parts(h));
    }

    /** What is forgotten of it is also that it was lost: no part afterwards is doubted for that. */
    @Test
    void aTagWhoseMeaningIsPutRightWhileTheConnectionIsLostIsNotLostForEver() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "no changes");
        h.play("1.0 no=0 current=1");
        h.describe("current", "", Tag.Kind.TEXT);
        h.play("- no=@1.5!nocomm current=@1.5!nocomm");
        h.describe("current", "", Tag.Kind.NUMBER);
        h.play(
                """
                6.0 no=1 current=5
                7.0 no=2
                8.0 no=3 current=6
                9.0 no=4
                10.0
                """);
        assertTrue(parts(h).endsWith("3 8.0-9.0 6 GOOD"));
    }

    /** The server kept what had changed before the loss and was not delivered yet: it comes with its own time. */
    @Test
    void aPartThatEndedRightBeforeALossEndsAtItsOwnTime() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "no changes", "window.latenessMs", 1000L);
        h.play(
                """
                1.0 no=0 current=1
                2.0 no=1 current=5
                3.0
                - no=@3.0!nocomm current=@3.0!nocomm
                3.0
                6.0 no=2@2.8 current=6@2.9 current=7@3.5 no=3@4.0 current=8@4.0
                8.0
                """);
        assertEquals(
                """
                1 2.0-2.8 5 GOOD
                2 2.8-4.0 13 UNCERTAIN tag 'current': Bad_NoCommunication for a part of the time""",
                parts(h));
        assertEquals(0, h.counters.partsMissed.get() + h.counters.partsUnfinished.get());
    }

    @Test
    void partsThatNobodySawAreCountedByTheirNumber() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "no changes");
        h.play(
                """
                1.0 no=0 current=1
                2.0 no=1
                2.5 no=@2.0!nocomm current=@2.0!nocomm
                6.0 no=5@5.5 current=6@5.9
                7.0 no=6
                8.0
                """);
        assertEquals("5 5.5-7.0 6 UNCERTAIN tag 'current': Bad_NoCommunication for a part of the time", parts(h));
        assertEquals(1, h.counters.partsUnfinished.get(), "part 1, whose end nobody saw");
        assertEquals(3, h.counters.partsMissed.get(), "parts 2 to 4");
    }

    @Test
    void aClockThatGoesBackGivesUpThePartUnderWay() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "no changes");
        h.play(
                """
                100.0 no=0 current=1
                101.0 no=1
                50.0 current=2@50.0
                51.0 no=2@51.0
                52.0 no=3@52.0
                53.0
                """);
        assertEquals("2 51.0-52.0 0 GOOD", parts(h));
        assertEquals(1, h.counters.partsUnfinished.get());
        assertEquals(1, h.counters.clockRestarts.get());
    }

    @Test
    void aPartLongerThanMemoryAllowsIsGivenUpAndTheNextOneIsDecided() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "no changes", "part.samples", 1024);
        h.play("1.0 no=0 current=1");
        h.play("2.0 no=1");
        for (int i = 0; i < 3000; i++) {
            h.play(String.format(Locale.ROOT, "%.3f current=1", 2 + (i + 1) / 1000.0));
        }
        h.play("6.0 no=2").play("7.0 current=3@6.5 no=3").play("8.0");
        assertEquals("2 6.0-7.0 3 GOOD", parts(h));
        assertEquals(1, h.counters.partsLong.get());
    }

    @Test
    void aModelOfSeveralRowsGetsEqualSlicesOfThePart() throws Exception {
        FakeModel model = FakeModel.of(FakeModel.input(
                "x", ElementType.FLOAT64, 3, List.of(FakeModel.computed("current", Aggregate.MEAN, 0, 0))));
        PipelineHarness h = harness(model, "part.open", "no changes");
        h.play(
                """
                1.0 no=0 current=1@0.5
                2.0 no=1@2.0 current=2@2.0
                3.0 current=3@2.5 current=5@2.9
                4.0 current=7@3.0 current=9@3.9
                5.0 current=20@4.0 no=2@5.0
                6.0
                """);
        assertEquals(
                List.of(10.0 / 3, 8.0, 20.0),
                Arrays.stream(model.opened.get(0).lastInput()).boxed().toList());
    }

    /** Parts of random length, back to back, values and triggers in random delay and order: each part gets its own values, once. */
    @Test
    void thousandsOfRandomPartsGetTheirOwnValuesEachOnce() throws Exception {
        PipelineHarness h = harness(sums(), "part.open", "no changes", "window.latenessMs", 500L);
        Random random = new Random(7);
        List<String> samples = new ArrayList<>();
        Map<String, Double> sums = new HashMap<>();
        long now = 1_000_000;
        h.play("0.9 no=0@0.5 current=0@0.5");
        long nextProgress = now;
        List<long[]> pending = new ArrayList<>();
        long[] arrival = {0, 0};
        for (int part = 1; part <= 3000; part++) {
            long length = 20_000 + random.nextInt(180_000);
            // A server keeps the order of each variable; between two of them there is none.
            arrival[0] = Math.max(arrival[0] + 1, now + random.nextInt(400_000));
            pending.add(new long[] {arrival[0], 0, part, now});
            double sum = 0;
            for (long t = now; t < now + length; t += 10_000) {
                double value = part * 100 + random.nextInt(100);
                sum += value;
                arrival[1] = Math.max(arrival[1] + 1, t + random.nextInt(400_000));
                pending.add(new long[] {arrival[1], 1, (long) value, t});
            }
            sums.put(String.valueOf(part), sum);
            now += length;
        }
        pending.sort((a, b) -> Long.compare(a[0], b[0]));
        StringBuilder line = new StringBuilder();
        for (long[] sample : pending) {
            if (sample[0] > nextProgress) {
                h.play(String.format(Locale.ROOT, "%.6f%s", nextProgress / 1e6, line));
                line.setLength(0);
                nextProgress = sample[0] + 50_000;
            }
            line.append(String.format(
                    Locale.ROOT, " %s=%d@%.6f", sample[1] == 0 ? "no" : "current", sample[2], sample[3] / 1e6));
        }
        h.play(String.format(Locale.ROOT, "%.6f%s", (now + 2_000_000) / 1e6, line));
        assertEquals(2999, h.decisions.size());
        for (PipelineDecision d : h.decisions) {
            assertEquals(sums.get(d.part()), d.score(), d.part());
            samples.add(d.part());
        }
        assertEquals(2999, samples.stream().distinct().count());
        assertTrue(
                h.counters.late.get() == 0 && h.counters.partsMissed.get() == 0,
                h.counters.asMap().toString());
    }
}
