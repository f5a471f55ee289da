package io.millwright.pipeline.shape;

import io.millwright.decision.Picture.Format;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Reads PNG, JPEG and BMP by the Java runtime's own readers. Columns and rows that the input does not need are left out while
 * reading. The only class that needs the runtime's image library.
 */
final class ImageFile {
    private ImageFile() {}

    /** Reads the first bytes of an array. */
    static Pixels read(byte[] bytes, int length, PictureHeader header, BooleanSupplier over) throws IOException {
        return new RasterPixels(read(new Bytes(bytes, length), header, over));
    }

    private static BufferedImage read(Bytes bytes, PictureHeader header, BooleanSupplier over) throws IOException {
        ImageReader reader = reader(header.format());
        try {
            Watch watch = new Watch(over);
            reader.addIIOReadProgressListener(watch);
            reader.addIIOReadWarningListener((source, warning) -> watch.warned = true);
            reader.setInput(bytes, true, true);
            if (reader.getWidth(0) != header.width() || reader.getHeight(0) != header.height()) {
                throw new IOException("another size than in the header");
            }
            PictureFit fit = header.fit();
            ImageReadParam what = reader.getDefaultReadParam();
            what.setSourceSubsampling(fit.stepX(), fit.stepY(), fit.offsetX(), fit.offsetY());
            BufferedImage image = reader.read(0, what);
            if (watch.warned || image.getWidth() != fit.sampledWidth() || image.getHeight() != fit.sampledHeight()) {
                throw new IOException("not whole");
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    /** Readers that other bundles registered are not used: what they do with a bad picture is not known. */
    private static ImageReader reader(Format format) throws IOException {
        Iterator<ImageReader> all = ImageIO.getImageReadersByFormatName(format.name());
        while (all.hasNext()) {
            ImageReader reader = all.next();
            if (reader.getClass().getModule() == ImageIO.class.getModule()) {
                return reader;
            }
            reader.dispose();
        }
        throw new IOException("no reader");
    }

    /** Ends a reading that nobody waits for, and notes what the reader complains about. */
    private static final class Watch implements IIOReadProgressListener {
        private final BooleanSupplier over;
        private boolean warned;

        Watch(BooleanSupplier over) {
            this.over = over;
        }

        @Override
        public void imageProgress(ImageReader source, float percent) {
            if (over.getAsBoolean()) {
                source.abort();
            }
        }

        @Override
        public void readAborted(ImageReader source) {
            warned = true;
        }

        @Override
        public void imageStarted(ImageReader source, int image) {}

        @Override
        public void imageComplete(ImageReader source) {}

        @Override
        public void sequenceStarted(ImageReader source, int least) {}

        @Override
        public void sequenceComplete(ImageReader source) {}

        @Override
        public void thumbnailStarted(ImageReader source, int image, int thumbnail) {}

        @Override
        public void thumbnailProgress(ImageReader source, float percent) {}

        @Override
        public void thumbnailComplete(ImageReader source) {}
    }

    /** Reads from an array, without the copies that the runtime's streams keep. */
    private static final class Bytes extends ImageInputStreamImpl {
        private final byte[] bytes;
        private final int length;

        Bytes(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }

        @Override
        public int read() {
            bitOffset = 0;
            return streamPos >= length ? -1 : bytes[(int) streamPos++] & 0xFF;
        }

        @Override
        public int read(byte[] to, int at, int most) {
            bitOffset = 0;
            int count = (int) Math.min(most, length - streamPos);
            if (count <= 0) {
                return most == 0 ? 0 : -1;
            }
            System.arraycopy(bytes, (int) streamPos, to, at, count);
            streamPos += count;
            return count;
        }

        @Override
        public long length() {
            return length;
        }
    }

    /** The stored samples, without the colour conversions that would brighten a grey picture. */
    private static final class RasterPixels implements Pixels {
        private final Raster raster;
        private final IndexColorModel palette;
        private final int bands;
        private final float[] toByte;
        private final int[] samples;

        RasterPixels(BufferedImage image) {
            raster = image.getRaster();
            ColorModel model = image.getColorModel();
            palette = model instanceof IndexColorModel indexed ? indexed : null;
            bands = raster.getNumBands();
            toByte = new float[bands];
            for (int band = 0; band < bands; band++) {
                toByte[band] = 255f / ((1 << raster.getSampleModel().getSampleSize(band)) - 1);
            }
            samples = new int[bands * raster.getWidth()];
        }

        @Override
        public int width() {
            return raster.getWidth();
        }

        @Override
        public int height() {
            return raster.getHeight();
        }

        @Override
        public void row(int y, float[] rgb) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width(), 1, samples);
            for (int x = 0; x < width(); x++) {
                if (palette != null) {
                    int colour = palette.getRGB(samples[x]);
                    rgb[3 * x] = colour >> 16 & 0xFF;
                    rgb[3 * x + 1] = colour >> 8 & 0xFF;
                    rgb[3 * x + 2] = colour & 0xFF;
                } else {
                    for (int c = 0; c < 3; c++) {
                        int band = bands < 3 ? 0 : c;
                        rgb[3 * x + c] = samples[bands * x + band] * toByte[band];
                    }
                }
            }
        }
    }
}
