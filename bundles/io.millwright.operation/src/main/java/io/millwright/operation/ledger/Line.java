package io.millwright.operation.ledger;

import io.millwright.supervision.Balance;
import io.millwright.supervision.Balance.Fate;
import io.millwright.supervision.Balance.Term;
import io.millwright.supervision.Supervised;
import java.util.ArrayList;
import java.util.List;

/**
 * A counter in its place in an equation, as it is kept over a restart.
 *
 * @param stage of the equation
 * @param unit what is counted, in the plural
 * @param counter its name
 * @param fate what became of what it counts
 * @param why for people, "" where nothing is to be said
 * @param lasting whether it goes on where its component is started anew
 */
record Line(String stage, String unit, String counter, Fate fate, String why, boolean lasting) {
    /** Returns the lines of a component. */
    static List<Line> of(Supervised component) {
        List<Line> lines = new ArrayList<>();
        for (Balance balance : component.balances()) {
            for (Term term : balance.terms()) {
                lines.add(new Line(
                        balance.stage(), balance.unit(), term.counter(), term.fate(), term.text(), balance.lasting()));
            }
        }
        return lines;
    }

    boolean isLoss() {
        return fate == Fate.LOST || fate == Fate.BESIDE;
    }
}
