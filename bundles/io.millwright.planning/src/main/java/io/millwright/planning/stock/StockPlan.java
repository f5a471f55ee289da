package io.millwright.planning.stock;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be ordered now. Immutable.
 *
 * @param settings it was made with
 * @param last the last period that is known, by its number
 * @param lines one per part that is planned, in the order of the parts
 * @param withoutHistory names of parts of which no consumption is known: they are not planned
 * @param withoutTerms how many parts of the consumption nobody said what lies there of: they are not planned, but teach
 * @param unknown how many periods of parts are not known
 * @param tried how many periods the choice was tried over; 0 where too few are known, and one candidate decides for all
 * @param notCounted parts of which too little was known for the trial
 * @param choices one per target, the lowest first
 * @param remarks what went wrong without stopping the plan
 */
public record StockPlan(
        StockSettings settings,
        int last,
        List<OrderLine> lines,
        List<String> withoutHistory,
        int withoutTerms,
        int unknown,
        int tried,
        int notCounted,
        List<Choice> choices,
        List<String> remarks) {
    /** Returns how many parts are to be ordered. */
    public int orders() {
        return (int) lines.stream().filter(line -> line.quantity() > 0).count();
    }

    /** Returns the value of all orders. */
    public double value() {
        return lines.stream().mapToDouble(OrderLine::value).sum();
    }

    /** Returns the choice for the target that most parts have. */
    public Choice main() {
        Choice main = null;
        long most = -1;
        for (Choice choice : choices) {
            long parts = lines.stream()
                    .filter(line -> line.part().target() == choice.target())
                    .count();
            if (parts > most) {
                most = parts;
                main = choice;
            }
        }
        return main;
    }

    /**
     * Returns what came of it in the trial, in value per period, with the target that most parts have: the simple policies first, that
     * which every program has before all, then what was chosen. Empty without a trial.
     */
    public List<Outcome> outcomes() {
        if (tried == 0) {
            return List.of();
        }
        Choice main = main();
        List<Outcome> outcomes = new ArrayList<>();
        main.singles().stream().filter(Outcome::simple).forEach(outcomes::add);
        outcomes.add(main.chosen());
        return List.copyOf(outcomes);
    }
}
