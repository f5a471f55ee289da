package io.millwright.gateway;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Keeps the newest lines of the log in memory and all of them in a file. Thread-safe. */
final class LogBook implements Consumer<Object[]>, AutoCloseable {
    private static final int KEPT_LINES = 20_000;

    private final Deque<LogLine> lines = new ArrayDeque<>();
    private final PrintWriter file;
    private final Runnable changed;

    LogBook(Path path, Runnable changed) {
        this.changed = changed;
        try {
            Files.createDirectories(path.getParent());
            file = new PrintWriter(
                    Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND), true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the log file " + path, e);
        }
    }

    @Override
    public void accept(Object[] fields) {
        LogLine line = LogLine.of(fields);
        synchronized (lines) {
            if (lines.size() == KEPT_LINES) {
                lines.removeFirst();
            }
            lines.addLast(line);
            file.println(line);
        }
        changed.run();
    }

    List<LogLine> atLeast(LogLine.Level minimum) {
        synchronized (lines) {
            return lines.stream().filter(line -> line.isAtLeast(minimum)).toList();
        }
    }

    void forget() {
        synchronized (lines) {
            lines.clear();
        }
    }

    @Override
    public void close() {
        synchronized (lines) {
            file.close();
        }
    }
}
