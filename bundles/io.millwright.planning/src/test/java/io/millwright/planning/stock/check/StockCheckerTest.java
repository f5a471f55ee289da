package io.millwright.planning.stock.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.planning.stock.Consumption;
import io.millwright.planning.stock.OrderLine;
import io.millwright.planning.stock.Part;
import io.millwright.planning.stock.Sites;
import io.millwright.planning.stock.StockPlan;
import io.millwright.planning.stock.StockPlanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every kind of wrong order is found. */
class StockCheckerTest {
    private static final Consumption USED = Sites.steady(60, 36, 8);
    private static final List<Part> PARTS = Sites.terms(USED, 0.9);
    private static StockPlan plan;

    @BeforeAll
    static void plan() {
        plan = new StockPlanner(Sites.SETTINGS, null).plan(USED, PARTS);
        assertEquals(List.of(), StockChecker.check(USED, PARTS, plan));
    }

    private static StockPlan with(List<OrderLine> lines) {
        return new StockPlan(
                plan.settings(),
                plan.last(),
                lines,
                plan.withoutHistory(),
                plan.withoutTerms(),
                plan.unknown(),
                plan.tried(),
                plan.notCounted(),
                plan.choices(),
                plan.remarks());
    }

    private static void found(String wrong, int place, UnaryOperator<OrderLine> change) {
        List<OrderLine> lines = new ArrayList<>(plan.lines());
        OrderLine changed = change.apply(lines.get(place));
        lines.set(place, changed);
        List<String> findings = StockChecker.check(USED, PARTS, with(lines));
        assertTrue(findings.stream().anyMatch(each -> each.contains(wrong)), wrong + " in " + findings);
    }

    private static OrderLine ordering(OrderLine line, double quantity) {
        return new OrderLine(
                line.part(), line.kind(), line.policy(), line.periods(), line.expected(), line.upTo(), quantity);
    }

    private static OrderLine upTo(OrderLine line, double level) {
        return new OrderLine(
                line.part(), line.kind(), line.policy(), line.periods(), line.expected(), level, line.quantity());
    }

    private static int place(java.util.function.Predicate<OrderLine> wanted) {
        for (int i = 0; i < plan.lines().size(); i++) {
            if (wanted.test(plan.lines().get(i))) {
                return i;
            }
        }
        throw new AssertionError("the site has no such part");
    }

    /** What it shared with the planner it would not find. */
    @Test
    void itKnowsRecordsOnly() throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/millwright/planning/stock/check/StockChecker.java"));
        List<String> known = source.lines()
                .filter(line -> line.startsWith("import io.millwright."))
                .map(line -> line.substring(line.lastIndexOf('.') + 1, line.length() - 1))
                .toList();
        assertEquals(List.of("Choice", "Consumption", "OrderLine", "Outcome", "Part", "StockPlan"), known);
    }

    @Test
    void quantitiesThatAreNone() {
        found("no quantities", 0, line -> ordering(line, Double.NaN));
        found("no quantities", 0, line -> ordering(line, -1));
        found("no quantities", 0, line -> upTo(line, Double.POSITIVE_INFINITY));
    }

    @Test
    void ordersThatAreTooSmallTooLargeOrNoLots() {
        int lots = place(line -> line.part().lot() == 6 && line.part().leastOrder() == 0 && line.quantity() > 0);
        found("no multiple", lots, line -> ordering(line, line.quantity() + 1));
        found("a lot less suffices", lots, line -> ordering(line, line.quantity() + 60));
        int single = place(line -> line.part().lot() == 1 && line.part().leastOrder() == 0 && line.quantity() > 1);
        found("does not reach", single, line -> ordering(line, line.quantity() - 1));
        found("a lot less suffices", single, line -> ordering(line, line.quantity() + 1));
        int least = place(line -> line.part().leastOrder() == 10
                && line.quantity() > 0
                && line.part().lot() == 1);
        found("less than the least order", least, line -> ordering(line, 9));
    }

    @Test
    void ordersWithoutNeedAndNeedWithoutOrder() {
        int due = place(line -> line.quantity() > 0);
        found("orders nothing", due, line -> ordering(line, 0));
        found("suffice", due, line -> upTo(line, 0));
    }

    @Test
    void levelsAndTimesThatCannotBe() {
        int due = place(line -> line.quantity() > 0 && line.part().lot() == 1);
        found("never more than", due, line -> ordering(upTo(line, 1e6), 1e6 - line.position()));
        found(
                "instead of",
                due,
                line -> new OrderLine(
                        line.part(), line.kind(), line.policy(), 1 + line.periods(), 1, line.upTo(), line.quantity()));
    }

    @Test
    void partsThatAreMissingTwiceOrOthers() {
        List<OrderLine> lines = new ArrayList<>(plan.lines());
        OrderLine taken = lines.remove(3);
        assertTrue(StockChecker.check(USED, PARTS, with(lines)).get(0).contains("neither planned nor named"));
        lines.add(taken);
        lines.add(taken);
        assertTrue(StockChecker.check(USED, PARTS, with(lines)).get(0).contains("twice"));
        found(
                "other terms",
                0,
                line -> new OrderLine(
                        new Part(line.part().name(), 1e6, 0, line.part().leadPeriods(), 1, 0, 1, 0.9),
                        line.kind(),
                        line.policy(),
                        line.periods(),
                        line.expected(),
                        line.upTo(),
                        0));
    }
}
