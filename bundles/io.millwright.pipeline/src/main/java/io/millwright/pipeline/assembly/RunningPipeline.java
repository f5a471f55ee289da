package io.millwright.pipeline.assembly;

import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.lane.Lane;
import io.millwright.pipeline.lane.LanePool;
import io.millwright.pipeline.lane.SampleIntake;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.tag.Tag;
import io.millwright.tag.TagSubscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One configuration at work on one source with one plan: subscription, intake, lane. Replaced as a whole when one of the
 * three changes; a model of the same plan is swapped in.
 */
final class RunningPipeline {
    /** Longest wait for a run in progress when a pipeline ends. */
    private static final long QUIET_MILLIS = 2000;

    private final PipelineConfiguration configuration;
    private final SourceOffer source;
    private final FeaturePlan plan;
    private final LanePool pool;
    private final Lane lane;
    private final SampleIntake intake;
    private TagSubscription subscription;
    private ModelOffer model;
    private volatile boolean modelLost;
    private boolean lossTaken;

    /** Creates a pipeline that does not run yet. */
    RunningPipeline(
            PipelineConfiguration configuration,
            SourceOffer source,
            FeaturePlan plan,
            LanePool pool,
            Counters counters,
            Lane.Outlet outlet) {
        this.configuration = configuration;
        this.source = source;
        this.plan = plan;
        this.pool = pool;
        lane = new Lane(configuration, plan, source.intervalMillis(), counters, outlet);
        intake = new SampleIntake(plan, lane, pool);
    }

    /**
     * Compares tags and features, offers the model to the lane and subscribes.
     *
     * @param continues whether another one decided until now: windows are lost until the first is full
     */
    void start(OpenModel opened, boolean continues) {
        if (continues) {
            lane.countRefill();
        }
        List<Tag> table = source.source().tags();
        intake.tableIs(table, source.pid());
        Map<String, Tag> byName = new HashMap<>();
        table.forEach(tag -> byName.put(tag.name(), tag));
        for (int tag = 0; tag < plan.tagNames().size(); tag++) {
            Tag now = byName.get(plan.tagNames().get(tag));
            if (now != null) {
                intake.describe(tag, now);
            }
        }
        swap(opened);
        subscription = source.source().subscribe(plan.tagNames(), intake);
    }

    /** Has the lane take over a model of the same plan between two windows. */
    void swap(OpenModel opened) {
        model = opened.offer();
        modelLost = false;
        lossTaken = false;
        lane.offer(opened);
        pool.wake(lane);
    }

    /** Whether it works as the configuration says, on that source. */
    boolean serves(PipelineConfiguration other, SourceOffer otherSource) {
        return configuration.sameLane(other)
                && source.source() == otherSource.source()
                && configuration.latenessMicros(source.intervalMillis())
                        == other.latenessMicros(otherSource.intervalMillis())
                && configuration.gapMicros(source.intervalMillis()) == other.gapMicros(otherSource.intervalMillis());
    }

    /** Whether a model of this plan can be swapped in. */
    boolean takes(FeaturePlan other) {
        return plan.sameLayout(other);
    }

    /** Whether it decides with this model. */
    boolean uses(ModelOffer offer) {
        return !modelLost && offer.equals(model);
    }

    /** Returns the model that serves, or null. */
    ModelOffer model() {
        return model;
    }

    /** The model's runner cannot be used any more. Any thread. */
    void modelLost() {
        modelLost = true;
    }

    /** Whether the runner was lost and that was not taken yet. On the opener's thread. */
    boolean takeLoss() {
        boolean news = modelLost && !lossTaken;
        lossTaken = modelLost;
        return news;
    }

    /** Compares the plan with the source's tag table, if that may have changed. */
    void compareTable() {
        if (intake.wantsTable()) {
            intake.tableIs(source.source().tags(), source.pid());
        }
    }

    /** Returns after how many seconds without progress the source counts as silent. */
    long silenceSeconds(long least) {
        return Math.max(least, configuration.gapMicros(source.intervalMillis()) / 1_000_000);
    }

    Lane lane() {
        return lane;
    }

    SampleIntake intake() {
        return intake;
    }

    FeaturePlan plan() {
        return plan;
    }

    /** Ends intake, then the lane; the lane hands its models back. Waits for a run in progress, 2 s at most, and 1 s for the source. */
    void close() {
        lane.stop();
        if (subscription != null) {
            subscription.close();
        }
        pool.retire(lane, QUIET_MILLIS);
    }
}
