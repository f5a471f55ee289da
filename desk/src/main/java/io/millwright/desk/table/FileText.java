package io.millwright.desk.table;

import io.millwright.desk.table.Finding.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads text files that people saved from whatever program they have: bounded, and never with a wrong letter in silence. */
public final class FileText {
    private FileText() {}

    /**
     * Reads a file. A byte order mark says UTF-8 or UTF-16, and is no part of the text.
     *
     * @param encoding of a file without a byte order mark
     * @param maxBytes a larger file is refused
     */
    public static String read(Path file, Charset encoding, int maxBytes) throws UnreadableFile {
        return decode(bytes(file, maxBytes), encoding);
    }

    static byte[] bytes(Path file, int maxBytes) throws UnreadableFile {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw unreadable(0, "", "'" + file + "' is no regular file", "name a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw unreadable(
                        0,
                        "",
                        "'" + file + "' is larger than " + (maxBytes >> 20) + " MiB",
                        "split it into several files");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw unreadable(0, "", "'" + file + "' does not exist", "check the path");
        } catch (IOException e) {
            throw unreadable(
                    0,
                    "",
                    "'" + file + "' cannot be read (" + e.getClass().getSimpleName() + ")",
                    "check the path and its permissions");
        }
    }

    static String decode(byte[] bytes, Charset encoding) throws UnreadableFile {
        if (starts(bytes, 'P', 'K', 3, 4) || starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
            throw unreadable(0, "", "this is a workbook, no text", "save the sheet as CSV UTF-8, and import that");
        }
        if (starts(bytes, 0xef, 0xbb, 0xbf)) {
            return decode(bytes, 3, StandardCharsets.UTF_8);
        }
        if (starts(bytes, 0xff, 0xfe)) {
            return decode(bytes, 2, StandardCharsets.UTF_16LE);
        }
        if (starts(bytes, 0xfe, 0xff)) {
            return decode(bytes, 2, StandardCharsets.UTF_16BE);
        }
        return decode(bytes, 0, encoding);
    }

    private static boolean starts(byte[] bytes, int... first) {
        for (int i = 0; i < first.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != first[i]) {
                return false;
            }
        }
        return true;
    }

    private static String decode(byte[] bytes, int from, Charset encoding) throws UnreadableFile {
        CharsetDecoder decoder = encoding.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        CharBuffer out = CharBuffer.allocate((int) Math.ceil(in.remaining() * (double) decoder.maxCharsPerByte()) + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (!result.isError()) {
            result = decoder.flush(out);
        }
        String text = out.flip().toString();
        if (result.isError()) {
            String found = in.hasRemaining() ? String.format("0x%02x", in.get(in.position()) & 0xff) : "the end";
            throw unreadable(
                    line(text),
                    found,
                    "character " + (text.length() - text.lastIndexOf('\n')) + ": " + found + " is no " + encoding
                            + " text",
                    "save the file as UTF-8, or name its encoding, for example --encoding windows-1252");
        }
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw unreadable(
                    line(text.substring(0, nul)), "", "a NUL is no part of a text", "save the file as text in UTF-8");
        }
        return text;
    }

    private static int line(String before) {
        return 1 + (int) before.chars().filter(c -> c == '\n').count();
    }

    private static UnreadableFile unreadable(int line, String value, String what, String remedy) {
        return new UnreadableFile(new Finding(Kind.ERROR, line, "", value, what, remedy));
    }
}
