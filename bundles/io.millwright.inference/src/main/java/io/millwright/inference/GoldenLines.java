package io.millwright.inference;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lines of a file of golden rows that are not blank, one after the other, each of a bounded length. */
final class GoldenLines implements AutoCloseable {
    private static final int LINE_CHARACTERS = 8 << 20;

    private final String file;
    private final BufferedReader reader;
    private final StringBuilder line = new StringBuilder();
    private int number;

    /** @param file what refusals call it */
    GoldenLines(String file, Path content) throws ModelRefused {
        this.file = file;
        try {
            reader = Files.newBufferedReader(content);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Returns the next line, null after the last one. */
    String next() throws ModelRefused {
        try {
            String next = read();
            while (next != null && next.isBlank()) {
                next = read();
            }
            return next;
        } catch (CharacterCodingException e) {
            throw new ModelRefused(file, "line " + number, "bytes", "is not UTF-8", "save the file as UTF-8", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private String read() throws IOException, ModelRefused {
        number++;
        line.setLength(0);
        int c = reader.read();
        if (c < 0) {
            return null;
        }
        for (; c >= 0 && c != '\n'; c = reader.read()) {
            if (line.length() == LINE_CHARACTERS) {
                throw new ModelRefused(
                        file,
                        "line " + number,
                        "more than " + LINE_CHARACTERS + " characters",
                        "is too long",
                        "write input[*] for all elements that have no column of their own");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private ModelRefused unreadable(IOException e) {
        return ModelRefused.forNow(file, "content", e, "cannot be read", "check the gateway's disk", e);
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
