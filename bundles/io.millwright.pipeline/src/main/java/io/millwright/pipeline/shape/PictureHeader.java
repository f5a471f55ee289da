package io.millwright.pipeline.shape;

import io.millwright.decision.Picture.Format;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.status.StatusCodes;
import java.nio.ByteBuffer;

/**
 * What the first bytes of a picture say of it, read before anything is decoded and never trusted further. Immutable.
 *
 * @param format how it is written
 * @param width pixels
 * @param height pixels
 * @param decodingBytes what decoding takes beside the encoded bytes, without the columns and rows that are left out
 * @param fit how it meets the input
 */
public record PictureHeader(Format format, int width, int height, long decodingBytes, PictureFit fit) {
    /** The most pixels of a picture, as its header says. */
    static final long MOST_PIXELS = 1 << 24;

    private static final int MOST_SEGMENTS = 1000;
    private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int PNG_IHDR = 0x49484452;
    private static final int PNG_HEADER_BYTES = 33;
    private static final int BMP_HEADER_BYTES = 54;
    /** Rows that a decoder keeps beside the picture. */
    private static final int ROWS_BYTES_PER_COLUMN = 32;

    /**
     * Reads a header. Looks at the bytes from the buffer's position on and leaves it there.
     *
     * @throws UnusablePicture if it is none, or says more than what is allowed
     */
    static PictureHeader of(ByteBuffer bytes, PictureShape shape) throws UnusablePicture {
        int length = bytes.remaining();
        if (length == 0) {
            throw new UnusablePicture(StatusCodes.BAD_NO_DATA, "the picture is empty");
        }
        if (shape.takesRaw() && length == shape.rawBytes()) {
            return of(Format.RAW, shape.rawWidth(), shape.rawHeight(), 0, 0, shape);
        }
        int p = bytes.position();
        if (length >= PNG_HEADER_BYTES && bytes.getLong(p) == PNG_SIGNATURE) {
            return png(bytes, p, shape);
        }
        if (length >= 4 && unsigned16(bytes, p) == 0xFFD8) {
            return jpeg(bytes, shape);
        }
        if (length >= BMP_HEADER_BYTES && unsigned16(bytes, p) == 0x424D) {
            return bmp(bytes, p, shape);
        }
        if (shape.takesRaw()) {
            throw new UnusablePicture(
                    StatusCodes.BAD_OUT_OF_RANGE,
                    length + " bytes came, a raw picture of " + shape.rawWidth() + " x " + shape.rawHeight() + " "
                            + shape.rawColour() + " has " + shape.rawBytes());
        }
        throw corrupt("the bytes are neither PNG nor JPEG nor BMP");
    }

    static UnusablePicture corrupt(String text) {
        return new UnusablePicture(StatusCodes.BAD_DECODING_ERROR, text);
    }

    private static PictureHeader png(ByteBuffer bytes, int p, PictureShape shape) throws UnusablePicture {
        int depth = bytes.get(p + 24);
        int colour = bytes.get(p + 25);
        boolean known = bytes.getInt(p + 8) == 13
                && bytes.getInt(p + 12) == PNG_IHDR
                && (colour == 0 || colour == 2 || colour == 3 || colour == 4 || colour == 6)
                && (depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16);
        if (!known) {
            throw corrupt("the PNG's header is corrupt");
        }
        int samples = colour == 2 ? 3 : colour == 4 ? 2 : colour == 6 ? 4 : 1;
        return of(Format.PNG, bytes.getInt(p + 16), bytes.getInt(p + 20), samples * (depth == 16 ? 2 : 1), 0, shape);
    }

    private static PictureHeader bmp(ByteBuffer bytes, int p, PictureShape shape) throws UnusablePicture {
        int kind = little(bytes, p + 14);
        int bits = little16(bytes, p + 28);
        int compression = little(bytes, p + 30);
        int colours = little(bytes, p + 46);
        long width = little(bytes, p + 18);
        long height = Math.abs((long) little(bytes, p + 22));
        boolean known = (kind == 40 || kind == 52 || kind == 56 || kind == 108 || kind == 124)
                && (bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32)
                && compression >= 0
                && compression <= 3
                && colours >= 0
                && colours <= 256;
        if (!known) {
            throw corrupt("the BMP's header is corrupt, or of a kind that is not read");
        }
        long first = Integer.toUnsignedLong(little(bytes, p + 10));
        boolean whole = compression == 0 || compression == 3;
        long rows = (width * bits + 31) / 32 * 4 * height;
        checkSize(width, height);
        if (whole && first + rows > bytes.remaining()) {
            throw corrupt("the BMP is shorter than its header says");
        }
        // Run lengths are undone for the whole picture.
        return of(Format.BMP, (int) width, (int) height, bits <= 8 ? 1 : 4, whole ? 0 : width * height, shape);
    }

    private static PictureHeader jpeg(ByteBuffer bytes, PictureShape shape) throws UnusablePicture {
        int p = bytes.position() + 2;
        int end = bytes.limit();
        for (int segments = 0; segments < MOST_SEGMENTS && p + 4 <= end; segments++) {
            int marker = unsigned16(bytes, p);
            int length = unsigned16(bytes, p + 2);
            if (marker >>> 8 != 0xFF || length < 2) {
                break;
            }
            boolean frame =
                    marker >= 0xFFC0 && marker <= 0xFFCF && marker != 0xFFC4 && marker != 0xFFC8 && marker != 0xFFCC;
            if (frame && length >= 11 && p + 2 + length <= end) {
                return frame(bytes, p, marker, shape);
            }
            if (frame || marker == 0xFFDA || marker == 0xFFD9) {
                break;
            }
            p += 2 + length;
        }
        throw corrupt("the JPEG has no header, or a corrupt one");
    }

    private static PictureHeader frame(ByteBuffer bytes, int p, int marker, PictureShape shape) throws UnusablePicture {
        int components = bytes.get(p + 9) & 0xFF;
        int width = unsigned16(bytes, p + 7);
        int height = unsigned16(bytes, p + 5);
        if (marker > 0xFFC2 || bytes.get(p + 4) != 8 || components != 1 && components != 3) {
            throw corrupt("the JPEG is of a kind that is not read: only baseline and progressive ones, grey or of three"
                    + " colours with 8 bits");
        }
        // A progressive picture is kept whole, as coefficients of 16 bits, until its last scan has come.
        long coefficients = marker == 0xFFC2 ? 2L * components * (width + 16L) * (height + 16L) : 0;
        return of(Format.JPEG, width, height, components, coefficients, shape);
    }

    private static void checkSize(long width, long height) throws UnusablePicture {
        if (width <= 0 || height <= 0) {
            throw corrupt("the picture's header says " + width + " x " + height + " pixels");
        }
        if (width * height > MOST_PIXELS) {
            throw new UnusablePicture(
                    StatusCodes.BAD_ENCODING_LIMITS_EXCEEDED,
                    "the picture's header says " + width + " x " + height + " pixels, more than " + MOST_PIXELS);
        }
    }

    private static void checkTiles(int width, int height, PictureShape shape) throws UnusablePicture {
        if (shape.fit() != Fit.TILE) {
            return;
        }
        int across = PictureShape.tiles(width, shape.width());
        int down = PictureShape.tiles(height, shape.height());
        if (across != shape.tilesAcross() || down != shape.tilesDown()) {
            throw new UnusablePicture(
                    StatusCodes.BAD_OUT_OF_RANGE,
                    "a picture of " + width + " x " + height + " makes " + across + " x " + down
                            + " tiles, and the model takes " + shape.tilesAcross() + " x " + shape.tilesDown());
        }
    }

    private static PictureHeader of(
            Format format, int width, int height, int bytesPerPixel, long further, PictureShape shape)
            throws UnusablePicture {
        checkSize(width, height);
        checkTiles(width, height, shape);
        PictureFit fit = PictureFit.of(width, height, shape);
        long raster = (long) fit.sampledWidth() * fit.sampledHeight() * bytesPerPixel;
        long canvas = (long) ROWS_BYTES_PER_COLUMN * (width + shape.canvasWidth());
        return new PictureHeader(format, width, height, raster + further + canvas, fit);
    }

    static int unsigned16(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xFFFF;
    }

    private static int little(ByteBuffer bytes, int at) {
        return Integer.reverseBytes(bytes.getInt(at));
    }

    private static int little16(ByteBuffer bytes, int at) {
        return Short.reverseBytes(bytes.getShort(at)) & 0xFFFF;
    }
}
