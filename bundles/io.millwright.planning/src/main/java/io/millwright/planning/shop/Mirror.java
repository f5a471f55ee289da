package io.millwright.planning.shop;

import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Machine;
import io.millwright.planning.shop.Shop.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The same work with time running backwards: what comes last is dispatched first. An order that is good backwards is good forwards, and a
 * schedule that is pushed to its end and back again loses gaps. Closings, releases and due dates are left out there, so what comes of it is
 * built anew in the shop itself.
 */
final class Mirror {
    private static final int MOST_ROUNDS = 4;

    private final Shop shop;
    private final int[] fixed;
    private final Shop mirrored;

    Mirror(Shop shop) {
        this.shop = shop;
        Schedule kept = Schedule.of(shop.jobs().size(), shop.fixed());
        fixed = new int[shop.jobs().size()];
        List<Job> jobs = new ArrayList<>();
        for (int number = 0; number < fixed.length; number++) {
            fixed[number] = kept.of(number).size();
            Job job = shop.jobs().get(number);
            List<Operation> rest = new ArrayList<>(
                    job.operations().subList(fixed[number], job.operations().size()));
            Collections.reverse(rest);
            jobs.add(new Job(job.name(), 0, Shop.NEVER, 1, rest));
        }
        List<Machine> machines = new ArrayList<>();
        shop.machines().forEach(each -> machines.add(new Machine(each.name(), List.of())));
        mirrored = new Shop(0, machines, jobs, List.of());
    }

    /** Returns the shop with time running backwards, without what is fixed. */
    Shop shop() {
        return mirrored;
    }

    /** Returns what a schedule of the mirrored shop becomes in the shop itself. */
    Schedule back(Schedule backwards) {
        return inOrder(shop, (job, operation) -> {
            int count = backwards.of(job).size();
            return -backwards.of(job).get(count - 1 - (operation - fixed[job])).endSeconds();
        });
    }

    /** Pushes a schedule to its end and back, as long as it becomes better; returns the best. */
    Schedule improved(Schedule schedule) {
        Schedule best = schedule;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Schedule from = best;
            Schedule pushed = inOrder(mirrored, (job, operation) -> {
                int count = from.of(job).size();
                return -from.of(job).get(count - 1 - operation).endSeconds();
            });
            Schedule next = back(pushed);
            if (shop.cost(next).total() >= shop.cost(best).total()) {
                return best;
            }
            best = next;
        }
        return best;
    }

    private interface Order {
        long of(int job, int operation);
    }

    /** Dispatches by an order: of what competes the least comes first. */
    private static Schedule inOrder(Shop shop, Order order) {
        Dispatch dispatch = new Dispatch(shop);
        while (dispatch.candidateCount() > 0) {
            int best = dispatch.candidate(0);
            for (int at = 1; at < dispatch.candidateCount(); at++) {
                int job = dispatch.candidate(at);
                if (order.of(job, dispatch.at(job)) < order.of(best, dispatch.at(best))) {
                    best = job;
                }
            }
            dispatch.dispatch(best);
        }
        return dispatch.schedule();
    }
}
