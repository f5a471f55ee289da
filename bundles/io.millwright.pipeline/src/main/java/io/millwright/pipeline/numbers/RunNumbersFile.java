package io.millwright.pipeline.numbers;

import io.millwright.file.PidName;
import io.millwright.pipeline.state.RunNumbers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline's run and reserved number in a file of one line: version, run, reserved number, checksum. Replaced as a whole, so
 * that a crash leaves the one or the other. Thread-safe.
 */
final class RunNumbersFile implements RunNumbers.Store {
    private static final Logger LOG = LoggerFactory.getLogger(RunNumberFiles.class);
    private static final String VERSION = "1";
    private static final int LARGEST_BYTES = 256;

    /**
     * What is kept.
     *
     * @param run number of the last run
     * @param reserved no number from here on was given
     */
    record Kept(long run, long reserved) {}

    private final Path file;
    private final Consumer<Runnable> background;

    /** Guarded by this, like the next two. */
    private Kept kept = new Kept(0, 0);

    private boolean ended;
    private boolean warned;

    RunNumbersFile(Path folder, String pid, Consumer<Runnable> background) {
        file = folder.resolve(fileName(pid));
        this.background = background;
    }

    static String fileName(String pid) {
        return PidName.of(pid) + ".numbers";
    }

    /** Reads what is kept of a pipeline, or null where the file is missing or damaged. */
    static Kept read(Path folder, String pid) {
        Path file = folder.resolve(fileName(pid));
        try {
            if (!Files.exists(file)) {
                return null;
            }
            String text = Files.size(file) > LARGEST_BYTES ? "" : Files.readString(file, StandardCharsets.US_ASCII);
            String[] words = text.strip().split(" ");
            if (words.length == 4 && text.equals(line(new Kept(Long.parseLong(words[1]), Long.parseLong(words[2]))))) {
                return new Kept(Long.parseLong(words[1]), Long.parseLong(words[2]));
            }
            LOG.warn("{} is damaged; the numbers of the decisions go on at the clock", file);
        } catch (IOException | NumberFormatException e) {
            LOG.warn("{} cannot be read; the numbers of the decisions go on at the clock: {}", file, e.toString());
        }
        return null;
    }

    private static String line(Kept kept) {
        String content = VERSION + " " + kept.run() + " " + kept.reserved();
        CRC32 sum = new CRC32();
        sum.update(content.getBytes(StandardCharsets.US_ASCII));
        return content + " " + Long.toHexString(sum.getValue()) + "\n";
    }

    synchronized Kept kept() {
        return kept;
    }

    /** Writes the beginning of a run at once, so that a crash repeats no number. Returns whether that was possible. */
    synchronized boolean begin(long run, long reserved) {
        kept = new Kept(run, reserved);
        return write(false);
    }

    /** Notes the number and writes it soon; half a block is left meanwhile. */
    @Override
    public synchronized void reserve(long run, long reserved) {
        if (!ended && reserved >= kept.reserved()) {
            kept = new Kept(run, reserved);
            background.accept(this::writeInBackground);
        }
    }

    private synchronized void writeInBackground() {
        // With the latest numbers, and not after the end, whose number is lower.
        if (!ended) {
            write(true);
        }
    }

    /** The run ended in order. */
    synchronized void end(long unused) {
        ended = true;
        kept = new Kept(kept.run(), unused);
        write(false);
    }

    /** Writes the file anew beside the old one and puts it in its place. */
    private boolean write(boolean force) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(line(kept).getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                if (force) {
                    channel.force(true);
                }
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    /** An old file must not stay: the next start would begin with numbers that have been given since. */
    private void failed(IOException e) {
        if (!warned) {
            warned = true;
            LOG.warn("{} cannot be written: {}", file, e.toString());
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException notEven) {
            LOG.debug("{} cannot be deleted either", file, notEven);
        }
    }
}
