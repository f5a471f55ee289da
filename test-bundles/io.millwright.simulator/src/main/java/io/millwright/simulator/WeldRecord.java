package io.millwright.simulator;

import java.util.List;
import java.util.Locale;

/**
 * What is true of a finished weld.
 *
 * @param cell from 1
 * @param part {@code part_id}
 * @param startMicros source time of its begin
 * @param endMicros source time of its end
 * @param settings by {@link io.millwright.simulator.weld.WeldVariable}, without the noise of the sensors
 * @param good whether it became good
 * @param goodProbability the probability that it would, from 0 to 1
 * @param risk the defect that was most probable
 */
public record WeldRecord(
        int cell,
        String part,
        long startMicros,
        long endMicros,
        List<Double> settings,
        boolean good,
        double goodProbability,
        String risk) {

    String line() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d %s %s %.4f %s %d %d",
                cell,
                part,
                good ? "good" : "bad",
                goodProbability,
                risk,
                startMicros,
                endMicros));
        settings.forEach(setting -> text.append(String.format(Locale.ROOT, " %.3f", setting)));
        return text.toString();
    }
}
