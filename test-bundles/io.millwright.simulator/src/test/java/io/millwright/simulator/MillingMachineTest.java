package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.simulator.Part.Variant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The parts' statistics against what AI4I 2020 publishes as rule or shows in its records. */
class MillingMachineTest {
    private static List<Part> parts;

    @BeforeAll
    static void makeParts() {
        parts = parts(42, 400_000);
    }

    private static List<Part> parts(long seed, int count) {
        MillingMachine machine = new MillingMachine(seed);
        return Stream.generate(machine::next).limit(count).toList();
    }

    private static double mean(ToDoubleFunction<Part> value) {
        return parts.stream().mapToDouble(value).average().orElseThrow();
    }

    private static double sigma(ToDoubleFunction<Part> value) {
        double mean = mean(value);
        return Math.sqrt(mean(p -> (value.applyAsDouble(p) - mean) * (value.applyAsDouble(p) - mean)));
    }

    private static double share(Predicate<Part> which) {
        return mean(p -> which.test(p) ? 1 : 0);
    }

    @Test
    void temperaturesWanderAsPublished() {
        // 400,000 parts are only about 75 independent air temperatures.
        assertEquals(300, mean(Part::airKelvin), 0.8);
        assertEquals(2, sigma(Part::airKelvin), 0.3);
        assertEquals(10, mean(p -> p.processKelvin() - p.airKelvin()), 0.2);
        assertEquals(1, sigma(p -> p.processKelvin() - p.airKelvin()), 0.15);
        // A walk, not noise: from one part to the next nearly nothing changes.
        double steps = 0;
        for (int i = 1; i < parts.size(); i++) {
            steps += Math.abs(parts.get(i).airKelvin() - parts.get(i - 1).airKelvin());
        }
        assertEquals(0.044, steps / parts.size(), 0.01);
    }

    @Test
    void torqueAndSpeedAreDistributedAsPublished() {
        assertEquals(40, mean(Part::torqueNm), 0.1);
        assertEquals(10, sigma(Part::torqueNm), 0.1);
        assertTrue(parts.stream().allMatch(p -> p.torqueNm() > 0));
        assertEquals(1_539, mean(Part::speedRpm), 5);
        assertEquals(179, sigma(Part::speedRpm), 6);
        double torque = mean(Part::torqueNm);
        double speed = mean(Part::speedRpm);
        double covariance = mean(p -> (p.torqueNm() - torque) * (p.speedRpm() - speed));
        assertEquals(-0.876, covariance / sigma(Part::torqueNm) / sigma(Part::speedRpm), 0.02);
    }

    @Test
    void variantsHaveTheSharesOfTheRecords() {
        assertEquals(0.6, share(p -> p.variant() == Variant.L), 0.01);
        assertEquals(0.3, share(p -> p.variant() == Variant.M), 0.01);
        assertEquals(0.1, share(p -> p.variant() == Variant.H), 0.01);
    }

    @Test
    void failuresAreAsFrequentAsInTheRecords() {
        assertEquals(0.0046, share(p -> p.failures().contains(FailureMode.TWF)), 0.0012);
        assertEquals(0.0115, share(p -> p.failures().contains(FailureMode.HDF)), 0.006);
        assertEquals(0.0095, share(p -> p.failures().contains(FailureMode.PWF)), 0.003);
        assertEquals(0.0098, share(p -> p.failures().contains(FailureMode.OSF)), 0.003);
        assertEquals(0.001, share(p -> p.failures().contains(FailureMode.RNF)), 0.0003);
        assertEquals(0.034, share(Part::failed), 0.008);
    }

    @Test
    void everyDeterministicFailureFollowsFromTheValuesThatAClientSees() {
        for (Part p : parts) {
            Set<FailureMode> expected = EnumSet.noneOf(FailureMode.class);
            if (FailureRules.heatDissipation(p.airKelvin(), p.processKelvin(), p.speedRpm())) {
                expected.add(FailureMode.HDF);
            }
            if (FailureRules.power(p.speedRpm(), p.torqueNm())) {
                expected.add(FailureMode.PWF);
            }
            if (FailureRules.overstrain(p.variant(), p.wearMinutes(), p.torqueNm())) {
                expected.add(FailureMode.OSF);
            }
            Set<FailureMode> shown = EnumSet.copyOf(p.failures().isEmpty() ? expected : p.failures());
            shown.removeAll(Set.of(FailureMode.TWF, FailureMode.RNF));
            assertEquals(expected, shown, p::toString);
        }
    }

    @Test
    void aToolWearsByVariantAndEndsBetween200And240Minutes() {
        int tools = 0;
        int broken = 0;
        for (int i = 1; i < parts.size(); i++) {
            Part before = parts.get(i - 1);
            Part now = parts.get(i);
            if (now.wearMinutes() == 0) {
                tools++;
                assertTrue(before.wearMinutes() >= 200 && before.wearMinutes() <= 244, before::toString);
                broken += before.failures().contains(FailureMode.TWF) ? 1 : 0;
            } else {
                assertEquals(before.variant().wearPerPartMinutes, now.wearMinutes() - before.wearMinutes());
                assertFalse(before.failures().contains(FailureMode.TWF), "a broken tool goes on");
            }
        }
        assertEquals(51.0 / 120, (double) broken / tools, 0.03);
    }

    @Test
    void sameSeedSameParts() {
        assertEquals(parts(7, 1_000), parts(7, 1_000));
        assertNotEquals(parts(7, 1_000), parts(8, 1_000));
    }

    @ParameterizedTest
    @EnumSource(FailureMode.class)
    void aForcedModeHoldsForSoManyPartsWhateverTheSeed(FailureMode mode) {
        for (long seed = 0; seed < 200; seed++) {
            MillingMachine machine = new MillingMachine(seed);
            for (int i = 0; i < seed; i++) {
                machine.next();
            }
            machine.force(mode, 3);
            List<Part> forced = Stream.generate(machine::next).limit(3).toList();
            forced.forEach(p -> assertTrue(p.failures().contains(mode), p::toString));
            Set<FailureMode> others = EnumSet.of(FailureMode.HDF, FailureMode.PWF, FailureMode.OSF);
            others.remove(mode);
            if (mode != FailureMode.RNF) {
                forced.forEach(p -> assertTrue(Collections.disjoint(p.failures(), others), p::toString));
            }
        }
    }
}
