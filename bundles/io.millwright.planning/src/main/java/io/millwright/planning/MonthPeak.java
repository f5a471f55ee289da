package io.millwright.planning;

import io.millwright.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The greatest 15-minute mean from the grid of a month so far, as it is kept over restarts: it depends on plans that were followed, of which
 * little is kept. Immutable.
 *
 * @param kw the mean
 * @param part the first part that is not in it, whose predecessor's month it is
 */
record MonthPeak(double kw, long part) {
    private static final Logger LOG = LoggerFactory.getLogger(MonthPeak.class);
    private static final long LARGEST_BYTES = 100;

    /** Reads what was kept; null where nothing usable was. */
    static MonthPeak read(Path file) {
        try {
            if (!Files.exists(file)) {
                return null;
            }
            String[] words = Files.size(file) > LARGEST_BYTES
                    ? new String[0]
                    : Files.readString(file).strip().split(",");
            if (words.length == 2) {
                MonthPeak kept = new MonthPeak(Double.parseDouble(words[0]), Long.parseLong(words[1]));
                if (kept.kw >= 0 && kept.kw < Double.POSITIVE_INFINITY) {
                    return kept;
                }
            }
            LOG.warn("{} is not as it was written; the month's peak is taken from the meter", file);
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} cannot be read ({}); the month's peak is taken from the meter", file, e.getMessage());
        }
        return null;
    }

    /** Keeps it. */
    void write(Path file) throws IOException {
        WholeFile.write(file, (kw + "," + part + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
