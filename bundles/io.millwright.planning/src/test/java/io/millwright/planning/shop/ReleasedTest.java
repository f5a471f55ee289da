package io.millwright.planning.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.shop.Shop.Closing;
import io.millwright.planning.shop.Shop.Machine;
import io.millwright.planning.shop.Shop.Placement;
import io.millwright.planning.shop.ShopPlanner.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What was released stays for the frozen time, unless something happened; what moves is told. */
class ReleasedTest {
    private static final Shop SHOP = RandomShops.plain(new SplittableRandom(2), 8, 5);
    private static final Schedule RELEASED = Rule.SPT.schedule(SHOP);

    @Test
    void whatBeginsWithinTheFrozenTimeStays() {
        Shop frozen = Released.of(SHOP, RELEASED).freeze(SHOP, SHOP.nowSeconds() + 100);
        List<Placement> expected = RELEASED.placements().stream()
                .filter(each -> each.startSeconds() < SHOP.nowSeconds() + 100)
                .toList();
        assertFalse(expected.isEmpty());
        assertEquals(expected, frozen.fixed());
    }

    @Test
    void aBreakdownMovesWhatLiesInItEvenWhereItIsFrozenAndTheRestOfTheTimeStays() {
        long now = SHOP.nowSeconds();
        List<Machine> machines = new ArrayList<>(SHOP.machines());
        machines.set(0, new Machine("M0", List.of(new Closing(now, now + 500))));
        ShopPlan plan = new ShopPlanner(null, null)
                .plan(
                        SHOP.with(machines),
                        Released.of(SHOP, RELEASED),
                        new Settings(100, 1, 1),
                        PolicyTime.unlimited());
        assertTrue(plan.shop().fixed().stream().noneMatch(each -> each.machine() == 0));
        assertFalse(plan.shop().fixed().isEmpty());
        assertTrue(plan.changes().moved().stream()
                .anyMatch(each -> each.from().machine().equals("M0")));
        assertTrue(plan.differs());
        assertTrue(plan.reasons().toString().contains(" steps move, "), () -> "" + plan.reasons());
        assertEquals(
                SHOP.operationCount(),
                plan.changes().moved().size() + plan.changes().kept());
    }

    @Test
    void aDocumentGivesTheScheduleBack() {
        ShopPlan plan = new ShopPlanner(null, null).plan(SHOP, null, new Settings(0, 1, 1), PolicyTime.unlimited());
        Released back = ShopPlan.released(plan.document().toString());
        assertEquals(Released.of(plan.shop(), plan.schedule()).slots(), back.slots());
        assertEquals(
                0,
                Changes.between(back, Released.of(plan.shop(), plan.schedule()))
                        .moved()
                        .size());
    }

    @Test
    void theLargestDocumentIsBelowOneMebibyte() {
        Shop large = RandomShops.plain(new SplittableRandom(4), 500, 20);
        ShopPlan plan = new ShopPlanner(null, null)
                .plan(
                        large,
                        Released.of(large, Rule.SPT.schedule(large)),
                        new Settings(0, 1, 1),
                        PolicyTime.unlimited());
        int bytes = plan.document().toString().length();
        assertTrue(bytes < 1 << 20, bytes + " bytes");
    }

    @Test
    void whatWasProvenHoldsLaterButForTheTimeThatHasPassedAndOfNoOtherShop() {
        ShopPlanner planner = new ShopPlanner(null, null);
        ShopPlan first = planner.plan(SHOP, null, new Settings(0, 1, 1), PolicyTime.unlimited());
        assertTrue(first.gapAtMost() > 0);
        long bound = first.cost().total();
        Stands.Proven proven = new Stands.Proven(SHOP, bound);
        assertEquals(bound - 40, proven.boundSeconds(SHOP.at(SHOP.nowSeconds() + 40, List.of())));
        assertEquals(0, proven.boundSeconds(SHOP.at(SHOP.nowSeconds() - 40, List.of())));
        List<Machine> machines = new ArrayList<>(SHOP.machines());
        machines.set(0, new Machine("M0", List.of(new Closing(SHOP.nowSeconds(), SHOP.nowSeconds() + 5))));
        assertEquals(0, proven.boundSeconds(SHOP.with(machines)), "of a machine that works again less may hold");

        Stands stands = new Stands(null, null, proven);
        assertEquals(
                0,
                planner.planBeside(SHOP, stands, new Settings(0, 1, 1), PolicyTime.unlimited())
                        .gapAtMost());
    }
}
