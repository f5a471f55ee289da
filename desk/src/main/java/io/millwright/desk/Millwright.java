package io.millwright.desk;

import io.millwright.desk.browse.Browse;
import io.millwright.desk.gateway.Advice;
import io.millwright.desk.gateway.Apply;
import io.millwright.desk.gateway.Ask;
import io.millwright.desk.gateway.Audit;
import io.millwright.desk.gateway.Configurations;
import io.millwright.desk.gateway.Decisions;
import io.millwright.desk.gateway.Doctor;
import io.millwright.desk.gateway.Fetched;
import io.millwright.desk.gateway.Ledger;
import io.millwright.desk.gateway.Pipelines;
import io.millwright.desk.gateway.Plans;
import io.millwright.desk.gateway.Replay;
import io.millwright.desk.gateway.Status;
import io.millwright.desk.gateway.TrustThere;
import io.millwright.desk.gateway.Watch;
import io.millwright.desk.model.Models;
import io.millwright.desk.table.Finding;
import io.millwright.desk.tags.Tags;
import java.io.PrintWriter;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command line. */
@Command(
        name = "millwright",
        description =
                "Finds tags, keeps tag tables, takes models in, and asks and steers gateways, at the desk of the engineer who sets them up.",
        subcommands = {
            Browse.class,
            Models.class,
            Tags.class,
            Status.class,
            Watch.class,
            Decisions.class,
            Pipelines.class,
            Plans.class,
            Replay.class,
            Advice.class,
            TrustThere.class,
            Doctor.class,
            Configurations.class,
            Apply.class,
            Ledger.class,
            Audit.class,
            Fetched.Evidence.class,
            Fetched.History.class,
            Fetched.Metrics.class,
            Fetched.Diagnostics.class,
            Ask.Get.class,
            Ask.Act.class
        })
public final class Millwright {
    /** Libraries log what is expected, too; kept here because the log manager forgets what nobody keeps. */
    private static final Logger QUIET = Logger.getLogger("");

    private static final Logger OURS = Logger.getLogger("io.millwright");

    private static final int WIDTH = 120;

    @Mixin
    private Help help;

    /** Returns the whole tree of commands, ready to be executed once. */
    public static CommandLine commandLine() {
        return new CommandLine(new Millwright())
                .setUsageHelpWidth(WIDTH)
                .setExecutionStrategy(Millwright::last)
                .setParameterExceptionHandler(Millwright::wrong);
    }

    /** Runs the last command that is named. What stands before it would be dropped without a word. */
    private static int last(ParseResult parsed) {
        for (ParseResult each = parsed; each.hasSubcommand(); each = each.subcommand()) {
            if (!each.matchedArgs().isEmpty() && !each.isUsageHelpRequested()) {
                String name = each.subcommand().commandSpec().name();
                String what = each.matchedArgs().get(0) instanceof OptionSpec option
                        ? option.longestName()
                        : each.matchedArgs().get(0).paramLabel();
                throw new ParameterException(
                        each.commandSpec().commandLine(), what + " stands before " + name + "; put it behind " + name);
            }
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** A whole page of options would push out of sight what is wrong. */
    private static int wrong(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("error: " + Finding.plain(String.valueOf(wrong.getMessage())));
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println(command.getCommandSpec().qualifiedName() + " --help says what it takes");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** Runs one command and ends the program with its exit code. */
    public static void main(String[] arguments) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%5$s%n");
        QUIET.setLevel(Level.WARNING);
        OURS.setLevel(Level.INFO);
        System.exit(commandLine().execute(arguments));
    }
}
