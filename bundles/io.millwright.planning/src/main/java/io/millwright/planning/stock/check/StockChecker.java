package io.millwright.planning.stock.check;

import io.millwright.planning.stock.Choice;
import io.millwright.planning.stock.Consumption;
import io.millwright.planning.stock.OrderLine;
import io.millwright.planning.stock.Outcome;
import io.millwright.planning.stock.Part;
import io.millwright.planning.stock.StockPlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks a plan of orders against its inputs. It shares with the planner the records that both see, and no code.
 *
 * <p>Every part with consumption is planned once and no other. An order is nothing, or a multiple of the lot and no less than the least order.
 * It is given exactly where stock and orders lie below the level; then both together reach it, and one lot less would not, or would be less
 * than the least order. A level is a whole quantity that lasts for no more than the part has ever needed many times over.
 */
public final class StockChecker {
    private static final int MOST_FINDINGS = 20;
    private static final double NEAR = 1e-6;
    /** A level beyond this many times what was ever used in such a time is a slip, not a safety. */
    private static final double BEYOND = 20;
    /** What a part that was hardly used may have: a quantity that is small beside what others need. */
    private static final double AT_LEAST = 50;

    private final List<String> findings = new ArrayList<>();

    private StockChecker() {}

    /** Returns what is wrong, 20 findings at most; empty for a plan that is one. */
    public static List<String> check(Consumption consumption, List<Part> parts, StockPlan plan) {
        StockChecker checker = new StockChecker();
        checker.parts(consumption, parts, plan);
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < consumption.parts().size(); i++) {
            places.put(consumption.parts().get(i), i);
        }
        double largest = checker.largest(consumption);
        for (OrderLine line : plan.lines()) {
            checker.order(line);
            Integer place = places.get(line.part().name());
            if (place != null) {
                checker.level(consumption, place, line, plan.settings().review(), largest);
            }
        }
        for (Choice choice : plan.choices()) {
            checker.claims(choice, plan.tried() > 0);
        }
        return List.copyOf(checker.findings);
    }

    private void parts(Consumption consumption, List<Part> parts, StockPlan plan) {
        Set<String> used = new HashSet<>(consumption.parts());
        Map<String, Part> known = new HashMap<>();
        parts.forEach(part -> known.put(part.name(), part));
        Set<String> seen = new HashSet<>();
        for (OrderLine line : plan.lines()) {
            String name = line.part().name();
            if (!line.part().equals(known.get(name))) {
                found(name, "is planned with other terms than were given");
            }
            if (!seen.add(name)) {
                found(name, "is planned twice");
            }
            if (!used.contains(name)) {
                found(name, "is planned without consumption");
            }
        }
        for (Part part : parts) {
            boolean left = plan.withoutHistory().contains(part.name());
            if (used.contains(part.name()) ? !seen.contains(part.name()) || left : !left) {
                found(part.name(), "is neither planned nor named as one without consumption, or both");
            }
        }
    }

    private void order(OrderLine line) {
        Part part = line.part();
        String name = part.name();
        double quantity = line.quantity();
        double there = part.onHand() + part.onOrder();
        if (!(quantity >= 0) || Double.isInfinite(quantity) || !(line.upTo() >= 0) || Double.isInfinite(line.upTo())) {
            found(name, "orders " + quantity + " up to " + line.upTo() + ", which are no quantities");
            return;
        }
        if (quantity == 0) {
            if (there < line.upTo() - NEAR) {
                found(name, "orders nothing though " + there + " lie below " + line.upTo());
            }
            return;
        }
        double slack = NEAR * Math.max(1, quantity);
        if (there >= line.upTo()) {
            found(name, "orders " + quantity + " though " + there + " suffice for " + line.upTo());
        }
        BigDecimal rest = BigDecimal.valueOf(quantity).remainder(BigDecimal.valueOf(part.lot()));
        double beside = Math.min(rest.doubleValue(), part.lot() - rest.doubleValue());
        if (beside > slack) {
            found(name, "orders " + quantity + ", no multiple of the lot " + part.lot());
        }
        if (quantity < part.leastOrder() - slack) {
            found(name, "orders " + quantity + ", less than the least order " + part.leastOrder());
        }
        if (there + quantity < line.upTo() - slack) {
            found(name, "orders " + quantity + ", and with " + there + " does not reach " + line.upTo());
        }
        double less = quantity - part.lot();
        if (less >= part.leastOrder() && there + less >= line.upTo()) {
            found(name, "orders " + quantity + " where a lot less suffices for " + line.upTo());
        }
    }

    private void level(Consumption consumption, int place, OrderLine line, int review, double largest) {
        int periods = line.part().leadPeriods() + review;
        if (line.periods() != periods) {
            found(line.part().name(), "is planned for " + line.periods() + " periods instead of " + periods);
        }
        double most = 0;
        for (int period = 0; period < consumption.count(); period++) {
            float used = consumption.at(place, period);
            most = used > most ? used : most;
        }
        double bearable = Math.max(BEYOND * periods * most, Math.min(AT_LEAST, BEYOND * periods * largest));
        if (line.upTo() > bearable + 1) {
            found(
                    line.part().name(),
                    "is filled up to " + line.upTo() + " for " + periods + " periods, though never more than " + most
                            + " was used in one");
        }
    }

    private double largest(Consumption consumption) {
        double largest = 0;
        for (float used : consumption.used()) {
            largest = used > largest ? used : largest;
        }
        return largest;
    }

    private void claims(Choice choice, boolean tried) {
        if (choice.classes().stream().anyMatch(each -> !(each.level() > 0 && each.level() < 1))) {
            found("target " + choice.target(), "has a class without a level between 0 and 1");
        }
        if (!tried) {
            return;
        }
        List<Outcome> outcomes = new ArrayList<>(choice.singles());
        outcomes.add(choice.chosen());
        for (Outcome outcome : outcomes) {
            double cost = outcome.held() + choice.price() * outcome.lost();
            boolean sound = outcome.fill() >= -NEAR
                    && outcome.fill() <= 1 + NEAR
                    && outcome.held() >= 0
                    && outcome.lost() >= -NEAR
                    && Math.abs(cost - outcome.cost()) <= NEAR * Math.max(1, cost);
            if (!sound) {
                found(
                        "target " + choice.target(),
                        "claims of '" + outcome.policy() + "' what does not add up: " + outcome);
            }
        }
    }

    private void found(String what, String wrong) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(what + ": " + wrong);
        }
    }
}
