package io.millwright.simulator;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * What {@code Camera<i>.picture} holds: a shaded, slightly noisy surface of which the mean brightness is known exactly. A
 * function of its arguments, for whoever checks a received picture; JPEG changes the means by less than 2.
 */
public final class CameraPicture {
    /** So many pictures, then the first again. */
    static final int PICTURES = 16;

    private static final int DARKEST = 60;
    private static final int BRIGHTNESS_STEP = 8;
    private static final int TINT = 20;
    private static final int SHADE = 20;
    private static final int NOISE = 8;

    private CameraPicture() {}

    /**
     * {@code Camera<i>.number} of the picture with this source time.
     *
     * @param periodMicros time between two pictures
     */
    public static long number(long sourceTimeMicros, long periodMicros) {
        return sourceTimeMicros / periodMicros;
    }

    /**
     * Mean of all red, green and blue values, of 255, and that of green alone; red's mean is 20 above, blue's 20 below.
     *
     * @param camera from 1
     */
    public static int brightness(int camera, long number) {
        return DARKEST + BRIGHTNESS_STEP * index(camera, number);
    }

    /** The picture in {@link PictureFormat#RAW}; width and height must be even. */
    public static byte[] pixels(int camera, long number, int width, int height) {
        return raw(index(camera, number), width, height);
    }

    static int index(int camera, long number) {
        return (int) Math.floorMod(number + camera * 5L, (long) PICTURES);
    }

    /** Shade and noise are each taken from one half of the picture and given to the other, so the mean stays. */
    private static byte[] raw(int index, int width, int height) {
        byte[] bytes = new byte[width * height * 3];
        int level = DARKEST + BRIGHTNESS_STEP * index;
        int at = 0;
        for (int y = 0; y < height; y++) {
            boolean upper = y < height / 2;
            int fromMiddle = upper ? height / 2 - 1 - y : y - height / 2;
            int shade = SHADE * fromMiddle / (height / 2) * (upper ? 1 : -1);
            for (int x = 0; x < width; x++) {
                int noise = noise(index, x / 2, y) * (x % 2 == 0 ? 1 : -1);
                int green = level + shade + noise;
                bytes[at++] = (byte) (green + TINT);
                bytes[at++] = (byte) green;
                bytes[at++] = (byte) (green - TINT);
            }
        }
        return bytes;
    }

    private static int noise(int index, int x, int y) {
        int h = (index * 73_856_093) ^ (x * 19_349_663) ^ (y * 83_492_791);
        h = (h ^ h >>> 15) * 0x2C1B3C6D;
        return (h >>> 20) % NOISE;
    }

    /** All pictures of a camera in this format, encoded; takes some 20 ms each. */
    static byte[][] encodeAll(PictureFormat format, int width, int height) {
        byte[][] all = new byte[PICTURES][];
        for (int i = 0; i < PICTURES; i++) {
            byte[] raw = raw(i, width, height);
            all[i] = format == PictureFormat.RAW ? raw : encode(format, raw, width, height);
        }
        return all;
    }

    private static byte[] encode(PictureFormat format, byte[] raw, int width, int height) {
        int[] row = new int[width];
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += 3) {
                row[x] = (raw[at] & 255) << 16 | (raw[at + 1] & 255) << 8 | raw[at + 2] & 255;
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format.text()).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(image);
        } catch (IOException e) {
            throw new UncheckedIOException("A " + format.text() + " could not be made", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
