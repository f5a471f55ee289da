package io.millwright.simulator;

import io.millwright.simulator.weld.WeldDataCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.milo.opcua.stack.core.Stack;

/**
 * The simulator as a program. Prints one line {@code READY opc.tcp://127.0.0.1:PORT/millwright sha256=THUMBPRINT} when it is
 * up; takes commands on standard input, one a line; ends on SIGTERM, on {@code quit}, and with {@code --exit-on-eof} when
 * standard input ends. Exit status 2: wrong options, 1: cannot start.
 */
public final class Main {
    /** Kept, because java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger ROOT = Logger.getLogger("");

    /** Logs a stack trace for every client that it refuses. */
    private static final Logger TRANSPORT = Logger.getLogger("org.eclipse.milo.opcua.stack.transport");

    private final CommandLine line;
    private final PrintStream out = System.out;
    private final CountDownLatch end = new CountDownLatch(1);

    private Main(CommandLine line) {
        this.line = line;
    }

    public static void main(String[] arguments) {
        CommandLine line;
        try {
            WeldDataCommand data = WeldDataCommand.parse(arguments);
            if (data != null) {
                System.out.println(data.run());
                return;
            }
            line = CommandLine.parse(arguments);
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        if (line.information() != null) {
            line.information().forEach(System.out::println);
            return;
        }
        ROOT.setLevel(line.verbose() ? Level.INFO : Level.SEVERE);
        TRANSPORT.setLevel(line.verbose() ? Level.INFO : Level.OFF);
        System.exit(new Main(line).run());
    }

    private int run() {
        line.options().events(this::print);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(closed), "simulator-stop"));
        try (Simulator simulator = Simulator.start(line.options())) {
            serve(simulator);
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return 1;
        } finally {
            Stack.releaseSharedResources(500, TimeUnit.MILLISECONDS);
            closed.countDown();
        }
    }

    private void serve(Simulator simulator) throws InterruptedException {
        if (line.generatedPassword()) {
            print("USER " + simulator.user() + " password=" + simulator.password());
        }
        if (!simulator.ready().isDone()) {
            print("SILENT " + simulator.endpointUrl());
        }
        simulator
                .ready()
                .thenRun(() -> print("READY " + simulator.endpointUrl() + " sha256=" + simulator.thumbprint()));
        if (line.options().cells != null) {
            simulator.cellsDone().thenRun(() -> print("CELLS done"));
        }
        ScheduledExecutorService reports = reports(simulator);
        Thread console = new Thread(() -> commands(simulator), "simulator-console");
        console.setDaemon(true);
        console.start();
        end.await();
        reports.shutdownNow();
        reports.awaitTermination(1, TimeUnit.SECONDS);
        print("REPORT " + report(simulator));
    }

    /** On SIGTERM the program's end waits for the simulator's, 3 s at most. */
    private void stop(CountDownLatch closed) {
        end.countDown();
        try {
            closed.await(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ScheduledExecutorService reports(Simulator simulator) {
        ScheduledExecutorService thread =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "simulator-report"));
        if (line.reportSeconds() > 0) {
            thread.scheduleAtFixedRate(
                    () -> print("REPORT " + report(simulator)),
                    line.reportSeconds(),
                    line.reportSeconds(),
                    TimeUnit.SECONDS);
        }
        return thread;
    }

    private static String report(Simulator simulator) {
        StringBuilder text = new StringBuilder();
        simulator
                .counters()
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append(' '));
        long cpuMillis = ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(d -> d.toMillis())
                .orElse(-1L);
        return text.append("cpu_ms=").append(cpuMillis).toString();
    }

    private void commands(Simulator simulator) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                if (!command.isBlank()) {
                    execute(simulator, command.trim());
                }
            }
            if (line.exitOnEof()) {
                end.countDown();
            }
        } catch (IOException e) {
            print("FAILED standard input: " + e.getMessage());
            end.countDown();
        }
    }

    private void execute(Simulator simulator, String command) {
        String[] words = command.split("\\s+", 4);
        try {
            switch (words[0]) {
                case "quit" -> end.countDown();
                case "report" -> print("REPORT " + report(simulator));
                case "write" -> {
                    if (words.length < 3) {
                        throw new IllegalArgumentException("write TAG VALUE [STATUS]");
                    }
                    simulator.writeText(words[1], words[2], words.length > 3 ? words[3] : "Good");
                }
                case "start-cells" -> simulator.startCells();
                case "cell-parts" -> cellParts(simulator.cellParts());
                case "start-welds" -> simulator.startWelds();
                case "weld-settings" -> weldSettings(simulator, command);
                case "start-replay" -> simulator.startReplay();
                case "worn-tool" -> {
                    int[] seconds = CommandLine.wornTool("worn-tool", words.length > 1 ? words[1] : "");
                    simulator.wornTool(seconds[0], seconds[1]);
                }
                case "store-past" -> simulator.storePast();
                case "store-month" -> simulator.storeMonth();
                case "store-order" -> storeOrder(simulator, words);
                case "overhaul" -> overhaul(simulator, words);
                case "site-more", "site-reset", "site-history", "site-minutes" -> site(simulator, words);
                case "hall-work", "hall-down" -> hall(simulator, words);
                case "help" -> CommandLine.help().forEach(this::print);
                default -> simulator.fault(command);
            }
        } catch (IllegalArgumentException e) {
            print("FAILED " + e.getMessage());
        }
    }

    private static void storeOrder(Simulator simulator, String[] words) {
        if (words.length != 3 || !words[2].matches("[0-9]{1,7}")) {
            throw new IllegalArgumentException("store-order PART QUANTITY");
        }
        simulator.storeOrder(words[1], Integer.parseInt(words[2]));
    }

    private static void site(Simulator simulator, String[] words) {
        if (words[0].equals("site-reset") && words.length == 2) {
            simulator.site(words[1]).reset();
        } else if (words[0].equals("site-more") && words.length == 4 && (words[2] + words[3]).matches("\\d{2,12}")) {
            simulator.site(words[1]).more(Integer.parseInt(words[2]), Integer.parseInt(words[3]));
        } else if (words[0].equals("site-history") && words.length == 4 && words[2].matches("\\d{1,3}")) {
            simulator.siteHistory(words[1], Integer.parseInt(words[2]), Path.of(words[3]));
        } else if (words[0].equals("site-minutes") && words.length == 4) {
            long start = Times.parse(words[2]);
            simulator.site(words[1]).minutes(Instant.ofEpochSecond(start / 1_000_000L), Path.of(words[3]));
        } else {
            throw new IllegalArgumentException(
                    "site-more SITE KW SECONDS, site-reset SITE, site-history SITE DAYS FILE,"
                            + " site-minutes SITE START FILE");
        }
    }

    private static void hall(Simulator simulator, String[] words) {
        if (words.length != 3 || !words[2].matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException("hall-work MACHINE SECONDS, hall-down MACHINE SECONDS");
        }
        int seconds = Integer.parseInt(words[2]);
        if (words[0].equals("hall-work")) {
            simulator.hallWork(words[1], seconds);
        } else {
            simulator.hallDown(words[1], seconds);
        }
    }

    private static void overhaul(Simulator simulator, String[] words) {
        if (words.length != 3 || !words[2].matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException("overhaul ENGINE CYCLE");
        }
        simulator.overhaul(words[1], Integer.parseInt(words[2]));
    }

    private static void weldSettings(Simulator simulator, String command) {
        String[] words = command.split("\\s+", 3);
        if (words.length < 3 || !words[1].matches("\\d{1,3}")) {
            throw new IllegalArgumentException("weld-settings CELL VARIABLE=VALUE ...");
        }
        simulator.weldSettings(Integer.parseInt(words[1]), words[2]);
    }

    /** One line per finished part, and how many there were. */
    private void cellParts(List<CellPart> parts) {
        parts.forEach(part -> print("PART " + part.line()));
        print("PARTS " + parts.size());
    }

    private synchronized void print(String text) {
        out.println(text);
        out.flush();
    }
}
