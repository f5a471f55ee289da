package io.millwright.planning.stock;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.planning.stock.check.StockChecker;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Many parts over many periods, made up: how long planning takes on one thread, and what becomes of far too many. */
final class ManyParts {
    private static final int PARTS = 10_000;
    private static final int PERIODS = 120;
    private static final int FAR_TOO_MANY = 1_000_000;

    JsonObject run() {
        Consumption consumption = consumption();
        List<Part> parts = CarParts.terms(consumption, 2, 0.95);
        StockSettings settings = new StockSettings(Periods.MONTH, ConsumptionCsv.Absent.UNKNOWN, 1, 2, 0.95);
        System.gc();
        long before = used();
        long started = System.nanoTime();
        StockPlan plan = new StockPlanner(settings, null).plan(consumption, parts);
        double seconds = (System.nanoTime() - started) / 1e9;
        long grown = used() - before;
        List<String> findings = StockChecker.check(consumption, parts, plan);
        JsonObject result = Json.object()
                .add("parts", PARTS)
                .add("periods", PERIODS)
                .add("planning_seconds", Lived.rounded(seconds))
                .add("heap_grown_mb", Lived.rounded(grown / 1e6))
                .add("document_bytes", StockDocument.of(plan).length())
                .add("checker_findings", findings.size());
        return result.add("a_million_parts", refused());
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static Consumption consumption() {
        SplittableRandom random = new SplittableRandom(42);
        float[] used = new float[PARTS * PERIODS];
        for (int part = 0; part < PARTS; part++) {
            double often = 0.05 + 0.95 * random.nextDouble() * random.nextDouble();
            double much = Math.exp(5 * random.nextDouble() * random.nextDouble());
            for (int t = 0; t < PERIODS; t++) {
                boolean use = random.nextDouble() < often;
                used[part * PERIODS + t] = use ? (float) Math.ceil(-much * Math.log(1 - random.nextDouble())) : 0;
            }
        }
        List<String> names =
                IntStream.range(0, PARTS).mapToObj(part -> "P" + part).toList();
        return new Consumption(Periods.MONTH, 360, PERIODS, names, used, 0);
    }

    private static String refused() {
        StringBuilder csv = new StringBuilder(ConsumptionCsv.HEADER).append('\n');
        for (int part = 0; part < FAR_TOO_MANY; part++) {
            csv.append('P').append(part).append(",2026-01,1\n");
        }
        try {
            ConsumptionCsv.read(csv.toString(), Periods.MONTH, ConsumptionCsv.Absent.UNKNOWN);
            return "taken";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
