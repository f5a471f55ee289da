package io.millwright.pipeline.lane;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Quality;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.WindowSetup;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * One pipeline's samples on their way to decisions: queue, windows, run, rule, for one asset or for many. Served by one thread
 * of the pool at a time, for a few milliseconds or one run of the model.
 */
public final class Lane extends LanePool.Task {
    /** How long one turn may last, ns; a run of the model may exceed it. */
    private static final long TURN_NANOS = 5_000_000;

    /** Steps between two looks at the clock; a step is a window, or so many samples. */
    private static final int CLOCK_STEPS = 8;

    /** Decisions that lie further behind what was received than this are not current; µs. */
    public static final long LAG_LIMIT_MICROS = 10_000_000;

    private static final long MOST_ENTRIES = 1 << 20;

    /** What a lane tells its pipeline. Called on the lane; must return soon. */
    public interface Outlet {
        /**
         * A decision was made.
         *
         * @param counters of its asset
         * @param inputs what the model saw, or null
         */
        void decided(PipelineDecision decision, Counters counters, FeatureSnapshot inputs);

        /** Returns why what a model decides about an asset is UNCERTAIN though its inputs are GOOD, "" for no reason. */
        default String doubt(String asset, ModelIdentity model) {
            return "";
        }

        /** Whether somebody wants to know what the model saw. */
        boolean wantsInputs();

        /** Whether somebody wants the whole inputs of decisions that are to be explained. */
        default boolean wantsTensors() {
            return false;
        }

        /** Whether somebody wants the pictures that the model saw, as they came. Also called on decoders' threads. */
        default boolean wantsPictures() {
            return false;
        }

        /** A model was replaced or given up and can be closed, off the lane. */
        void released(OpenModel model);

        /** The model's runner cannot be used any more. */
        void runnerLost(OpenModel model, String problem);
    }

    private final LaneQueue queue;
    private final LaneShapes shapes;
    private final Track[] tracks;
    private final SampleFeed feed;
    private final Outlet outlet;
    private final ModelRuns runs;
    /** Of a model that decides some of the assets. */
    private final ModelRuns canary;

    private final AtomicReference<CanaryOffer> canaryOffered = new AtomicReference<>();

    private int stepping;
    private volatile boolean stopped;

    /**
     * Creates a lane that makes decisions as soon as a model is offered.
     *
     * @param setups one per asset, all of the same plan but for the tags' names
     * @param queue that the intakes fill, its tags asset by asset
     * @param shapes the arrays and pictures of its tags
     * @param counters of the pipeline
     * @param numbers of its decisions
     * @param pool serves the lane
     * @param outlet takes what comes out
     */
    Lane(
            List<WindowSetup> setups,
            LaneQueue queue,
            LaneShapes shapes,
            Counters counters,
            RunNumbers numbers,
            LanePool pool,
            Outlet outlet) {
        this.queue = queue;
        this.shapes = shapes;
        this.outlet = outlet;
        runs = new ModelRuns(setups.get(0).configuration(), counters, outlet, () -> pool.wake(this), pool::anyWaiting);
        canary =
                new ModelRuns(setups.get(0).configuration(), counters, outlet, () -> pool.wake(this), pool::anyWaiting);
        tracks = new Track[setups.size()];
        for (int i = 0; i < tracks.length; i++) {
            WindowSetup setup = setups.get(i);
            tracks[i] =
                    new Track(this, runs, setup, tracks.length == 1 ? counters : counters.of(setup.asset()), numbers);
        }
        int tagsPerTrack = setups.get(0).plan().tagNames().size();
        feed = new SampleFeed(queue, shapes, tracks, tagsPerTrack, counters);
        stepping = tracks.length;
    }

    /** Returns an empty queue for all assets of a pipeline. */
    static LaneQueue queueFor(FeaturePlan plan, PipelineConfiguration configuration) {
        int assets = configuration.assets().size();
        return new LaneQueue(plan.tagNames().size() * assets, (int)
                Math.min(MOST_ENTRIES, (long) configuration.queueSamples() * assets));
    }

    /** Returns the queue that the source's thread writes into; its tags count asset by asset. */
    LaneQueue queue() {
        return queue;
    }

    /** Takes over settings that change no window. Any thread. */
    public void configure(PipelineConfiguration changed) {
        runs.configure(changed);
        canary.configure(changed);
    }

    /** Decides in another role than {@link Role#SERVING}. Before any sample. */
    public void role(Role role) {
        for (Track track : tracks) {
            track.decidedBy(runs, role);
        }
    }

    /**
     * Offers a model of the same plan that decides some assets in the role {@link Role#CANARY}; it takes over between two windows,
     * in place of one that did before. Any thread.
     *
     * @param decides by the asset's name
     */
    public void offerCanary(OpenModel next, Predicate<String> decides) {
        offerCanary(new CanaryOffer(next, decides));
    }

    /** Has the assets of a canary decided like the others again, between two windows; hands it back. Any thread. */
    public void endCanary() {
        offerCanary(CanaryOffer.NONE);
    }

    private void offerCanary(CanaryOffer next) {
        CanaryOffer superseded = canaryOffered.getAndSet(next);
        if (superseded != null && superseded.model() != null) {
            outlet.released(superseded.model());
        }
    }

    /** Models that were offered take over where no windows wait for the ones before. */
    private void swap() {
        if (canaryOffered.get() != null && !canary.anyWaiting() && !runs.anyWaiting()) {
            canary.swap(canaryOffered.getAndSet(null), tracks, runs);
        }
        runs.swap(tracks);
    }

    /** Offers a model of the same plan; it takes over between two windows. Any thread. */
    public void offer(OpenModel next) {
        runs.offer(next);
    }

    /** Windows missed until the first is full are lost, for another lane decided before this one. Before any sample. */
    public void countRefill() {
        for (Track track : tracks) {
            track.windows().continues();
        }
    }

    /** Hands the models back. */
    @Override
    void ended() {
        shapes.close();
        runs.loseWaiting();
        canary.loseWaiting();
        for (Track track : tracks) {
            track.windows().end();
        }
        feed.end();
        runs.release();
        canary.release();
        endCanary();
    }

    /** Serves no further entry: the lane is about to be retired. Any thread. */
    public void stop() {
        stopped = true;
        runs.cancel();
        canary.cancel();
    }

    @Override
    boolean serve() {
        long started = System.nanoTime();
        runs.turn();
        canary.turn();
        boolean more = false;
        int steps = 0;
        while (!stopped && !runs.running() && !canary.running() && work()) {
            boolean ran = runs.ranInTurn() || canary.ranInTurn();
            if ((++steps % CLOCK_STEPS == 0 || ran) && System.nanoTime() - started > TURN_NANOS) {
                more = true;
                break;
            }
        }
        count();
        for (Track track : tracks) {
            track.updateWaiting();
        }
        // Behind the lanes that wait now, which may start runs of the same model meanwhile.
        return more || runs.gathering() || canary.gathering();
    }

    /** What was counted since is seen by others, also while the model runs. */
    private void count() {
        feed.count();
        for (Track track : tracks) {
            track.windows().count();
        }
    }

    /** Does the next small thing; each on its own, so that a bug in one does not cost the next. */
    private boolean work() {
        try {
            if (runs.parked()) {
                runs.resume();
            } else if (canary.parked()) {
                canary.resume();
            } else if (isDue(runs)) {
                count();
                runs.run();
            } else if (isDue(canary)) {
                count();
                canary.run();
            } else if (stepping < tracks.length) {
                swap();
                if (!tracks[stepping].windows().step()) {
                    stepping++;
                }
            } else {
                swap();
                SampleFeed.Taken taken = feed.take();
                if (taken == SampleFeed.Taken.PROGRESS) {
                    stepping = 0;
                }
                return taken != SampleFeed.Taken.NOTHING;
            }
        } catch (Throwable t) {
            runs.bug(t);
            canary.failWaiting(runs.problem());
        }
        return true;
    }

    private boolean isDue(ModelRuns some) {
        return some.anyWaiting() && (some.full() || stepping == tracks.length);
    }

    /** A window of a track is due. */
    void due(Track track, long startMicros, long endMicros, double part) {
        track.runs().due(track, startMicros, endMicros, part, lags());
    }

    /** Returns why what a model decides about an asset is UNCERTAIN whatever its inputs, "" for no reason. */
    String doubt(String asset, ModelIdentity model) {
        return outlet.doubt(asset, model);
    }

    /** Returns how far what is served lies behind what was received, by the source's clock, µs. Any thread. */
    public long lagMicros() {
        return feed.lagMicros();
    }

    /** Whether decisions are long behind what was received, and not only because much came at once. Any thread. */
    public boolean lags() {
        return feed.lags();
    }

    /** Returns how often the source told its progress, counted where it is received. Any thread. */
    public long progressCount() {
        return queue.progressCount();
    }

    /** Returns how many decisions the lane made. Any thread. */
    public long decided() {
        return runs.decided() + canary.decided();
    }

    /** Returns what the runs of its model were so far. Any thread. */
    public RunCount counted() {
        return runs.counted();
    }

    /** Returns what the runs of canaries were so far. Any thread. */
    public RunCount countedOfCanaries() {
        return canary.counted();
    }

    /** Returns how many windows were not decided because their asset was idle. Any thread. */
    public long idle() {
        long idle = 0;
        for (Track track : tracks) {
            idle += track.counters().idle.get();
        }
        return idle;
    }

    /**
     * Returns why the last run that an asset's window was part of failed, or nothing. Of many assets each has its own: they may take
     * several runs, of which one fails and the others do not. Any thread.
     */
    public String runFailure(int asset) {
        return tracks[asset].failure();
    }

    /** Returns the bug that befell a run last, or nothing. Any thread. */
    public String bug() {
        return runs.problem().isEmpty() ? canary.problem() : runs.problem();
    }

    /** Returns the number of assets. */
    public int assets() {
        return tracks.length;
    }

    /** Returns an asset's view. Any thread. */
    Track track(int asset) {
        return tracks[asset];
    }

    /** Returns the name of an asset. */
    public String asset(int asset) {
        return tracks[asset].asset();
    }

    /** Returns the first tag of an asset that never had a value while no window can be made, or -1. Any thread. */
    public int tagWithoutValue(int asset) {
        return tracks[asset].tagWithoutValue();
    }

    /** Returns the quality of an asset's last window that was to be decided. Any thread. */
    public Quality lastQuality(int asset) {
        return tracks[asset].lastQuality();
    }

    /** Returns the reason of that quality. Any thread. */
    public String lastReason(int asset) {
        return tracks[asset].lastReason();
    }
}
