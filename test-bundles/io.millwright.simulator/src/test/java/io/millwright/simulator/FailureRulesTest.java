package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.simulator.Part.Variant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published limits are exclusive; a limit that moved by one step of the published resolution must show here. */
class FailureRulesTest {

    @ParameterizedTest
    @CsvSource({
        "300.0, 308.5, 1379, true",
        "300.0, 308.7, 1379, false",
        "300.0, 308.5, 1380, false",
        // Both differ by 8.6 K, but not as binary numbers; so are the published records 3237 and 3810.
        "300.8, 309.4, 1342, true",
        "302.2, 310.8, 1350, false"
    })
    void heatIsNotCarriedOffBelow8_6KelvinAnd1380Rpm(double air, double process, int rpm, boolean fails) {
        assertEquals(fails, FailureRules.heatDissipation(air, process, rpm));
    }

    @ParameterizedTest
    @CsvSource({
        // 1,400 rpm are 146.608 rad/s: 3,500 W are 23.873 N·m and 9,000 W are 61.388 N·m.
        "1400, 23.8, true",
        "1400, 23.9, false",
        "1400, 61.3, false",
        "1400, 61.4, true",
        "0, 0.0, true"
    })
    void powerFailsOutside3500To9000Watt(int rpm, double torque, boolean fails) {
        assertEquals(fails, FailureRules.power(rpm, torque));
    }

    @ParameterizedTest
    @CsvSource({
        "L, 200, 55.0, false",
        "L, 200, 55.1, true",
        "M, 200, 60.0, false",
        "M, 200, 60.1, true",
        "H, 200, 65.0, false",
        "H, 200, 65.1, true",
        "H, 0, 76.6, false"
    })
    void strainLimitDependsOnTheVariant(Variant variant, int wear, double torque, boolean fails) {
        assertEquals(fails, FailureRules.overstrain(variant, wear, torque));
    }
}
