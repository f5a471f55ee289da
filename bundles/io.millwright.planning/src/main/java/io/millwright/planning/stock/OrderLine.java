package io.millwright.planning.stock;

/**
 * What is decided for one part. Immutable.
 *
 * @param part the part
 * @param kind its class at present
 * @param policy who decided
 * @param periods that a stock has to last for: lead time and review
 * @param expected what will be used in them
 * @param upTo what stock and orders together are filled up to
 * @param quantity what is to be ordered now, 0 for nothing
 */
public record OrderLine(
        Part part, DemandClass kind, String policy, int periods, double expected, double upTo, double quantity) {
    /** Returns what lies there and what is on order. */
    public double position() {
        return part.onHand() + part.onOrder();
    }

    /** Returns the value of the order. */
    public double value() {
        return quantity * part.value();
    }
}
