package io.millwright.gateway;

import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.receiver.Message;
import io.millwright.gateway.receiver.Reading;
import io.millwright.gateway.receiver.Recommendation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A welder with a habit, a decision per weld, and advice. After some welds the demo plays the operator who takes the newest
 * advice over; the gateway writes nothing. Thread-safe.
 */
final class WeldScenario implements Scenario {
    private static final String MODEL = "weld-quality";
    private static final int SECONDS = 60;
    private static final int CYCLE_MILLIS = 10;
    private static final int PAUSE_MILLIS = 300;
    private static final int SEED = 3;

    /** Welds with unchanged settings before advice is taken over. */
    private static final int WELDS_PER_STAGE = 14;

    private static final int STAGES = 3;
    private static final List<String> SIGNALS =
            List.of("current", "voltage", "wire_speed", "gas_flow", "travel_speed", "preheat", "thickness");

    /** What is true of a weld, as the simulator tells it. */
    private record Truth(boolean good, double probability, String risk, int stage) {}

    private final Terminal terminal;
    private final ScoreBar bar;
    private final Map<String, Truth> truths = new HashMap<>();
    private final Map<String, Decision> decided = new TreeMap<>();
    private Consumer<String> plant = command -> {};
    private Recommendation newest;
    private int stage;
    private int weldsOfStage;
    private int proposals;
    private String withheld = "";

    WeldScenario(Terminal terminal) {
        this.terminal = terminal;
        bar = new ScoreBar(terminal.blocks());
    }

    @Override
    public List<String> models() {
        return List.of(MODEL);
    }

    @Override
    public int seconds() {
        return SECONDS;
    }

    @Override
    public List<String> plant(Path folder) {
        return List.of(
                "--weld-cells",
                "1",
                "--weld-cycle-ms",
                Integer.toString(CYCLE_MILLIS),
                "--weld-pause-ms",
                Integer.toString(PAUSE_MILLIS),
                "--weld-wait",
                "--seed",
                Integer.toString(SEED));
    }

    @Override
    public String tagTable() {
        StringBuilder table = new StringBuilder("name,nodeId,samplingMs,queue\n");
        List<String> tags = new ArrayList<>(List.of("active", "part_id"));
        tags.addAll(SIGNALS);
        for (String tag : tags) {
            table.append(tag).append(",nsu=urn:millwright:simulator;s=Weld1.").append(tag);
            table.append(',').append(CYCLE_MILLIS).append(",200\n");
        }
        return table.toString();
    }

    @Override
    public Map<String, Object> connectionSettings() {
        return Map.of("publishing.intervalMs", 100L);
    }

    @Override
    public Map<String, Object> pipelineSettings() {
        return Map.of(
                "asset.name",
                "Weld1",
                "window.kind",
                "part",
                "part.open",
                "active = true",
                "part.number",
                "part_id",
                "publish.maxDelayMs",
                0L,
                "advice.enabled",
                true,
                "advice.minIntervalS",
                5L);
    }

    @Override
    public List<String> introduction() {
        return List.of(
                "one weld is one part; a welder keeps to a habit whose welds are not all good",
                "after " + WELDS_PER_STAGE
                        + " welds the operator takes the newest advice over, and once more after as many");
    }

    @Override
    public synchronized void begins(Consumer<String> commands) {
        plant = commands;
        plant.accept("start-welds");
    }

    @Override
    public synchronized boolean simulatorSays(String line) {
        String[] words = line.split(" ");
        if (!words[0].equals("WELD")) {
            return false;
        }
        truths.put(words[2], new Truth(words[3].equals("good"), Double.parseDouble(words[4]), words[5], stage));
        return true;
    }

    @Override
    public synchronized void decided(Decision decision) {
        if (decision.part().isEmpty() || decided.putIfAbsent(decision.part(), decision) != null) {
            return;
        }
        terminal.line(line(decision));
        weldsOfStage++;
        if (weldsOfStage >= WELDS_PER_STAGE && stage < STAGES - 1 && newest != null) {
            takeOver(newest);
        }
    }

    private String line(Decision decision) {
        Reading doubt = decision.reading("doubt");
        Truth truth = truths.get(decision.part());
        Reading hint = decision.reading("hint");
        boolean good = decision.severity().equals("ok") && decision.quality().equals("GOOD");
        return String.format(
                Locale.ROOT,
                "%s %s  %s good %s ± %.2f  %-7s %-15s %4.0f ms  truth: %s%s",
                good ? "  " : "! ",
                decision.part(),
                bar.of(decision.score()),
                decision.score() == null ? "-" : String.format(Locale.ROOT, "%.2f", decision.score()),
                doubt == null || doubt.number() == null ? Double.NaN : doubt.number(),
                decision.quality().equals("GOOD") ? decision.decision() : decision.quality(),
                good || hint == null ? "" : "(" + hint.label() + "?)",
                decision.latencyMillis(),
                truth == null
                        ? "-"
                        : String.format(
                                Locale.ROOT,
                                "%s, P(good) %.2f%s",
                                truth.good() ? "good" : "BAD",
                                truth.probability(),
                                truth.good()
                                        ? ""
                                        : ", most probably " + truth.risk().replace('_', ' ')),
                decision.reason().isEmpty() ? "" : "  " + decision.reason());
    }

    @Override
    public synchronized void heard(Message message) {
        Recommendation advice = message.recommendation();
        if (advice == null) {
            return;
        }
        if (advice.advice().equals("withheld")) {
            withheld = advice.why();
            terminal.line(">> advice withheld: " + withheld);
        } else if (advice.advice().equals("keep")) {
            newest = null;
            terminal.line(">> advice: keep the settings; " + advice.why());
        } else if (advice.status().equals("open")) {
            proposals++;
            newest = advice;
            show(advice);
        }
    }

    private void show(Recommendation advice) {
        terminal.line(String.format(
                Locale.ROOT,
                ">> advice after %s: P(good) %.2f -> %.2f, better by %.2f at least",
                advice.part(),
                advice.before(),
                advice.after(),
                advice.atLeast()));
        for (Recommendation.Setting setting : advice.settings()) {
            if (setting.changes()) {
                terminal.line(String.format(
                        Locale.ROOT,
                        "     %-13s %7.4g -> %7.4g %-5s  as good: %.4g to %.4g",
                        setting.name(),
                        setting.present(),
                        setting.proposed(),
                        setting.unit(),
                        setting.low(),
                        setting.high()));
            }
        }
        advice.reasons().stream().limit(3).forEach(reason -> terminal.line("     reason: " + reason));
    }

    /** The operator's hand, not the gateway's: it writes nothing. */
    private void takeOver(Recommendation advice) {
        String settings = advice.settings().stream()
                .filter(Recommendation.Setting::changes)
                .map(setting -> String.format(Locale.ROOT, "%s=%.6g", setting.name(), setting.proposed()))
                .collect(Collectors.joining(" "));
        plant.accept("weld-settings 1 " + settings);
        stage++;
        weldsOfStage = 0;
        newest = null;
        terminal.line("** the operator takes it over: " + settings);
    }

    @Override
    public synchronized List<String> score() {
        List<String> lines = new ArrayList<>();
        List<Truth> told = decided.keySet().stream()
                .filter(truths::containsKey)
                .map(truths::get)
                .toList();
        long bad = told.stream().filter(truth -> !truth.good()).count();
        long called = decided.entrySet().stream().filter(this::isCalled).count();
        long found = decided.entrySet().stream()
                .filter(entry -> isCalled(entry) && !truths.get(entry.getKey()).good())
                .count();
        lines.add(String.format(
                Locale.ROOT,
                "%d welds decided: %d of %d bad ones called suspect, with %d welds to inspect; the simplest policy that finds"
                        + " them all inspects %d",
                decided.size(),
                found,
                bad,
                called,
                told.size()));
        double habit = mean(told, 0);
        for (int i = 1; i <= stage; i++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "true P(good) after advice %d was taken over: %.2f; the simplest policy, to keep the habit: %.2f",
                    i,
                    mean(told, i),
                    habit));
        }
        if (stage == 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "no advice was taken over: %d proposals came%s; true P(good) of the habit: %.2f",
                    proposals,
                    withheld.isEmpty() ? "" : ", last withheld: " + withheld,
                    habit));
        }
        return lines;
    }

    private boolean isCalled(Map.Entry<String, Decision> entry) {
        return truths.containsKey(entry.getKey())
                && !entry.getValue().severity().equals("ok");
    }

    private static double mean(List<Truth> told, int stage) {
        return told.stream()
                .filter(truth -> truth.stage() == stage)
                .mapToDouble(Truth::probability)
                .average()
                .orElse(Double.NaN);
    }
}
