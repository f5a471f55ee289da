package io.millwright.pipeline.shape;

import io.millwright.model.ImageSpec.Colour;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Draws a decoded picture as an input's bytes: each is the mean over the area that falls on it, rounded to a whole number from
 * 0 to 255. Used by one thread; made for one picture.
 */
final class PictureCanvas {
    private final PictureShape shape;
    private final PictureFit fit;
    private final Pixels source;
    private final byte[] to;

    private final double[] edgesX;
    private final float[] row;
    private final double[] line;
    private final double[] sum;
    private int lineOf = -1;

    PictureCanvas(PictureShape shape, PictureFit fit, Pixels source, byte[] to) {
        this.shape = shape;
        this.fit = fit;
        this.source = source;
        this.to = to;
        edgesX = edges(fit.fromX(), fit.fromWidth(), fit.width(), fit.pictureWidth(), source.width());
        row = new float[3 * source.width()];
        line = new double[3 * fit.width()];
        sum = new double[3 * fit.width()];
    }

    /** Where the areas of neighbours meet, in decoded pixels. */
    private static double[] edges(double from, double length, int parts, int full, int decoded) {
        double[] edges = new double[parts + 1];
        for (int i = 0; i <= parts; i++) {
            edges[i] = (from + length * i / parts) * decoded / full;
        }
        return edges;
    }

    /** Draws; stops where it is over. */
    void draw(BooleanSupplier over) {
        if (fit.width() < shape.canvasWidth() || fit.height() < shape.canvasHeight()) {
            Arrays.fill(to, (byte) 0);
        }
        double[] edgesY = edges(fit.fromY(), fit.fromHeight(), fit.height(), fit.pictureHeight(), source.height());
        for (int y = 0; y < fit.height() && !over.getAsBoolean(); y++) {
            Arrays.fill(sum, 0);
            double upper = edgesY[y];
            double lower = edgesY[y + 1];
            int last = Math.min(source.height(), (int) Math.ceil(lower));
            for (int s = (int) upper; s < last; s++) {
                double weight = (Math.min(s + 1, lower) - Math.max(s, upper)) / (lower - upper);
                if (weight > 0) {
                    average(s);
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += weight * line[i];
                    }
                }
            }
            write(fit.top() + y);
        }
    }

    /** Averages a row of the source over the areas of the columns. */
    private void average(int y) {
        if (y == lineOf) {
            return;
        }
        lineOf = y;
        source.row(y, row);
        for (int x = 0; x < fit.width(); x++) {
            double left = edgesX[x];
            double right = edgesX[x + 1];
            int last = Math.min(source.width(), (int) Math.ceil(right));
            double red = 0;
            double green = 0;
            double blue = 0;
            for (int s = (int) left; s < last; s++) {
                double weight = Math.min(s + 1, right) - Math.max(s, left);
                red += weight * row[3 * s];
                green += weight * row[3 * s + 1];
                blue += weight * row[3 * s + 2];
            }
            line[3 * x] = red / (right - left);
            line[3 * x + 1] = green / (right - left);
            line[3 * x + 2] = blue / (right - left);
        }
    }

    private void write(int y) {
        int plane = shape.width() * shape.height();
        int first = shape.colour() == Colour.BGR ? 2 : 0;
        int firstTile = y / shape.height() * shape.tilesAcross();
        int line = y % shape.height() * shape.width();
        for (int x = 0; x < fit.width(); x++) {
            int column = fit.left() + x;
            int tile = (firstTile + column / shape.width()) * shape.tileElements();
            int pixel = line + column % shape.width();
            if (shape.colour() == Colour.GRAY) {
                to[tile + pixel] = whole(0.299 * sum[3 * x] + 0.587 * sum[3 * x + 1] + 0.114 * sum[3 * x + 2]);
            } else {
                for (int c = 0; c < 3; c++) {
                    int at = shape.channelsFirst() ? c * plane + pixel : 3 * pixel + c;
                    to[tile + at] = whole(sum[3 * x + Math.abs(first - c)]);
                }
            }
        }
    }

    private static byte whole(double value) {
        return (byte) (int) Math.min(255, value + 0.5);
    }
}
