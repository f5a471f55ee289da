package io.millwright.planning.stock;

/**
 * A part that may be ordered. Immutable.
 *
 * @param name as in the consumption
 * @param onHand what lies there
 * @param onOrder what is ordered and has not come
 * @param leadPeriods how many periods an order takes: one of 0 is there in the next period
 * @param lot orders are multiples of it
 * @param leastOrder no order is smaller
 * @param value of one, in which holding and shortage are counted; 1 counts pieces
 * @param target share of what is asked for that shall be there, of all parts of this target together
 */
public record Part(
        String name,
        double onHand,
        double onOrder,
        int leadPeriods,
        double lot,
        double leastOrder,
        double value,
        double target) {}
