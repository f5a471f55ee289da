package io.millwright.planning.shop.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.shop.Schedule;
import io.millwright.planning.shop.Shop;
import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Closing;
import io.millwright.planning.shop.Shop.Cost;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Machine;
import io.millwright.planning.shop.Shop.Operation;
import io.millwright.planning.shop.Shop.Placement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every way in which a schedule can be wrong is found: the check can fail. */
class ScheduleCheckTest {
    private static final List<Operation> ROUTE = List.of(
            new Operation("cut", List.of(new Choice(0, 10))),
            new Operation("drill", List.of(new Choice(1, 5), new Choice(0, 7))));
    private static final Shop SHOP = new Shop(
            1_000,
            List.of(new Machine("saw", List.of(new Closing(1_050, 1_060))), new Machine("drill", List.of())),
            List.of(
                    new Job("A", 0, 1_014, 2, ROUTE),
                    new Job("B", 1_005, Shop.NEVER, 1, ROUTE),
                    new Job("C", 0, Shop.NEVER, 1, List.of(new Operation("mark", List.of(new Choice(1, 0)))))),
            List.of(new Placement(0, 0, 0, 995, 1_005)));
    private static final List<Placement> GOOD = List.of(
            new Placement(0, 0, 0, 995, 1_005),
            new Placement(0, 1, 1, 1_010, 1_015),
            new Placement(1, 0, 0, 1_005, 1_015),
            new Placement(1, 1, 1, 1_015, 1_020),
            new Placement(2, 0, 1, 1_015, 1_015));

    @Test
    void whatCanBeDoneHasNoFault() {
        assertEquals(List.of(), ScheduleCheck.faults(SHOP, Schedule.of(3, GOOD), new Cost(20, 2)));
    }

    @Test
    void whatCannotBeDoneIsSaid() {
        wrong(1, new Placement(0, 1, 1, 1_004, 1_009), "1 s before it can");
        wrong(1, new Placement(0, 1, 1, 1_010, 1_016), "does not take 6 s");
        wrong(1, new Placement(0, 1, 0, 1_015, 1_020), "does not take 5 s");
        wrong(2, new Placement(1, 0, 0, 1_004, 1_014), "before it can");
        wrong(3, new Placement(1, 1, 1, 1_014, 1_019), "before it can");
        wrong(3, new Placement(1, 1, 0, 1_045, 1_052), "closed");
        wrong(0, new Placement(0, 0, 0, 990, 1_000), "is fixed and was moved");
        wrong(4, new Placement(2, 0, 1, 999, 999), "begins in the past");
        wrong(4, new Placement(2, 0, 1, 1_012, 1_012), "does two things at 1012");
        wrong(4, new Placement(2, 0, 7, 1_012, 1_012), "there is no machine 7");
        wrong(3, new Placement(1, 0, 1, 1_015, 1_020), "operations instead of 2", 2);
    }

    @Test
    void whatOverlapsIsSaidAlsoWhereALongOneCoversAShortOne() {
        List<Placement> moved = new ArrayList<>(GOOD);
        moved.set(2, new Placement(1, 0, 0, 1_005, 1_015));
        moved.set(3, new Placement(1, 1, 0, 1_010, 1_017));
        assertTrue(ScheduleCheck.faults(SHOP, Schedule.of(3, moved), null)
                .toString()
                .contains("does two things"));
    }

    @Test
    void aFalseClaimIsSaid() {
        String said = ScheduleCheck.faults(SHOP, Schedule.of(3, GOOD), new Cost(19, 2))
                .toString();
        assertTrue(said.contains("it comes to 20 s and a delay of 2 s, not to 19 s"), said);
    }

    private static void wrong(int at, Placement placement, String expected) {
        List<Placement> moved = new ArrayList<>(GOOD);
        moved.set(at, placement);
        String said = ScheduleCheck.faults(SHOP, Schedule.of(3, moved), null).toString();
        assertTrue(said.contains(expected), said);
    }

    private static void wrong(int at, Placement placement, String expected, int removed) {
        List<Placement> moved = new ArrayList<>(GOOD);
        moved.set(at, placement);
        moved.remove(removed);
        moved.remove(at - 1);
        String said = ScheduleCheck.faults(SHOP, Schedule.of(3, moved), null).toString();
        assertTrue(said.contains(expected), said);
    }
}
