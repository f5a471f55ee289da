package io.millwright.desk.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is learned of a machine that is well: false alarms as seldom as chosen, and what differs is seen and named. */
class HealthModelTest {
    private static final int WINDOW = 20;

    /** Three signals that follow one cause, which remembers; row by row. */
    private static double[][] healthy(int rows, long seed) {
        Random random = new Random(seed);
        double[][] made = new double[rows][];
        double cause = 0;
        for (int row = 0; row < rows; row++) {
            cause = 0.9 * cause + 0.4 * random.nextGaussian();
            made[row] = new double[] {
                100 + cause + 0.3 * random.nextGaussian(),
                20 - 2 * cause + 0.3 * random.nextGaussian(),
                5 + 0.1 * random.nextGaussian()
            };
        }
        return made;
    }

    private static int episodes(HealthModel model, double[][] rows) {
        int episodes = 0;
        int last = -WINDOW - 1;
        HealthModel.Answer[] answers = model.answers(rows);
        for (int row = 0; row < rows.length; row++) {
            if (answers[row] != null && answers[row].unusual() >= 1) {
                episodes += row - last > WINDOW ? 1 : 0;
                last = row;
            }
        }
        return episodes;
    }

    @Test
    void aMachineThatStaysWellAlarmsAboutAsSeldomAsWasChosen() {
        int interval = 20_000;
        HealthModel model = HealthModel.learn(healthy(5_000, 1), WINDOW, interval);
        int found = episodes(model, healthy(20 * interval, 2));
        assertTrue(found >= 1 && found <= 60, found + " alarms where 20 were chosen");
        assertTrue(
                model.percentileRows() < interval / 20.0,
                "a percentile alarms far more often: once in " + model.percentileRows() + " rows");
    }

    @Test
    void aShorterIntervalIsALowerLimit() {
        double[][] rows = healthy(3_000, 3);
        double[][] later = healthy(30_000, 4);
        int often = episodes(HealthModel.learn(rows, WINDOW, 1_000), later);
        int seldom = episodes(HealthModel.learn(rows, WINDOW, 100_000), later);
        assertTrue(often > 3 * seldom, often + " and " + seldom);
    }

    @Test
    void aRecordingTellsNothingOfTimesFarBeyondIt() {
        double[][] rows = healthy(1_000, 5);
        assertEquals(100_000, HealthModel.learn(rows, WINDOW, 1e9).intervalRows());
    }

    @Test
    void aSignalThatStandsStillIsUnusualAndNamed() {
        HealthModel model = HealthModel.learn(healthy(3_000, 6), WINDOW, 30_000);
        double[][] rows = healthy(WINDOW, 7);
        Arrays.stream(rows).forEach(row -> row[2] = 5);
        assertNamed(model, rows, 2);
    }

    @Test
    void signalsThatNoLongerFollowEachOtherAreUnusualThoughEachIsWithinItsRange() {
        HealthModel model = HealthModel.learn(healthy(3_000, 8), WINDOW, 30_000);
        double[][] rows = healthy(WINDOW, 9);
        for (double[] row : rows) {
            row[0] = 101;
            row[1] = 22 + (row[1] - 20);
        }
        HealthModel.Answer answer = model.answers(rows)[WINDOW - 1];
        assertTrue(answer.unusual() >= 1, "unusual " + answer.unusual());
    }

    private static void assertNamed(HealthModel model, double[][] rows, int signal) {
        HealthModel.Answer answer = model.answers(rows)[WINDOW - 1];
        assertTrue(answer.unusual() >= 1, "unusual " + answer.unusual());
        assertEquals(answer.unusual(), answer.named()[1 + signal], 1e-9);
        assertTrue(answer.named()[0] <= answer.named()[1 + signal]);
    }

    @Test
    void anAmbientThatIsStillDriftingWhileItIsRecordedIsNoAlarmLater() {
        double[][] rows = healthy(4_000, 10);
        for (int row = 0; row < rows.length; row++) {
            rows[row][2] -= row * 0.0005;
        }
        HealthModel model = HealthModel.learn(Arrays.copyOf(rows, 2_000), WINDOW, 20_000);
        int found = episodes(model, Arrays.copyOfRange(rows, 2_000, 4_000));
        assertTrue(found <= 2, found + " alarms");
    }

    @Test
    void aRowOfWhichSomethingIsUnknownBreaksTheWindow() {
        double[][] rows = healthy(2_000, 11);
        HealthModel model = HealthModel.learn(rows, WINDOW, 20_000);
        rows[500] = null;
        HealthModel.Answer[] answers = model.answers(rows);
        assertTrue(answers[499] != null && answers[500 + WINDOW] != null);
        for (int row = 500; row < 500 + WINDOW; row++) {
            assertEquals(null, answers[row]);
        }
    }

    @Test
    void tooShortARecordingIsRefused() {
        double[][] rows = healthy(HealthModel.leastRows(WINDOW) - 30, 12);
        assertThrows(IllegalArgumentException.class, () -> HealthModel.learn(rows, WINDOW, 1_000));
    }
}
