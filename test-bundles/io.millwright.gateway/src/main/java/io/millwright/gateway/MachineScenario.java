package io.millwright.gateway;

import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.receiver.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An engine that wears, whose remaining life is told with an interval, and a milling machine whose alarms name the likely mode. The demo
 * plays the maintenance that takes the engine out of service some cycles after the alarm stands. Thread-safe.
 */
final class MachineScenario implements Scenario {
    private static final String LIFE = "remaining-life";
    private static final String FAILURE = "machine-failure";
    private static final int SECONDS = 60;
    private static final int PERIOD_MILLIS = 400;
    private static final int SEED = 5;

    /** Rows of one window; with fewer cycles of an engine the window is half of another one. */
    private static final int WINDOW = 30;

    /** An alarm stands after so many decisions in a row, and maintenance needs so many cycles then. */
    private static final int IN_A_ROW = 3;

    private static final int NOTICE = 15;

    /** The life of the shortest-lived engine of the simulator: where no model is, an overhaul is due then. */
    private static final int FIXED_AGE = 170;

    private static final double CAP = 125;
    private static final int SHOWN_EVERY = 6;
    private static final int WIDTH = 40;

    private static final long FAILURE_MICROS = 6_000_000;
    private static final List<String> SENSORS = List.of(
            "lpc_outlet_temperature",
            "hpc_outlet_temperature",
            "lpt_outlet_temperature",
            "hpc_outlet_pressure",
            "fan_speed",
            "core_speed",
            "hpc_static_pressure",
            "fuel_flow_ratio",
            "corrected_fan_speed",
            "corrected_core_speed",
            "bypass_ratio",
            "bleed_enthalpy",
            "hpt_coolant_bleed",
            "lpt_coolant_bleed");

    private static final List<String> MILL =
            List.of("type", "air_temperature", "process_temperature", "rotational_speed", "torque", "tool_wear");

    /** What the simulator makes fail, in which second. */
    private record Failure(String mode, String name, int second) {}

    private static final List<Failure> FAILURES = List.of(
            new Failure("HDF", "heat_dissipation", 12),
            new Failure("PWF", "power", 28),
            new Failure("OSF", "overstrain", 44));

    /** What is true of a cycle, as the simulator tells it. */
    private record Truth(int engine, int cycle, int left) {}

    private final Terminal terminal;
    private final Map<Long, Truth> truths = new HashMap<>();
    private final Map<String, String> hints = new HashMap<>();
    private final List<String> overhauls = new ArrayList<>();
    private Consumer<String> plant = command -> {};
    private long beganMicros;
    private int decided;
    private int inside;
    private double error;
    private double constantError;
    private int due;
    private int alarmEngine;
    private Truth last;
    private int failed;

    MachineScenario(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public List<String> models() {
        return List.of(FAILURE, LIFE);
    }

    @Override
    public int seconds() {
        return SECONDS;
    }

    @Override
    public List<String> plant(Path folder) {
        return List.of(
                "--machines",
                "1",
                "--worn-tool",
                "off",
                "--engines",
                "1",
                "--period-ms",
                Integer.toString(PERIOD_MILLIS),
                "--seed",
                Integer.toString(SEED));
    }

    @Override
    public String tagTable() {
        StringBuilder table = new StringBuilder("name,nodeId,samplingMs,queue\n");
        SENSORS.forEach(sensor -> line(table, sensor, "Engine1"));
        MILL.forEach(sensor -> line(table, sensor, "Mill1"));
        return table.toString();
    }

    private static void line(StringBuilder table, String sensor, String machine) {
        table.append(sensor)
                .append(",nsu=urn:millwright:simulator;s=")
                .append(machine)
                .append('.')
                .append(sensor);
        table.append(',').append(PERIOD_MILLIS).append(",20\n");
    }

    @Override
    public Map<String, Object> connectionSettings() {
        return Map.of("publishing.intervalMs", (long) PERIOD_MILLIS);
    }

    @Override
    public Map<String, Object> pipelineSettings() {
        return Map.of("asset.name", "Hall1", "window.periodMs", (long) PERIOD_MILLIS);
    }

    @Override
    public List<String> introduction() {
        return List.of(
                "an engine of which nobody knows how long it lives, a cycle every " + PERIOD_MILLIS
                        + " ms; after the alarm maintenance takes it out of service " + NOTICE + " cycles later",
                "a milling machine that fails in three ways, in the seconds "
                        + FAILURES.stream().map(Failure::second).toList());
    }

    @Override
    public synchronized void begins(Consumer<String> commands) {
        plant = commands;
        beganMicros = System.currentTimeMillis() * 1_000;
        FAILURES.forEach(failure -> plant.accept("failure:" + failure.mode() + ":8@" + failure.second()));
        terminal.line("   remaining life: value #, interval -, truth |" + "  0 to " + (int) CAP + " cycles");
    }

    @Override
    public synchronized boolean simulatorSays(String line) {
        String[] words = line.split(" ");
        if (!words[0].equals("ENGINE")) {
            return false;
        }
        Truth truth = new Truth(Integer.parseInt(words[2]), Integer.parseInt(words[3]), Integer.parseInt(words[4]));
        truths.put(Long.parseLong(words[5]), truth);
        failed += truth.left() == 0 ? 1 : 0;
        if (last != null && last.engine() < truth.engine() && last.left() > 0) {
            overhauled(last);
        }
        last = truth;
        return true;
    }

    private void overhauled(Truth truth) {
        int life = truth.cycle() + truth.left();
        overhauls.add(String.format(
                Locale.ROOT,
                "engine %d taken out of service with %d of its %d cycles left; the simplest policy, an overhaul after %d"
                        + " cycles, gives %d away",
                truth.engine(),
                truth.left(),
                life,
                FIXED_AGE,
                Math.max(0, life - FIXED_AGE)));
        terminal.line("** " + overhauls.get(overhauls.size() - 1));
    }

    @Override
    public synchronized void decided(Decision decision) {
        if (decision.modelName().equals(FAILURE)) {
            failure(decision);
        } else if (decision.modelName().equals(LIFE)) {
            life(decision);
        }
    }

    private void failure(Decision decision) {
        Reading hint = decision.reading("hint");
        if (!decision.severity().equals("alarm") || hint == null) {
            return;
        }
        for (Failure failure : FAILURES) {
            long after = decision.windowEndMicros() - beganMicros - failure.second() * 1_000_000L;
            if (after >= 0 && after < FAILURE_MICROS && hints.putIfAbsent(failure.name(), hint.label()) == null) {
                terminal.line(String.format(
                        Locale.ROOT,
                        "!! milling machine: failure %.2f, hint: %s  (truth: %s)",
                        decision.score(),
                        hint.label(),
                        failure.name()));
            }
        }
    }

    private void life(Decision decision) {
        Reading life = decision.reading("life");
        Truth truth = truths.get(decision.windowEndMicros());
        if (life == null || life.number() == null || life.lower() == null || truth == null) {
            return;
        }
        if (truth.cycle() < WINDOW && truth.engine() > 1) {
            return;
        }
        decided++;
        double actual = Math.min(CAP, truth.left());
        inside += life.lower() <= actual && actual <= life.upper() ? 1 : 0;
        error += (life.number() - actual) * (life.number() - actual);
        constantError += (CAP * 2 / 3 - actual) * (CAP * 2 / 3 - actual);
        if (decided % SHOWN_EVERY == 1) {
            show(life, actual);
        }
        maintain(life, truth);
    }

    private void show(Reading life, double actual) {
        char[] track = ".".repeat(WIDTH + 1).toCharArray();
        for (int at = place(life.lower()); at <= place(life.upper()); at++) {
            track[at] = terminal.blocks() ? '\u2592' : '-';
        }
        track[place(life.number())] = terminal.blocks() ? '\u2588' : '#';
        track[place(actual)] = '|';
        terminal.line(String.format(
                Locale.ROOT,
                "%s engine %s %4.0f cycles, %3.0f to %3.0f  %-7s  truth %3.0f",
                life.severity().equals("ok") ? "  " : life.label().equals("due") ? "!!" : "! ",
                String.valueOf(track),
                life.number(),
                life.lower(),
                life.upper(),
                life.label(),
                actual));
    }

    private static int place(double cycles) {
        return (int) Math.round(WIDTH * Math.min(CAP, Math.max(0, cycles)) / CAP);
    }

    /** The maintenance's hand, not the gateway's: it writes nothing. */
    private void maintain(Reading life, Truth truth) {
        due = life.label().equals("due") ? due + 1 : 0;
        if (due >= IN_A_ROW && alarmEngine < truth.engine()) {
            alarmEngine = truth.engine();
            plant.accept("overhaul 1 " + (truth.cycle() + NOTICE));
            terminal.line(
                    "** the alarm stands, with " + truth.left() + " cycles left in truth; maintenance needs " + NOTICE);
        }
    }

    @Override
    public synchronized List<String> score() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "remaining life, %d decisions: off by %.1f cycles (root mean square), a constant by %.1f; %.0f %% inside the"
                        + " 90 %% interval",
                decided,
                Math.sqrt(error / Math.max(1, decided)),
                Math.sqrt(constantError / Math.max(1, decided)),
                100.0 * inside / Math.max(1, decided)));
        lines.addAll(overhauls);
        lines.add(failed + (failed == 1 ? " engine" : " engines") + " failed in service");
        long right = FAILURES.stream()
                .filter(failure -> failure.name().equals(hints.get(failure.name())))
                .count();
        lines.add(String.format(
                Locale.ROOT,
                "milling machine: %d of %d failures alarmed, %d named rightly by the hint; the simplest policy, always the"
                        + " commonest mode, names 1",
                hints.size(),
                FAILURES.size(),
                right));
        return lines;
    }
}
