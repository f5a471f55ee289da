package io.millwright.simulator.weld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The welding cell follows the published relations, has an optimum, and another file of constants makes another cell. */
class WeldTruthTest {
    private static final WeldConstants CELL = WeldConstants.shipped();

    private static double[] weld() {
        return new double[] {220, 25, 6.0, 15, 6, 100, 10};
    }

    private static double[] with(WeldVariable variable, double value) {
        double[] settings = weld();
        settings[variable.ordinal()] = value;
        return settings;
    }

    @Test
    void heatCoolingAndPenetrationAreThoseOfThePublishedRelations() {
        WeldPhysics physics = new WeldPhysics(CELL);
        // 0.8 × 25 V × 220 A / (1,000 × 6 mm/s)
        assertEquals(0.73333, physics.heatInput(weld()), 1e-5);
        // EN 1011-2, thin plate: 3,870 × 1e5 × (Q/d)² × ((1/400)² − (1/700)²) × 0.9
        assertEquals(7.8841, physics.coolingTime(weld()), 1e-3);
        // thick plate: 6,200 × Q × (1/400 − 1/700) × 0.9
        assertEquals(4.3843, physics.coolingTime(with(WeldVariable.THICKNESS, 30)), 1e-3);
        // 0.0475 × (220⁴ / (6 × 25²))^(1/3) / 10
        assertEquals(0.40605, physics.penetration(weld()), 1e-5);
        assertEquals(25, physics.loadVoltage(220), 1e-9);
        assertEquals(5.918, physics.burnOff(220), 1e-9);
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource({
        "TRAVEL_SPEED, 11.9, cold_crack",
        "PREHEAT, 480, brittle",
        "THICKNESS, 14, lack_of_fusion",
        "GAS_FLOW, 8, porosity",
        "GAS_FLOW, 24, turbulence",
        "VOLTAGE, 31, long_arc",
        "WIRE_SPEED, 9, unstable_arc",
    })
    void aSettingThatIsFarOffMakesItsOwnDefect(WeldVariable variable, double value, String defect) {
        WeldTruth truth = new WeldTruth(CELL);
        double[] settings = with(variable, value);
        assertEquals(defect, truth.likeliestDefect(settings, 0));
        assertTrue(truth.good(settings, 0) < 0.5, () -> "P(good) " + truth.good(settings, 0));
    }

    @Test
    void theBestIsNeverWorseAndKeepsLimitsAndSteps() {
        WeldTruth truth = new WeldTruth(CELL);
        Random random = new Random(4);
        WeldDraw draw = new WeldDraw(CELL, random);
        for (int i = 0; i < 20; i++) {
            double[] habit = draw.habit();
            double[] present = draw.narrow(habit);
            double[] best = truth.best(present, 0, 0.15, 0.02, random);
            assertTrue(truth.good(best, 0) > truth.good(present, 0) + 0.05);
            for (WeldVariable variable : WeldVariable.values()) {
                double width = CELL.range(variable).width();
                double moved = Math.abs(variable.of(best) - variable.of(present));
                assertTrue(moved <= (variable == WeldVariable.THICKNESS ? 0 : 0.15 * width + 1e-9), variable::word);
                assertTrue(variable.of(best) >= CELL.range(variable).min()
                        && variable.of(best) <= CELL.range(variable).max());
            }
        }
    }

    @Test
    void anotherFileMakesAnotherCellAndAWrongOneIsRefusedByKey(@TempDir Path folder) throws IOException {
        String text;
        try (InputStream in = WeldConstants.class.getResourceAsStream("weld-cell.json")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path other = Files.writeString(folder.resolve("other.json"), text.replace("\"limit\": 10.5", "\"limit\": 16"));
        double own = new WeldTruth(CELL).good(weld(), 0);
        assertTrue(own > 0.6, "P(good) " + own);
        assertTrue(new WeldTruth(WeldConstants.read(other)).good(weld(), 0) < own / 2);

        Path missing = Files.writeString(folder.resolve("missing.json"), text.replace("\"jackson_k\"", "\"k\""));
        String refusal = assertThrows(IllegalArgumentException.class, () -> WeldConstants.read(missing))
                .getMessage();
        assertTrue(refusal.contains("relations.jackson_k is missing"), refusal);
        Path zero = Files.writeString(folder.resolve("zero.json"), text.replace("\"limit\": 2700", "\"limit\": 0"));
        refusal = assertThrows(IllegalArgumentException.class, () -> WeldConstants.read(zero))
                .getMessage();
        assertTrue(refusal.contains("defects.undercut.limit = 0"), refusal);
    }
}
