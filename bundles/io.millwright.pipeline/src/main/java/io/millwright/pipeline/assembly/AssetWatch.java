package io.millwright.pipeline.assembly;

import io.millwright.decision.Quality;
import io.millwright.form.Diagnosis;
import io.millwright.pipeline.Labels;
import io.millwright.pipeline.lane.AssetIntake;
import io.millwright.pipeline.lane.Lane;
import io.millwright.pipeline.state.Condition;

/**
 * Reads the state of one asset of a running pipeline. Trouble of the inputs shows at once and is over after three quiet
 * seconds, so that a value that comes and goes is one transition. Used under the watch's lock.
 */
final class AssetWatch {
    private static final int QUIET_SECONDS = 3;

    private int quietSeconds;
    private Quality inputs = Quality.GOOD;
    private String reason = "";

    private Condition condition = Condition.STARTING;
    private long sinceMicros;

    /** Notes that about a second has passed. */
    void second(RunningPipeline running, int asset, long nowMicros) {
        judge(running.lane(), asset);
        Condition now = now(running, asset).condition();
        if (now != condition) {
            condition = now;
            sinceMicros = nowMicros;
        }
    }

    /** Returns the asset's state for whoever supervises. */
    AssetState state(RunningPipeline running, int asset) {
        return new AssetState(running.lane().asset(asset), now(running, asset), sinceMicros, running.countersOf(asset));
    }

    /** Returns the first trouble that applies, or that the asset is watched. */
    private Trouble now(RunningPipeline running, int asset) {
        for (Trouble trouble : new Trouble[] {
            blocked(running, asset),
            running.lane().progressCount() == 0
                    ? new Trouble(Condition.WAITING_FOR_VALUES, "no notification yet")
                    : waiting(running, asset),
            runs(running, asset),
            inputs(running, asset, Quality.BAD),
            inputs(running, asset, Quality.UNCERTAIN)
        }) {
            if (trouble != null) {
                return trouble;
            }
        }
        return running.lane().decided() == 0
                ? new Trouble(Condition.NO_DECISION_YET, running.expectation())
                : new Trouble(Condition.RUNNING, "model " + running.model().title());
    }

    private void judge(Lane lane, int asset) {
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
        Diagnosis missing = intake.missing();
        if (missing != null) {
            return new Trouble(Condition.MAPPING_ERROR, missing);
        }
        Diagnosis problem = intake.problem();
        if (problem != null) {
            boolean mapping = problem.what().startsWith(Labels.MAPPING);
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
                        Condition.WAITING_FOR_VALUES,
                        "no value yet of tag '" + running.tagName(asset, tag) + "'",
                        "look at the connection's state and at the PLC program");
    }

    /** Returns that the last run for the asset failed, or null. */
    Trouble runs(RunningPipeline running, int asset) {
        String why = running.lane().runFailure(asset);
        return why.isEmpty() ? null : runFailed(why);
    }

    static Trouble runFailed(String why) {
        return new Trouble(
                Condition.RUN_FAILED,
                why,
                "look at the log, at " + Labels.RUN_TIMEOUT_MS + " and at the gateway's load");
    }

    /** Returns what is wrong with the inputs, if it is that bad, or null. */
    Trouble inputs(RunningPipeline running, int asset, Quality quality) {
        if (inputs != quality || quality == Quality.GOOD) {
            return null;
        }
        return quality == Quality.BAD
                ? new Trouble(
                        Condition.INPUT_BAD,
                        "no usable decisions: " + reason + running.intake(asset).unknownText(),
                        "look at the tag and at the connection's state")
                : new Trouble(
                        Condition.INPUT_UNCERTAIN,
                        "decisions are UNCERTAIN: " + reason,
                        "look at the tag, or at the limits of the model");
    }
}
