package io.millwright.pipeline.assembly;

import io.millwright.pipeline.grid.Quality;
import io.millwright.pipeline.lane.Lane;
import io.millwright.pipeline.lane.SampleIntake;
import io.millwright.pipeline.publish.OutboxState;
import io.millwright.pipeline.publish.Publishing;
import io.millwright.pipeline.state.Condition;
import io.millwright.pipeline.state.PipelineState;

/**
 * Reads a running pipeline's state. Trouble of the inputs shows at once and is over after three quiet seconds, so that a
 * value that comes and goes is one transition. Called by the watch and the opener; synchronized.
 */
final class PipelineWatch {
    private static final int QUIET_SECONDS = 3;
    private static final long LEAST_SILENCE_SECONDS = 5;

    private RunningPipeline watched;
    private long progressSeen;
    private long silentSeconds;
    private int quietSeconds;
    private Quality inputs = Quality.GOOD;
    private String reason = "";

    /** Notes that about a second has passed. */
    synchronized void secondPassed(RunningPipeline running) {
        follow(running);
        if (running == null) {
            return;
        }
        running.compareTable();
        long progress = running.lane().progressCount();
        silentSeconds = progress == progressSeen && progress != 0 ? silentSeconds + 1 : 0;
        progressSeen = progress;
        Quality quality = running.lane().lastQuality();
        if (quality.compareTo(inputs) >= 0) {
            inputs = quality;
            reason = running.lane().lastReason();
            quietSeconds = 0;
        } else if (++quietSeconds >= QUIET_SECONDS) {
            inputs = quality;
            reason = running.lane().lastReason();
            quietSeconds = 0;
        }
    }

    private void follow(RunningPipeline running) {
        if (running != watched) {
            watched = running;
            progressSeen = 0;
            silentSeconds = 0;
            quietSeconds = 0;
            inputs = Quality.GOOD;
            reason = "";
        }
    }

    /** Sets the state of a running pipeline: the first that applies. */
    synchronized void updateState(
            RunningPipeline running, SourceOffer source, Publishing publishing, String refused, PipelineState state) {
        follow(running);
        Lane lane = running.lane();
        SampleIntake intake = running.intake();
        String missing = intake.missing();
        String problem = intake.problem();
        if (missing != null) {
            state.set(Condition.MAPPING_ERROR, missing);
        } else if (problem != null) {
            boolean mapping = problem.startsWith("mapping");
            state.set(mapping ? Condition.MAPPING_ERROR : Condition.UNIT_MISMATCH, problem);
        } else if (lane.progressCount() == 0) {
            state.set(Condition.WAITING_FOR_VALUES, "no notification from '" + pid(source) + "' yet" + clause(source));
        } else if (lane.progressCount() == progressSeen
                && silentSeconds > running.silenceSeconds(LEAST_SILENCE_SECONDS)) {
            state.set(
                    Condition.SOURCE_SILENT,
                    "connection '" + pid(source)
                            + "' delivers neither values nor keep-alives, no decisions are made: check the PLC and the network"
                            + clause(source));
        } else if (lane.tagWithoutValue() >= 0) {
            state.set(
                    Condition.WAITING_FOR_VALUES,
                    "no value yet of tag '" + running.plan().tagNames().get(lane.tagWithoutValue()) + "'");
        } else {
            updateByDecisions(running, publishing, refused, state);
        }
    }

    private void updateByDecisions(
            RunningPipeline running, Publishing publishing, String refused, PipelineState state) {
        String run = running.lane().runProblem();
        OutboxState outbox = publishing.state();
        if (!run.isEmpty()) {
            state.set(Condition.RUN_FAILED, run);
        } else if (inputs == Quality.BAD) {
            state.set(
                    Condition.INPUT_BAD,
                    "no usable decisions: " + reason + running.intake().unknownText());
        } else if (!refused.isEmpty()) {
            state.set(Condition.MODEL_UPDATE_REFUSED, refused);
        } else if (inputs == Quality.UNCERTAIN) {
            state.set(Condition.INPUT_UNCERTAIN, "decisions are UNCERTAIN: " + reason);
        } else if (outbox.code() != OutboxState.Code.OK) {
            state.set(Condition.PUBLISHER_TROUBLE, outbox.code() + ": " + outbox.text());
        } else if (!publishing.present()) {
            state.set(
                    Condition.RUNNING_UNPUBLISHED,
                    "decides and counts, publishes nothing: choose a publisher in CloudPublisher.target");
        } else {
            state.set(Condition.RUNNING, "model " + running.model().title());
        }
    }

    private static String pid(SourceOffer source) {
        return source == null ? "?" : source.pid();
    }

    private static String clause(SourceOffer source) {
        return source == null ? "" : source.stateClause();
    }
}
