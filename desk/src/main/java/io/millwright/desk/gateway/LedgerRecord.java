package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.WriterConfig;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.message.HeardDecision;
import io.millwright.desk.table.Finding;
import io.millwright.form.Diagnosis;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes down which decisions of a gateway come from the broker, for a check against its ledger. */
@Command(
        name = "record",
        description = {
            "Writes down which decisions of one gateway come from the broker, for ledger check. Needs --broker. Ends with 4 where the",
            "connection to the broker is lost: what came until then is written."
        })
public final class LedgerRecord implements Callable<Integer> {
    private static final long TELL_SECONDS = 10;
    private static final long SECOND_MILLIS = 1_000;

    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Mixin
    private GatewayOptions gateways;

    @Parameters(paramLabel = "FILE", description = "The file to write; one that exists is not written over.")
    private Path file;

    @Option(names = "--seconds", paramLabel = "N", description = "For how long: 1 to 604800. Otherwise 60.")
    private int seconds = 60;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    private final AtomicLong decisions = new AtomicLong();
    private final AtomicLong others = new AtomicLong();
    private volatile IOException unwritten;

    @Override
    public Integer call() {
        if (seconds < 1 || seconds > 604_800) {
            throw new ParameterException(command.commandLine(), "--seconds takes 1 to 604800");
        }
        String gateway = gateways.oneName(command);
        try (Broker broker = gateways.connected(command);
                Writer out = Files.newBufferedWriter(
                        file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            broker.hear(gateway, payload -> took(payload, out));
            return ended(recorded(broker));
        } catch (IOException e) {
            return trouble(GatewayTrouble.file(
                    file + " is not written: " + (Files.exists(file) ? "there is one already" : HttpsRoad.reason(e)),
                    "name another file"));
        } catch (GatewayTrouble e) {
            return trouble(e);
        }
    }

    /** On the MQTT client's thread. */
    private void took(byte[] payload, Writer out) {
        try {
            var heard = HeardDecision.of(payload);
            for (HeardDecision one : heard) {
                out.write(one.line() + "\n");
            }
            decisions.addAndGet(heard.size());
            others.addAndGet(heard.isEmpty() ? 1 : 0);
        } catch (IOException e) {
            unwritten = e;
        }
    }

    /** Returns whether the connection lasted. */
    private boolean recorded(Broker broker) throws GatewayTrouble {
        PrintWriter err = command.commandLine().getErr();
        for (int second = 1; second <= seconds && Watch.waited(SECOND_MILLIS); second++) {
            if (unwritten != null) {
                throw GatewayTrouble.file(
                        "what came cannot be written down: " + HttpsRoad.reason(unwritten),
                        "look at the disk, and whether other programs publish below the gateway's topics");
            }
            if (!broker.isConnected()) {
                return false;
            }
            if (!json && second % TELL_SECONDS == 0) {
                err.println("  " + second + " s  " + decisions + " decisions");
                err.flush();
            }
        }
        return true;
    }

    private int ended(boolean lasted) {
        int exitCode = lasted ? ExitCode.DONE : ExitCode.SERVER;
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(Json.object()
                    .add("file", file.toString())
                    .add("decisions", decisions.get())
                    .add("others", others.get())
                    .add("lasted", lasted)
                    .add("exitCode", exitCode)
                    .toString(WriterConfig.MINIMAL));
        } else {
            out.println(decisions + " decisions are written to " + Finding.plain(file.toString())
                    + (lasted
                            ? "; next: ledger --json, and ledger check"
                            : ", until the connection to the broker was lost"));
        }
        out.flush();
        return exitCode;
    }

    private int trouble(GatewayTrouble trouble) {
        if (json) {
            command.commandLine()
                    .getOut()
                    .println(Json.object()
                            .add("error", trouble.getMessage())
                            .add("exitCode", trouble.exitCode())
                            .toString(WriterConfig.MINIMAL));
        } else {
            command.commandLine()
                    .getErr()
                    .println(Finding.plain("error: " + new Diagnosis(trouble.getMessage(), trouble.remedy()).text()));
        }
        return trouble.exitCode();
    }
}
