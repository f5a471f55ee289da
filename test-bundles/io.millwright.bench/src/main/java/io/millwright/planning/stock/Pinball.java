package io.millwright.planning.stock;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.model.ModelException;
import java.util.List;

/** How well quantities for several periods are said: mean pinball loss, and how often they suffice. */
final class Pinball {
    private static final double[] LEVELS = {0.5, 0.8, 0.9, 0.95, 0.98};

    private Pinball() {}

    /** Of every month from one on. */
    static JsonArray of(Consumption parts, int periods, int from, QuantileModel model) throws ModelException {
        Lessons lessons = new Lessons(parts, List.of(periods), from - 1);
        PartHistory history = new PartHistory(parts.count(), lessons, model);
        List<Candidate> candidates = Candidate.all(model != null);
        double[][] losses = new double[candidates.size()][LEVELS.length];
        long[][] enough = new long[candidates.size()][LEVELS.length];
        long count = 0;
        double[] said = new double[LEVELS.length];
        for (int part = 0; part < parts.parts().size(); part++) {
            history.take(parts, part, periods, from - 1);
            if (history.knownBefore(from) < Trial.LEAST_KNOWN) {
                continue;
            }
            for (int t = from - 1; t + periods < parts.count(); t++) {
                double sum = 0;
                for (int i = 1; i <= periods; i++) {
                    sum += history.used()[t + i];
                }
                if (Double.isNaN(sum)) {
                    continue;
                }
                count++;
                for (int i = 0; i < candidates.size(); i++) {
                    history.upTo(candidates.get(i), t, LEVELS, said);
                    for (int level = 0; level < LEVELS.length; level++) {
                        double error = sum - said[level];
                        losses[i][level] += Math.max(LEVELS[level] * error, (LEVELS[level] - 1) * error);
                        enough[i][level] += error <= 0 ? 1 : 0;
                    }
                }
            }
        }
        JsonArray result = new JsonArray();
        for (int i = 0; i < candidates.size(); i++) {
            JsonObject one = Json.object().add("policy", candidates.get(i).title());
            double mean = 0;
            for (int level = 0; level < LEVELS.length; level++) {
                mean += losses[i][level] / count / LEVELS.length;
                one.add("p" + Math.round(100 * LEVELS[level]), Lived.rounded(losses[i][level] / count));
                one.add(
                        "suffices_p" + Math.round(100 * LEVELS[level]),
                        Lived.rounded((double) enough[i][level] / count));
            }
            result.add(one.add("mean", Lived.rounded(mean)));
        }
        return result;
    }
}
