package io.millwright.pipeline.shape;

import io.millwright.status.StatusCodes;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Looks through an encoded picture before a library decodes it: leaves what makes pixels, takes away what could take memory,
 * time or a colour profile, and finds out whether it is whole.
 */
final class EncodedFiles {
    private static final int PNG_SIGNATURE_BYTES = 8;
    private static final int PNG_CHUNK_BYTES = 12;
    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504C5445;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;

    /** Progressive pictures have about ten. */
    private static final int MOST_SCANS = 100;

    private static final int BMP_COLOUR_SPACE = 70;
    private static final int BMP_LONG_HEADER = 108;

    private EncodedFiles() {}

    /** Returns how many of the bytes are left, from the first on. */
    static int prepare(byte[] bytes, PictureHeader header) throws UnusablePicture {
        return switch (header.format()) {
            case PNG -> png(bytes);
            case JPEG -> jpeg(bytes);
            case BMP -> bmp(bytes);
            case RAW -> bytes.length;
        };
    }

    /** Keeps the chunks that hold pixels and palette; every one that is kept has its checksum right. */
    private static int png(byte[] bytes) throws UnusablePicture {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CRC32 crc = new CRC32();
        int from = PNG_SIGNATURE_BYTES;
        int to = PNG_SIGNATURE_BYTES;
        while (from + PNG_CHUNK_BYTES <= bytes.length) {
            int length = in.getInt(from);
            int type = in.getInt(from + 4);
            if (length < 0 || length > bytes.length - from - PNG_CHUNK_BYTES) {
                throw PictureHeader.corrupt("the PNG is cut short");
            }
            int whole = PNG_CHUNK_BYTES + length;
            if (type == IHDR || type == PLTE || type == IDAT || type == IEND) {
                crc.reset();
                crc.update(bytes, from + 4, length + 4);
                if ((int) crc.getValue() != in.getInt(from + 8 + length)) {
                    throw PictureHeader.corrupt("a checksum in the PNG is wrong");
                }
                System.arraycopy(bytes, from, bytes, to, whole);
                to += whole;
            }
            if (type == IEND) {
                return to;
            }
            from += whole;
        }
        throw PictureHeader.corrupt("the PNG is cut short");
    }

    /** Keeps all but comments, profiles and previews, up to the end marker. */
    private static int jpeg(byte[] bytes) throws UnusablePicture {
        int from = 2;
        int to = 2;
        int scans = 0;
        while (from + 1 < bytes.length) {
            int marker = bytes[from + 1] & 0xFF;
            if ((bytes[from] & 0xFF) != 0xFF) {
                throw PictureHeader.corrupt("the JPEG is corrupt");
            }
            if (marker == 0xFF) {
                from++;
            } else if (marker == 0xD9) {
                bytes[to] = (byte) 0xFF;
                bytes[to + 1] = (byte) 0xD9;
                return to + 2;
            } else {
                int end = segmentEnd(bytes, from);
                if (marker == 0xDA) {
                    end = scanEnd(bytes, end);
                    if (++scans > MOST_SCANS) {
                        throw new UnusablePicture(
                                StatusCodes.BAD_ENCODING_LIMITS_EXCEEDED,
                                "the JPEG has more than " + MOST_SCANS + " scans");
                    }
                }
                boolean needless = marker >= 0xE1 && marker <= 0xEF && marker != 0xEE || marker == 0xFE;
                if (!needless) {
                    System.arraycopy(bytes, from, bytes, to, end - from);
                    to += end - from;
                }
                from = end;
            }
        }
        throw PictureHeader.corrupt("the JPEG is cut short");
    }

    private static int segmentEnd(byte[] bytes, int from) throws UnusablePicture {
        int length = from + 4 > bytes.length ? 0 : (bytes[from + 2] & 0xFF) << 8 | bytes[from + 3] & 0xFF;
        if (length < 2 || from + 2 + length > bytes.length) {
            throw PictureHeader.corrupt("the JPEG is cut short");
        }
        return from + 2 + length;
    }

    /** Returns where the entropy-coded bytes of a scan end: at the next marker that is no restart. */
    private static int scanEnd(byte[] bytes, int from) {
        int at = from;
        while (at + 1 < bytes.length) {
            int next = bytes[at + 1] & 0xFF;
            if (bytes[at] == (byte) 0xFF && next != 0 && next != 0xFF && (next < 0xD0 || next > 0xD7)) {
                return at;
            }
            at++;
        }
        return bytes.length;
    }

    /** A profile in it, or a file that it names, is not looked at. */
    private static int bmp(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (Integer.reverseBytes(in.getInt(14)) >= BMP_LONG_HEADER && bytes.length >= BMP_COLOUR_SPACE + 4) {
            in.putInt(BMP_COLOUR_SPACE, Integer.reverseBytes(0x73524742));
        }
        return bytes.length;
    }
}
