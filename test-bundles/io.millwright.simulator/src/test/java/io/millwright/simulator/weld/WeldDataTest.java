package io.millwright.simulator.weld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets are what their kind says, and the same seed gives the same file. */
class WeldDataTest {
    @TempDir
    Path folder;

    private List<double[]> rows(String... options) throws IOException {
        Path file = folder.resolve("welds.csv");
        String[] arguments = new String[options.length + 2];
        arguments[0] = "--weld-data";
        arguments[1] = file.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        WeldDataCommand.parse(arguments).run();
        List<String> lines = Files.readAllLines(file);
        assertTrue(lines.get(0).startsWith("current,voltage,wire_speed,")
                && lines.get(0).endsWith(",good,p_good"));
        return lines.stream()
                .skip(1)
                .map(line -> Arrays.stream(line.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
    }

    private static double correlation(List<double[]> rows, WeldVariable a, WeldVariable b) {
        double[] mean = {0, 0};
        for (double[] row : rows) {
            mean[0] += a.of(row) / rows.size();
            mean[1] += b.of(row) / rows.size();
        }
        double both = 0;
        double first = 0;
        double second = 0;
        for (double[] row : rows) {
            both += (a.of(row) - mean[0]) * (b.of(row) - mean[1]);
            first += Math.pow(a.of(row) - mean[0], 2);
            second += Math.pow(b.of(row) - mean[1], 2);
        }
        return both / Math.sqrt(first * second);
    }

    @Test
    void productionStaysWithinFivePercentOfTheRangeAndGoesTogetherByHeat() throws IOException {
        List<double[]> rows = rows("--kind", "narrow", "--seed", "3");
        assertEquals(3_000, rows.size());
        for (WeldVariable variable : WeldVariable.values()) {
            double low = rows.stream().mapToDouble(variable::of).min().getAsDouble();
            double high = rows.stream().mapToDouble(variable::of).max().getAsDouble();
            double width = WeldConstants.shipped().range(variable).width();
            assertTrue(high - low > 0.09 * width && high - low < 0.13 * width, variable::word);
        }
        assertTrue(correlation(rows, WeldVariable.CURRENT, WeldVariable.VOLTAGE) > 0.4);
        assertTrue(correlation(rows, WeldVariable.CURRENT, WeldVariable.TRAVEL_SPEED) < -0.4);
        assertTrue(Math.abs(correlation(rows, WeldVariable.CURRENT, WeldVariable.GAS_FLOW)) < 0.1);
    }

    @Test
    void trialsCoverTheProcedureAndLabelsFollowTheProbability() throws IOException {
        List<double[]> rows = rows("--kind", "wide", "--welds", "20000");
        double good = rows.stream().mapToDouble(row -> row[13]).average().getAsDouble();
        double probability = rows.stream().mapToDouble(row -> row[14]).average().getAsDouble();
        assertEquals(probability, good, 0.01);
        assertTrue(probability > 0.1 && probability < 0.4, "P(good) " + probability);
        double low = rows.stream().mapToDouble(WeldVariable.GAS_FLOW::of).min().getAsDouble();
        assertTrue(low < 8.3, "gas from " + low);
    }

    @Test
    void theSameSeedGivesTheSameFileAndAnotherOneAnother() throws IOException {
        double[] first = rows("--kind", "narrow", "--welds", "5", "--seed", "8").get(4);
        double[] again = rows("--kind", "narrow", "--welds", "5", "--seed", "8").get(4);
        double[] other = rows("--kind", "narrow", "--welds", "5", "--seed", "9").get(4);
        assertTrue(Arrays.equals(first, again));
        assertTrue(first[0] != other[0]);
    }

    @Test
    void wrongOptionsAreNamed() {
        for (String[] words : new String[][] {
            {"--weld-data", "x", "--kind", "tall"},
            {"--weld-data", "x", "--welds", "0"},
            {"--weld-data", "x", "--machines", "1"}
        }) {
            String message = assertThrows(IllegalArgumentException.class, () -> WeldDataCommand.parse(words))
                    .getMessage();
            assertTrue(message.contains(words[2]), message);
        }
    }
}
