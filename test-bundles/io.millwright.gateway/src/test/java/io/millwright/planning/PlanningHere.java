package io.millwright.planning;

import io.millwright.decision.Planner;
import io.millwright.decision.Recommendations;
import io.millwright.planning.energy.FollowedPlans;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.plan.Maker;
import io.millwright.planning.plan.PlanBook;
import io.millwright.planning.plan.PlannerWork;
import io.millwright.planning.stock.StockDocument;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** A store, a hall and a site with their planners at work: what they were given makes them propose, and some of it was approved. */
public final class PlanningHere implements AutoCloseable {
    /** Parts of the store, each of which has to be ordered. */
    public static final int PARTS = 1_200;

    private static final long WAIT_SECONDS = 120;
    private static final int JOBS = 12;
    private static final List<String> MACHINES = List.of("saw", "mill-1", "mill-2", "lathe", "grinder", "wash");
    private static final long HOUR = TimeUnit.HOURS.toMicros(1);
    private static final long MINUTE = TimeUnit.MINUTES.toMicros(1);
    private static final String TARIFF =
            "months,days,from,to,price_per_kwh\n*,*,08:00,20:00,0.40\n*,*,00:00,24:00,0.12\n";

    private final Path folder;
    private final Random random = new Random(3);
    private final List<PlannerWork> planners = new ArrayList<>();

    /** How far the planners' clock is behind. */
    private volatile long behindMicros;

    /** Has all of them plan; takes seconds. */
    public PlanningHere(Path folder) {
        this.folder = folder;
        store();
        hall();
        site();
        add("store-2", StockDocument.TOPIC, OrderPlanner.INPUTS, book -> orders());
    }

    private long now() {
        return System.currentTimeMillis() * 1_000 - behindMicros;
    }

    private PlannerWork add(String name, String topic, List<PlannerWork.Kind> inputs, Function<PlanBook, Maker> maker) {
        PlanBook book = new PlanBook(folder, name, topic, this::now, changed -> {});
        PlannerWork work = new PlannerWork(name, topic, inputs, book, folder, this::now, state -> {});
        work.use(maker.apply(book));
        planners.add(work);
        return work;
    }

    private static Maker orders() {
        return new OrderMaker(
                OrderSettings.of(Map.of("site", "store 1", "review.periods", 1, "lead.periods", 2)),
                name -> null,
                null);
    }

    private void store() {
        PlannerWork store = add("store-1", StockDocument.TOPIC, OrderPlanner.INPUTS, book -> orders());
        StringBuilder consumption = new StringBuilder("part,period,quantity\n");
        StringBuilder parts = new StringBuilder("part,on_hand,value\n");
        for (int part = 0; part < PARTS; part++) {
            for (int month = 0; month < 30; month++) {
                consumption.append(String.format(
                        Locale.ROOT,
                        "P-%04d,%d-%02d,%d%n",
                        part,
                        2024 + month / 12,
                        1 + month % 12,
                        random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(part % 40 + 2)));
            }
            parts.append(String.format(Locale.ROOT, "P-%04d,0,%d.50%n", part, 1 + random.nextInt(90)));
        }
        store.accept("consumption", consumption.toString());
        store.accept("parts", parts.toString());
        awaitPlan(store, 1);
    }

    private void hall() {
        behindMicros = 10 * MINUTE;
        ScheduleSettings settings =
                ScheduleSettings.of(Map.of("site", "hall 1", "solver.seconds", 0, "model.name", ""));
        ShopFloor floor = new ShopFloor(
                settings,
                new ShopTags(settings.machines(), settings.codes(), System::nanoTime, () -> {}),
                folder.resolve("hall.floor.json"),
                now());
        PlannerWork hall = add(
                "hall-1",
                ScheduleMaker.TOPIC,
                SchedulePlanner.INPUTS,
                book -> new ScheduleMaker(
                        settings, name -> null, book::inForce, book::proposed, null, floor, () -> {}));
        StringBuilder jobs = new StringBuilder("job,step,after,machine,duration_s\n");
        for (int job = 0; job < JOBS; job++) {
            for (int step = 0; step < 4; step++) {
                jobs.append(String.format(
                        Locale.ROOT,
                        "J-%d,%d,%s,%s,%d%n",
                        100 + job,
                        10 * (step + 1),
                        step == 0 ? "" : String.valueOf(10 * step),
                        MACHINES.get((job + step * (1 + job % 2)) % MACHINES.size()),
                        60 * (8 + random.nextInt(50))));
            }
        }
        hall.accept("jobs", jobs.toString());
        awaitPlan(hall, 1);
        hall.book().approve(hall.proposed().id(), "Ann", "as agreed");
        behindMicros = 0;
        Instant broken = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        hall.accept(
                "calendar",
                "machine,from,until\nmill-1," + broken.plus(1, ChronoUnit.HOURS) + ","
                        + broken.plus(2, ChronoUnit.HOURS) + "\n");
        awaitPlan(hall, 2);
    }

    private void site() {
        behindMicros = 5 * HOUR;
        EnergySettings settings = EnergySettings.of(Map.of(
                "site",
                "site 1",
                "meter.connection",
                "plc",
                "meter.tag",
                "grid",
                "time.zone",
                "Europe/Berlin",
                "battery.capacityKWh",
                200,
                "battery.powerKW",
                100,
                "peak.perKW",
                8));
        SiteMeter meter = new SiteMeter(settings.meter(), folder.resolve("site.meter.csv"), this::now, () -> {});
        long begin = (now() - 35 * 24 * HOUR) / MeterParts.PART_MICROS * MeterParts.PART_MICROS;
        run(meter, begin, now());
        PlannerWork site = add(
                "site-1",
                EnergyMaker.TOPIC,
                EnergyPlanner.INPUTS,
                book -> new EnergyMaker(
                        settings,
                        meter,
                        name -> null,
                        new FollowedPlans(book::inForce),
                        folder.resolve("site.peak.csv")));
        site.accept("tariff", TARIFF);
        awaitPlan(site, 1);
        site.book().approve(site.proposed().id(), "Ann", "");
        long then = now();
        behindMicros = 0;
        run(meter, then, now());
        site.accept(
                "loads",
                "load,kw,minutes,from,to,min_on_minutes,min_off_minutes\npump,30,120,06:00,22:00,30,30\n"
                        + "oven,45,180,00:00,24:00,60,30\n");
        awaitPlan(site, 2);
    }

    private void run(SiteMeter meter, long from, long to) {
        for (long at = from; at < to; at += 5 * MINUTE) {
            long hour = Math.floorMod(at / HOUR, 24L);
            double noise = 12 * random.nextDouble();
            meter.sample(0, (hour >= 6 && hour < 18 ? 150 : 40) + noise, 0, at);
            meter.progress(at);
        }
    }

    /** Waits until a planner has made so many plans. */
    private static void awaitPlan(PlannerWork work, long plans) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (work.counters().get("plans.made") < plans || work.proposed() == null) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(work.name() + " proposed nothing: " + work.state());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Has a planner plan anew, and waits for it. */
    public void planAnew(String name) {
        PlannerWork work = work(name);
        long made = work.counters().get("plans.made");
        work.plan();
        awaitPlan(work, made + 1);
    }

    private PlannerWork work(String name) {
        return planners.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the planners. */
    public List<Planner> planners() {
        return List.copyOf(planners);
    }

    /** Returns their plans. */
    public List<Recommendations> books() {
        return planners.stream().<Recommendations>map(PlannerWork::book).toList();
    }

    /** Returns how they are. */
    public List<Supervised> supervised() {
        return planners.stream().<Supervised>map(Told::new).toList();
    }

    private record Told(PlannerWork work) implements Supervised {
        @Override
        public String pid() {
            return work.name();
        }

        @Override
        public String kind() {
            return "planner";
        }

        @Override
        public State state() {
            return work.state();
        }

        @Override
        public Map<String, Long> counters() {
            return work.counters();
        }

        @Override
        public List<? extends Supervised> parts() {
            return List.of();
        }
    }

    @Override
    public void close() {
        planners.forEach(PlannerWork::close);
    }
}
