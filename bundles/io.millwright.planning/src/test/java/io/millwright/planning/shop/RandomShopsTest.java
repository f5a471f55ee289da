package io.millwright.planning.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.shop.ShopPlanner.Settings;
import io.millwright.planning.shop.check.ScheduleCheck;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A thousand shops with closings, zero durations, due dates and breakdowns, and no schedule that cannot be done. */
class RandomShopsTest {
    private static final int SHOPS = 1_000;

    @Test
    void noScheduleIsWrongAndNoneIsBetterThanTheBound() {
        SplittableRandom random = new SplittableRandom(7);
        Scorer scorer = new Noise(random.split());
        ShopPlanner planner = new ShopPlanner(scorer, null);
        int broken = 0;
        for (int number = 0; number < SHOPS; number++) {
            Shop shop = RandomShops.any(random);
            ShopPlan first = planner.plan(shop, null, new Settings(0, 4, number), PolicyTime.unlimited());
            sound(first, number);
            Released released = Released.of(first.shop(), first.schedule());
            Shop later = RandomShops.brokenDown(random, shop, first.schedule(), random.nextInt(300));
            ShopPlan again = planner.plan(later, released, new Settings(60, 2, number), PolicyTime.unlimited());
            sound(again, number);
            broken += again.changes().moved().isEmpty() ? 0 : 1;
        }
        assertTrue(broken > SHOPS / 4, broken + " breakdowns changed a plan");
    }

    private static void sound(ShopPlan plan, int number) {
        assertEquals(List.of(), plan.notes(), () -> "shop " + number);
        assertEquals(
                List.of(), ScheduleCheck.faults(plan.shop(), plan.schedule(), plan.cost()), () -> "shop " + number);
        long bound = plan.boundSeconds();
        assertTrue(bound <= plan.cost().total(), () -> "shop " + number + ": bound " + bound + ", cost " + plan.cost());
    }

    @Test
    void theSameSeedGivesTheSamePlan() {
        Shop shop = RandomShops.any(new SplittableRandom(3));
        ShopPlan one = new ShopPlanner(new Noise(new SplittableRandom(1)), null)
                .plan(shop, null, new Settings(0, 40, 5), PolicyTime.unlimited());
        ShopPlan other = new ShopPlanner(new Noise(new SplittableRandom(1)), null)
                .plan(shop, null, new Settings(0, 40, 5), PolicyTime.unlimited());
        assertEquals(one.schedule(), other.schedule());
        assertEquals(one.document(), other.document());
    }

    /** Scores that mean nothing: whatever comes first, the schedule must hold. */
    private record Noise(SplittableRandom random) implements Scorer {
        @Override
        public void score(float[] features, int count, float[] scores) {
            for (int at = 0; at < count * Outlook.WIDTH; at++) {
                assertTrue(Float.isFinite(features[at]), "feature " + at % Outlook.WIDTH);
            }
            for (int at = 0; at < count; at++) {
                scores[at] = (float) random.nextDouble();
            }
        }
    }
}
