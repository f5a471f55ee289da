package io.millwright.pipeline.lane;

import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import java.util.List;

/** The gateway's own lane before a model whose runs do nothing, served on the thread that made this. */
record MeasuredLane(Lane lane, SampleIntake intake, Counters counters, MeasuredOutlet outlet) {
    static MeasuredLane of(PipelineConfiguration configuration, List<Feature> features) throws Exception {
        MeasuredOutlet outlet = new MeasuredOutlet();
        Counters counters = new Counters();
        DryModel model = new DryModel(features, outlet::runStarts);
        FeaturePlan plan = FeatureMapping.plan("dry", model.inputs(), 0, configuration);
        LaneBuilder built =
                new LaneBuilder(configuration, plan, 100, counters, RunNumbers.unkept(), new LanePool(0), outlet);
        built.lane().offer(OpenModel.open(ModelOffer.of(model), plan, configuration.rules(), 1));
        return new MeasuredLane(built.lane(), built.intake(), counters, outlet);
    }

    /** Serves until the queue is empty. */
    void serve() {
        while (lane.serve()) {
            // what is left
        }
    }
}
