package io.millwright.pipeline.shape;

import io.millwright.model.Reference.PictureSpread;

/**
 * Whether a picture looks as those of the training did: its sides, brightness, contrast, which way its edges run, and where it is
 * bright. What is dark, empty, turned or of something else differs in one of them. Immutable.
 */
public final class PictureLikeness {
    private static final int CELLS = PictureSpread.CELLS;

    private final PictureSpread spread;
    private final double[] thumbnail;

    /** Compares with what a model says. */
    public PictureLikeness(PictureSpread spread) {
        this.spread = spread;
        thumbnail = spread.thumbnail().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Looks at a picture. On a decoder's thread.
     *
     * @param aspect width by height before it was fitted
     * @param pixels as the input takes them, 0 to 255
     * @return what is unlike, or null
     */
    String unlike(PictureShape shape, double aspect, byte[] pixels) {
        if (!spread.aspect().holds(aspect)) {
            return "it has other sides: is it turned, or from another camera?";
        }
        int width = shape.canvasWidth();
        int height = shape.canvasHeight();
        double[] cells = new double[CELLS * CELLS];
        int[] counts = new int[CELLS * CELLS];
        double[] above = new double[width];
        double sum = 0;
        double squares = 0;
        double across = 0;
        double down = 0;
        for (int y = 0; y < height; y++) {
            double left = 0;
            for (int x = 0; x < width; x++) {
                double value = value(shape, pixels, x, y);
                sum += value;
                squares += value * value;
                across += x == 0 ? 0 : Math.abs(value - left);
                down += y == 0 ? 0 : Math.abs(value - above[x]);
                int cell = y * CELLS / height * CELLS + x * CELLS / width;
                cells[cell] += value;
                counts[cell]++;
                left = value;
                above[x] = value;
            }
        }
        double mean = sum / width / height;
        if (!spread.brightness().holds(mean)) {
            return "it is too dark or too bright: is it empty, or the light off?";
        }
        if (!spread.contrast().holds(Math.sqrt(Math.max(0, squares / width / height - mean * mean)))) {
            return "it has too little or too much contrast: is it empty, or out of focus?";
        }
        if (across + down > 0 && !spread.across().holds(across / (across + down))) {
            return "its edges run another way: is it turned?";
        }
        for (int i = 0; i < cells.length; i++) {
            cells[i] = counts[i] == 0 ? mean : cells[i] / counts[i];
        }
        boolean like = thumbnail.length == 0 || correlation(cells) >= spread.leastLikeness();
        return like ? null : "it is bright in other places: is it turned, or of something else?";
    }

    /** The mean of the channels. */
    private static double value(PictureShape shape, byte[] pixels, int x, int y) {
        int channels = shape.channels();
        int tile = y / shape.height() * shape.tilesAcross() + x / shape.width();
        int pixel = y % shape.height() * shape.width() + x % shape.width();
        int at = tile * shape.tileElements() + (shape.channelsFirst() ? pixel : pixel * channels);
        int step = shape.channelsFirst() ? shape.width() * shape.height() : 1;
        int value = 0;
        for (int c = 0; c < channels; c++) {
            value += pixels[at + c * step] & 0xFF;
        }
        return (double) value / channels;
    }

    private double correlation(double[] cells) {
        double meanHere = 0;
        double meanThere = 0;
        for (int i = 0; i < cells.length; i++) {
            meanHere += cells[i] / cells.length;
            meanThere += thumbnail[i] / cells.length;
        }
        double both = 0;
        double here = 0;
        double there = 0;
        for (int i = 0; i < cells.length; i++) {
            double a = cells[i] - meanHere;
            double b = thumbnail[i] - meanThere;
            both += a * b;
            here += a * a;
            there += b * b;
        }
        return here == 0 || there == 0 ? 0 : both / Math.sqrt(here * there);
    }
}
