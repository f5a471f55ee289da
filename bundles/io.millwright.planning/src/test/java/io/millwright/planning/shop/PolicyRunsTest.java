package io.millwright.planning.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.shop.Scorer.ScorerFailed;
import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Machine;
import io.millwright.planning.shop.Shop.Operation;
import io.millwright.planning.shop.ShopPlanner.Settings;
import io.millwright.planning.shop.check.ScheduleCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the policy says is used, and a policy that says nothing usable leaves the rules. */
class PolicyRunsTest {
    private static final Shop SHOP = RandomShops.plain(new SplittableRandom(9), 10, 6);

    /** The longest rest first, as the rule MWKR has it; small differences break ties as the rule does. */
    private static final Scorer MOST_WORK = (features, count, scores) -> {
        for (int at = 0; at < count; at++) {
            scores[at] = features[at * Outlook.WIDTH + Outlook.NAMES.indexOf("work_share")];
        }
    };

    @Test
    void theGreatestScoreComesFirst() throws ScorerFailed {
        assertEquals(Rule.MWKR.schedule(SHOP), new PolicyRuns(MOST_WORK).greedy(SHOP));
    }

    @Test
    void moreRunsAreNeverWorseAndEndWhenTheTimeIsOver() throws ScorerFailed {
        PolicyRuns runs = new PolicyRuns(MOST_WORK);
        long greedy = SHOP.cost(runs.greedy(SHOP)).total();
        PolicyRuns.Made first = runs.atOnce(SHOP, PolicyTime.unlimited());
        long atOnce = SHOP.cost(first.schedule()).total();
        PolicyRuns.Made whole = runs.best(SHOP, 64, 1, PolicyTime.unlimited());
        long best = SHOP.cost(whole.schedule()).total();
        assertTrue(best < atOnce && atOnce <= greedy, greedy + ", " + atOnce + ", " + best);
        assertNull(first.note());
        assertNull(whole.note());
        PolicyRuns.Made ended = runs.best(SHOP, 1_000_000_000, 1, overAfter(0, 11));
        assertEquals(first.schedule(), ended.schedule());
        assertEquals("the dispatch policy made 1 of 1000000000 runs: 10 s were over before the rest", ended.note());
    }

    /** Time in which this long goes by at the start and this much later, after so many looks at it. */
    private static PolicyTime overAfter(int looks, int seconds) {
        AtomicInteger looked = new AtomicInteger(-1);
        return new PolicyTime(() -> looked.getAndIncrement() < looks ? 0 : TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void aFirstScheduleThatTakesTooLongIsLeftOutAndTheRulesPlan() {
        ShopPlan plan = new ShopPlanner(MOST_WORK, null).plan(SHOP, null, new Settings(0, 1, 1), overAfter(3, 31));
        assertTrue(
                plan.notes()
                        .toString()
                        .contains("gave no schedule: its first one was not whole within 30 s; plan fewer"),
                () -> "" + plan.notes());
        assertFalse(plan.alternatives().containsKey(ShopPlanner.POLICY));
        assertEquals(4, plan.alternatives().size());
    }

    @Test
    void oneThatHasRunForwardsOnlyWhenItsTimeIsOverIsUsedAndSaidSo() throws ScorerFailed {
        AtomicInteger scored = new AtomicInteger();
        Scorer counting = (features, count, scores) -> {
            scored.incrementAndGet();
            MOST_WORK.score(features, count, scores);
        };
        PolicyRuns runs = new PolicyRuns(counting);
        Schedule greedy = runs.greedy(SHOP);
        int backwards = scored.get() + 2;
        PolicyRuns.Made made = runs.atOnce(SHOP, overAfter(backwards, 31));
        assertEquals(new Mirror(SHOP).improved(greedy), made.schedule());
        assertTrue(made.note().contains("forwards only: 30 s were over"), made.note());
        ShopPlan plan =
                new ShopPlanner(MOST_WORK, null).plan(SHOP, null, new Settings(0, 8, 1), overAfter(backwards, 31));
        assertTrue(plan.notes().toString().contains("forwards only"), () -> "" + plan.notes());
        assertTrue(plan.alternatives().containsKey(ShopPlanner.POLICY));
    }

    @Test
    void whatIsPushedTogetherPassesTheCheckAndIsNoWorse() {
        SplittableRandom random = new SplittableRandom(21);
        for (int number = 0; number < 200; number++) {
            Shop shop = RandomShops.any(random);
            Schedule rule = Rule.SPT.schedule(shop);
            Schedule pushed = new Mirror(shop).improved(rule);
            assertEquals(List.of(), ScheduleCheck.faults(shop, pushed, shop.cost(pushed)));
            assertTrue(shop.cost(pushed).total() <= shop.cost(rule).total());
        }
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void thousandsThatWaitForOneMachineArePlannedInSeconds() {
        SplittableRandom random = new SplittableRandom(8);
        List<Job> jobs = new ArrayList<>();
        for (int job = 0; job < 2_000; job++) {
            List<Operation> route = new ArrayList<>();
            for (int step = 0; step < 5; step++) {
                route.add(new Operation(
                        "" + step, List.of(new Choice(0, random.nextInt(100)), new Choice(1 + step % 2, 50))));
            }
            jobs.add(new Job("J" + job, 0, Shop.NEVER, 1, route));
        }
        List<Machine> machines =
                List.of(new Machine("A", List.of()), new Machine("B", List.of()), new Machine("C", List.of()));
        Shop shop = new Shop(RandomShops.NOW, machines, jobs, List.of());
        ShopPlan plan =
                new ShopPlanner(MOST_WORK, null).plan(shop, null, new Settings(0, 1, 1), PolicyTime.unlimited());
        assertEquals(List.of(), plan.notes());
        assertTrue(plan.document().toString().length() < 1 << 20);
    }

    @Test
    void aPolicyWithoutNumbersOrThatFailsLeavesTheRules() {
        says((features, count, scores) -> Arrays.fill(scores, Float.NaN), "the policy's score is NaN");
        says(
                (features, count, scores) -> {
                    throw new ScorerFailed("the model did not run: time is over", null);
                },
                "time is over");
    }

    private static void says(Scorer scorer, String expected) {
        ShopPlan plan = new ShopPlanner(scorer, null).plan(SHOP, null, new Settings(0, 8, 1), PolicyTime.unlimited());
        assertTrue(plan.notes().toString().contains(expected), () -> "" + plan.notes());
        assertEquals(
                List.of("FIFO", "SPT", "MWKR", "EDD"),
                List.copyOf(plan.alternatives().keySet()));
    }
}
