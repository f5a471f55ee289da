package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A schedule for people: a row of time per machine, the steps that come next, and what is other than in the schedule before. */
final class ShownSchedule {
    private static final int COLUMNS = 72;
    private static final char WORKS = '#';
    private static final char MOVED = '>';
    private static final char CLOSED = 'x';
    private static final char FREE = '.';
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    /** A step at its place; seconds since 1970. */
    private record Step(String job, String step, int machine, long begin, long end, boolean fixed) {
        String key() {
            return job + '\n' + step;
        }
    }

    private final JsonObject document;
    private final long now;
    private final List<JsonObject> machines;
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, JsonObject> moves = new HashMap<>();

    private ShownSchedule(JsonObject document) {
        this.document = document;
        now = Documents.whole(document, "nowSeconds", 0);
        machines = Documents.items(document, "machines");
        List<JsonObject> jobs = Documents.items(document, "jobs");
        if (document.get("operations") instanceof JsonArray all) {
            all.forEach(each -> steps.add(step(each.asArray(), jobs)));
        }
        steps.sort(Comparator.comparingLong(Step::begin).thenComparingInt(Step::machine));
        Documents.items(Documents.object(document, "changes"), "moves")
                .forEach(each -> moves.put(Documents.text(each, "job") + '\n' + Documents.text(each, "step"), each));
    }

    private Step step(JsonArray one, List<JsonObject> jobs) {
        JsonObject job = jobs.get(one.get(0).asInt());
        int machine = one.get(2).asInt();
        machines.get(machine);
        return new Step(
                Documents.text(job, "name"),
                job.get("steps").asArray().get(one.get(1).asInt()).asString(),
                machine,
                now + one.get(3).asLong(),
                now + one.get(4).asLong(),
                one.size() > 5);
    }

    /**
     * Tells it.
     *
     * @throws IllegalArgumentException if it is no such document
     */
    static void of(JsonObject document, int rows, Told told) {
        ShownSchedule schedule;
        try {
            schedule = new ShownSchedule(document);
        } catch (NullPointerException | IndexOutOfBoundsException | UnsupportedOperationException e) {
            throw new IllegalArgumentException("a step names what is not there: " + e.getMessage(), e);
        }
        schedule.told(rows, told);
    }

    private void told(int rows, Told told) {
        long done = steps.stream().filter(each -> each.end() <= clock()).count();
        told.line(machines.size() + " machines, " + steps.size() + " steps, " + done + " of them over; by "
                + Documents.text(document, "by"));
        if (!steps.isEmpty()) {
            told.line("");
            rowsOfTime(rows, told);
        }
        told.line("");
        next(rows, told);
        told.line("");
        changes(told);
    }

    private static long clock() {
        return System.currentTimeMillis() / 1_000;
    }

    private void rowsOfTime(int rows, Told told) {
        long begin = steps.stream().mapToLong(Step::begin).min().orElse(now);
        long end = Math.max(begin + 1, steps.stream().mapToLong(Step::end).max().orElse(begin));
        Table table = new Table("MACHINE", time(begin) + " to " + time(end));
        for (int machine = 0; machine < Math.min(rows, machines.size()); machine++) {
            table.line(Documents.text(machines.get(machine), "name"), row(machine, begin, end));
        }
        told.table(table, "");
        ShownPlan.more(machines.size(), rows, "machines", told);
        told.line(WORKS + " works  " + MOVED + " works, other than before  " + CLOSED + " closed  " + FREE
                + " free; a character is " + ShownPlan.duration(Math.max(1, (end - begin) / COLUMNS)));
    }

    private String row(int machine, long begin, long end) {
        char[] row = new char[COLUMNS];
        Arrays.fill(row, FREE);
        if (machines.get(machine).get("closings") instanceof JsonArray closings) {
            closings.forEach(each -> mark(
                    row,
                    now + each.asArray().get(0).asLong() - begin,
                    now + each.asArray().get(1).asLong() - begin,
                    end - begin,
                    CLOSED));
        }
        for (Step step : steps) {
            if (step.machine() == machine) {
                char mark = moves.containsKey(step.key()) ? MOVED : WORKS;
                mark(row, step.begin() - begin, step.end() - begin, end - begin, mark);
            }
        }
        return new String(row);
    }

    /** Marks what lies between two times; what is shorter than a character still has one. */
    private static void mark(char[] row, long from, long to, long all, char mark) {
        int first = (int) Math.max(0, Math.min(COLUMNS - 1, from * COLUMNS / all));
        int end = (int) Math.min(COLUMNS, Math.max(first + 1, (to * COLUMNS + all - 1) / all));
        if (to > 0 && from < all) {
            Arrays.fill(row, first, end, mark);
        }
    }

    private void next(int rows, Told told) {
        List<Step> coming = steps.stream().filter(each -> each.end() > clock()).toList();
        Table table = new Table("BEGINS", "ENDS", "MACHINE", "JOB", "STEP", "");
        coming.stream()
                .limit(rows)
                .forEach(each -> table.line(
                        time(each.begin()),
                        time(each.end()),
                        machine(each.machine()),
                        each.job(),
                        each.step(),
                        said(each)));
        told.table(table, "all of its steps are over");
        ShownPlan.more(coming.size(), rows, "steps", told);
    }

    private String machine(int number) {
        return Documents.text(machines.get(number), "name");
    }

    private String said(Step step) {
        List<String> said = new ArrayList<>();
        if (step.fixed()) {
            said.add("fixed");
        }
        JsonObject move = moves.get(step.key());
        if (move != null) {
            String before = Documents.text(move, "machineBefore");
            if (!before.equals(machine(step.machine()))) {
                said.add("from " + before);
            }
            long later = Documents.whole(move, "begin", 0) - Documents.whole(move, "before", 0);
            if (later != 0) {
                said.add(ShownPlan.duration(Math.abs(later)) + (later > 0 ? " later" : " earlier"));
            }
        }
        return String.join(", ", said);
    }

    private static String time(long seconds) {
        return TIME.format(Instant.ofEpochSecond(seconds));
    }

    private void changes(Told told) {
        JsonObject changes = Documents.object(document, "changes");
        List<String> said = new ArrayList<>();
        JsonObject shift = Documents.object(changes, "shift");
        if (shift.isEmpty()
                && List.of("moved", "gone", "kept").stream().allMatch(each -> Documents.whole(changes, each, 0) == 0)) {
            told.line("no schedule was in force when it was made");
            return;
        }
        if (!shift.isEmpty()) {
            long later = Documents.whole(shift, "laterSeconds", 0);
            said.add(Documents.number(shift, "steps") + " begin " + ShownPlan.duration(Math.abs(later))
                    + (later > 0 ? " later" : " earlier"));
        }
        for (Map.Entry<String, String> each : List.of(
                Map.entry("moved", "move"),
                Map.entry("added", "are new"),
                Map.entry("gone", "are gone"),
                Map.entry("kept", "stay"))) {
            JsonValue count = changes.get(each.getKey());
            if (count != null && count.isNumber() && count.asLong() > 0) {
                said.add(count + " " + each.getValue());
            }
        }
        told.line("beside the schedule that was in force when it was made: "
                + (said.isEmpty() ? "nothing changes" : "of the steps " + String.join(", ", said)));
    }
}
