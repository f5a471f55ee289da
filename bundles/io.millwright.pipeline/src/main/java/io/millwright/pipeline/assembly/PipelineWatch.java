package io.millwright.pipeline.assembly;

import io.millwright.decision.Quality;
import io.millwright.pipeline.assembly.AssetWatch.Trouble;
import io.millwright.pipeline.lane.Lane;
import io.millwright.pipeline.publish.OutboxState;
import io.millwright.pipeline.publish.Publishing;
import io.millwright.pipeline.state.Condition;
import io.millwright.pipeline.state.PipelineState;
import java.util.Locale;

/**
 * Reads a running pipeline's state: one state, the worst of its assets', which it names. Called by the watch and the opener;
 * synchronized.
 */
final class PipelineWatch {
    private static final long LEAST_SILENCE_SECONDS = 5;

    /** Looks at one asset; returns its trouble, or null. */
    private interface Look {
        Trouble at(AssetWatch watch, int asset);
    }

    /** How long a time-out of decisions is at least. */
    private static final long LEAST_QUIET_SECONDS = 60;

    /** So many seconds of progress end a silence where no decision can. */
    private static final int HEARD_SECONDS = 10;

    private RunningPipeline watched;
    private AssetWatch[] assets = {};
    private long progressSeen;
    private long silentSeconds;
    private boolean silent;
    private int heardSeconds;
    private long decidedSeen;
    private long idleSeen;
    private long quietSeconds;
    private boolean idle;

    /** Notes that about a second has passed. */
    synchronized void secondPassed(RunningPipeline running) {
        follow(running);
        if (running == null) {
            return;
        }
        running.checkTable();
        Lane lane = running.lane();
        long decided = lane.decided();
        long idles = lane.idle();
        hear(running, decided > decidedSeen);
        quietSeconds = decided > decidedSeen ? 0 : quietSeconds + 1;
        idle = idles > idleSeen || idle && decided == decidedSeen;
        decidedSeen = decided;
        idleSeen = idles;
        for (int asset = 0; asset < assets.length; asset++) {
            assets[asset].second(lane, asset);
        }
    }

    /** A source that is away and back for a moment is not well yet: only decisions, or lasting progress, end its silence. */
    private void hear(RunningPipeline running, boolean decided) {
        long progress = running.lane().progressCount();
        boolean still = progress == progressSeen && progress != 0;
        silentSeconds = still ? silentSeconds + 1 : 0;
        heardSeconds = still ? 0 : heardSeconds + 1;
        if (silentSeconds > running.silenceSeconds(LEAST_SILENCE_SECONDS)) {
            silent = true;
        } else if (decided || heardSeconds > HEARD_SECONDS) {
            silent = false;
        }
        progressSeen = progress;
    }

    private void follow(RunningPipeline running) {
        if (running != watched) {
            watched = running;
            progressSeen = 0;
            silentSeconds = 0;
            silent = false;
            heardSeconds = 0;
            decidedSeen = 0;
            idleSeen = running == null ? 0 : running.lane().idle();
            quietSeconds = 0;
            idle = false;
            assets = new AssetWatch[running == null ? 0 : running.lane().assets()];
            for (int asset = 0; asset < assets.length; asset++) {
                assets[asset] = new AssetWatch();
            }
        }
    }

    /** Sets the state of a running pipeline: the first that applies. */
    synchronized void updateState(
            RunningPipeline running,
            SourceOffer source,
            Publishing publishing,
            String noPublisher,
            String refused,
            PipelineState state) {
        follow(running);
        Lane lane = running.lane();
        Trouble blocked = worst(running, (watch, asset) -> watch.blocked(running, asset));
        Trouble waiting = worst(running, (watch, asset) -> watch.waiting(running, asset));
        if (blocked != null) {
            state.set(blocked.condition(), blocked.text());
        } else if (lane.progressCount() == 0) {
            state.set(Condition.WAITING_FOR_VALUES, "no notification from '" + pid(source) + "' yet" + clause(source));
        } else if (silent && lane.decided() == decidedSeen) {
            state.set(
                    Condition.SOURCE_SILENT,
                    "connection '" + pid(source)
                            + "' delivers neither values nor keep-alives, no decisions are made: check the PLC and the network"
                            + clause(source));
        } else if (waiting != null) {
            state.set(waiting.condition(), waiting.text());
        } else {
            updateByDecisions(running, publishing, noPublisher, refused, state);
        }
    }

    private void updateByDecisions(
            RunningPipeline running, Publishing publishing, String noPublisher, String refused, PipelineState state) {
        Lane lane = running.lane();
        Trouble bad = worst(running, (watch, asset) -> watch.inputs(running, asset, Quality.BAD));
        Trouble uncertain = worst(running, (watch, asset) -> watch.inputs(running, asset, Quality.UNCERTAIN));
        OutboxState outbox = publishing.state();
        if (!lane.runProblem().isEmpty()) {
            state.set(Condition.RUN_FAILED, lane.runProblem());
        } else if (bad != null) {
            state.set(bad.condition(), bad.text());
        } else if (lane.lags()) {
            state.set(
                    Condition.OVERLOADED,
                    String.format(
                            Locale.ROOT,
                            "decisions lie more than %d s behind the values: decide less often (window.stride), or give the"
                                    + " model fewer rows or a faster gateway",
                            Lane.LAG_LIMIT_MICROS / 1_000_000));
        } else if (!refused.isEmpty()) {
            state.set(Condition.MODEL_UPDATE_REFUSED, refused);
        } else if (uncertain != null) {
            state.set(uncertain.condition(), uncertain.text());
        } else if (outbox.code() != OutboxState.Code.OK) {
            state.set(Condition.PUBLISHER_TROUBLE, outbox.code() + ": " + outbox.text());
        } else if (idle) {
            state.set(
                    Condition.IDLE, "the machine does not work: 'window.onlyWhile' does not hold, nothing is decided");
        } else if (lane.decided() == 0) {
            state.set(Condition.NO_DECISION_YET, running.expectation());
        } else if (running.decidesByTime() && quietSeconds > running.quietSeconds(LEAST_QUIET_SECONDS)) {
            state.set(
                    Condition.NO_DECISIONS,
                    "no decision for " + running.quietSeconds(LEAST_QUIET_SECONDS)
                            + " s although the connection delivers: look at the counters of windows below");
        } else if (!publishing.present()) {
            state.set(Condition.RUNNING_UNPUBLISHED, "decides and counts, publishes nothing: " + noPublisher);
        } else {
            state.set(Condition.RUNNING, "model " + running.model().title());
        }
    }

    /** Returns the first asset's trouble of a kind, and how many more assets have some. */
    private Trouble worst(RunningPipeline running, Look look) {
        Trouble first = null;
        int named = 0;
        int more = 0;
        for (int asset = 0; asset < assets.length; asset++) {
            Trouble trouble = look.at(assets[asset], asset);
            if (trouble != null && first == null) {
                first = trouble;
                named = asset;
            } else if (trouble != null) {
                more++;
            }
        }
        if (first == null || assets.length == 1) {
            return first;
        }
        String name =
                "asset '" + running.lane().asset(named) + "'" + (more == 0 ? "" : " and " + more + " more") + ": ";
        return new Trouble(first.condition(), name + first.text());
    }

    private static String pid(SourceOffer source) {
        return source == null ? "?" : source.pid();
    }

    private static String clause(SourceOffer source) {
        return source == null ? "" : source.stateClause();
    }
}
