package io.millwright.pipeline.explain;

/**
 * The places of a picture: a grid of centres, around each a rectangle of twice the grid's distance, so that neighbours overlap
 * and something between two centres lies whole in one of them.
 *
 * @param rows of places
 * @param columns of places
 * @param height of the picture, pixels
 * @param width of the picture, pixels
 */
record HeatGrid(int rows, int columns, int height, int width) {
    private static final int MOST = 15;
    private static final int LEAST = 3;

    /** Centres are not nearer than this, pixels. */
    private static final int LEAST_DISTANCE = 2;

    /** Returns the finest grid that can be scored, of a number of pictures. */
    static HeatGrid of(int height, int width, double pictures) {
        int most = (int) Math.max(LEAST, Math.min(MOST, Math.sqrt(pictures)));
        return new HeatGrid(side(height, most), side(width, most), height, width);
    }

    private static int side(int pixels, int most) {
        return Math.max(1, Math.min(most, pixels / LEAST_DISTANCE));
    }

    int places() {
        return rows * columns;
    }

    int x(int place) {
        return (int) ((place % columns + 0.5) * width / columns);
    }

    int y(int place) {
        return (int) ((place / columns + 0.5) * height / rows);
    }

    int left(int place) {
        return Math.max(0, (place % columns * 2 - 1) * width / (2 * columns));
    }

    int right(int place) {
        return Math.min(width, ((place % columns * 2 + 3) * width + 2 * columns - 1) / (2 * columns));
    }

    int top(int place) {
        return Math.max(0, (place / columns * 2 - 1) * height / (2 * rows));
    }

    int bottom(int place) {
        return Math.min(height, ((place / columns * 2 + 3) * height + 2 * rows - 1) / (2 * rows));
    }
}
