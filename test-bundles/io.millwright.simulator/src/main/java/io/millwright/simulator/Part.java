package io.millwright.simulator;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * One machined part: one row of AI4I 2020. The values are rounded as the published records are (0.1 K, 1 rpm, 0.1 N·m,
 * 1 min) and the failures follow from the rounded values, so that a reader of the tags can check them.
 *
 * @param index counts the parts of one machine from 0
 * @param variant product quality
 * @param airKelvin air temperature, K
 * @param processKelvin process temperature, K
 * @param speedRpm rotational speed, revolutions per minute
 * @param torqueNm torque, N·m
 * @param wearMinutes wear of the tool when the part begins, minutes of use
 * @param failures the modes that hold; empty for a good part
 */
record Part(
        long index,
        Variant variant,
        double airKelvin,
        double processKelvin,
        int speedRpm,
        double torqueNm,
        int wearMinutes,
        Set<FailureMode> failures) {

    /** Product quality: how fast a part wears the tool, and how much strain it bears. */
    enum Variant {
        L(2, 11_000),
        M(3, 12_000),
        H(5, 13_000);

        /** Tool wear that one part adds, minutes. */
        final int wearPerPartMinutes;

        /** Overstrain above this product of tool wear and torque, min·N·m. */
        final int strainLimit;

        Variant(int wearPerPartMinutes, int strainLimit) {
            this.wearPerPartMinutes = wearPerPartMinutes;
            this.strainLimit = strainLimit;
        }
    }

    boolean failed() {
        return !failures.isEmpty();
    }

    /** The modes joined by {@code +}; empty for a good part. */
    String failureText() {
        return failures.stream().map(FailureMode::name).collect(Collectors.joining("+"));
    }
}
