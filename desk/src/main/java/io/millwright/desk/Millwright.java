package io.millwright.desk;

import io.millwright.desk.browse.Browse;
import io.millwright.desk.model.Models;
import io.millwright.desk.tags.Tags;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The root of the command line. */
@Command(
        name = "millwright",
        description =
                "Finds tags, keeps tag tables and takes models in, at the desk of the engineer who sets up a gateway.",
        subcommands = {Browse.class, Models.class, Tags.class})
public final class Millwright {
    /** Libraries log what is expected, too; kept here because the log manager forgets what nobody keeps. */
    private static final Logger QUIET = Logger.getLogger("");

    private static final Logger OURS = Logger.getLogger("io.millwright");

    @Mixin
    private Help help;

    /** Returns the whole tree of commands, ready to be executed once. */
    public static CommandLine commandLine() {
        return new CommandLine(new Millwright());
    }

    /** Runs one command and ends the program with its exit code. */
    public static void main(String[] arguments) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%5$s%n");
        QUIET.setLevel(Level.WARNING);
        OURS.setLevel(Level.INFO);
        System.exit(commandLine().execute(arguments));
    }
}
