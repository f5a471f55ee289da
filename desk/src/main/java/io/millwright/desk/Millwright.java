package io.millwright.desk;

import io.millwright.desk.tags.Tags;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The root of the command line. */
@Command(
        name = "millwright",
        description = "Finds tags and keeps tag tables, at the desk of the engineer who sets up a gateway.",
        subcommands = {Tags.class})
public final class Millwright {
    @Mixin
    private Help help;

    /** Returns the whole tree of commands, ready to be executed once. */
    public static CommandLine commandLine() {
        return new CommandLine(new Millwright());
    }

    /** Runs one command and ends the program with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
