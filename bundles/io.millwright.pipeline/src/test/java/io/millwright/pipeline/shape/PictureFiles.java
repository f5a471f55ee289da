package io.millwright.pipeline.shape;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures, and what an input should hold of them, computed in another way: pixel by pixel over the exact areas. */
public final class PictureFiles {
    private PictureFiles() {}

    /** A picture without any order in it. */
    public static BufferedImage noise(int width, int height, int type, long seed) {
        BufferedImage image = new BufferedImage(width, height, type);
        Random random = new Random(seed);
        int[] samples = new int[image.getRaster().getNumBands()];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int band = 0; band < samples.length; band++) {
                    samples[band] = random.nextInt(256);
                }
                image.getRaster().setPixel(x, y, samples);
            }
        }
        return image;
    }

    /** A picture that JPEG keeps nearly as it is. */
    public static BufferedImage smooth(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (40 + 180 * x / width) << 16 | (200 - 150 * y / height) << 8 | 90);
            }
        }
        return image;
    }

    /** Returns red, green and blue as they are stored. */
    public static double[][][] rgb(BufferedImage image) {
        double[][][] rgb = new double[image.getHeight()][image.getWidth()][3];
        int bands = image.getRaster().getNumBands();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int[] samples = image.getRaster().getPixel(x, y, (int[]) null);
                for (int c = 0; c < 3; c++) {
                    rgb[y][x][c] = samples[bands < 3 ? 0 : c];
                }
            }
        }
        return rgb;
    }

    public static ByteBuffer encode(BufferedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalArgumentException("no writer of " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(out.toByteArray()).asReadOnlyBuffer();
    }

    public static ByteBuffer progressiveJpeg(BufferedImage image) throws IOException {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
        ImageWriter writer = writers.next();
        ImageWriteParam how = writer.getDefaultWriteParam();
        how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    public static BufferedImage decode(ByteBuffer bytes) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(array(bytes)));
    }

    public static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.get(bytes.position(), array);
        return array;
    }

    /** Every step-th pixel, from the middle of the first step on. */
    public static double[][][] every(double[][][] rgb, int stepX, int stepY) {
        int height = (rgb.length - stepY / 2 + stepY - 1) / stepY;
        int width = (rgb[0].length - stepX / 2 + stepX - 1) / stepX;
        double[][][] some = new double[height][width][];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                some[y][x] = rgb[stepY / 2 + y * stepY][stepX / 2 + x * stepX];
            }
        }
        return some;
    }

    /** The mean of a channel over a rectangle, edges anywhere. */
    public static double mean(double[][][] rgb, double left, double top, double right, double bottom, int channel) {
        double sum = 0;
        double area = 0;
        for (int y = 0; y < rgb.length; y++) {
            for (int x = 0; x < rgb[0].length; x++) {
                double across = Math.min(right, x + 1) - Math.max(left, x);
                double down = Math.min(bottom, y + 1) - Math.max(top, y);
                if (across > 0 && down > 0) {
                    sum += across * down * rgb[y][x][channel];
                    area += across * down;
                }
            }
        }
        return sum / area;
    }

    /** Red, green and blue of an area stretched to a width and a height. */
    public static double[][][] stretched(
            double[][][] rgb, double left, double top, double right, double bottom, int width, int height) {
        double[][][] to = new double[height][width][3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    to[y][x][c] = mean(
                            rgb,
                            left + (right - left) * x / width,
                            top + (bottom - top) * y / height,
                            left + (right - left) * (x + 1) / width,
                            top + (bottom - top) * (y + 1) / height,
                            c);
                }
            }
        }
        return to;
    }
}
