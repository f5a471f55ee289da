package io.millwright.simulator;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;

/**
 * Bins of spare parts, each with a counter of what was issued and what lies there: {@code Stores1.P01.issued} (UInt32, rolls over) and
 * {@code Stores1.P01.on_hand}. A month passes when it is told to. What is asked for and not there is lost. Parts are used smoothly, erratically,
 * intermittently and in lumps, by turns. Made up by this project. Thread-safe.
 */
final class StoresCell implements Signal {
    /** The month in which the past begins that the stores' program knows. */
    static final YearMonth FIRST = YearMonth.of(2023, 1);

    /** So many months are over when the simulator starts. */
    static final int PAST_MONTHS = 36;

    /** An order of the end of a month is there in the third month after it. */
    static final int LEAD_MONTHS = 2;

    private static final long PERIOD_MICROS = 1_000_000;
    private static final long MODULUS = 1L << 32;

    /** So much lies there at first, in months of mean demand. */
    private static final double FIRST_STOCK_MONTHS = 3.5;

    private static final double SMOOTH_SPREAD = 0.25;
    private static final double ERRATIC_SIGMA = 1;
    private static final double SELDOM = 0.35;
    private static final int LEAST_MEAN = 15;
    private static final int MEAN_RANGE = 40;
    private static final int LIKE_QUANTITY = 4;

    private enum Use {
        SMOOTH,
        ERRATIC,
        INTERMITTENT,
        LUMPY
    }

    /** A bin. */
    private static final class Bin {
        final String part;
        final Use use;
        final double mean;
        final Tag issued;
        final Tag onHand;
        final Map<Integer, Integer> coming = new HashMap<>();
        long counter;
        int stock;

        Bin(int number, Random random) {
            part = String.format(Locale.ROOT, "P%02d", number);
            use = Use.values()[(number - 1) % Use.values().length];
            mean = LEAST_MEAN + random.nextInt(MEAN_RANGE);
            issued = new Tag("Stores1." + part + ".issued", TagType.UINT32).every(PERIOD_MICROS);
            onHand = new Tag("Stores1." + part + ".on_hand", TagType.INT32).every(PERIOD_MICROS);
            // Counters were not all put in on the same day; the first one is about to roll over.
            counter = number == 1 ? MODULUS - 1 : random.nextInt(100_000);
            double often = use == Use.SMOOTH || use == Use.ERRATIC ? 1 : SELDOM;
            double size = use == Use.INTERMITTENT ? LIKE_QUANTITY : mean;
            stock = (int) Math.ceil(often * size * FIRST_STOCK_MONTHS);
        }

        int demand(Random random) {
            double drawn = random.nextGaussian();
            boolean any = random.nextDouble() < SELDOM;
            double unlike = mean * Math.exp(ERRATIC_SIGMA * drawn - ERRATIC_SIGMA * ERRATIC_SIGMA / 2);
            double wanted =
                    switch (use) {
                        case SMOOTH -> mean * (1 + SMOOTH_SPREAD * drawn);
                        case ERRATIC -> unlike;
                        case INTERMITTENT -> any ? LIKE_QUANTITY + Math.rint(drawn) : 0;
                        case LUMPY -> any ? unlike : 0;
                    };
            return (int) Math.max(any || use == Use.SMOOTH || use == Use.ERRATIC ? 1 : 0, Math.rint(wanted));
        }
    }

    private final List<Bin> bins = new ArrayList<>();
    private final Random random;
    private final Consumer<String> events;

    /** Guarded by this object, as the bins are: months since the first one. */
    private int month = PAST_MONTHS;

    /**
     * @param parts how many bins, 1 to 99
     * @param events told {@code STORE month part asked issued on-hand on-order} of each bin and month; months of the past say nothing of stock
     */
    StoresCell(int parts, long seed, Consumer<String> events) {
        this.events = events;
        random = new Random(seed);
        for (int i = 1; i <= parts; i++) {
            bins.add(new Bin(i, random));
        }
    }

    /** Tells what was issued in the months before the start. */
    synchronized void tellPast() {
        for (int past = 0; past < PAST_MONTHS; past++) {
            for (Bin bin : bins) {
                int used = bin.demand(random);
                events.accept("PAST " + FIRST.plusMonths(past) + " " + bin.part + " " + used);
            }
        }
        bins.forEach(bin -> events.accept("BIN " + bin.part + " " + bin.stock));
        events.accept("STORES " + FIRST.plusMonths(month));
    }

    /** A month passes: what was ordered comes, then parts are asked for. */
    synchronized void pass() {
        for (Bin bin : bins) {
            Integer came = bin.coming.remove(month);
            bin.stock += came == null ? 0 : came;
            int asked = bin.demand(random);
            int issued = Math.min(asked, bin.stock);
            bin.stock -= issued;
            bin.counter = (bin.counter + issued) % MODULUS;
            int onOrder =
                    bin.coming.values().stream().mapToInt(Integer::intValue).sum();
            events.accept("STORE " + FIRST.plusMonths(month) + " " + bin.part + " " + asked + " " + issued + " "
                    + bin.stock + " " + onOrder);
        }
        month++;
        events.accept("STORES " + FIRST.plusMonths(month));
    }

    /**
     * Orders at the end of the month that passed last.
     *
     * @throws IllegalArgumentException no bin holds such a part, or the quantity is not above 0
     */
    synchronized void order(String part, int quantity) {
        Bin bin = bins.stream()
                .filter(each -> each.part.equals(part))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "store-order " + part + ": there are " + bins.size() + " parts, from P01 on."));
        if (quantity < 1 || quantity > 1_000_000) {
            throw new IllegalArgumentException("store-order " + part + " " + quantity + ": write 1 to 1000000.");
        }
        bin.coming.merge(month + LEAD_MONTHS, quantity, Integer::sum);
    }

    @Override
    public List<Tag> tags() {
        List<Tag> tags = new ArrayList<>();
        bins.forEach(bin -> tags.addAll(List.of(bin.issued, bin.onHand)));
        return tags;
    }

    @Override
    public long periodMicros() {
        return PERIOD_MICROS;
    }

    @Override
    public synchronized void write(long scheduledMicros) {
        for (Bin bin : bins) {
            bin.issued.write(Unsigned.uint(bin.counter), Statuses.GOOD, scheduledMicros);
            bin.onHand.write(bin.stock, Statuses.GOOD, scheduledMicros);
        }
    }
}
