package io.millwright.desk.proof;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.WriterConfig;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that proves something of files, and names what speaks against it. Not thread-safe. */
abstract class Proof implements Callable<Integer> {
    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    private final JsonObject told = Json.object();
    private final JsonArray faults = new JsonArray();

    /**
     * Looks, and tells what it sees.
     *
     * @throws IOException a file cannot be read, or is not what it should be
     */
    abstract void look() throws IOException;

    @Override
    public Integer call() {
        int exitCode;
        try {
            look();
            exitCode = faults.isEmpty() ? ExitCode.DONE : ExitCode.FOUND;
            told.set("faults", faults);
        } catch (IOException e) {
            exitCode = trouble(e);
        } catch (UncheckedIOException e) {
            exitCode = trouble(e.getCause());
        }
        if (json) {
            out().println(told.set("exitCode", exitCode).toString(WriterConfig.MINIMAL));
        }
        out().flush();
        return exitCode;
    }

    private int trouble(IOException e) {
        String text = e instanceof NoSuchFileException ? e.getMessage() + " is not there" : e.getMessage();
        told.set("error", text == null ? e.getClass().getSimpleName() : text);
        if (!json) {
            PrintWriter err = command.commandLine().getErr();
            err.println("error: " + Finding.plain(told.getString("error", "")));
            err.flush();
        }
        return ExitCode.FILE;
    }

    private PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** A sentence for people, a member for programs. */
    final void say(String sentence, String name, JsonValue value) {
        told.set(name, value);
        line(sentence);
    }

    /** A member that only programs get. */
    final void set(String name, JsonValue value) {
        told.set(name, value);
    }

    /** A sentence that only people get. */
    final void line(String sentence) {
        if (!json) {
            out().println(Finding.plain(sentence));
        }
    }

    /** Something is not as it should be. */
    final void fault(String text) {
        faults.add(text);
        line("NOT AS IT WAS: " + text);
    }

    /** Whether nothing was found yet. */
    final boolean holds() {
        return faults.isEmpty();
    }

    final CommandSpec command() {
        return command;
    }
}
