package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.desk.table.Finding;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** What is told of one gateway: lines and tables to people, one object to programs. Not thread-safe. */
final class Told {
    private static final long QUIET_SECONDS = 2;
    private static final long TELL_SECONDS = 5;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean forPrograms;
    private final JsonObject json = Json.object();
    private long tellSeconds = QUIET_SECONDS;

    Told(CommandLine command, boolean forPrograms, String gateway) {
        out = command.getOut();
        err = command.getErr();
        this.forPrograms = forPrograms;
        json.add("gateway", gateway);
    }

    /** A line that only people get. */
    void line(String line) {
        if (!forPrograms) {
            out.println(Finding.plain(line));
        }
    }

    /** A text of several lines that only people get. */
    void lines(String text) {
        if (!forPrograms) {
            text.lines().map(Finding::plain).forEach(out::println);
        }
    }

    /** A table that only people get; instead of an empty one a line says so. */
    void table(Table table, String none) {
        if (!forPrograms) {
            if (table.isEmpty()) {
                out.println(none);
            } else {
                table.print(out);
            }
            out.flush();
        }
    }

    /** A member that only programs get. */
    void set(String name, JsonValue value) {
        json.set(name, value);
    }

    /** A sentence for people, a member for programs. */
    void say(String sentence, String name, JsonValue value) {
        line(sentence);
        set(name, value);
    }

    /** Something that comes while the command runs: a line each, for people and for programs. */
    void flow(String sentence, String line) {
        out.println(Finding.plain(forPrograms ? line : sentence));
        out.flush();
    }

    /** What a command is at since the time that it was begun, where that lasts; for people, beside what it tells. */
    void meanwhile(long begunNanos, String what) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begunNanos);
        if (!forPrograms && seconds >= tellSeconds) {
            err.println("  " + seconds + " s  " + Finding.plain(what));
            err.flush();
            tellSeconds = seconds + TELL_SECONDS;
        }
    }

    boolean forPrograms() {
        return forPrograms;
    }

    JsonObject ended(int exitCode) {
        return json.set("exitCode", exitCode);
    }
}
