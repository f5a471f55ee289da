package io.millwright.pipeline.lane;

import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.PartTexts;
import io.millwright.pipeline.window.WindowSetup;
import java.util.ArrayList;
import java.util.List;

/** Makes a lane for all assets of a pipeline, and the intakes that fill it. */
public final class LaneBuilder {
    private final Lane lane;
    private final SampleIntake intake;

    /**
     * Builds, for a plan that takes no pictures.
     *
     * @param configuration valid
     * @param plan whose tags may hold the place of an asset's name
     * @param sourceIntervalMillis time between two notifications of the source
     * @param counters of the pipeline
     * @param numbers of its decisions
     * @param pool serves the lane
     * @param outlet takes what comes out
     */
    public LaneBuilder(
            PipelineConfiguration configuration,
            FeaturePlan plan,
            long sourceIntervalMillis,
            Counters counters,
            RunNumbers numbers,
            LanePool pool,
            Lane.Outlet outlet) {
        this(configuration, plan, sourceIntervalMillis, counters, numbers, pool, null, outlet);
    }

    /**
     * Builds, for a plan that may take pictures.
     *
     * @param decoders of pictures
     */
    public LaneBuilder(
            PipelineConfiguration configuration,
            FeaturePlan plan,
            long sourceIntervalMillis,
            Counters counters,
            RunNumbers numbers,
            LanePool pool,
            PictureDecoders decoders,
            Lane.Outlet outlet) {
        List<String> assets = configuration.assets();
        LaneShapes shapes = new LaneShapes(plan, configuration, decoders, counters);
        LaneQueue queue = Lane.queueFor(plan, configuration);
        int tags = plan.tagNames().size();
        List<AssetIntake> intakes = new ArrayList<>();
        List<WindowSetup> setups = new ArrayList<>();
        String numberTag =
                configuration.part() == null ? null : configuration.part().number();
        for (String asset : assets) {
            FeaturePlan own = plan.of(asset);
            PartTexts texts = new PartTexts();
            int number = numberTag == null ? -1 : own.tagNames().indexOf(numberTag.replace(FeaturePlan.ASSET, asset));
            AssetIntake one =
                    new AssetIntake(own, number, texts, shapes.of(intakes.size()), queue, tags * intakes.size());
            setups.add(new WindowSetup(
                    configuration, asset, own, sourceIntervalMillis, one, texts, shapes.of(intakes.size())));
            intakes.add(one);
        }
        counters.keep(assets.size() == 1 ? List.of() : assets);
        lane = new Lane(setups, queue, shapes, counters, numbers, pool, outlet);
        shapes.whenDecoded(() -> pool.wake(lane));
        shapes.keepWhile(outlet::wantsPictures);
        intake = new SampleIntake(intakes, lane, pool);
    }

    /** Returns the lane. */
    public Lane lane() {
        return lane;
    }

    /** Returns the listener that fills it. */
    public SampleIntake intake() {
        return intake;
    }
}
