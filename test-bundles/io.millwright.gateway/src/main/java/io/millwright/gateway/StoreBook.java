package io.millwright.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a stores' program knows of its parts, from the simulator's lines: what was issued in each month, what lies there and is on order.
 * Beside it the same months with orders by the policy that every such program has. Thread-safe.
 */
final class StoreBook {
    /** An order of the end of a month is there so many whole months later. */
    static final int LEAD_MONTHS = 2;

    /** So long nobody's orders have come yet. */
    private static final int WARM_UP_MONTHS = LEAD_MONTHS + 1;

    private static final int MEAN_MONTHS = 12;

    /** Safeties of the simple policy that are lived through side by side, in standard deviations: 0 to 6 by tenths. */
    private static final int SAFETIES = 61;

    private static final double STEP = 0.1;

    /** The usual one: the quantile of the normal distribution at 0.95, 1.645. */
    private static final int USUAL = 16;

    /** What became of all parts. */
    static final class Tally {
        private long asked;
        private long issued;
        private long lay;
        private int months;

        private void add(int wanted, int taken, int left) {
            asked += wanted;
            issued += taken;
            lay += left;
        }

        /** Share of what was asked for that was there. */
        double fill() {
            return asked == 0 ? Double.NaN : (double) issued / asked;
        }

        /** What lay there at the end of a month, in the mean. */
        double stock() {
            return months == 0 ? Double.NaN : (double) lay / months;
        }

        /** What was asked for and not there. */
        long lost() {
            return asked - issued;
        }
    }

    private static final class Part {
        final Map<String, Integer> issued = new TreeMap<>();
        /** By the simple policy, with each safety: what lies there, and what comes in which month. */
        final int[] simplyThere = new int[SAFETIES];

        final Map<Integer, int[]> simplyComing = new TreeMap<>();
        int onHand;
        int onOrder;
    }

    private final Map<String, Part> parts = new TreeMap<>();
    private final Tally planned = new Tally();
    private final List<Tally> simple =
            Stream.generate(Tally::new).limit(SAFETIES).toList();
    private String comes = "";
    private int month;

    /** Takes a line of the simulator; returns whether it tells of the stores. */
    synchronized boolean take(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "PAST" -> part(words[2]).issued.put(words[1], Integer.parseInt(words[3]));
            case "BIN" -> {
                part(words[1]).onHand = Integer.parseInt(words[2]);
                Arrays.fill(part(words[1]).simplyThere, part(words[1]).onHand);
            }
            case "STORE" -> passed(part(words[2]), words);
            case "STORES" -> over(words[1]);
            default -> {
                return false;
            }
        }
        return true;
    }

    private Part part(String name) {
        return parts.computeIfAbsent(name, each -> new Part());
    }

    private void passed(Part part, String[] words) {
        int asked = Integer.parseInt(words[3]);
        int issued = Integer.parseInt(words[4]);
        part.issued.put(words[1], issued);
        part.onHand = Integer.parseInt(words[5]);
        part.onOrder = Integer.parseInt(words[6]);
        if (month >= WARM_UP_MONTHS) {
            planned.add(asked, issued, part.onHand);
        }
        int[] came = part.simplyComing.remove(month);
        for (int safety = 0; safety < SAFETIES; safety++) {
            int there = part.simplyThere[safety] + (came == null ? 0 : came[safety]);
            int taken = Math.min(asked, there);
            part.simplyThere[safety] = there - taken;
            if (month >= WARM_UP_MONTHS) {
                simple.get(safety).add(asked, taken, there - taken);
            }
        }
    }

    private void over(String next) {
        if (!comes.isEmpty()) {
            if (month >= WARM_UP_MONTHS) {
                planned.months++;
                simple.forEach(each -> each.months++);
            }
            month++;
        }
        comes = next;
        parts.values().forEach(this::orderSimply);
        notifyAll();
    }

    /** Fills up to the mean of a year and a safety of its spread, over lead time and review. */
    private void orderSimply(Part part) {
        List<Integer> all = List.copyOf(part.issued.values());
        List<Integer> year = all.subList(Math.max(0, all.size() - MEAN_MONTHS), all.size());
        double mean = year.stream().mapToInt(Integer::intValue).average().orElse(0);
        double variance = year.stream()
                .mapToDouble(used -> (used - mean) * (used - mean))
                .average()
                .orElse(0);
        int periods = LEAD_MONTHS + 1;
        int[] orders = new int[SAFETIES];
        for (int safety = 0; safety < SAFETIES; safety++) {
            int at = safety;
            double upTo = Math.ceil(mean * periods + STEP * safety * Math.sqrt(variance * periods));
            int coming = part.simplyComing.values().stream()
                    .mapToInt(each -> each[at])
                    .sum();
            orders[safety] = Math.max(0, (int) upTo - part.simplyThere[safety] - coming);
        }
        part.simplyComing.put(month + LEAD_MONTHS, orders);
    }

    /** What was ordered by a plan: on order until the simulator says otherwise. */
    synchronized void ordered(String part, int quantity) {
        part(part).onOrder += quantity;
    }

    /**
     * Waits until a month is over, or the past is told.
     *
     * @param before the month that was to come until then, "" at first
     * @return the month that comes now
     * @throws GatewayException it is not over in time
     */
    synchronized String await(String before, long limitMillis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        while (comes.equals(before)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new GatewayException("The simulator's stores did not answer within " + limitMillis + " ms");
            }
            wait(left);
        }
        return comes;
    }

    /** The last month that is over, as {@code 2026-11}; "" before there is one. */
    synchronized String last() {
        return parts.values().stream()
                .map(part -> ((TreeMap<String, Integer>) part.issued).lastKey())
                .findFirst()
                .orElse("");
    }

    /** What was issued, as the planner's input. */
    synchronized String consumption() {
        StringBuilder csv = new StringBuilder("part,period,quantity\n");
        parts.forEach((name, part) -> part.issued.forEach((period, quantity) -> csv.append(name)
                .append(',')
                .append(period)
                .append(',')
                .append(quantity)
                .append('\n')));
        return csv.toString();
    }

    /** What lies there and is on order, as the planner's input. */
    synchronized String parts() {
        StringBuilder csv = new StringBuilder("part,on_hand,on_order\n");
        parts.forEach(
                (name, part) -> csv.append(String.format(Locale.ROOT, "%s,%d,%d%n", name, part.onHand, part.onOrder)));
        return csv.toString();
    }

    /** The score, as lines for people. */
    synchronized List<String> score() {
        List<String> lines = new ArrayList<>();
        lines.add(line("by approved plans", planned));
        lines.add(line("by the simple policy, a year's mean and 1.6 of its standard deviations", simple.get(USUAL)));
        int alike = USUAL;
        while (alike < SAFETIES - 1 && simple.get(alike).fill() < planned.fill()) {
            alike++;
        }
        if (alike > USUAL) {
            lines.add(line(
                    String.format(
                            Locale.ROOT, "by the simple policy with %.1f, which nobody knew before", STEP * alike),
                    simple.get(alike)));
        }
        return lines;
    }

    private static String line(String policy, Tally tally) {
        return String.format(
                Locale.ROOT,
                "%s, %d months: %.1f %% of what was asked for was there, %d parts were not; %.0f lay there in the mean",
                policy,
                tally.months,
                100 * tally.fill(),
                tally.lost(),
                tally.stock());
    }
}
