package io.millwright.planning.shop;

import io.millwright.planning.input.Cell;
import io.millwright.planning.input.InputTable;
import io.millwright.planning.shop.Shop.Closing;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Machine;
import io.millwright.planning.shop.Shop.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is given to the scheduling of a shop, as texts of lines: jobs, orders (release, due date, weight), the calendar (when machines are
 * closed or broken), and what is done or running. Each is taken whole or not at all. Immutable.
 */
public final class ShopInputs {
    /** Nothing given. */
    public static final ShopInputs NONE = new ShopInputs(Routes.NONE, Map.of(), List.of(), List.of());

    /** A step per line and machine. */
    public static final String JOBS = Routes.INPUT;
    /** Release, due date and weight of jobs. */
    public static final String ORDERS = "orders";
    /** When machines do not work. */
    public static final String CALENDAR = "calendar";
    /** What is done or running. */
    public static final String PROGRESS = "progress";

    private static final String ORDERS_HEADER = "job,release,due,weight";
    private static final String CALENDAR_HEADER = "machine,from,until";
    private static final String PROGRESS_HEADER = "job,step,machine,started,ended";
    private static final int MOST_CLOSINGS = 20_000;
    private static final int MOST_WEIGHT = 1_000;

    private final Routes routes;
    private final Map<String, Order> orders;
    private final List<Closed> closed;
    private final List<Progress> done;

    private record Order(long release, long due, int weight) {}

    private record Closed(String machine, Closing closing) {}

    private ShopInputs(Routes routes, Map<String, Order> orders, List<Closed> closed, List<Progress> done) {
        this.routes = routes;
        this.orders = orders;
        this.closed = closed;
        this.done = done;
    }

    /** Returns the names of all inputs, with their header lines. */
    public static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(JOBS, Routes.HEADER);
        headers.put(ORDERS, ORDERS_HEADER);
        headers.put(CALENDAR, CALENDAR_HEADER);
        headers.put(PROGRESS, PROGRESS_HEADER);
        return headers;
    }

    /**
     * Returns the same with another text for one input.
     *
     * @throws IllegalArgumentException with line, column, value and remedy, if it is refused
     */
    public ShopInputs with(String input, String csv) {
        return switch (input) {
            case JOBS -> new ShopInputs(Routes.read(csv), orders, closed, done);
            case ORDERS -> new ShopInputs(routes, orders(csv), closed, done);
            case CALENDAR -> new ShopInputs(routes, orders, calendar(csv), done);
            case PROGRESS -> new ShopInputs(routes, orders, closed, progress(csv));
            default -> throw new IllegalArgumentException("\"" + input + "\" is no input. Remedy: one of "
                    + String.join(", ", headers().keySet()) + ".");
        };
    }

    /**
     * Reads all texts, in place of none. Lines about jobs, steps and machines that the jobs do not name are not refused here, but left out by
     * {@link #shop}: texts that came one after the other need not fit each other.
     *
     * @param texts by input; those that were not given are absent
     * @throws IllegalArgumentException with line, column, value and remedy, if one is refused by itself
     */
    public static ShopInputs of(Map<String, String> texts) {
        ShopInputs all = NONE;
        for (String input : List.of(ORDERS, CALENDAR, PROGRESS, JOBS)) {
            all = texts.containsKey(input) ? all.with(input, texts.get(input)) : all;
        }
        return all;
    }

    /** Returns how many lines there are. */
    public int lines() {
        int steps = 0;
        for (List<Operation> route : routes.jobs().values()) {
            for (Operation each : route) {
                steps += each.choices().size();
            }
        }
        return steps + orders.size() + closed.size() + done.size();
    }

    /** Returns in words what is left out because the jobs do not name it, nothing where all fits. */
    public List<String> leftOut() {
        List<String> said = new ArrayList<>();
        say(
                said,
                ORDERS,
                "job",
                orders.keySet().stream()
                        .filter(each -> !routes.jobs().containsKey(each))
                        .toList());
        say(
                said,
                CALENDAR,
                "machine",
                closed.stream()
                        .map(Closed::machine)
                        .filter(each -> routes.machine(each) < 0)
                        .toList());
        say(
                said,
                PROGRESS,
                "job, step or machine",
                done.stream()
                        .filter(each -> routes.machine(each.machine()) < 0 || !hasStep(each))
                        .map(each -> each.job() + " " + each.step())
                        .toList());
        return said;
    }

    private boolean hasStep(Progress event) {
        List<Operation> route = routes.jobs().get(event.job());
        return route != null && route.stream().anyMatch(each -> each.step().equals(event.step()));
    }

    private static void say(List<String> said, String input, String what, List<String> left) {
        if (!left.isEmpty()) {
            String where = " of " + input;
            String gone = what + " that is not in the jobs and ";
            said.add(
                    left.size() == 1
                            ? "1 line" + where + " names a " + gone + "is left out: \"" + left.get(0) + "\""
                            : left.size() + " lines" + where + " name a " + gone + "are left out, the first is \""
                                    + left.get(0) + "\"");
        }
    }

    private Map<String, Order> orders(String csv) {
        InputTable table = new InputTable(ORDERS, ORDERS_HEADER, csv, Routes.MOST_JOBS);
        Map<String, Order> read = new LinkedHashMap<>();
        while (table.next()) {
            Cell job = table.cell("job");
            known(job, routes.jobs().containsKey(job.name()));
            long release = time(table.cell("release"), 0);
            long due = time(table.cell("due"), Shop.NEVER);
            Cell weight = table.cell("weight");
            int weighs = weight.empty() ? 1 : (int) weight.whole(0, MOST_WEIGHT);
            if (read.put(job.text(), new Order(release, due, weighs)) != null) {
                throw job.refused("is named twice", "leave one of the lines out");
            }
        }
        return read;
    }

    private List<Closed> calendar(String csv) {
        InputTable table = new InputTable(CALENDAR, CALENDAR_HEADER, csv, MOST_CLOSINGS);
        List<Closed> read = new ArrayList<>();
        while (table.next()) {
            Cell machine = table.cell("machine");
            known(machine, routes.machine(machine.name()) >= 0);
            long from = table.cell("from").time();
            Cell until = table.cell("until");
            long end = until.time();
            if (end <= from) {
                throw until.refused("is not after \"from\"", "write the later time there");
            }
            read.add(new Closed(machine.text(), new Closing(from, end)));
        }
        return read;
    }

    private List<Progress> progress(String csv) {
        InputTable table = new InputTable(PROGRESS, PROGRESS_HEADER, csv, Routes.MOST_OPERATIONS);
        List<Progress> read = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        while (table.next()) {
            Cell job = table.cell("job");
            Cell step = table.cell("step");
            Cell machine = table.cell("machine");
            List<Operation> route = routes.jobs().get(job.name());
            known(job, route != null);
            String name = step.name();
            known(
                    step,
                    route == null || route.stream().anyMatch(each -> each.step().equals(name)));
            known(machine, routes.machine(machine.name()) >= 0);
            long started = table.cell("started").time();
            Cell ended = table.cell("ended");
            long end = time(ended, Shop.NEVER);
            if (end < started) {
                throw ended.refused("is before \"started\"", "write the later time there, or none while it runs");
            }
            if (!seen.add(List.of(job.text(), name))) {
                throw step.refused("is named twice", "leave one of the lines out");
            }
            read.add(new Progress(job.text(), name, machine.text(), started, end));
        }
        return read;
    }

    private static long time(Cell cell, long otherwise) {
        return cell.empty() ? otherwise : cell.time();
    }

    /** What jobs do not name is refused, unless there are no jobs yet. */
    private void known(Cell cell, boolean known) {
        if (!known && !routes.jobs().isEmpty()) {
            throw cell.refused("is not in the jobs", "write it as the jobs do, or leave the line out");
        }
    }

    /**
     * Returns the same with a machine that is closed for a time, such as a breakdown that a machine itself has told; a machine that no
     * job names changes nothing.
     *
     * @param fromSeconds since 1970 UTC
     * @param untilSeconds when it is expected to work again
     * @throws IllegalArgumentException if that is not after {@code fromSeconds}, or there are too many closings
     */
    public ShopInputs closed(String machine, long fromSeconds, long untilSeconds) {
        if (untilSeconds <= fromSeconds) {
            throw new IllegalArgumentException("machine " + machine + " is closed from " + fromSeconds + " until "
                    + untilSeconds + ": the end must be later");
        }
        if (routes.machine(machine) < 0) {
            return this;
        }
        List<Closed> more = new ArrayList<>(closed);
        more.add(new Closed(machine, new Closing(fromSeconds, untilSeconds)));
        if (more.size() > MOST_CLOSINGS) {
            throw new IllegalArgumentException(more.size() + " closings are more than the " + MOST_CLOSINGS
                    + " that are taken: give a calendar without what is past");
        }
        return new ShopInputs(routes, orders, List.copyOf(more), done);
    }

    /** Returns the same with steps that have begun or are done, in place of what was known of them; unknown jobs and steps change nothing. */
    public ShopInputs happened(Collection<Progress> events) {
        Map<List<String>, Progress> all = new LinkedHashMap<>();
        done.forEach(each -> all.put(List.of(each.job(), each.step()), each));
        events.stream().filter(this::hasStep).forEach(each -> all.put(List.of(each.job(), each.step()), each));
        return new ShopInputs(routes, orders, closed, List.copyOf(all.values()));
    }

    /** Returns whether there is something to plan. */
    public boolean empty() {
        return routes.jobs().isEmpty();
    }

    /**
     * Returns the shop as it stands at a time. Lines about jobs and machines that are there no more are left out.
     *
     * @param nowSeconds since 1970 UTC
     */
    public Shop shop(long nowSeconds) {
        List<Machine> machines = new ArrayList<>();
        for (String name : routes.machines()) {
            machines.add(new Machine(
                    name,
                    apart(closed.stream()
                            .filter(each -> each.machine().equals(name))
                            .map(Closed::closing)
                            .toList())));
        }
        List<Job> jobs = new ArrayList<>();
        routes.jobs().forEach((name, route) -> {
            Order order = orders.getOrDefault(name, new Order(0, Shop.NEVER, 1));
            jobs.add(new Job(name, order.release(), order.due(), order.weight(), route));
        });
        return new Shop(nowSeconds, machines, jobs, Progress.fixed(jobs, machines, done, nowSeconds));
    }

    /** Puts closings in order and joins those that touch. */
    static List<Closing> apart(List<Closing> closings) {
        List<Closing> sorted = new ArrayList<>(closings);
        sorted.sort(Comparator.comparingLong(Closing::fromSeconds));
        List<Closing> apart = new ArrayList<>();
        for (Closing next : sorted) {
            Closing last = apart.isEmpty() ? null : apart.get(apart.size() - 1);
            if (last != null && next.fromSeconds() <= last.untilSeconds()) {
                apart.set(
                        apart.size() - 1,
                        new Closing(last.fromSeconds(), Math.max(last.untilSeconds(), next.untilSeconds())));
            } else {
                apart.add(next);
            }
        }
        return apart;
    }
}
