package io.millwright.planning.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.shop.Shop.Closing;
import io.millwright.planning.shop.Shop.Placement;
import io.millwright.planning.shop.ShopPlanner.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is given is taken whole, or refused with line, column, value and remedy. */
class ShopInputsTest {
    private static final String HEAD = "job,step,after,machine,duration_s\n";
    private static final String JOBS = HEAD + "A,20,10,drill,60\nA,20,10,mill,90\nA,10,,saw,30\nB,10,,saw,0\n";
    private static final ShopInputs GIVEN = ShopInputs.NONE.with(ShopInputs.JOBS, JOBS);
    private static final long NOW = Instant.parse("2026-03-02T06:00:00Z").getEpochSecond();

    @Test
    void stepsComeInTheOrderOfTheirPredecessors() {
        Shop shop = GIVEN.shop(NOW);
        assertEquals(
                List.of("10", "20"),
                shop.jobs().get(0).operations().stream()
                        .map(Shop.Operation::step)
                        .toList());
        assertEquals(
                List.of("drill", "mill", "saw"),
                shop.machines().stream().map(Shop.Machine::name).toList());
        assertEquals(2, shop.jobs().get(0).operations().get(1).choices().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            A,10,,saw,-5                                | line 2, column duration_s: "-5" is no whole number from 0
            A,10,,saw,NaN                               | column duration_s: "NaN"
            A,10,,saw,1e9                               | column duration_s: "1e9"
            A,10,,saw,99999999                          | from 0 to 10000000
            A,10,20,saw,5/A,20,10,saw,5                 | makes a circle
            A,10,10,saw,5                               | makes a circle
            A,10,,saw,5/A,20,30,saw,5/A,30,20,saw,5     | line 3, column after: "30" makes a circle
            A,10,,saw,5/A,20,,saw,5                     | the first step of job "A", as "10" is
            A,10,,saw,5/A,20,15,saw,5                   | line 3, column after: "15" is no step of job "A"
            A,10,,saw,5/A,20,10,saw,5/A,30,10,saw,5     | has "20" after it already
            A,10,,saw,5/A,10,,saw,6                     | is named twice for this step
            A,10,,saw,5/A,20,10,saw,5/A,20,,mill,5      | is not what the same step has above
            A,10,,,5                                    | line 2, column machine: "" is no name
            A,10,,saw                                   | line 2 has 4 fields
            """)
    void absurdJobsAreNamed(String lines, String expected) {
        refused(ShopInputs.NONE, ShopInputs.JOBS, HEAD + lines.strip().replace("/", "\n"), expected);
    }

    @Test
    void tooManyLinesAreRefusedBeforeAnythingIsBuilt() {
        StringBuilder lines = new StringBuilder(HEAD);
        for (int line = 0; line < 10_001; line++) {
            lines.append("J")
                    .append(line % 1_000)
                    .append(",")
                    .append(line)
                    .append(line < 1_000 ? ",," : "," + (line - 1_000) + ",")
                    .append("M,1\n");
        }
        refused(ShopInputs.NONE, ShopInputs.JOBS, lines.toString(), "makes more than 10000 steps");
        refused(
                ShopInputs.NONE,
                ShopInputs.CALENDAR,
                "machine,from,until\n" + "M,2026-03-02T07:00:00Z,2026-03-02T08:00:00Z\n".repeat(1_000_000),
                "there are more than the 20000 lines");
    }

    @Test
    void whatTheJobsDoNotNameIsRefusedAndTheFormerTextStays() {
        ShopInputs given =
                GIVEN.with(ShopInputs.CALENDAR, "machine,from,until\nsaw,2026-03-02T07:00:00Z,2026-03-02T08:00:00Z\n");
        refused(
                given,
                ShopInputs.CALENDAR,
                "machine,from,until\nlathe,2026-03-02T07:00:00Z,2026-03-02T08:00:00Z\n",
                "\"lathe\" is not in the jobs");
        refused(
                given,
                ShopInputs.CALENDAR,
                "machine,from,until\nsaw,2026-03-02T07:00:00Z,2026-03-02T07:00:00Z\n",
                "is not after \"from\"");
        refused(
                given,
                ShopInputs.CALENDAR,
                "machine,from,until\nsaw,tomorrow,2026-03-02T07:00:00Z\n",
                "\"tomorrow\" is no time");
        refused(given, ShopInputs.ORDERS, "job,release,due,weight\nZ,,,\n", "\"Z\" is not in the jobs");
        refused(given, ShopInputs.ORDERS, "job,release,due,weight\nA,,,-1\n", "column weight: \"-1\"");
        refused(
                given,
                ShopInputs.PROGRESS,
                "job,step,machine,started,ended\nA,40,saw,2026-03-02T05:00:00Z,\n",
                "column step: \"40\"");
        refused(given, "meters", "a\n1\n", "\"meters\" is no input");
        assertEquals(
                List.of(new Closing(NOW + 3_600, NOW + 7_200)),
                given.shop(NOW).machines().get(2).closings());
    }

    @Test
    void aLaterStepThatBeganSaysThatTheEarlierOnesAreDone() {
        Shop shop = GIVEN.with(ShopInputs.PROGRESS, "job,step,machine,started,ended\nA,20,mill,2026-03-02T05:59:30Z,\n")
                .shop(NOW);
        assertEquals(
                List.of(new Placement(0, 0, 2, NOW - 30, NOW - 30), new Placement(0, 1, 1, NOW - 30, NOW + 60)),
                shop.fixed());
    }

    @Test
    void aStepWhoseMachineBrokeDownIsDoneAgain() {
        ShopInputs running =
                GIVEN.with(ShopInputs.PROGRESS, "job,step,machine,started,ended\nA,10,saw,2026-03-02T05:59:50Z,\n");
        assertEquals(1, running.shop(NOW).fixed().size());
        ShopInputs broken = running.with(
                ShopInputs.CALENDAR, "machine,from,until\nsaw,2026-03-02T05:59:55Z,2026-03-02T09:00:00Z\n");
        Shop shop = broken.shop(NOW);
        assertEquals(List.of(), shop.fixed());
        assertEquals(NOW + 3 * 3_600, Rule.FIFO.schedule(shop).of(0).get(0).startSeconds());
    }

    @Test
    void whatMachinesTellTakesThePlaceOfLines() {
        ShopInputs told = GIVEN.closed("saw", NOW - 60, NOW + 600).closed("lathe", NOW, NOW + 1);
        assertEquals(
                List.of(new Closing(NOW - 60, NOW + 600)),
                told.shop(NOW).machines().get(2).closings());
        ShopInputs begun = GIVEN.happened(List.of(new Progress("A", "10", "saw", NOW - 10, Shop.NEVER)));
        assertEquals(
                List.of(new Placement(0, 0, 2, NOW - 10, NOW + 20)),
                begun.shop(NOW).fixed());
        ShopInputs over = begun.happened(List.of(new Progress("A", "10", "saw", NOW - 10, NOW - 2)));
        assertEquals(
                List.of(new Placement(0, 0, 2, NOW - 10, NOW - 2)),
                over.shop(NOW).fixed());
        assertEquals(
                over.shop(NOW),
                over.happened(List.of(new Progress("Z", "1", "saw", NOW, NOW))).shop(NOW));
        assertThrows(IllegalArgumentException.class, () -> GIVEN.closed("saw", NOW, NOW));
    }

    @Test
    void anHourAndMoreIsToldToTheNextMinuteAsThePageTellsIt() {
        Map<String, String> texts =
                Map.of(ShopInputs.JOBS, "job,step,after,machine,duration_s\nA,10,,saw,3600\nA,20,10,saw,3570\n");
        ShopPlan plan = new ShopPlanning(null, null, new Settings(60, 1, 1))
                .make(ShopPlanning.read(texts), Stands.of(null), NOW * 1_000_000, PolicyTime.unlimited());
        assertEquals(
                "All is done 2 h 0 min from now; by FIFO it would be 2 h 0 min.",
                plan.reasons().get(0));
    }

    @Test
    void fromTextsToAPlanWhatDoesNotFitIsLeftOutAndSaid() {
        Map<String, String> texts = Map.of(
                ShopInputs.JOBS, JOBS,
                ShopInputs.ORDERS, "job,release,due,weight\nA,,2026-03-02T06:01:00Z,2\nGone,,,\n",
                ShopInputs.CALENDAR, "machine,from,until\nlathe,2026-03-02T07:00:00Z,2026-03-02T08:00:00Z\n",
                ShopInputs.PROGRESS, "job,step,machine,started,ended\nA,40,saw,2026-03-02T05:00:00Z,\n");
        ShopPlanning planning = new ShopPlanning(null, null, new Settings(60, 1, 1));
        ShopPlan plan =
                planning.make(ShopPlanning.read(texts), Stands.of(null), NOW * 1_000_000, PolicyTime.unlimited());
        String said = plan.reasons().toString();
        assertTrue(
                said.contains("1 line of orders names a job that is not in the jobs and is left out: \"Gone\""), said);
        assertTrue(said.contains("1 line of calendar"), said);
        assertTrue(plan.reasons().stream().allMatch(each -> each.endsWith(".") && !each.endsWith("..")), said);
        assertTrue(said.contains("is left out: \"A 40\""), said);
        assertEquals(60, plan.cost().lateSeconds(), said);
        ShopPlan again = planning.make(
                ShopPlanning.read(texts),
                Stands.of(ShopPlan.released(plan.document().toString())),
                NOW * 1_000_000,
                PolicyTime.unlimited());
        assertFalse(again.differs());
        assertEquals(2, ShopPlanning.lines(ShopInputs.ORDERS, texts.get(ShopInputs.ORDERS)));
        assertThrows(IllegalArgumentException.class, () -> ShopPlanning.read(Map.of()));
        assertThrows(IllegalArgumentException.class, () -> ShopPlan.released("{}"));
    }

    private static void refused(ShopInputs given, String input, String csv, String expected) {
        String said = assertThrows(IllegalArgumentException.class, () -> given.with(input, csv))
                .getMessage();
        assertTrue(said.contains(expected), said);
        assertTrue(said.length() < 400, said);
    }
}
