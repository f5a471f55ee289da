package io.millwright.inference.worker;

import io.millwright.inference.worker.WorkerFailed.End;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The process of a worker as the system sees it, and what it wrote to its standard error. */
final class WorkerProcess {
    private static final long END_SECONDS = 2;
    private static final int SHOWN_CHARACTERS = 300;
    private static final int READ_BYTES = 64 << 10;
    private static final long MOST_BYTES = 1 << 20;

    /** A status above it is this and the signal's number. */
    private static final int SIGNALLED = 128;

    private final Process process;
    private final Path errors;

    /** @param errors the file of its standard error, deleted by {@link #forget} */
    WorkerProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    InputStream output() {
        return process.getInputStream();
    }

    OutputStream input() {
        return process.getOutputStream();
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Ends it without waiting. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits for its end, 2 s at most; returns whether it has ended. */
    boolean awaitEnd() throws InterruptedException {
        return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    }

    void forget() {
        Workers.delete(errors);
    }

    /** Returns why it says nothing any more, and ends it if it has not ended. */
    WorkerFailed failure(Throwable e) {
        try {
            if (awaitEnd()) {
                String said = said();
                int status = process.exitValue();
                return new WorkerFailed(
                        status > SIGNALLED ? End.DIED : End.EXITED,
                        "",
                        "its process ended with status " + status + (said.isEmpty() ? "" : ": " + said),
                        e);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        kill();
        return new WorkerFailed(End.DIED, "", "its process says nothing any more (" + e + ")", e);
    }

    /** Empties the file of its standard error where that has grown large; what it says next is at its beginning. */
    void trim() {
        if (errors.toFile().length() > MOST_BYTES) {
            try (FileChannel file = FileChannel.open(errors, StandardOpenOption.WRITE)) {
                file.truncate(0);
            } catch (IOException e) {
                // It is looked at again soon.
            }
        }
    }

    /** Returns the first line in which the process told its end, shortened. */
    private String said() {
        try (InputStream in = Files.newInputStream(errors)) {
            byte[] text = in.readNBytes(READ_BYTES);
            return new String(text, StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("^# *", "").strip())
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .map(line -> line.substring(0, Math.min(line.length(), SHOWN_CHARACTERS)))
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** Returns the most memory that it ever had resident, 0 where the system does not tell. Linux, proc(5): VmHWM. */
    long peakBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}
