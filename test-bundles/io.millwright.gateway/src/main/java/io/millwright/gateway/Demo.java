package io.millwright.gateway;

import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.receiver.DecisionReceiver;
import io.millwright.gateway.receiver.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The main job on an embedded gateway: simulated PLC, OPC UA, models, decisions, broker, and back through a decoder that
 * shares nothing with the gateway. Everything is installed and configured as on a real gateway: .dp files and forms.
 * Decisions go to standard output, everything else to standard error.
 */
public final class Demo {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long FAULT_AFTER_SECONDS = 5;
    private static final long FAULT_SECONDS = 10;
    private static final long WORN_AFTER_SECONDS = 10;
    private static final long WORN_SECONDS = 10;
    private static final String ASSET = "Mill1";

    /** System property: whether standard output is a terminal. */
    private static final String TERMINAL = "millwright.demo.terminal";

    private final DemoOptions options;
    private final DemoFiles files = DemoFiles.find();
    private final long startedNanos = System.nanoTime();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Object closing = new Object();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch first = new CountDownLatch(1);
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
    private final Terminal terminal = Terminal.standard(TERMINAL);
    private final ReplayRun replay;
    private final Scenario scenario;

    /** What is shown in place of the milling machine, or null. */
    private final Staging staging;

    private volatile boolean refused;
    private DemoGateway gateway;
    private Broker broker;
    private String brokerUrl;
    private SimulatorProcess simulator;

    private Demo(DemoOptions options) throws IOException {
        this.options = options;
        replay = options.model() == null ? null : new ReplayRun(options);
        scenario = options.scenario() == null ? null : Scenario.of(options.scenario(), terminal);
        staging = replay == null ? scenario : replay;
    }

    /** Exit status 0: done, and every pipeline's decisions came back; 1: not; 2: wrong options, model folder or recording. */
    public static void main(String[] arguments) {
        int status;
        try {
            DemoOptions options = DemoOptions.parse(arguments);
            if (options.information() != null) {
                status = inform(options.information());
            } else {
                DemoFaults.check(options.fault());
                status = new Demo(options).run();
            }
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            status = 2;
        }
        System.exit(status);
    }

    private static int inform(String what) throws IOException {
        if (!"faults".equals(what)) {
            System.out.println(what);
            return 0;
        }
        DemoFaults.lines().forEach(System.out::println);
        return 0;
    }

    private int run() {
        Thread ending = new Thread(this::endedFromOutside, "demo-end");
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            start();
            return serve();
        } catch (GatewayException | IOException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return 1;
        } finally {
            closeAll();
        }
    }

    /** Ctrl-C: closes what is open; the main thread's own closing then finds nothing left. */
    private void endedFromOutside() {
        end.countDown();
        closeAll();
    }

    /** One thread closes, in reverse order of opening; another one waits until it has. */
    private void closeAll() {
        synchronized (closing) {
            AutoCloseable next = last();
            while (next != null) {
                try {
                    next.close();
                } catch (Exception e) {
                    System.err.println("Not closed in order: " + e.getMessage());
                }
                next = last();
            }
        }
    }

    private AutoCloseable last() {
        synchronized (open) {
            return open.poll();
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        synchronized (open) {
            open.push(resource);
        }
        return resource;
    }

    private void progress(String text) {
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        System.err.printf("%6.1f s  %s%n", seconds, text);
    }

    /** A fault that the simulator refuses ends the demo: what was asked for would not be shown. */
    private void simulatorSays(String line) {
        if (staging != null && staging.simulatorSays(line)) {
            return;
        }
        progress("simulator: " + line);
        if (line.startsWith("FAILED")) {
            refused = true;
            end.countDown();
        }
    }

    // Starting

    private void start() throws IOException {
        Path work = files.workFolder();
        List<Path> packages = new ArrayList<>(packages());
        if (replay != null) {
            packages.add(replay.dp(work.resolve("model")));
        }
        if (staging != null) {
            staging.introduction().forEach(this::progress);
        }
        if (options.plc() == null) {
            List<String> plant =
                    staging == null ? List.of("--machines", "1", "--worn-tool", "off") : staging.plant(work);
            simulator = keep(SimulatorProcess.start(files.simulator(), work, plant, this::simulatorSays));
        }
        brokerUrl = options.broker();
        if (brokerUrl == null) {
            broker = keep(EmbeddedBroker.start(work));
            brokerUrl = broker.url();
        }
        progress("broker at " + brokerUrl);
        gateway = keep(DemoGateway.start(work.resolve("gateway")));
        progress("gateway started, log in " + gateway.logFile());
        for (Path file : packages) {
            Installation installation = gateway.install(file);
            progress("installed " + installation.name() + " " + installation.version());
        }
        gateway.connect(brokerUrl, options.rateLimit());
        gateway.keystore();
        connection();
        pipelines();
        progress("the live page, once: " + gateway.page());
        progress("asked from afar: ./millwright status " + DemoGateway.asked(brokerUrl));
        DecisionReceiver receiver = keep(DecisionReceiver.connect(brokerUrl, DemoGateway.topics(), new Listener()));
        if (!tallies.isEmpty()) {
            progress("listening to " + brokerUrl + " for " + tallies.size() + " pipelines"
                    + (receiver.messages() > 0 ? "" : "; the first decision takes a few seconds"));
        }
    }

    private List<Path> packages() throws IOException {
        if (replay != null) {
            return files.packages(List.of());
        }
        return scenario == null ? files.packages() : files.packages(scenario.models());
    }

    private void connection() throws IOException {
        String url = options.plc() == null ? simulator.url() : options.plc();
        String sha256 = options.plcInsecure() ? null : options.plcSha256();
        gateway.connection(
                url,
                options.plc() == null ? simulator.thumbprint() : sha256,
                staging == null ? tags() : staging.tagTable(),
                staging == null ? Map.of() : staging.connectionSettings());
        progress("connecting to " + url
                + (options.plcInsecure() ? " WITHOUT SECURITY" : ", Sign & Encrypt, certificate pinned"));
    }

    private String tags() throws IOException {
        if (options.tags() != null) {
            return Files.readString(options.tags());
        }
        try (var table = Demo.class.getResourceAsStream("/io/millwright/gateway/milling-cell.csv")) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void pipelines() {
        if (scenario instanceof PlanScenario) {
            progress("models " + gateway.models());
            return;
        }
        for (String model : gateway.models()) {
            tallies.put(
                    gateway.pipeline(model, staging == null ? Map.of("asset.name", ASSET) : staging.pipelineSettings()),
                    new Tally());
        }
        progress("pipelines " + new TreeMap<>(tallies).keySet());
    }

    // Serving

    private int serve() throws InterruptedException {
        if (options.fault() != null) {
            Thread faults = new Thread(this::fault, "demo-fault");
            faults.setDaemon(true);
            faults.start();
        }
        boolean complete =
                replay != null ? recording() : scenario instanceof PlanScenario plans ? planned(plans) : machine();
        if (!complete && !refused) {
            gateway.troubles().forEach(System.err::println);
        }
        return complete && !refused ? 0 : 1;
    }

    /** Serves the simulated machine, or the PLC; returns whether every pipeline decided. */
    private boolean machine() throws InterruptedException {
        if (simulator != null && scenario == null) {
            simulator.command("worn-tool " + WORN_AFTER_SECONDS + ":" + WORN_SECONDS);
            progress(ASSET + "'s tool is worn in " + WORN_AFTER_SECONDS + " s, for " + WORN_SECONDS
                    + " s: alarms are due");
        }
        if (scenario != null) {
            scenario.begins(simulator::command);
        }
        int seconds = options.seconds() == 0 && scenario != null ? scenario.seconds() : options.seconds();
        if (seconds == 0) {
            end.await();
        } else {
            end.await(seconds, TimeUnit.SECONDS);
        }
        if (scenario != null) {
            scenario.score().forEach(this::progress);
        }
        new TreeMap<>(tallies).forEach((pipeline, tally) -> progress(pipeline + ": " + tally.line()));
        return tallies.values().stream().allMatch(tally -> tally.decisions() > 0);
    }

    /** Plays a story of plans; returns whether every plan came. */
    private boolean planned(PlanScenario plans) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.seconds());
        boolean complete;
        try {
            complete = plans.play(
                    gateway,
                    keep(DemoGateway.requester(brokerUrl)),
                    simulator::command,
                    () -> end.getCount() == 0 || options.seconds() > 0 && System.nanoTime() - until >= 0);
        } catch (IOException e) {
            progress(e.getMessage());
            complete = false;
        }
        scenario.score().forEach(this::progress);
        return complete;
    }

    /** Replays the recording; returns whether every row was decided that must be. */
    private boolean recording() throws InterruptedException {
        tallies.keySet().forEach(gateway::awaitValues);
        simulator.command("start-replay");
        end.await(replay.lengthMillis() + LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        progress(replay.summary());
        return replay.isComplete();
    }

    private void fault() {
        try {
            first.await();
            if (end.await(FAULT_AFTER_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
            progress("fault " + options.fault());
            switch (options.fault()) {
                case DemoOptions.BROKER_AWAY -> whileFaulty(broker::stop, broker::startAgain);
                case DemoOptions.STORE_FULL -> whileFaulty(
                        () -> gateway.fault(Fault.STORE_FULL, true), () -> gateway.fault(Fault.STORE_FULL, false));
                case DemoOptions.CONFIRMATIONS_LOST -> whileFaulty(
                        () -> gateway.fault(Fault.CONFIRMATIONS_LOST, true),
                        () -> gateway.fault(Fault.CONFIRMATIONS_LOST, false));
                default -> simulator.command(options.fault());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void whileFaulty(Runnable on, Runnable off) throws InterruptedException {
        on.run();
        if (!end.await(FAULT_SECONDS, TimeUnit.SECONDS)) {
            off.run();
            progress("fault " + options.fault() + " over");
        }
    }

    private final class Listener implements DecisionReceiver.Listener {
        private final DecisionPrinter printer =
                new DecisionPrinter(terminal.out(), terminal.colours(), terminal.blocks());

        @Override
        public void message(Message message) {
            for (Decision decision : message.decisions()) {
                if (replay != null && !replay.isNew(decision)) {
                    continue;
                }
                if (options.json()) {
                    System.out.println(decision.json());
                } else if (scenario == null) {
                    printer.print(decision);
                }
                if (scenario != null) {
                    scenario.decided(decision);
                }
                Tally tally = tallies.get(decision.pipeline());
                if (tally != null) {
                    tally.add(decision);
                }
                first.countDown();
            }
            if (scenario != null) {
                scenario.heard(message);
            }
            if (replay != null && replay.isComplete()) {
                end.countDown();
            }
            if (message.state() != null && options.json()) {
                System.out.println(message.state().json());
            } else if (message.state() != null) {
                printer.print(message.state());
            }
        }

        @Override
        public void foreign(String topic, String why) {
            progress("not a decision on " + topic + ": " + why);
        }
    }
}
