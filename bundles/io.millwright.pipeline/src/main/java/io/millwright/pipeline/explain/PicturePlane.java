package io.millwright.pipeline.explain;

import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Layout;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;

/** Where the pixels of a picture lie in an input. Immutable. */
record PicturePlane(ElementType type, int channels, int height, int width, int pixelStep, int channelStep) {
    PicturePlane(TensorSpec input) {
        this(input, input.shape(), input.layout() == Layout.CHANNELS_FIRST);
    }

    private PicturePlane(TensorSpec input, long[] shape, boolean first) {
        this(
                input.type(),
                (int) shape[first ? 1 : 3],
                (int) shape[first ? 2 : 1],
                (int) shape[first ? 3 : 2],
                first ? 1 : (int) shape[3],
                first ? (int) (shape[2] * shape[3]) : 1);
    }

    /** Covers a place of the picture in a row of the batch by what another picture like it shows there. */
    void copy(ByteBuffer from, ByteBuffer to, int row, HeatGrid grid, int place) {
        int first = row * channels * height * width;
        for (int c = 0; c < channels; c++) {
            for (int y = grid.top(place); y < grid.bottom(place); y++) {
                for (int x = grid.left(place); x < grid.right(place); x++) {
                    int at = first + c * channelStep + (y * width + x) * pixelStep;
                    Elements.put(to, at, type, Elements.get(from, at, type));
                }
            }
        }
    }

    /** Covers a place of the picture in a row of the batch, each channel by the mean of what lies around the place. */
    void cover(ByteBuffer input, int row, HeatGrid grid, int place) {
        int left = grid.left(place);
        int right = grid.right(place);
        int top = grid.top(place);
        int bottom = grid.bottom(place);
        int aroundX = Math.max(1, (right - left) / 4);
        int aroundY = Math.max(1, (bottom - top) / 4);
        int first = row * channels * height * width;
        for (int c = 0; c < channels; c++) {
            int channel = first + c * channelStep;
            double sum = 0;
            int count = 0;
            for (int y = Math.max(0, top - aroundY); y < Math.min(height, bottom + aroundY); y++) {
                for (int x = Math.max(0, left - aroundX); x < Math.min(width, right + aroundX); x++) {
                    if (y < top || y >= bottom || x < left || x >= right) {
                        sum += Elements.get(input, channel + (y * width + x) * pixelStep, type);
                        count++;
                    }
                }
            }
            double mean = count == 0 ? 0 : sum / count;
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    Elements.put(input, channel + (y * width + x) * pixelStep, type, mean);
                }
            }
        }
    }
}
