package io.millwright.desk.gateway;

import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The same as status, again and again. */
@Command(name = "watch", description = "Shows the same as status, again and again. Ctrl-C ends it.")
public final class Watch extends GatewayCommand {
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Option(names = "--every-ms", paramLabel = "MS", description = "Between two looks: 500 to 3600000. Otherwise 2000.")
    private int everyMillis = 2_000;

    @Option(names = "--times", paramLabel = "N", description = "Ends after so many looks. Otherwise it does not end.")
    private int times = Integer.MAX_VALUE;

    @Override
    void check() {
        if (everyMillis < 500 || everyMillis > 3_600_000) {
            throw new ParameterException(command().commandLine(), "--every-ms takes 500 to 3600000");
        }
    }

    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        return Status.show(road, told);
    }

    @Override
    boolean again(int round) {
        return round < times && waited(everyMillis);
    }

    @Override
    void begins(PrintWriter out, boolean forPrograms) {
        if (!forPrograms) {
            out.println(
                    (System.console() == null ? "" : CLEAR) + LocalTime.now().truncatedTo(ChronoUnit.SECONDS));
        }
    }

    /** Returns whether nobody has interrupted. */
    static boolean waited(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
