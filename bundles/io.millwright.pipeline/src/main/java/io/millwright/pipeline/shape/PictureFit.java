package io.millwright.pipeline.shape;

/**
 * How a picture meets an input: which part of it fills which part of the input, and how many pixels are left out while it is
 * decoded. An input of tiles counts as one, as wide and high as all of them. Immutable.
 *
 * @param pictureWidth of the picture, pixels
 * @param pictureHeight of the picture, pixels
 * @param left first column of the input that is filled
 * @param top first row of the input that is filled
 * @param width columns that are filled
 * @param height rows that are filled
 * @param fromX left edge of what fills them, pixels of the picture
 * @param fromY upper edge
 * @param fromWidth its width
 * @param fromHeight its height
 * @param stepX every so manieth column is decoded
 * @param stepY every so manieth row is decoded
 */
public record PictureFit(
        int pictureWidth,
        int pictureHeight,
        int left,
        int top,
        int width,
        int height,
        double fromX,
        double fromY,
        double fromWidth,
        double fromHeight,
        int stepX,
        int stepY) {
    /** Fits a picture of a size into an input. */
    static PictureFit of(int pictureWidth, int pictureHeight, PictureShape shape) {
        double across = (double) shape.width() / pictureWidth;
        double down = (double) shape.height() / pictureHeight;
        return switch (shape.fit()) {
            case LETTERBOX -> {
                double ratio = Math.min(across, down);
                int width = Math.max(1, (int) Math.round(pictureWidth * ratio));
                int height = Math.max(1, (int) Math.round(pictureHeight * ratio));
                yield of(
                        pictureWidth,
                        pictureHeight,
                        (shape.width() - width) / 2,
                        (shape.height() - height) / 2,
                        width,
                        height,
                        pictureWidth,
                        pictureHeight);
            }
            case CROP -> {
                double ratio = Math.max(across, down);
                yield of(
                        pictureWidth,
                        pictureHeight,
                        0,
                        0,
                        shape.width(),
                        shape.height(),
                        Math.min(pictureWidth, shape.width() / ratio),
                        Math.min(pictureHeight, shape.height() / ratio));
            }
            case STRETCH -> of(
                    pictureWidth, pictureHeight, 0, 0, shape.width(), shape.height(), pictureWidth, pictureHeight);
                // Pixel by pixel, from the upper left.
            case TILE -> of(
                    pictureWidth, pictureHeight, 0, 0, pictureWidth, pictureHeight, pictureWidth, pictureHeight);
        };
    }

    private static PictureFit of(
            int pictureWidth,
            int pictureHeight,
            int left,
            int top,
            int width,
            int height,
            double fromWidth,
            double fromHeight) {
        return new PictureFit(
                pictureWidth,
                pictureHeight,
                left,
                top,
                width,
                height,
                (pictureWidth - fromWidth) / 2,
                (pictureHeight - fromHeight) / 2,
                fromWidth,
                fromHeight,
                (int) Math.max(1, fromWidth / (2.0 * width)),
                (int) Math.max(1, fromHeight / (2.0 * height)));
    }

    /** Whether a place of the input shows something of the picture. */
    boolean fills(int x, int y) {
        return x >= left && x < left + width && y >= top && y < top + height;
    }

    int offsetX() {
        return stepX / 2;
    }

    int offsetY() {
        return stepY / 2;
    }

    /** Returns how many columns are decoded. */
    int sampledWidth() {
        return (pictureWidth - offsetX() + stepX - 1) / stepX;
    }

    /** Returns how many rows are decoded. */
    int sampledHeight() {
        return (pictureHeight - offsetY() + stepY - 1) / stepY;
    }
}
