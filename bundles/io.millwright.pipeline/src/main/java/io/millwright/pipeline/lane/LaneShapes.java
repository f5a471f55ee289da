package io.millwright.pipeline.lane;

import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.shape.AssetShapes;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.shape.Pictures;
import io.millwright.pipeline.shape.SampleRing;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.status.StatusCodes;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The arrays and pictures of all assets of a lane, by the index of a tag in the lane's queue. */
final class LaneShapes {
    private final AssetShapes[] assets;
    private final SampleRing[] rings;
    private final Pictures pictures;

    /**
     * Creates the rings.
     *
     * @param decoders of pictures, null where the plan takes none
     */
    LaneShapes(FeaturePlan plan, PipelineConfiguration configuration, PictureDecoders decoders, Counters counters) {
        List<String> names = configuration.assets();
        pictures = plan.takesPictures() ? decoders.open(configuration.pictureBytes()) : null;
        assets = new AssetShapes[names.size()];
        int tags = plan.tagNames().size();
        boolean any = false;
        for (int a = 0; a < assets.length; a++) {
            Counters own = assets.length == 1 ? counters : counters.of(names.get(a));
            assets[a] = plan.of(names.get(a)).shapes(assets.length, pictures, own);
            any |= assets[a] != AssetShapes.NONE;
        }
        rings = new SampleRing[any ? tags * assets.length : 0];
        for (int i = 0; i < rings.length; i++) {
            rings[i] = assets[i / tags].ring(i % tags);
        }
    }

    AssetShapes of(int asset) {
        return assets[asset];
    }

    /** Has the lane woken when a picture that it may wait for is decoded. */
    void whenDecoded(Runnable task) {
        if (pictures != null) {
            pictures.whenDecoded(task);
        }
    }

    /** Has pictures kept as they came until they are decided, while this says so; asked on a decoder's thread. */
    void keepWhile(BooleanSupplier wanted) {
        if (pictures != null) {
            pictures.keepWhile(wanted);
        }
    }

    /** Returns the status of a sample that is no number, or {@link SampleRing#PENDING}; Good for a number. On the lane. */
    int settle(int tag, double value) {
        if (rings.length == 0 || rings[tag] == null || Double.isNaN(value)) {
            return StatusCodes.GOOD;
        }
        return rings[tag].settle(value);
    }

    /** Gives up what is not decoded yet. */
    void close() {
        if (pictures != null) {
            pictures.close();
        }
    }
}
