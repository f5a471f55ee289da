package io.millwright.planning.shop;

import io.millwright.planning.shop.Shop.Closing;
import io.millwright.planning.shop.Shop.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** When a machine can take work: outside its closings and outside what is fixed on it. Immutable. */
final class OpenTimes {
    private final long[] from;
    private final long[] until;

    private OpenTimes(List<Closing> blocked) {
        from = blocked.stream().mapToLong(Closing::fromSeconds).toArray();
        until = blocked.stream().mapToLong(Closing::untilSeconds).toArray();
    }

    /** Returns them for every machine of a shop. */
    static OpenTimes[] of(Shop shop) {
        List<List<Closing>> blocked = new ArrayList<>();
        for (Shop.Machine machine : shop.machines()) {
            blocked.add(new ArrayList<>(machine.closings()));
        }
        for (Placement each : shop.fixed()) {
            if (each.endSeconds() > shop.nowSeconds()) {
                blocked.get(each.machine()).add(new Closing(each.startSeconds(), each.endSeconds()));
            }
        }
        OpenTimes[] open = new OpenTimes[blocked.size()];
        for (int machine = 0; machine < open.length; machine++) {
            open[machine] = new OpenTimes(merged(blocked.get(machine)));
        }
        return open;
    }

    private static List<Closing> merged(List<Closing> blocked) {
        blocked.sort(Comparator.comparingLong(Closing::fromSeconds));
        List<Closing> apart = new ArrayList<>();
        for (Closing next : blocked) {
            Closing last = apart.isEmpty() ? null : apart.get(apart.size() - 1);
            if (last != null && next.fromSeconds() < last.untilSeconds()) {
                long end = Math.max(last.untilSeconds(), next.untilSeconds());
                apart.set(apart.size() - 1, new Closing(last.fromSeconds(), end));
            } else {
                apart.add(next);
            }
        }
        return apart;
    }

    /** Returns the first time, not before {@code earliest}, from which on something that takes so long can be done at a stretch. */
    long fit(long earliest, long duration) {
        long start = earliest;
        for (int at = firstAfter(earliest); at < from.length && start + duration > from[at]; at++) {
            start = until[at];
        }
        return start;
    }

    /** Returns beginnings and ends in turn of what is not over at a time, in seconds from it. */
    long[] blocked(long seconds) {
        int first = firstAfter(seconds);
        long[] pairs = new long[2 * (from.length - first)];
        for (int at = first; at < from.length; at++) {
            pairs[2 * (at - first)] = Math.max(0, from[at] - seconds);
            pairs[2 * (at - first) + 1] = until[at] - seconds;
        }
        return pairs;
    }

    /** Returns the first interval that ends after a time. */
    private int firstAfter(long seconds) {
        int low = 0;
        int high = until.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (until[middle] > seconds) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
