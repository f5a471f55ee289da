package io.millwright.planning;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.planning.energy.LoadDays;
import io.millwright.planning.energy.PeakWatch.Look;
import io.millwright.planning.energy.ShiftableLoad;
import io.millwright.planning.plan.Proposal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The advice to shed in the part that is running: how much, for how long, and what could. */
final class PeakAdvice {
    private static final int PART_MINUTES = 15;
    private static final int PART_SECONDS = 900;
    private static final double DIGITS = 10;

    private PeakAdvice() {}

    /**
     * Returns it.
     *
     * @param ceilingKw what the approved plan holds
     * @param peakKw what the month has paid for
     * @param batteryKw by how much the battery can lower the grid's power for the rest of the part
     */
    static Proposal of(String site, Look look, double ceilingKw, double peakKw, double batteryKw, LoadDays loads) {
        long minutes = TimeUnit.MICROSECONDS.toMinutes(look.leftMicros());
        List<String> reasons = new ArrayList<>();
        reasons.add(String.format(
                Locale.ROOT,
                "This quarter of an hour comes to %.0f kW in the mean; %.0f kW are held by the %s.",
                look.projectedKw(),
                look.limitKw(),
                peakKw > ceilingKw ? "month's peak so far" : "approved plan"));
        reasons.add(
                String.format(Locale.ROOT, "Shed %.0f kW for the %d minutes that are left.", look.shedKw(), minutes));
        double battery = Math.min(batteryKw, look.shedKw());
        if (battery >= 1) {
            reasons.add(String.format(Locale.ROOT, "The battery can take over %.0f kW of it.", battery));
        }
        JsonArray could = loads(look.part(), loads, reasons);
        if (battery < 1 && could.isEmpty()) {
            reasons.add("Neither the battery nor a load of the plan can do that now: pause other loads.");
        }
        JsonObject document = Json.object()
                .add("topic", EnergyGuard.TOPIC)
                .add("start", Instant.ofEpochSecond(look.part() * PART_SECONDS).toString())
                .add("part_minutes", PART_MINUTES)
                .add("left_s", TimeUnit.MICROSECONDS.toSeconds(look.leftMicros()))
                .add("projected_kw", rounded(look.projectedKw()))
                .add("limit_kw", rounded(look.limitKw()))
                .add("ceiling_kw", rounded(ceilingKw))
                .add("month_peak_kw", rounded(peakKw))
                .add("shed_kw", rounded(look.shedKw()))
                .add("battery_kw", rounded(battery))
                .add("loads", could);
        return new Proposal(
                site,
                true,
                "",
                "mean power of this quarter of an hour",
                "kW",
                look.projectedKw(),
                look.limitKw(),
                Double.NaN,
                Double.NaN,
                reasons,
                look.leftMicros(),
                null,
                Map.of("nothing", look.projectedKw()),
                Double.NaN,
                document.toString());
    }

    /** Loads that run by the plan: which may pause, and which have to run on for their block. */
    private static JsonArray loads(long part, LoadDays loads, List<String> reasons) {
        JsonArray could = new JsonArray();
        for (ShiftableLoad load : loads.loads()) {
            if (loads.runs(load, part)) {
                int due = Math.max(0, load.leastOn() - loads.ranFor(load, part));
                could.add(Json.object()
                        .add("load", load.name())
                        .add("kw", rounded(load.kw()))
                        .add("runs_on_minutes", due * PART_MINUTES));
                reasons.add(
                        due == 0
                                ? String.format(
                                        Locale.ROOT,
                                        "%s may pause: %.0f kW, for %d minutes at least.",
                                        load.name(),
                                        load.kw(),
                                        load.leastOff() * PART_MINUTES)
                                : String.format(
                                        Locale.ROOT,
                                        "%s runs, but its block takes until %d minutes from the start of this quarter.",
                                        load.name(),
                                        due * PART_MINUTES));
            }
        }
        return could;
    }

    private static double rounded(double kw) {
        return Math.rint(kw * DIGITS) / DIGITS;
    }
}
