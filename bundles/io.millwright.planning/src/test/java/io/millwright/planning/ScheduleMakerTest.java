package io.millwright.planning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Plan;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec;
import io.millwright.planning.plan.Basis;
import io.millwright.planning.plan.Occasion;
import io.millwright.planning.plan.PlanBook;
import io.millwright.planning.plan.Proposal;
import io.millwright.planning.shop.PolicyTime;
import io.millwright.planning.shop.ShopPlan;
import io.millwright.planning.shop.ShopPlanner.Settings;
import io.millwright.planning.shop.ShopPlanning;
import io.millwright.planning.shop.Stands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From texts to a schedule beside the one that is in force. */
class ScheduleMakerTest {
    private static final String JOBS = "job,step,after,machine,duration_s\n"
            + "A,10,,saw,600\nA,20,10,mill,1800\nB,10,,saw,1200\nB,20,10,mill,300\nC,10,,mill,900\nC,20,10,saw,600\n";
    private static final long NOW_MICROS = 1_800_000_000_000_000L;

    private static final Map<String, Object> FLOOR = Map.of(
            "solver.seconds",
            0,
            "model.name",
            "",
            "frozen.minutes",
            0,
            "repair.minutes",
            120,
            "machines.connection",
            "plc",
            "machines.tags",
            "saw,saw.state,saw.done\nmill,mill.state,mill.done\n");

    @TempDir
    Path folder;

    private Plan released;
    private Plan waits;

    private ShopTags tags;
    private int again;

    private ScheduleMaker maker() {
        return maker(Map.of("solver.seconds", 0, "model.name", ""));
    }

    private ScheduleMaker maker(Map<String, Object> form) {
        return maker(form, null);
    }

    private ScheduleMaker maker(Map<String, Object> form, Model policy) {
        ScheduleSettings settings = ScheduleSettings.of(form);
        tags = new ShopTags(settings.machines(), settings.codes(), () -> 0, () -> {});
        return new ScheduleMaker(
                settings,
                name -> policy,
                () -> released,
                () -> waits,
                null,
                new ShopFloor(settings, tags, folder.resolve("floor.json"), NOW_MICROS),
                () -> again++);
    }

    @Test
    void aScheduleIsNoWorseThanAnyRuleAndSaysHowFarFromTheBest() {
        Proposal proposal = maker().make(Map.of("jobs", JOBS), NOW_MICROS, Occasion.EVENT);
        assertTrue(proposal.proposed());
        proposal.alternatives().forEach((rule, seconds) -> assertTrue(proposal.after() <= seconds, rule));
        assertTrue(proposal.gapAtMost() >= 0 && proposal.gapAtMost() < 1, "" + proposal.gapAtMost());
        assertEquals("FIFO", proposal.alternatives().keySet().iterator().next());
    }

    @Test
    void aPlanThatIsMadeAnewIsNoWorseThanTheOneThatWaits() {
        Map<String, String> inputs = Map.of("jobs", crowded());
        double byRules = maker().make(inputs, NOW_MICROS, Occasion.DUE).after();
        SplittableRandom random = new SplittableRandom(1);
        ShopPlan found = new ShopPlanning(
                        (features, count, scores) -> {
                            for (int at = 0; at < count; at++) {
                                scores[at] = random.nextFloat();
                            }
                        },
                        null,
                        new Settings(0, 1_000, 1))
                .make(ShopPlanning.read(inputs), new Stands(null, null, null), NOW_MICROS, PolicyTime.unlimited());
        assertTrue(found.cost().total() < byRules, found.cost() + " and " + byRules);

        waits = Proxies.proxy(
                Plan.class, Map.of("id", "waits", "document", found.document().toString()));
        assertEquals(
                found.cost().total(),
                maker().make(inputs, NOW_MICROS, Occasion.DUE).after());
        assertTrue(maker().make(inputs, NOW_MICROS + 90_000_000, Occasion.DUE).after()
                <= found.cost().total());
    }

    /** Ten jobs over eight machines. */
    private static String crowded() {
        SplittableRandom random = new SplittableRandom(4);
        StringBuilder jobs = new StringBuilder("job,step,after,machine,duration_s\n");
        for (int job = 0; job < 10; job++) {
            List<Integer> route = new ArrayList<>(IntStream.range(0, 8).boxed().toList());
            Collections.shuffle(route, new Random(job));
            for (int step = 0; step < 8; step++) {
                jobs.append("J%d,%d,%s,m%d,%d\n"
                        .formatted(job, step, step == 0 ? "" : step - 1, route.get(step), 60 * random.nextInt(1, 100)));
            }
        }
        return jobs.toString();
    }

    @Test
    void aModelThatGaveNoScheduleIsNotSaidToHaveHadAPart() {
        Proposal proposal = maker(Map.of("solver.seconds", 0), new NoPolicy())
                .make(Map.of("jobs", JOBS), NOW_MICROS, Occasion.EVENT);
        assertTrue(
                proposal.reasons().toString().contains("dispatch-policy"),
                proposal.reasons().toString());
        assertNull(proposal.model());
    }

    @Test
    void whatIsInForceIsNotProposedAgainAndABreakdownMovesWhatItMust() {
        PlanBook book = new PlanBook(folder, "hall", ScheduleMaker.TOPIC, () -> NOW_MICROS, change -> {});
        Proposal first = maker().make(Map.of("jobs", JOBS), NOW_MICROS, Occasion.EVENT);
        book.approve(book.propose(first, new Basis("", Map.of())).id(), "Ann", "");
        released = book.inForce();
        assertFalse(maker().make(Map.of("jobs", JOBS), NOW_MICROS, Occasion.DUE).proposed());

        String broken = "machine,from,until\nmill,2027-01-15T08:00:00Z,2027-01-15T10:00:00Z\n";
        Proposal second = maker().make(Map.of("jobs", JOBS, "calendar", broken), NOW_MICROS, Occasion.DUE);
        assertTrue(second.proposed());
        assertTrue(second.after() > first.after());
    }

    /** Has the name of the policy, and nothing that one needs. */
    private static final class NoPolicy implements Model {
        @Override
        public String name() {
            return "dispatch-policy";
        }

        @Override
        public String version() {
            return "1.0.0";
        }

        @Override
        public String sha256() {
            return "0".repeat(64);
        }

        @Override
        public String executionProvider() {
            return "CPUExecutionProvider";
        }

        @Override
        public List<TensorSpec> inputs() {
            return List.of();
        }

        @Override
        public List<TensorSpec> outputs() {
            return List.of();
        }

        @Override
        public List<Reading> readings() {
            return List.of();
        }

        @Override
        public long rowPeriodMillis() {
            return 0;
        }

        @Override
        public boolean blocksElsewhere() {
            return false;
        }

        @Override
        public ModelRunner open(int batch) throws ModelException {
            throw new ModelException("not here", false);
        }
    }

    private void say(int tag, double value, long micros) {
        tags.sample(tag, value, 0, micros);
        tags.progress(micros);
    }

    @Test
    void whatAPersonAsksForIsMadeAlsoWhereAMachineTellsSomethingAtTheSameTime() {
        Map<String, String> inputs = Map.of("jobs", JOBS);
        ScheduleMaker maker = maker(FLOOR);
        PlanBook book = new PlanBook(folder, "hall", ScheduleMaker.TOPIC, () -> NOW_MICROS, change -> {});
        Proposal first = maker.make(inputs, NOW_MICROS, Occasion.EVENT);
        book.approve(book.propose(first, new Basis("", Map.of())).id(), "Ann", "");
        released = book.inForce();
        say(0, 1, NOW_MICROS);
        assertNotNull(maker.make(inputs, NOW_MICROS + 1_000_000, Occasion.ASKED), "the saw runs, as planned");
        say(1, 0, NOW_MICROS);
        assertNull(maker.make(inputs, NOW_MICROS + 2_000_000, Occasion.EVENT));

        // A step that is done in time is answered at once by nothing; what was asked for follows.
        say(1, 1, NOW_MICROS + 600_000_000);
        assertNull(maker.make(inputs, NOW_MICROS + 600_000_000, Occasion.ASKED));
        assertEquals(1, again);
        assertEquals(1, maker.counters().get("events.carriedOn"));
        assertNotNull(maker.make(inputs, NOW_MICROS + 601_000_000, Occasion.EVENT));
    }

    @Test
    void aBreakdownIsAnsweredAtOnceBesideTheApprovedPlanAndAStepThatIsDoneInTimeIsNot() {
        Map<String, String> inputs = Map.of("jobs", JOBS);
        ScheduleMaker maker = maker(FLOOR);
        PlanBook book = new PlanBook(folder, "hall", ScheduleMaker.TOPIC, () -> NOW_MICROS, change -> {});
        book.approve(
                book.propose(maker.make(inputs, NOW_MICROS, Occasion.EVENT), new Basis("", Map.of()))
                        .id(),
                "Ann",
                "");
        released = book.inForce();

        say(1, 0, NOW_MICROS);
        say(0, 1, NOW_MICROS);
        assertNull(maker.make(inputs, NOW_MICROS + 1_000_000, Occasion.EVENT), "that the saw runs is as planned");
        long later = NOW_MICROS + 600_000_000;
        Proposal asked = maker.make(inputs, later, Occasion.ASKED);
        assertTrue(asked.document().contains(",1]"), "what has begun is fixed");
        say(1, 1, later);
        maker.make(inputs, later, Occasion.EVENT);
        assertEquals(1, maker.counters().get("floor.done"));
        assertEquals(
                1, maker.counters().get("events.carriedOn") + maker.counters().get("events.proposed"));

        say(2, 0, later);
        Proposal broken = maker.make(inputs, later + 1_000_000, Occasion.EVENT);
        assertTrue(broken.proposed());
        assertEquals("as released", broken.alternatives().keySet().iterator().next());
        assertTrue(broken.after() <= broken.before());
        assertTrue(broken.after() > 120 * 60, "nothing is milled for two hours");
        assertTrue(
                broken.reasons().toString().contains("Machine mill is down for 0 min and expected to work in 120 min."),
                () -> "" + broken.reasons());
        assertEquals(released, book.inForce());

        // After a restart it is known, and no news.
        ScheduleMaker after = maker(FLOOR);
        say(2, 0, later + 2_000_000);
        assertFalse(tags.told());
        assertNull(after.make(inputs, later + 2_000_000, Occasion.EVENT), "no plan is due by that");
        assertTrue(after.make(inputs, later + 2_000_000, Occasion.DUE).after() > 119 * 60);

        say(2, 7, later + 3_000_000);
        say(2, 1, later + 4_000_000);
        Proposal works = after.make(inputs, later + 4_000_000, Occasion.EVENT);
        assertTrue(works == null || works.after() < 119 * 60, "the mill works again");
        assertEquals(1, after.counters().get("tags.unknown"));
        assertEquals(1, after.counters().get("floor.repairs"));
        assertEquals(0, again, "without a solver there is nothing to search");
    }
}
