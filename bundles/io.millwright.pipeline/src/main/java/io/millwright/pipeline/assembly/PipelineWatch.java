package io.millwright.pipeline.assembly;

import io.millwright.decision.Quality;
import io.millwright.form.Diagnosis;
import io.millwright.pipeline.Labels;
import io.millwright.pipeline.lane.Lane;
import io.millwright.pipeline.publish.OutboxState;
import io.millwright.pipeline.publish.Publishing;
import io.millwright.pipeline.state.Condition;
import java.util.ArrayList;
import java.util.List;

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

    /**
     * Notes that about a second has passed.
     *
     * @param nowMicros time of day, microseconds since 1970 UTC
     */
    synchronized void secondPassed(RunningPipeline running, long nowMicros) {
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
            assets[asset].second(running, asset, nowMicros);
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

    /**
     * Returns what is the matter with a running pipeline, or that it runs: the first that applies.
     *
     * @param noPublisher why there is none
     * @param refused why a newer model does not decide, empty where none was refused
     */
    synchronized Trouble now(
            RunningPipeline running,
            SourceOffer source,
            Publishing publishing,
            Diagnosis noPublisher,
            Diagnosis refused) {
        follow(running);
        Lane lane = running.lane();
        Trouble blocked = worst(running, (watch, asset) -> watch.blocked(running, asset));
        if (blocked != null) {
            return blocked;
        }
        if (lane.progressCount() == 0) {
            return new Trouble(
                    Condition.WAITING_FOR_VALUES,
                    "no notification from '" + pid(source) + "' yet" + clause(source),
                    remedy(source, "look at the connection's state"));
        }
        if (silent && lane.decided() == decidedSeen) {
            return new Trouble(
                    Condition.SOURCE_SILENT,
                    "connection '" + pid(source) + "' delivers neither values nor keep-alives, no decisions are made"
                            + clause(source),
                    remedy(source, "check the PLC and the network"));
        }
        Trouble waiting = worst(running, (watch, asset) -> watch.waiting(running, asset));
        return waiting != null ? waiting : byDecisions(running, publishing, noPublisher, refused);
    }

    private Trouble byDecisions(
            RunningPipeline running, Publishing publishing, Diagnosis noPublisher, Diagnosis refused) {
        Lane lane = running.lane();
        Trouble failed = worst(running, (watch, asset) -> watch.runs(running, asset));
        if (failed != null) {
            return failed;
        }
        if (!lane.bug().isEmpty()) {
            return AssetWatch.runFailed(lane.bug());
        }
        Trouble bad = worst(running, (watch, asset) -> watch.inputs(running, asset, Quality.BAD));
        if (bad != null) {
            return bad;
        }
        if (lane.lags()) {
            return new Trouble(
                    Condition.OVERLOADED,
                    "decisions lie more than " + Lane.LAG_LIMIT_MICROS / 1_000_000 + " s behind the values",
                    "decide less often (" + Labels.WINDOW_STRIDE
                            + "), or give the model fewer rows or a faster gateway");
        }
        if (!refused.isEmpty()) {
            return new Trouble(Condition.MODEL_UPDATE_REFUSED, refused);
        }
        Trouble uncertain = worst(running, (watch, asset) -> watch.inputs(running, asset, Quality.UNCERTAIN));
        return uncertain != null ? uncertain : byOutput(running, publishing, noPublisher);
    }

    private Trouble byOutput(RunningPipeline running, Publishing publishing, Diagnosis noPublisher) {
        OutboxState outbox = publishing.state();
        if (outbox.code() != OutboxState.Code.OK) {
            return new Trouble(Condition.PUBLISHER_TROUBLE, outbox.diagnosis().after(outbox.code() + ": "));
        }
        if (idle) {
            return new Trouble(
                    Condition.IDLE,
                    "the machine does not work: " + Labels.WINDOW_ONLY_WHILE + " does not hold, nothing is decided");
        }
        if (running.lane().decided() == 0) {
            return new Trouble(Condition.NO_DECISION_YET, running.expectation());
        }
        long quiet = running.quietSeconds(LEAST_QUIET_SECONDS);
        if (running.decidesByTime() && quietSeconds > quiet) {
            return new Trouble(
                    Condition.NO_DECISIONS,
                    "no decision for " + quiet + " s although the connection delivers",
                    "look at the counters of windows");
        }
        if (!publishing.present()) {
            return new Trouble(
                    Condition.RUNNING_UNPUBLISHED, noPublisher.after("decides and counts, publishes nothing: "));
        }
        return new Trouble(Condition.RUNNING, "model " + running.model().title());
    }

    /** Returns the assets with the state of each. */
    synchronized List<AssetState> assets(RunningPipeline running) {
        if (running == null || running != watched) {
            return List.of();
        }
        List<AssetState> states = new ArrayList<>();
        for (int asset = 0; asset < assets.length; asset++) {
            states.add(assets[asset].state(running, asset));
        }
        return states;
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
        return new Trouble(first.condition(), first.diagnosis().after(name));
    }

    private static String pid(SourceOffer source) {
        return source == null ? "?" : source.pid();
    }

    private static String remedy(SourceOffer source, String ofConnection) {
        return source == null || source.remedy().isEmpty() ? ofConnection : source.remedy();
    }

    private static String clause(SourceOffer source) {
        return source == null ? "" : source.stateClause();
    }
}
