package io.millwright.pipeline.assembly;

import io.millwright.decision.Quality;
import io.millwright.pipeline.lane.AssetIntake;
import io.millwright.pipeline.lane.Lane;
import io.millwright.pipeline.state.Condition;

/**
 * Reads the state of one asset of a running pipeline. Trouble of the inputs shows at once and is over after three quiet
 * seconds, so that a value that comes and goes is one transition. Used under the watch's lock.
 */
final class AssetWatch {
    private static final int QUIET_SECONDS = 3;

    /** What is the matter with an asset. */
    record Trouble(Condition condition, String text) {}

    private int quietSeconds;
    private Quality inputs = Quality.GOOD;
    private String reason = "";

    /** Notes that about a second has passed. */
    void second(Lane lane, int asset) {
        Quality quality = lane.lastQuality(asset);
        boolean worse = quality.compareTo(inputs) >= 0;
        if (worse || ++quietSeconds >= QUIET_SECONDS) {
            inputs = quality;
            reason = lane.lastReason(asset);
            quietSeconds = 0;
        }
    }

    /** Returns why the asset makes no decisions at all, or null. */
    Trouble blocked(RunningPipeline running, int asset) {
        AssetIntake intake = running.intake(asset);
        String missing = intake.missing();
        if (missing != null) {
            return new Trouble(Condition.MAPPING_ERROR, missing);
        }
        String problem = intake.problem();
        if (problem != null) {
            boolean mapping = problem.startsWith("mapping");
            return new Trouble(mapping ? Condition.MAPPING_ERROR : Condition.UNIT_MISMATCH, problem);
        }
        return null;
    }

    /** Returns that the asset waits for a first value, or null. */
    Trouble waiting(RunningPipeline running, int asset) {
        int tag = running.lane().tagWithoutValue(asset);
        return tag < 0
                ? null
                : new Trouble(
                        Condition.WAITING_FOR_VALUES, "no value yet of tag '" + running.tagName(asset, tag) + "'");
    }

    /** Returns what is wrong with the inputs, if it is that bad, or null. */
    Trouble inputs(RunningPipeline running, int asset, Quality quality) {
        if (inputs != quality || quality == Quality.GOOD) {
            return null;
        }
        return quality == Quality.BAD
                ? new Trouble(
                        Condition.INPUT_BAD,
                        "no usable decisions: " + reason + running.intake(asset).unknownText())
                : new Trouble(Condition.INPUT_UNCERTAIN, "decisions are UNCERTAIN: " + reason);
    }
}
