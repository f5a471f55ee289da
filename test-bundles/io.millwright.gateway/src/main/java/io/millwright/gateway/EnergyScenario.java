package io.millwright.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.receiver.Requester;
import io.millwright.model.ModelException;
import io.millwright.planning.energy.Battery;
import io.millwright.planning.energy.DayForecast;
import io.millwright.planning.energy.EnergyInputs;
import io.millwright.planning.energy.EnergyStrategy.Site;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.energy.PeakGuard;
import io.millwright.planning.energy.PeakWatch.Look;
import io.millwright.planning.energy.SiteClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A factory with a battery: the next day's plan and its approval, the last whole month once more in fast time, a peak within its quarter of an
 * hour, and what the last three months would have cost.
 */
final class EnergyScenario implements PlanScenario {
    private static final String PLANNER = "factory-energy";
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final int HISTORY_DAYS = 190;
    private static final int GIVEN_DAYS = 90;
    private static final int MONTHS = 3;
    /** Before, a month has paid for little, and any morning is a peak. */
    private static final int FIRST_WEEK = 7 * MeterParts.DAY;

    /** A peak is shown where the load is so many times what the month has paid for. */
    private static final double ABOVE = 1.05;

    private static final int PART_MINUTES = 15;
    private static final int PART_SECONDS = 900;
    private static final double MOST_KW = 1_000;
    private static final int WIDTH = 24;
    private static final double TOP_KW = 420;
    private static final double PEAK_PRICE = 9;
    private static final Battery BATTERY = new Battery(200, 100, 0.95, 0.95, 0.01);
    private static final long LINE_MILLIS = 250;

    /** Far beyond what anything here takes, so that it holds beside other programs, too. */
    private static final long LIMIT_SECONDS = 300;

    private static final DateTimeFormatter QUARTER = DateTimeFormatter.ofPattern("EEE dd MMM HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE dd MMM", Locale.ROOT);
    private static final String TARIFF = EnergyInputs.TARIFF
            + "\n*,sat+sun+holiday,00:00,24:00,0.11\n*,*,22:00,06:00,0.11\n*,*,09:00,13:00,0.21\n*,*,00:00,24:00,0.16\n";

    private final Terminal terminal;
    private final CountDownLatch written = new CountDownLatch(1);
    private final CountDownLatch minutesWritten = new CountDownLatch(1);
    private final Site site = new Site(new SiteClock(ZONE, Set.of()), EnergyInputs.tariff(TARIFF, PEAK_PRICE), BATTERY);
    private final List<String> score = new ArrayList<>();
    private Path history;
    private Path minutes;
    private BooleanSupplier over;
    private boolean approved;
    /** Whether the peak guard was tried. */
    private boolean watched;

    /** What the guard did, null where it should have told and did not. */
    private String guarded;

    /** A month by each policy. */
    private record Month(
            YearMonth month, EnergyMonth once, EnergyMonth.Run nothing, EnergyMonth.Run plan, EnergyMonth.Run price) {}

    EnergyScenario(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public List<String> models() {
        return List.of();
    }

    @Override
    public List<String> plant(Path folder) {
        history = folder.resolve("site-history.csv");
        minutes = folder.resolve("site-minutes.csv");
        return List.of("--sites", "1");
    }

    @Override
    public String tagTable() {
        return "name,nodeId\nenergy,nsu=urn:millwright:simulator;s=Site1.energy\n";
    }

    @Override
    public Map<String, Object> connectionSettings() {
        return Map.of();
    }

    @Override
    public List<String> introduction() {
        return List.of(
                "a factory with two shifts, a battery of 200 kWh and 100 kW, three prices a day and 9 per kW of the month's peak",
                "its meter is a counter over OPC UA; the forecast is the median of four weeks");
    }

    @Override
    public boolean simulatorSays(String line) {
        if (line.startsWith("SITE Site1 history")) {
            written.countDown();
        } else if (line.startsWith("SITE Site1 minutes")) {
            minutesWritten.countDown();
        }
        return line.startsWith("SITE ");
    }

    @Override
    public boolean play(DemoGateway gateway, Requester requester, Consumer<String> plant, BooleanSupplier over)
            throws IOException, InterruptedException {
        this.over = over;
        plant.accept("site-history 1 " + HISTORY_DAYS + " " + history);
        await(written, "history");
        String csv = Files.readString(history);
        Map<Long, Double> energy = EnergyInputs.history(csv, MOST_KW);
        ExecutorService past = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "demo-months");
            thread.setDaemon(true);
            return thread;
        });
        try {
            YearMonth last = YearMonth.from(Instant.now().atZone(ZONE)).minusMonths(1);
            List<Future<Month>> months = new ArrayList<>();
            for (int i = 0; i < MONTHS; i++) {
                YearMonth month = last.minusMonths(i);
                months.add(past.submit(() -> month(energy, month)));
            }
            Future<EnergyMonth.Run> perfect = past.submit(() -> new EnergyMonth(energy, site, last).perfect());
            give(gateway, csv);
            approve(requester);
            Month shown = months.get(0).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            days(shown);
            peak(shown, plant);
            for (Future<Month> month : months) {
                judge(month.get(LIMIT_SECONDS, TimeUnit.SECONDS));
            }
            score.add("in " + last + " the same plans with a forecast that is right: "
                    + saved(shown.nothing(), perfect.get(LIMIT_SECONDS, TimeUnit.SECONDS)));
        } catch (TimeoutException e) {
            throw new IOException(
                    "the months are not run once more after " + LIMIT_SECONDS
                            + " s: end what else computes on this machine, and start the demo anew",
                    e);
        } catch (ExecutionException | ModelException e) {
            throw new IOException("the months cannot be run once more: " + e, e);
        } finally {
            past.shutdownNow();
        }
        return approved && guarded != null && !over.getAsBoolean();
    }

    private static void await(CountDownLatch latch, String what) throws IOException, InterruptedException {
        if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the simulator wrote no " + what + " within " + LIMIT_SECONDS + " s");
        }
    }

    private Month month(Map<Long, Double> energy, YearMonth month) throws ModelException {
        EnergyMonth once = new EnergyMonth(energy, site, month);
        return new Month(month, once, once.nothing(), once.planned(), once.byPrice());
    }

    private void give(DemoGateway gateway, String csv) {
        gateway.letOperate();
        gateway.planner(
                "io.millwright.planning.EnergyPlanner",
                PLANNER,
                Map.of(
                        "site",
                        "factory",
                        "meter.connection",
                        DemoGateway.PLC,
                        "meter.tag",
                        "energy",
                        "meter.kind",
                        "COUNTER",
                        "meter.rolloverKWh",
                        100_000,
                        "time.zone",
                        ZONE.getId(),
                        "battery.capacityKWh",
                        BATTERY.capacityKwh(),
                        "battery.powerKW",
                        BATTERY.powerKw(),
                        "battery.wearPerKWh",
                        BATTERY.wearPerKwh(),
                        "peak.perKW",
                        PEAK_PRICE));
        List<String> lines = csv.lines().toList();
        String given = lines.get(0) + "\n"
                + String.join("\n", lines.subList(Math.max(1, lines.size() - GIVEN_DAYS * 96), lines.size())) + "\n";
        gateway.give(PLANNER, "history", given);
        gateway.give(PLANNER, "tariff", TARIFF);
        terminal.line("given: " + GIVEN_DAYS + " days of the meter, the tariff");
    }

    /** Shows the plan that waits, and approves it: by a key, or by itself where nobody sits. */
    private void approve(Requester requester) throws IOException, InterruptedException {
        JsonObject plan = null;
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
                plan == null && System.nanoTime() - end < 0 && !over.getAsBoolean(); ) {
            Thread.sleep(500);
            JsonValue found = Json.parse(
                            requester.get("plans", Map.of("planner", PLANNER)).body())
                    .asObject()
                    .get("items")
                    .asArray()
                    .get(0)
                    .asObject()
                    .get("proposed");
            plan = found.isNull() ? null : found.asObject();
        }
        if (plan == null) {
            throw new IOException("there was no plan within " + LIMIT_SECONDS + " s");
        }
        show(plan);
        if (System.console() != null) {
            terminal.line("ENTER approves the plan (or wait 15 s)");
            for (int i = 0; i < 150 && System.in.available() == 0; i++) {
                Thread.sleep(100);
            }
        }
        JsonObject answer = new JsonObject().add("id", plan.getString("id", "")).add("comment", "demo");
        int code = 0;
        // The switch that lets the cloud act may take a moment.
        for (int tries = 0; code != 200 && tries < 10; tries++) {
            Thread.sleep(tries * 200L);
            code = requester.exec("recommendation/approve", answer.toString()).code();
        }
        approved = code == 200;
        terminal.line(approved ? "approved: from now on its ceiling is watched" : "not approved: " + code);
    }

    private void show(JsonObject plan) {
        JsonObject document = plan.get("document").asObject();
        JsonObject cost = document.get("cost").asObject();
        terminal.line("the next 24 hours, from " + document.getString("start", "") + ":");
        terminal.line("     expected  " + strip(document.get("forecast_kw").asArray()));
        terminal.line("     grid      " + strip(document.get("grid_kw").asArray()));
        terminal.line(String.format(
                Locale.ROOT,
                "     plan %.2f, nothing %.2f, by price alone %.2f; held below %.0f kW",
                cost.getDouble("plan", 0),
                cost.getDouble("nothing", 0),
                cost.getDouble("by_price", 0),
                document.getDouble("ceiling_kw", 0)));
        plan.get("reasons").asArray().forEach(reason -> terminal.line("     " + text(reason)));
    }

    private static String text(JsonValue reason) {
        return reason.isString() ? reason.asString() : reason.asObject().getString("text", "");
    }

    private String strip(JsonArray kw) {
        return Strip.of(i -> kw.get(i).asDouble(), kw.size(), 2 * WIDTH, TOP_KW, terminal.blocks());
    }

    /** The last whole month once more, a day per line. */
    private void days(Month shown) throws ModelException, InterruptedException {
        YearMonth month = shown.month();
        terminal.line(month + " once more, as if it were now:  expected | came | from the grid with plan and guard");
        for (LocalDate day = month.atDay(1);
                !day.isAfter(month.atEndOfMonth()) && !over.getAsBoolean();
                day = day.plusDays(1)) {
            terminal.line(line(shown.once(), day, shown.plan()));
            Thread.sleep(LINE_MILLIS);
        }
    }

    /** The quarter of an hour in which the load was farthest above what the month had paid for, minute by minute. */
    private void peak(Month shown, Consumer<String> plant) throws IOException, InterruptedException {
        watched = true;
        int at = -1;
        double farthest = 0;
        for (int i = FIRST_WEEK; i < shown.nothing().gridKw().length; i++) {
            double load = shown.nothing().gridKw()[i];
            double paid = shown.plan().peakKwBefore(i);
            if (load > ABOVE * paid && load - paid > farthest) {
                at = i;
                farthest = load - paid;
            }
        }
        if (at < 0) {
            terminal.line("no quarter of an hour after the first week was above what the month had paid for");
            guarded = "had no peak to tell";
            return;
        }
        long part = shown.once().start() + at;
        plant.accept("site-minutes 1 " + Instant.ofEpochSecond((part - 1) * PART_SECONDS) + " " + minutes);
        await(minutesWritten, "minutes");
        double limit = shown.plan().peakKwBefore(at);
        Look look = PeakMinutes.told(Files.readAllLines(minutes), limit, MOST_KW);
        terminal.line(String.format(
                Locale.ROOT,
                "%s once more at the meter, minute by minute, under the peak guard's watch; %.0f kW are held:",
                QUARTER.format(site.clock().wallClock(part)),
                limit));
        if (look != null) {
            guarded = "told the peak in time";
            long left = TimeUnit.MICROSECONDS.toMinutes(look.leftMicros());
            terminal.line(String.format(
                    Locale.ROOT,
                    "!! minute %d: it comes to %.0f kW; shed %.0f kW for the %d minutes that are left; the battery can give %.0f kW",
                    PART_MINUTES - left,
                    look.projectedKw(),
                    look.shedKw(),
                    left,
                    PeakGuard.spareKw(0, look.projectedKw(), shown.plan().storedKwh()[at], left / 60.0, BATTERY)));
        }
    }

    private void judge(Month of) {
        score.add(of.month() + ": plans " + saved(of.nothing(), of.plan()) + "; the simple policy, by price alone, "
                + saved(of.nothing(), of.price()));
        if (of.price().cost() < of.plan().cost()) {
            int at = of.plan().peak();
            score.add(String.format(
                    Locale.ROOT,
                    "   here the simple policy is the better one: on %s the grid drew %.0f kW, with %.0f kWh in store",
                    QUARTER.format(site.clock().wallClock(of.once().start() + at)),
                    of.plan().peakKw(),
                    of.plan().storedKwh()[at]));
        }
    }

    private String line(EnergyMonth once, LocalDate day, EnergyMonth.Run plan) throws ModelException {
        long first = site.clock().firstPart(day);
        int length = (int) (site.clock().firstPart(day.plusDays(1)) - first);
        DayForecast expected = once.expected(day);
        int at = (int) (first - once.start());
        double came = 0;
        double grid = 0;
        for (int i = 0; i < length; i++) {
            came = Math.max(came, once.kw(first + i));
            grid = Math.max(grid, plan.gridKw()[at + i]);
        }
        String forecast = expected == null
                ? " ".repeat(WIDTH)
                : Strip.of(i -> expected.kw()[i], expected.length(), WIDTH, TOP_KW, terminal.blocks());
        return String.format(
                Locale.ROOT,
                "  %s  %s  %s  %s  %3.0f kW, without %3.0f",
                DAY.format(day),
                forecast,
                Strip.of(i -> once.kw(first + i), length, WIDTH, TOP_KW, terminal.blocks()),
                Strip.of(i -> plan.gridKw()[at + i], length, WIDTH, TOP_KW, terminal.blocks()),
                grid,
                came);
    }

    private static String saved(EnergyMonth.Run nothing, EnergyMonth.Run run) {
        return String.format(
                Locale.ROOT,
                "saved %.0f of %.0f (%.1f %%), peak %.0f kW instead of %.0f",
                nothing.cost() - run.cost(),
                nothing.cost(),
                100 * (1 - run.cost() / nothing.cost()),
                run.peakKw(),
                nothing.peakKw());
    }

    @Override
    public List<String> score() {
        List<String> lines = new ArrayList<>(score);
        String silent = watched ? "did not tell the peak" : "was not tried";
        lines.add("the plan was " + (approved ? "" : "not ") + "approved, the peak guard "
                + (guarded == null ? silent : guarded));
        return lines;
    }
}
