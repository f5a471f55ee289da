package io.millwright.desk.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.WriterConfig;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Help;
import io.millwright.desk.table.Finding;
import io.millwright.form.Diagnosis;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks one gateway after the other. The exit code is the worst of theirs. */
abstract class GatewayCommand implements Callable<Integer> {
    /** The worst last. */
    private static final List<Integer> CODES =
            List.of(ExitCode.DONE, ExitCode.REFUSED, ExitCode.FILE, ExitCode.GATEWAY_REFUSED, ExitCode.SERVER);

    @Mixin
    private Help help;

    @Spec
    private CommandSpec command;

    @Mixin
    private GatewayOptions gateways;

    @Option(names = "--json", description = "Tells the result as one JSON object.")
    private boolean json;

    private boolean several;

    /** Asks one gateway; returns an exit code. */
    abstract int ask(Road road, Told told) throws GatewayTrouble;

    /** Refuses a wrong command line before any gateway is reached. */
    void check() {}

    /** Whether the gateways shall be asked once more, after a time that this waits. */
    boolean again(int round) {
        return false;
    }

    /** Called before each round. */
    void begins(PrintWriter out, boolean forPrograms) {}

    @Override
    public Integer call() {
        check();
        int worst = ExitCode.DONE;
        try (GatewayOptions.Roads roads = gateways.open(command)) {
            several = roads.all().size() > 1;
            int round = 0;
            do {
                worst = round(roads.all());
            } while (again(++round));
        } catch (GatewayTrouble e) {
            Told told = new Told(command.commandLine(), json, "");
            worst = trouble(e, told);
            tell(new JsonArray().add(told.ended(worst)), worst);
        }
        return worst;
    }

    private int round(List<Road> roads) {
        PrintWriter out = command.commandLine().getOut();
        begins(out, json);
        JsonArray all = new JsonArray();
        int worst = ExitCode.DONE;
        for (Road road : roads) {
            Told told = new Told(command.commandLine(), json, road.gateway());
            if (several) {
                told.line("== " + road.gateway());
            }
            int code = asked(road, told);
            worst = worse(worst, code);
            all.add(told.ended(code));
        }
        tell(all, worst);
        return worst;
    }

    private void tell(JsonArray all, int worst) {
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(
                    Json.object().add("gateways", all).add("exitCode", worst).toString(WriterConfig.MINIMAL));
        }
        out.flush();
    }

    private int asked(Road road, Told told) {
        try {
            return ask(road, told);
        } catch (GatewayTrouble e) {
            return trouble(e, told);
        }
    }

    private int trouble(GatewayTrouble trouble, Told told) {
        told.set(
                "error",
                Json.object()
                        .add("field", trouble.field())
                        .add("text", trouble.getMessage())
                        .add("remedy", trouble.remedy()));
        if (!json) {
            PrintWriter err = command.commandLine().getErr();
            err.println(Finding.plain("error: " + new Diagnosis(trouble.getMessage(), trouble.remedy()).text()));
            err.flush();
        }
        return trouble.exitCode();
    }

    private static int worse(int one, int other) {
        return CODES.indexOf(one) >= CODES.indexOf(other) ? one : other;
    }

    /** Whether there is more than one gateway. */
    boolean several() {
        return several;
    }

    CommandSpec command() {
        return command;
    }

    GatewayOptions gateways() {
        return gateways;
    }
}
