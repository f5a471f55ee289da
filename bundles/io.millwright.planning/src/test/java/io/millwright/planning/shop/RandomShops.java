package io.millwright.planning.shop;

import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Closing;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Machine;
import io.millwright.planning.shop.Shop.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Shops made at random, with all that makes schedules go wrong: closings, zero durations, due dates, machines to choose from. */
public final class RandomShops {
    /** When they begin, seconds since 1970 UTC. */
    public static final long NOW = 1_800_000_000L;

    private RandomShops() {}

    /** Returns a shop of 1 to 12 jobs on 1 to 8 machines. */
    public static Shop any(RandomGenerator random) {
        int count = 1 + random.nextInt(8);
        List<Machine> machines = new ArrayList<>();
        for (int machine = 0; machine < count; machine++) {
            machines.add(new Machine("M" + machine, closings(random)));
        }
        List<Job> jobs = new ArrayList<>();
        int wanted = 1 + random.nextInt(12);
        for (int job = 0; job < wanted; job++) {
            List<Operation> route = new ArrayList<>();
            int steps = 1 + random.nextInt(8);
            for (int step = 0; step < steps; step++) {
                route.add(new Operation(10 * (step + 1) + "", choices(random, count)));
            }
            long release = random.nextInt(4) == 0 ? NOW + random.nextInt(300) : 0;
            long due = random.nextInt(2) == 0 ? NOW + random.nextInt(1_000) - 100 : Shop.NEVER;
            jobs.add(new Job("J" + job, release, due, random.nextInt(4), route));
        }
        return new Shop(NOW, machines, jobs, List.of());
    }

    private static List<Choice> choices(RandomGenerator random, int machines) {
        List<Choice> choices = new ArrayList<>();
        int first = random.nextInt(machines);
        int count = random.nextInt(3) == 0 ? 1 + random.nextInt(Math.min(3, machines)) : 1;
        for (int choice = 0; choice < count; choice++) {
            long duration = random.nextInt(6) == 0 ? 0 : 1 + random.nextInt(99);
            choices.add(new Choice((first + choice) % machines, duration));
        }
        return choices;
    }

    private static List<Closing> closings(RandomGenerator random) {
        List<Closing> closings = new ArrayList<>();
        long at = NOW - 100;
        while (random.nextInt(3) > 0) {
            long from = at + random.nextInt(250);
            long until = from + 1 + random.nextInt(120);
            closings.add(new Closing(from, until));
            at = until;
        }
        return ShopInputs.apart(closings);
    }

    /** Returns a shop as the literature has them: every job once on every machine, durations 1 to 99. */
    public static Shop plain(RandomGenerator random, int jobs, int machines) {
        List<Machine> all = new ArrayList<>();
        for (int machine = 0; machine < machines; machine++) {
            all.add(new Machine("M" + machine, List.of()));
        }
        List<Job> made = new ArrayList<>();
        for (int job = 0; job < jobs; job++) {
            List<Integer> order = new ArrayList<>();
            for (int machine = 0; machine < machines; machine++) {
                order.add(random.nextInt(machine + 1), machine);
            }
            List<Operation> route = new ArrayList<>();
            for (int machine : order) {
                route.add(new Operation("S" + route.size(), List.of(new Choice(machine, 1 + random.nextInt(99)))));
            }
            made.add(new Job("J" + job, 0, Shop.NEVER, 1, route));
        }
        return new Shop(NOW, all, made, List.of());
    }

    /** Returns the shop some time later, when what the schedule says has happened, and one machine breaks down for a while. */
    public static Shop brokenDown(RandomGenerator random, Shop shop, Schedule schedule, long laterSeconds) {
        long now = shop.nowSeconds() + laterSeconds;
        int broken = random.nextInt(shop.machines().size());
        List<Machine> machines = new ArrayList<>(shop.machines());
        List<Closing> closings = new ArrayList<>(machines.get(broken).closings());
        closings.add(new Closing(now, now + 1 + random.nextInt(200)));
        machines.set(broken, new Machine(machines.get(broken).name(), ShopInputs.apart(closings)));
        List<Progress> progress = new ArrayList<>();
        Released.of(shop, schedule).slots().forEach((step, slot) -> {
            if (slot.startSeconds() < now) {
                long ended = slot.endSeconds() <= now ? slot.endSeconds() : Shop.NEVER;
                progress.add(new Progress(step.job(), step.step(), slot.machine(), slot.startSeconds(), ended));
            }
        });
        return new Shop(now, machines, shop.jobs(), Progress.fixed(shop.jobs(), machines, progress, now));
    }
}
