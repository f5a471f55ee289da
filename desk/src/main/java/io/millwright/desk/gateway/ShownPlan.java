package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.List;
import java.util.Locale;

/** A planner and its plans as a person reads them: head, reasons, what simpler policies come to, then a table by the kind of plan. */
final class ShownPlan {
    /** Rows of a table before the rest is counted: a day has 24 hours. */
    static final int ROWS = 24;

    private static final double PERCENT = 100;
    private static final long HOUR_SECONDS = 3_600;
    private static final int MINUTE_SECONDS = 60;

    private ShownPlan() {}

    /** Tells how a planner is, what it plans from, and its plans; tables have at most so many rows. */
    static void planner(JsonObject planner, int rows, Told told) {
        told.line(Documents.text(planner, "planner") + " plans " + Documents.text(planner, "topic"));
        JsonObject state = Documents.object(planner, "state");
        if (!state.isEmpty()) {
            told.line(Documents.light(state) + ": " + Documents.said(state) + " (since "
                    + Documents.time(state, "sinceMicros") + ")");
        }
        told.line("");
        Table inputs = new Table("INPUT", "GIVEN", "HEADER");
        for (JsonObject input : Documents.items(planner, "inputs")) {
            String given = Documents.time(input, "takenMicros");
            inputs.line(
                    Documents.text(input, "name"),
                    given.isEmpty() ? input.getBoolean("needed", false) ? "NEEDED" : "optional" : given,
                    Documents.text(input, "header"));
        }
        told.table(inputs, "it plans from nothing that is given");
        plan(planner, "proposed", "no plan waits for an answer", rows, told);
        plan(planner, "inForce", "no approved plan is in force", rows, told);
    }

    private static void plan(JsonObject planner, String member, String none, int rows, Told told) {
        told.line("");
        JsonObject plan = Documents.object(planner, member);
        if (plan.isEmpty()) {
            told.line(none);
            return;
        }
        head(plan, member.equals("inForce"), told);
        told.line("");
        JsonObject document = Documents.object(plan, "document");
        if (document.isEmpty()) {
            told.line("the gateway has no document of this plan");
            return;
        }
        try {
            picture(Documents.text(planner, "topic"), document, rows, told);
        } catch (IllegalArgumentException e) {
            told.line("this desk cannot read the plan's document; --json shows it as it came: " + e.getMessage());
        }
    }

    private static void picture(String topic, JsonObject document, int rows, Told told) {
        switch (topic) {
            case "orders" -> ShownOrders.of(document, rows, told);
            case "schedule" -> ShownSchedule.of(document, rows, told);
            case "energy" -> ShownDay.of(document, rows, told);
            default -> told.line("this desk has no table for plans of " + topic + "; --json shows it as it came");
        }
    }

    private static void head(JsonObject plan, boolean inForce, Told told) {
        told.line((inForce ? "IN FORCE: " : "WAITS FOR AN ANSWER: ") + Documents.text(plan, "id"));
        Table facts = new Table("made", Documents.time(plan, "createdMicros"));
        if (inForce) {
            String comment = Documents.text(plan, "comment");
            facts.line(
                    "approved",
                    Documents.time(plan, "answeredMicros") + " by " + Documents.text(plan, "who")
                            + (comment.isEmpty() ? "" : ": " + comment));
        }
        facts.line("until", Documents.time(plan, "expiresMicros"));
        facts.line("expected", gain(Documents.object(plan, "gain")));
        facts.line("bound", share(plan, "gapAtMost", "no bound is known", "at most %s above the best possible"));
        facts.line("confidence", share(plan, "confidence", "the planner states none", "%s"));
        JsonObject model = Documents.object(plan, "model");
        facts.line(
                "model",
                model.isEmpty() ? "none" : Documents.text(model, "name") + " " + Documents.text(model, "version"));
        String why = Documents.text(plan, "why");
        if (!why.isEmpty()) {
            facts.line("why", why);
        }
        told.table(facts, "");
        told.line("reasons:");
        Documents.items(plan, "reasons").forEach(each -> told.line("  - " + Documents.text(each, "text")));
        policies(plan, told);
    }

    private static void policies(JsonObject plan, Told told) {
        List<JsonObject> all = Documents.items(plan, "alternatives");
        if (all.isEmpty()) {
            return;
        }
        told.line("");
        JsonObject gain = Documents.object(plan, "gain");
        String unit = Documents.text(gain, "unit");
        Table table = new Table("POLICY", Documents.text(gain, "reading").toUpperCase(Locale.ROOT));
        if (gain.get("after") != null) {
            table.line("this plan", amount(gain, "after", unit));
        }
        all.forEach(each -> table.line(Documents.text(each, "policy"), amount(each, "value", unit)));
        told.table(table, "");
    }

    private static String gain(JsonObject gain) {
        JsonValue before = gain.get("before");
        JsonValue after = gain.get("after");
        if (before == null || after == null || !before.isNumber() || !after.isNumber()) {
            return "not known";
        }
        String unit = Documents.text(gain, "unit");
        double less = before.asDouble() - after.asDouble();
        return Documents.text(gain, "reading") + ": " + amount(gain, "before", unit) + " -> "
                + amount(gain, "after", unit)
                + (before.asDouble() == 0
                        ? ""
                        : " (" + percent(Math.abs(less / before.asDouble())) + (less < 0 ? " more)" : " less)"));
    }

    private static String share(JsonObject plan, String name, String none, String said) {
        JsonValue value = plan.get(name);
        return value == null || !value.isNumber() ? none : said.formatted(percent(value.asDouble()));
    }

    /** Returns a share in percent, to a tenth. */
    static String percent(double share) {
        return Math.round(share * PERCENT * 10) / 10.0 + " %";
    }

    /** Returns an amount with its unit; seconds in hours and minutes. */
    private static String amount(JsonObject of, String name, String unit) {
        JsonValue value = of.get(name);
        if (value == null || !value.isNumber()) {
            return "not known";
        }
        return unit.equals("s")
                ? duration(Math.round(value.asDouble()))
                : (Documents.number(of, name) + " " + unit).strip();
    }

    /** Returns a duration as people say it. */
    static String duration(long seconds) {
        long size = Math.abs(seconds);
        String sign = seconds < 0 ? "-" : "";
        if (size < 2 * MINUTE_SECONDS) {
            return sign + size + " s";
        }
        long minutes = Math.round(size / (double) MINUTE_SECONDS);
        long hours = minutes * MINUTE_SECONDS / HOUR_SECONDS;
        long rest = minutes % MINUTE_SECONDS;
        return sign + (hours == 0 ? "" : hours + " h ") + rest + " min";
    }

    /** Says how many rows were left out, where there are any. */
    static void more(int all, int rows, String what, Told told) {
        int left = all - rows;
        if (left > 0) {
            told.line("and " + left + " more " + (left == 1 ? what.replaceFirst("s$", "") : what) + "; --all shows "
                    + (left == 1 ? "it" : "them"));
        }
    }
}
