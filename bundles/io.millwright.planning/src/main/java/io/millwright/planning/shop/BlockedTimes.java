package io.millwright.planning.shop;

/** When machines cannot take work, for planners outside this package. */
public final class BlockedTimes {
    private BlockedTimes() {}

    /** Returns per machine beginnings and ends in turn, in seconds from the shop's now, in order and apart; what is over is left out. */
    public static long[][] fromNow(Shop shop) {
        OpenTimes[] open = OpenTimes.of(shop);
        long[][] blocked = new long[open.length][];
        for (int machine = 0; machine < open.length; machine++) {
            blocked[machine] = open[machine].blocked(shop.nowSeconds());
        }
        return blocked;
    }
}
