package io.millwright.planning.stock;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Made sites: parts that are used in many ways, the same for one seed. */
public final class Sites {
    /** As most sites have it. */
    public static final StockSettings SETTINGS =
            new StockSettings(Periods.MONTH, ConsumptionCsv.Absent.UNKNOWN, 1, 2, 0.9);

    private Sites() {}

    /** Parts from seldom to often, in few pieces or many, as they stay. */
    public static Consumption steady(int parts, int periods, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] used = new float[parts * periods];
        for (int part = 0; part < parts; part++) {
            double often = 0.05 + 0.9 * random.nextDouble();
            double much = 1 + 6 * random.nextDouble();
            for (int t = 0; t < periods; t++) {
                boolean use = random.nextDouble() < often;
                used[part * periods + t] = use ? (float) Math.ceil(-much * Math.log(1 - random.nextDouble())) : 0;
            }
        }
        return of(parts, periods, used);
    }

    /** A table of parts P0, P1 and so on. */
    public static Consumption of(int parts, int periods, float[] used) {
        return new Consumption(
                Periods.MONTH,
                600,
                periods,
                IntStream.range(0, parts).mapToObj(part -> "P" + part).toList(),
                used,
                0);
    }

    /** Terms in all variety. */
    public static List<Part> terms(Consumption consumption, double target) {
        return IntStream.range(0, consumption.parts().size())
                .mapToObj(i -> new Part(
                        consumption.parts().get(i),
                        i % 7,
                        i % 3,
                        i % 4,
                        i % 5 == 0 ? 6 : 1,
                        i % 11 == 0 ? 10 : 0,
                        1 + i % 2,
                        target))
                .toList();
    }

    /** Terms of which all are alike. */
    public static List<Part> plain(Consumption consumption, double target) {
        return consumption.parts().stream()
                .map(name -> new Part(name, 0, 0, 2, 1, 0, 1, target))
                .toList();
    }
}
