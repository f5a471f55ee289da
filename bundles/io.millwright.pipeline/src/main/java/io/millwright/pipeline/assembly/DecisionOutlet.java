package io.millwright.pipeline.assembly;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.ModelIdentity;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.lane.Lane;
import io.millwright.pipeline.listen.DecisionListeners;
import io.millwright.pipeline.listen.PipelineListeners;
import io.millwright.pipeline.publish.Publishing;
import io.millwright.pipeline.state.Counters;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Where a lane's decisions go, and who closes its runners. Called on lanes; never blocks. */
final class DecisionOutlet implements Lane.Outlet {
    private final Publishing publishing;
    private final BackgroundThreads threads;
    private final BiConsumer<OpenModel, String> lost;
    private volatile PipelineListeners listeners = new DecisionListeners().of("");
    private volatile TrialSide side;
    private volatile BiFunction<String, ModelIdentity, String> doubts = (asset, model) -> "";

    /**
     * Creates an outlet.
     *
     * @param lost told of a runner that cannot be used any more, and why
     */
    DecisionOutlet(Publishing publishing, BackgroundThreads threads, BiConsumer<OpenModel, String> lost) {
        this.publishing = publishing;
        this.threads = threads;
        this.lost = lost;
    }

    void listeners(PipelineListeners wanted) {
        listeners = wanted;
    }

    PipelineListeners listeners() {
        return listeners;
    }

    void doubts(BiFunction<String, ModelIdentity, String> wanted) {
        doubts = wanted;
    }

    void side(TrialSide wanted) {
        side = wanted;
    }

    @Override
    public void decided(PipelineDecision decision, Counters of, FeatureSnapshot inputs) {
        listeners.offer(decision, inputs);
        TrialSide beside = side;
        if (beside != null) {
            beside.decided(decision);
        }
        if (!publishing.offer(decision, publishing.wantsInputs() ? DecisionListeners.scalars(inputs) : null)) {
            of.unpublished.incrementAndGet();
        } else {
            of.taken.incrementAndGet();
        }
    }

    @Override
    public String doubt(String asset, ModelIdentity model) {
        return doubts.apply(asset, model);
    }

    @Override
    public boolean wantsInputs() {
        return listeners.wantsInputs() || publishing.wantsInputs();
    }

    @Override
    public boolean wantsTensors() {
        return listeners.wantsTensors();
    }

    @Override
    public boolean wantsPictures() {
        return listeners.wantsPictures();
    }

    @Override
    public void released(OpenModel opened) {
        threads.open(opened::close);
    }

    @Override
    public void runnerLost(OpenModel opened, String problem) {
        lost.accept(opened, problem);
    }
}
