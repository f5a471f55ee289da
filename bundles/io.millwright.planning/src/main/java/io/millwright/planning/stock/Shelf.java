package io.millwright.planning.stock;

/**
 * What would have become of one part's stock: used from the shelf, what is not there is lost, and in every review so much is ordered as
 * lacks to a level. An order of the end of period t is there in period t + lead + 1. Reused. Not thread-safe.
 */
final class Shelf {
    private final int review;
    private final double[] coming;

    private double held;
    private double lost;
    private double heldEarly;
    private double lostEarly;

    Shelf(int review) {
        this.review = review;
        coming = new double[PartsCsv.MOST_LEAD_PERIODS + 1];
    }

    /** Which periods are counted: warm-up from {@code start}, counting from {@code from} to before {@code until}; the first half ends before {@code half}. */
    record Span(int start, int from, int half, int until) {}

    /**
     * Lives through the periods.
     *
     * @param used per period; one that is not known uses nothing and is not counted
     * @param upTo the level at the end of each period, the one before the start included; at [period * step + offset]
     */
    void live(Part part, double[] used, Span span, double[] upTo, int step, int offset) {
        int lead = part.leadPeriods();
        double hand = upTo[(span.start() - 1) * step + offset];
        double way = 0;
        int at = 0;
        held = lost = heldEarly = lostEarly = 0;
        java.util.Arrays.fill(coming, 0, lead + 1, 0);
        for (int t = span.start(); t < span.until(); t++) {
            hand += coming[at];
            way -= coming[at];
            coming[at] = 0;
            double wanted = used[t];
            boolean known = !Double.isNaN(wanted);
            double taken = known ? Math.min(hand, wanted) : 0;
            hand -= taken;
            if (known && t >= span.from()) {
                held += hand;
                lost += wanted - taken;
                if (t < span.half()) {
                    heldEarly += hand;
                    lostEarly += wanted - taken;
                }
            }
            if ((t - span.start()) % review == 0) {
                double order = order(part, upTo[t * step + offset] - hand - way);
                coming[at] = order;
                way += order;
            }
            at = at == lead ? 0 : at + 1;
        }
    }

    /** What is ordered where so much lacks: nothing, or at least the least order, in lots. */
    static double order(Part part, double lacks) {
        if (!(lacks > 1e-9)) {
            return 0;
        }
        return Math.ceil(Math.max(lacks, part.leastOrder()) / part.lot() - 1e-9) * part.lot();
    }

    /** What lay there at the ends of the counted periods, summed. */
    double held() {
        return held;
    }

    double lost() {
        return lost;
    }

    double heldEarly() {
        return heldEarly;
    }

    double lostEarly() {
        return lostEarly;
    }
}
