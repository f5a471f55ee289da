package io.millwright.gateway;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.receiver.Requester;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A hall with six machines: jobs are given, a schedule is proposed beside the usual rules and approved, machines begin to work, one breaks down, and
 * another schedule is there at once. The demo plays the people who give and approve; times until all is done are the schedules' own.
 */
final class SchedulingScenario implements PlanScenario {
    private static final String PLANNER = "hall";
    private static final String POLICY = "dispatch-policy";
    private static final String AS_RELEASED = "as released";
    private static final String BREAKS_DOWN = "mill-1";
    private static final int REPAIR_MINUTES = 240;
    private static final int SOLVER_SECONDS = 10;

    /** The solver's process starts in half a minute where the gateway is busy. */
    private static final long SEARCH_LIMIT_MILLIS = TimeUnit.SECONDS.toMillis(SOLVER_SECONDS + 50);

    /** A search that finds nothing better proposes nothing. */
    private static final long FURTHER_LIMIT_MILLIS = TimeUnit.SECONDS.toMillis(SOLVER_SECONDS + 8);

    private static final long LIMIT_MILLIS = 30_000;
    private static final long WORKS_MILLIS = 4_000;
    private static final long SOON_SECONDS = 60;
    private static final int SHOWN_MOVES = 4;
    private static final List<String> SHOWN = List.of("FIFO", "SPT", "MWKR", "policy");

    private final Terminal terminal;
    private final CompletableFuture<Long> downMicros = new CompletableFuture<>();
    private final List<String> score = new ArrayList<>();

    SchedulingScenario(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public List<String> models() {
        return List.of(POLICY);
    }

    @Override
    public List<String> plant(Path folder) {
        return List.of("--halls", "1");
    }

    @Override
    public String tagTable() {
        return MachineHall.tagTable();
    }

    @Override
    public Map<String, Object> connectionSettings() {
        return Map.of("publishing.intervalMs", 100L);
    }

    @Override
    public List<String> introduction() {
        return List.of(
                MachineHall.JOBS + " jobs wait in front of " + MachineHall.MACHINES.size()
                        + " machines: who works on what, and when?",
                "a schedule is proposed and approved, then " + BREAKS_DOWN + " breaks down");
    }

    @Override
    public boolean simulatorSays(String line) {
        String[] words = line.split(" ");
        if (words.length == 4 && words[2].equals("down")) {
            downMicros.complete(Long.parseLong(words[3]));
        }
        return words[0].equals("HALL");
    }

    @Override
    public boolean play(DemoGateway gateway, Requester requester, Consumer<String> plant, BooleanSupplier over)
            throws IOException, InterruptedException {
        gateway.letOperate();
        gateway.planner("io.millwright.planning.SchedulePlanner", PLANNER, form());
        PlannerRequests planner = new PlannerRequests(requester, PLANNER, over);
        planner.give("jobs", MachineHall.jobs());
        terminal.line("the planner has the jobs; the solver searches for " + SOLVER_SECONDS + " s");
        JsonObject first = planner.proposed(plan -> true, SEARCH_LIMIT_MILLIS);
        if (first == null) {
            return false;
        }
        tellProposal(first);
        planner.approve(first, "released");
        terminal.line("approved; the machines begin");
        begin(document(first), plant);
        TimeUnit.MILLISECONDS.sleep(WORKS_MILLIS);
        plant.accept("hall-down " + MachineHall.inSimulator(BREAKS_DOWN) + " " + REPAIR_MINUTES * 60);
        long down = awaitDown();
        JsonObject atOnce = planner.proposed(another(Set.of(id(first))), LIMIT_MILLIS);
        if (atOnce == null) {
            return false;
        }
        tellAnswer(
                atOnce,
                TimeUnit.MICROSECONDS.toMillis(atOnce.get("createdMicros").asLong() - down));
        JsonObject further = planner.proposed(another(Set.of(id(first), id(atOnce))), FURTHER_LIMIT_MILLIS);
        tellFurther(atOnce, further);
        JsonObject last = further == null ? atOnce : further;
        new ScheduleChart(document(last), terminal.colours(), terminal.blocks())
                .lines()
                .forEach(terminal::line);
        planner.approve(last, "around the breakdown");
        settle(first, atOnce, last);
        return true;
    }

    private static Map<String, Object> form() {
        return Map.of(
                "site",
                PLANNER,
                "model.name",
                POLICY,
                "frozen.minutes",
                0,
                "solver.seconds",
                SOLVER_SECONDS,
                "machines.connection",
                DemoGateway.PLC,
                "machines.tags",
                MachineHall.machineTags(),
                "states.running",
                "1",
                "states.idle",
                "2",
                "states.down",
                "0",
                "repair.minutes",
                REPAIR_MINUTES);
    }

    private static Predicate<JsonObject> another(Set<String> known) {
        return plan -> !known.contains(id(plan));
    }

    private static String id(JsonObject plan) {
        return plan.getString("id", "");
    }

    private static JsonObject document(JsonObject plan) {
        return plan.get("document").asObject();
    }

    /** Each machine begins with the step that the schedule has for it now. */
    private static void begin(JsonObject document, Consumer<String> plant) {
        Set<Integer> busy = new HashSet<>();
        for (JsonValue each : document.get("operations").asArray()) {
            JsonArray operation = each.asArray();
            long begin = operation.get(3).asLong();
            int machine = operation.get(2).asInt();
            if (begin < SOON_SECONDS && busy.add(machine)) {
                String name = document.get("machines")
                        .asArray()
                        .get(machine)
                        .asObject()
                        .getString("name", "");
                long seconds = operation.get(4).asLong() - begin;
                plant.accept("hall-work " + MachineHall.inSimulator(name) + " " + seconds);
            }
        }
    }

    private long awaitDown() throws InterruptedException {
        try {
            return downMicros.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new GatewayException("The simulator's hall did not answer within " + LIMIT_MILLIS + " ms", e);
        }
    }

    private void tellProposal(JsonObject plan) {
        JsonObject document = document(plan);
        terminal.line("all is done, counted from now:");
        for (String name : SHOWN) {
            JsonValue its = document.get("alternatives").asObject().get(name);
            if (its != null) {
                terminal.line(String.format(
                        Locale.ROOT, "   by %-8s %s", name, time(its.asObject().getLong("makespanSeconds", 0))));
            }
        }
        terminal.line("   proposed    " + time(makespan(document)) + ", found by " + document.getString("by", ""));
        JsonValue gap = plan.get("gapAtMost");
        if (!gap.isNull()) {
            terminal.line(String.format(
                    Locale.ROOT,
                    "no schedule is below %s, so this one is at most %.1f %% above the best",
                    time(document.getLong("boundSeconds", 0)),
                    100 * gap.asDouble()));
        }
        new ScheduleChart(document, terminal.colours(), terminal.blocks())
                .lines()
                .forEach(terminal::line);
    }

    private void tellAnswer(JsonObject plan, long millis) {
        JsonObject document = document(plan);
        JsonObject changes = document.get("changes").asObject();
        terminal.line(BREAKS_DOWN + " is down, told over OPC UA; " + millis
                + " ms later another schedule is proposed, which waits beside the one in force:");
        terminal.line("   all is done in " + time(makespan(document)) + "; going on as released "
                + time(alternative(document, AS_RELEASED)));
        List<JsonObject> elsewhere = changes.get("moves").asArray().values().stream()
                .map(JsonValue::asObject)
                .filter(move -> !move.getString("machine", "").equals(move.getString("machineBefore", "")))
                .toList();
        terminal.line("   " + changes.getInt("moved", 0) + " steps move, " + elsewhere.size()
                + " of them to another machine; " + changes.getInt("kept", 0) + " stay");
        elsewhere.stream().limit(SHOWN_MOVES).forEach(this::tellMove);
    }

    private void tellMove(JsonObject move) {
        terminal.line(String.format(
                Locale.ROOT,
                "   job %s, step %s: %s %s, before %s %s",
                move.getString("job", ""),
                move.getString("step", ""),
                move.getString("machine", ""),
                moment(move.getLong("begin", 0)),
                move.getString("machineBefore", ""),
                moment(move.getLong("before", 0))));
    }

    private void tellFurther(JsonObject atOnce, JsonObject further) {
        terminal.line(
                further == null
                        ? "the solver went on from there and found nothing better"
                        : "the solver went on from there: all is done in " + time(makespan(document(further)))
                                + " instead of " + time(makespan(document(atOnce))));
    }

    private void settle(JsonObject first, JsonObject atOnce, JsonObject last) {
        long fifo = alternative(document(first), "FIFO");
        long planned = makespan(document(first));
        score.add("all is done in " + time(planned) + " by the approved schedule, by FIFO in " + time(fifo)
                + less(planned, fifo));
        long carried = alternative(document(atOnce), AS_RELEASED);
        long anew = makespan(document(last));
        score.add("after the breakdown in " + time(anew) + " by the new schedule, going on as released in "
                + time(carried) + less(anew, carried));
    }

    private static String less(long with, long without) {
        return String.format(Locale.ROOT, ": %.0f %% less", 100.0 * (without - with) / without);
    }

    private static long makespan(JsonObject document) {
        return document.get("cost").asObject().getLong("makespanSeconds", 0);
    }

    private static long alternative(JsonObject document, String name) {
        return document.get("alternatives").asObject().get(name).asObject().getLong("makespanSeconds", 0);
    }

    /** Returns when, from the plan's now on; what broke off has begun before. */
    private static String moment(long seconds) {
        return seconds <= 0 ? "now" : "in " + time(seconds);
    }

    private static String time(long seconds) {
        long minutes = Math.round(seconds / 60.0);
        return minutes < 60
                ? minutes + " min"
                : String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
    }

    @Override
    public List<String> score() {
        return List.copyOf(score);
    }
}
