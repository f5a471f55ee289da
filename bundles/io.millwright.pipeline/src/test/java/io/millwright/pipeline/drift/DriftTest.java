package io.millwright.pipeline.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.DriftLevel;
import io.millwright.pipeline.reference.TrainingData;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Healthy machines raise as many alarms as was chosen, changed ones are found, and what is found is taken back when it has gone. */
class DriftTest {
    private static final TrainingData TRAINING = TrainingData.of(Machine.reference());
    private static final int MONTH = 30 * Machine.ROWS_PER_DAY;

    private static AssetWatch watch() {
        return new AssetWatch(TRAINING, Machine.DAYS);
    }

    private static long monthsOf(int machines, Consumer<Machine> change) {
        long alarms = 0;
        for (int seed = 1; seed <= machines; seed++) {
            Machine machine = new Machine(seed);
            change.accept(machine);
            alarms += machine.run(watch(), MONTH);
        }
        return alarms;
    }

    @Test
    void healthyMachinesRaiseAsManyFalseAlarmsAsWasChosen() {
        long alarms = monthsOf(40, machine -> {});
        assertTrue(alarms >= 22 && alarms <= 52, alarms + " alarms in 40 months, of which one a month was chosen");
    }

    @Test
    void anotherIntervalGivesAnotherNumber() {
        long alarms = 0;
        for (int seed = 1; seed <= 20; seed++) {
            alarms += new Machine(seed).run(new AssetWatch(TRAINING, 3), MONTH);
        }
        assertTrue(alarms >= 120 && alarms <= 260, alarms + " alarms in 20 months, of which ten a month were chosen");
    }

    /** Rows that depend on each other are found out on site: far fewer alarms than their number would make. */
    @Test
    void rowsThatDependOnEachOtherRaiseFewAlarms() {
        long alarms = monthsOf(10, machine -> machine.memory = 0.3);
        assertTrue(alarms <= 30, alarms + " alarms in 10 months");
    }

    @Test
    void machinesThatDifferALittleFromThoseOfTheTrainingAreLearned() {
        long alarms = monthsOf(10, machine -> machine.gain = 1.005);
        assertTrue(alarms <= 30, alarms + " alarms in 10 months");
    }

    private static double found(int rowsBefore, Consumer<Machine> fault) {
        int found = 0;
        for (int seed = 1; seed <= 100; seed++) {
            Machine machine = new Machine(seed);
            AssetWatch watch = watch();
            machine.run(watch, rowsBefore);
            fault.accept(machine);
            found += machine.run(watch, Recent.SHORT) > 0 || watch.level() != DriftLevel.NONE ? 1 : 0;
        }
        return found / 100.0;
    }

    @Test
    void aTorqueGainOfFivePercentIsFoundInTheFirstWindow() {
        assertTrue(found(0, machine -> machine.gain = 1.05) >= 0.9);
        assertTrue(found(3_000, machine -> machine.gain = 1.05) >= 0.9);
        assertTrue(found(15_000, machine -> machine.gain = 1.05) >= 0.9);
    }

    @Test
    void aSensorThatIsTenDegreesOffIsFoundThoughTheHallWanders() {
        assertTrue(found(3_000, machine -> machine.offset = 10) >= 0.9);
    }

    @Test
    void badPartsThatBecomeFrequentAreFound() {
        assertTrue(found(3_000, machine -> machine.bad = 0.15) >= 0.9);
    }

    @Test
    void theLevelRisesWhileItLastsAndFallsWhenItHasGone() {
        Machine machine = new Machine(3);
        AssetWatch watch = watch();
        machine.run(watch, 2_000);
        assertEquals(DriftLevel.NONE, watch.level());
        machine.gain = 1.05;
        assertEquals(1, machine.run(watch, Recent.SHORT));
        assertEquals(DriftLevel.NOTE, watch.level());
        assertTrue(watch.text().contains("'torque' by +0."), watch.text());
        machine.run(watch, Recent.SHORT);
        assertEquals(DriftLevel.OUTSIDE_TRAINING, watch.level());
        machine.run(watch, 3 * Recent.SHORT);
        assertEquals(DriftLevel.ADVICE_WITHHELD, watch.level());
        machine.gain = 1;
        // The long window has to forget it.
        machine.run(watch, Recent.LONG + 2 * Recent.SHORT);
        assertEquals(DriftLevel.NONE, watch.level());
        assertEquals("", watch.text());
        assertEquals(1, watch.alarms(), "it rose once and fell once");
    }

    @Test
    void whatIsFarFromTheTrainingNeedsNoTimeToRise() {
        Machine machine = new Machine(4);
        AssetWatch watch = watch();
        machine.gain = 1.6;
        machine.run(watch, Recent.SHORT);
        assertEquals(DriftLevel.ADVICE_WITHHELD, watch.level());
    }

    @Test
    void aSlowChangeIsNotLearnedAsUsualWhileItIsTheMatter() {
        Machine machine = new Machine(5);
        AssetWatch watch = watch();
        machine.run(watch, 5_000);
        machine.gain = 1.1;
        machine.run(watch, 1_000);
        long learned = watch.learned();
        machine.run(watch, 5_000);
        assertEquals(learned, watch.learned());
        assertEquals(DriftLevel.ADVICE_WITHHELD, watch.level());
    }

    @Test
    void whatAPersonAcceptsIsUsualFromThenOn() {
        Machine machine = new Machine(6);
        AssetWatch watch = watch();
        assertFalse(watch.accept(), "nothing was seen yet");
        machine.gain = 1.1;
        machine.run(watch, 3_000);
        assertTrue(watch.accept());
        assertEquals(DriftLevel.NONE, watch.level());
        assertEquals(0, machine.run(watch, 5_000));
        machine.gain = 1;
        assertEquals(1, machine.run(watch, 1_000), "now the way back is a change");
    }

    @Test
    void afterAMaintenanceItBeginsWithTheTrainingAgain() {
        Machine machine = new Machine(7);
        AssetWatch watch = watch();
        machine.gain = 1.1;
        machine.run(watch, 3_000);
        machine.gain = 1;
        watch.renew();
        assertEquals(DriftLevel.NONE, watch.level());
        assertEquals(0, machine.run(watch, 5_000));
    }

    @Test
    void errorsThatBecomeFrequentAreFoundAndSteadyOnesAreNot() {
        ErrorWatch errors = new ErrorWatch();
        for (int i = 0; i < 2_000; i++) {
            errors.add(i % 20 == 0);
            assertFalse(errors.risen(), i + " answers, one of 20 wrong");
        }
        int answers = 0;
        while (!errors.risen()) {
            errors.add(answers++ % 3 == 0);
            assertTrue(answers < 60, "not found within 60 answers");
        }
    }
}
