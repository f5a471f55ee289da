package io.millwright.planning.stock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Monthly sales of car parts, a line per part and a column per month, such as Jan-98; and parts of them. */
final class CarParts {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    /** The published selection keeps series with ten months of use in 51, and one in the first and in the last fifteen. */
    private static final double USES_PER_MONTH = 10.0 / 51;

    private static final int END_MONTHS = 15;

    private CarParts() {}

    /** Reads the one CSV file in a folder, by way of the text that a gateway would be given. */
    static Consumption read(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.filter(each -> each.toString().endsWith(".csv"))
                    .sorted()
                    .findFirst()
                    .orElseThrow(() -> new IOException(folder + " has no CSV file"));
            return ConsumptionCsv.read(lines(Files.readAllLines(file)), Periods.MONTH, ConsumptionCsv.Absent.UNKNOWN);
        }
    }

    private static String lines(List<String> table) {
        String[] head = table.get(0).split(",", -1);
        StringBuilder csv = new StringBuilder(ConsumptionCsv.HEADER).append('\n');
        for (String line : table.subList(1, table.size())) {
            String[] cells = line.split(",", -1);
            for (int i = 1; i < cells.length; i++) {
                csv.append(cells[0])
                        .append(',')
                        .append(month(head[i]))
                        .append(',')
                        .append(cells[i].strip());
                csv.append('\n');
            }
        }
        return csv.toString();
    }

    private static YearMonth month(String head) {
        String[] words = head.strip().replace("\"", "").split("[-. ]");
        int year = Integer.parseInt(words[1]);
        int whole = year >= 100 ? year : year + (year < 70 ? 2000 : 1900);
        return YearMonth.of(whole, MONTHS.indexOf(words[0].substring(0, 3).toLowerCase(Locale.ROOT)) + 1);
    }

    /** The first periods only. */
    static Consumption until(Consumption all, int count) {
        float[] used = new float[all.parts().size() * count];
        for (int part = 0; part < all.parts().size(); part++) {
            System.arraycopy(all.used(), part * all.count(), used, part * count, count);
        }
        return new Consumption(all.periods(), all.first(), count, all.parts(), used, 0);
    }

    /** Some parts only. */
    static Consumption of(Consumption all, BitSet parts) {
        float[] used = new float[parts.cardinality() * all.count()];
        List<String> names = new ArrayList<>();
        for (int part = parts.nextSetBit(0); part >= 0; part = parts.nextSetBit(part + 1)) {
            System.arraycopy(all.used(), part * all.count(), used, names.size() * all.count(), all.count());
            names.add(all.parts().get(part));
        }
        return new Consumption(all.periods(), all.first(), all.count(), List.copyOf(names), used, 0);
    }

    /** Parts that are used regularly, as the published selection has them, judged by what is known before a period. */
    static BitSet regular(Consumption all, int before) {
        BitSet regular = new BitSet();
        double[] used = new double[all.count()];
        for (int part = 0; part < all.parts().size(); part++) {
            all.copy(part, used);
            long known = Arrays.stream(used, 0, before)
                    .filter(each -> !Double.isNaN(each))
                    .count();
            regular.set(
                    part,
                    known == before
                            && uses(used, 0, before) >= USES_PER_MONTH * before
                            && uses(used, 0, Math.min(END_MONTHS, before)) > 0
                            && uses(used, Math.max(0, before - END_MONTHS), before) > 0);
        }
        return regular;
    }

    private static long uses(double[] used, int from, int until) {
        return Arrays.stream(used, from, until).filter(each -> each > 0).count();
    }

    /** Terms as in the literature on these parts: pieces, one by one. */
    static List<Part> terms(Consumption consumption, int lead, double target) {
        return consumption.parts().stream()
                .map(name -> new Part(name, 0, 0, lead, 1, 0, 1, target))
                .toList();
    }
}
