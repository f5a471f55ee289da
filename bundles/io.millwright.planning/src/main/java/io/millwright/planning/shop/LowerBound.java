package io.millwright.planning.shop;

import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Operation;
import io.millwright.planning.shop.Shop.Placement;
import java.util.Arrays;

/** What no schedule of a shop can be better than, by what can be said at once: the longest job, the busiest machine, unavoidable delays. */
final class LowerBound {
    private LowerBound() {}

    /** Returns the least that {@link Shop.Cost#total} can be. */
    static long total(Shop shop) {
        Schedule fixed = Schedule.of(shop.jobs().size(), shop.fixed());
        long now = shop.nowSeconds();
        long end = now;
        long late = 0;
        int machines = shop.machines().size();
        long[] load = new long[machines];
        long[] head = new long[machines];
        long[] tail = new long[machines];
        Arrays.fill(head, Shop.NEVER);
        Arrays.fill(tail, Shop.NEVER);
        for (int number = 0; number < shop.jobs().size(); number++) {
            Job job = shop.jobs().get(number);
            int from = fixed.of(number).size();
            long at = from == job.operations().size()
                    ? fixed.endSeconds(number)
                    : Math.max(now, Math.max(job.releaseSeconds(), fixed.endSeconds(number)));
            long rest = 0;
            for (int each = from; each < job.operations().size(); each++) {
                rest += job.operations().get(each).leastSeconds();
            }
            end = Math.max(end, at + rest);
            late += job.lateSeconds(at + rest);
            for (int each = from; each < job.operations().size(); each++) {
                Operation operation = job.operations().get(each);
                long takes = operation.leastSeconds();
                rest -= takes;
                if (operation.choices().size() == 1) {
                    Choice only = operation.choices().get(0);
                    load[only.machine()] += takes;
                    head[only.machine()] = Math.min(head[only.machine()], at);
                    tail[only.machine()] = Math.min(tail[only.machine()], rest);
                }
                at += takes;
            }
        }
        for (Placement each : shop.fixed()) {
            end = Math.max(end, each.endSeconds());
        }
        for (int machine = 0; machine < machines; machine++) {
            if (load[machine] > 0) {
                end = Math.max(end, head[machine] + load[machine] + tail[machine]);
            }
        }
        return end - now + late;
    }
}
