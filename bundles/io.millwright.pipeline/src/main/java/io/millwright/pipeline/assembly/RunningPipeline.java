package io.millwright.pipeline.assembly;

import io.millwright.decision.Decision.Role;
import io.millwright.form.Diagnosis;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.lane.AssetIntake;
import io.millwright.pipeline.lane.Lane;
import io.millwright.pipeline.lane.LaneBuilder;
import io.millwright.pipeline.lane.LanePool;
import io.millwright.pipeline.lane.ModelFit;
import io.millwright.pipeline.lane.SampleIntake;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.tag.Tag;
import io.millwright.tag.TagSubscription;
import java.util.List;
import java.util.function.Predicate;

/**
 * One configuration at work on one source with one plan: subscription, intake, lane. Replaced as a whole when one of the
 * three changes; a model of the same plan is swapped in, and what lies behind the windows is taken over.
 */
final class RunningPipeline {
    /** Longest wait for a run in progress when it ends. */
    private static final long QUIET_MILLIS = 2000;

    private PipelineConfiguration configuration;
    private final SourceOffer source;
    private final FeaturePlan plan;
    private final LanePool pool;
    private final Counters counters;
    private final Lane lane;
    private final SampleIntake intake;
    private TagSubscription subscription;
    private ModelOffer model;
    private volatile boolean modelLost;
    private boolean lossTaken;

    /** Creates one that does not run yet. */
    RunningPipeline(
            PipelineConfiguration configuration,
            SourceOffer source,
            FeaturePlan plan,
            LanePool pool,
            PictureDecoders decoders,
            Counters counters,
            RunNumbers numbers,
            Lane.Outlet outlet) {
        this.configuration = configuration;
        this.source = source;
        this.plan = plan;
        this.pool = pool;
        this.counters = counters;
        LaneBuilder built = new LaneBuilder(
                configuration, plan, source.intervalMillis(), counters, numbers, pool, decoders, outlet);
        lane = built.lane();
        intake = built.intake();
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
        intake.describe(table);
        swap(opened);
        subscription = source.source().subscribe(intake.interest(), intake);
    }

    /** Has the lane take over a model of the same plan between two windows. */
    void swap(OpenModel opened) {
        model = opened.offer();
        modelLost = false;
        lossTaken = false;
        lane.offer(opened);
        pool.wake(lane);
    }

    /** Decides in another role than SERVING. Before it is started. */
    void role(Role role) {
        lane.role(role);
    }

    /** Has the lane decide some assets with another model of the same plan, between two windows. */
    void canary(OpenModel opened, Predicate<String> decides) {
        lane.offerCanary(opened, decides);
        pool.wake(lane);
    }

    /** Has the lane decide all assets alike again, between two windows. */
    void endCanary() {
        lane.endCanary();
        pool.wake(lane);
    }

    /** Whether its windows are those that the configuration asks for, on that source. */
    boolean serves(PipelineConfiguration other, SourceOffer otherSource) {
        return configuration.sameWindows(other)
                && source.source() == otherSource.source()
                && configuration.latenessMicros(source.intervalMillis())
                        == other.latenessMicros(otherSource.intervalMillis())
                && configuration.gapMicros(source.intervalMillis()) == other.gapMicros(otherSource.intervalMillis());
    }

    /** Takes over a configuration that it serves; returns whether the model has to be opened anew for its rules. */
    boolean configure(PipelineConfiguration other) {
        boolean otherRules = !other.rules().equals(configuration.rules());
        configuration = other;
        lane.configure(other);
        return otherRules;
    }

    /** Whether a model of this plan can be swapped in. */
    boolean takes(FeaturePlan other) {
        return plan.sameLayout(other);
    }

    /** Returns what of a new model's plan does not fit the tags that are there, or null. */
    Diagnosis misfit(FeaturePlan other) {
        return ModelFit.problem(other, configuration.assets(), source.source().tags(), source.pid(), intake);
    }

    /** Whether its own model has not decided yet and nothing speaks against it. */
    boolean isUnproven() {
        return lane.decided() == 0 && !modelLost && (source.source().tags().isEmpty() || misfit(plan) == null);
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

    /** Whether the runner was lost and nobody asked yet. On the opener's thread. */
    boolean takeLoss() {
        boolean news = modelLost && !lossTaken;
        lossTaken = modelLost;
        return news;
    }

    /** Compares the plan with the source's tag table, if that may have changed. */
    void checkTable() {
        if (intake.wantsTable()) {
            intake.tableIs(source.source().tags(), source.pid());
        }
    }

    /** Returns after how many seconds without progress the source counts as silent. */
    long silenceSeconds(long least) {
        return Math.max(least, configuration.gapMicros(source.intervalMillis()) / 1_000_000);
    }

    /** Whether decisions are due by time alone. */
    boolean decidesByTime() {
        return configuration.part() == null;
    }

    /** Returns after how many seconds without a decision something is wrong. */
    long quietSeconds(long least) {
        return Math.max(least, 10 * configuration.stride() * configuration.periodMillis() / 1000);
    }

    /** Returns what is waited for before the first decision. */
    String expectation() {
        if (!decidesByTime()) {
            return "runs, and waits for the first part to end: it opens when '"
                    + (configuration.part().changes() != null
                            ? configuration.part().changes() + " changes"
                            : configuration.part().open().text())
                    + "'";
        }
        long rows = plan.rows() + plan.rowsBack() - 1L;
        return "runs, and fills the first window: " + rows + (rows == 1 ? " row" : " rows") + " of "
                + configuration.periodMillis() + " ms";
    }

    Lane lane() {
        return lane;
    }

    /** Returns what one asset counts. */
    Counters countersOf(int asset) {
        return lane.assets() == 1 ? counters : counters.of(lane.asset(asset));
    }

    /** Returns an asset's intake. */
    AssetIntake intake(int asset) {
        return intake.asset(asset);
    }

    /** Returns the name of an asset's tag. */
    String tagName(int asset, int tag) {
        return intake.asset(asset).plan().tagNames().get(tag);
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
