package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.desk.proof.LedgerRows;
import io.millwright.desk.proof.Reconciliation;
import io.millwright.gateway.Fault;
import io.millwright.gateway.NetworkCable;
import io.millwright.gateway.receiver.DecisionReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * {@code ledger}: every fault of the PLC and of the cloud connection, and the broker away with two kills of the gateway's process meanwhile;
 * then what is missing at the broker is held against the gateway's ledger, and every equation of every component against its counters.
 */
final class LedgerBenchmark {
    private static final int DELAY_MILLIS = 100;
    private static final long FAULT_SECONDS = 4;
    private static final long BETWEEN_SECONDS = 3;
    private static final long QUIET_SECONDS = 120;

    /** Later than any confirmation is given up. */
    private static final long SETTLE_SECONDS = 5;

    private static final List<String> PLC_FAULTS = List.of(
            "restart:2",
            "slow-start:2",
            "namespace:1",
            "freeze:4",
            "cable:3",
            "bad:P0.t0:3:Bad_SensorFailure",
            "uncertain:P0.t0:3:Uncertain_LastUsableValue",
            "stuck:P0.*:3",
            "gap:P0.*:3",
            "no-timestamp:P0.*:3",
            "skew:P0.*:3:-20000");

    private final Load load;
    private final int away;
    private final Reconciliation stream = new Reconciliation();
    private final JsonArray broken = Json.array().asArray();
    private int equations;
    private Line line;

    LedgerBenchmark(Options options) {
        load = new Load(
                options.integer("--pipelines", 5, 1, 100),
                options.integer("--tags", 5, 1, 100),
                options.decimal("--rate", 4));
        away = options.integer("--away", 30, 9, 86_400);
        options.end();
    }

    JsonObject run() throws Exception {
        Path folder = Files.createTempDirectory("millwright-bench-ledger");
        System.out.printf(
                Locale.ROOT,
                "starting %d pipelines of %d tags at %s Hz; logs in %s%n",
                load.pipelines(),
                load.tags(),
                load.rate(),
                folder);
        NetworkCable[] cable = new NetworkCable[1];
        try (Line started = new Line(folder, setup(), url -> (cable[0] = cable(url)).url())) {
            line = started;
            DecisionReceiver receiver = DecisionReceiver.connect(line.brokerUrl(), "#", message -> {
                synchronized (stream) {
                    message.decisions()
                            .forEach(one -> stream.came(one.pipeline(), one.asset(), one.run(), one.sequence()));
                }
            });
            try {
                pass("warming up", 10);
                plc();
                cloud();
                brokerAway(cable[0]);
                settle();
                return told();
            } finally {
                receiver.close();
            }
        } finally {
            if (cable[0] != null) {
                cable[0].close();
            }
        }
    }

    private static NetworkCable cable(String url) {
        try {
            return NetworkCable.to(url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pass(String what, long seconds) throws InterruptedException {
        System.out.println(what + ", " + seconds + " s");
        TimeUnit.SECONDS.sleep(seconds);
    }

    private LineSetup setup() {
        GatewaySetup gateway = new GatewaySetup()
                .ready("RUNNING", "PUBLISHER_TROUBLE")
                .connection("publishing.intervalMs", load.publishingMillis())
                .connection("tags", load.table());
        for (int p = 0; p < load.pipelines(); p++) {
            gateway.pipeline("pipeline" + p, load.pipeline(p, DELAY_MILLIS));
        }
        return new LineSetup(LineBenchmark.simulator(load), model -> LoadModel.write(model, load.tags()), gateway);
    }

    private void plc() throws InterruptedException {
        for (String fault : PLC_FAULTS) {
            line.simulator().send(fault);
            pass("PLC: " + fault, FAULT_SECONDS + BETWEEN_SECONDS);
            line.simulator().send("clear");
        }
    }

    private void cloud() throws InterruptedException {
        for (Fault fault : Fault.values()) {
            line.ask("fault " + fault + " on", "FAULT");
            pass("cloud: " + fault, FAULT_SECONDS);
            line.ask("fault " + fault + " off", "FAULT");
            pass("and without it", BETWEEN_SECONDS);
        }
    }

    /** What the process counted ends with it. */
    private void kill() throws IOException {
        balances();
        System.out.println("kill -9");
        line.killGateway();
        line.startGatewayAgain();
    }

    private void brokerAway(NetworkCable cable) throws Exception {
        cable.pull();
        pass("the broker is away", away / 3);
        kill();
        pass("the broker is still away", away / 3);
        kill();
        pass("the broker is still away", away / 3);
        cable.plug();
    }

    private void balances() {
        JsonObject told = Json.parse(line.ask("balances", "BALANCES ")).asObject();
        equations = Math.max(equations, told.getInt("equations", 0));
        for (JsonValue one : told.get("broken").asArray()) {
            System.out.println("does not hold: " + one.asString());
            broken.add(one);
        }
    }

    /** Until what waited is confirmed; then no decision is made any more, and the last of them has come. */
    private void settle() throws InterruptedException {
        pass("the broker is back", 2 * BETWEEN_SECONDS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(QUIET_SECONDS);
        JsonObject counters = line.counters();
        while (counters.getLong("outbox.pending", 0) > 2L * load.pipelines() && System.nanoTime() < end) {
            TimeUnit.SECONDS.sleep(1);
            counters = line.counters();
        }
        balances();
        line.disconnect();
        pass("the last decisions come", SETTLE_SECONDS);
    }

    private JsonObject told() throws IOException {
        String ledger = line.ask("ledger", "LEDGER ");
        JsonObject result;
        synchronized (stream) {
            result = Reconciliation.told(stream.with(LedgerRows.parse(ledger)));
        }
        System.out.println(result.get("pipelines"));
        Json.parse(ledger)
                .asObject()
                .get("items")
                .asArray()
                .forEach(row -> System.out.println("ledger: " + row.asObject().getString("text", "")));
        return Json.object()
                .add("benchmark", "ledger")
                .add("unexplained", result.get("unexplained"))
                .add("came", result.get("came"))
                .add("missing", result.get("missing"))
                .add("unassigned", result.get("unassigned"))
                .add("explained", result.get("explained"))
                .add("duplicates", result.get("duplicates"))
                .add("reordered", result.get("reordered"))
                .add("faults", PLC_FAULTS.size() + Fault.values().length)
                .add("kills", 2)
                .add("away_s", away)
                .add("equations", equations)
                .add("equations_broken", broken.size())
                .add("pipelines", load.pipelines())
                .add("rate_hz", load.rate())
                .add("cores", Runtime.getRuntime().availableProcessors());
    }
}
