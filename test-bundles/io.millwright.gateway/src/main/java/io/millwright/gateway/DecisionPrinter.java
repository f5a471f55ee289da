package io.millwright.gateway;

import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.receiver.Reading;
import io.millwright.gateway.receiver.State;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Decisions as lines for people: time, model, bar of the score, score, label, severity, quality, latency. What is not ok has
 * a mark at the beginning of its line, and a colour where the terminal has colours. Not thread safe.
 */
final class DecisionPrinter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final String PLAIN = "\u001b[0m";
    private static final Map<String, String> MARKS = Map.of("notice", "! ", "warning", "! ", "alarm", "!!");
    private static final Map<String, String> COLOURS =
            Map.of("notice", "\u001b[36m", "warning", "\u001b[33m", "alarm", "\u001b[1;31m");

    private final Consumer<String> out;
    private final boolean colours;
    private final boolean blocks;
    private final Map<String, ScoreBar> bars = new HashMap<>();

    /**
     * @param colours whether what is not ok may be coloured
     * @param blocks whether block characters can be shown; else there is ASCII only
     */
    DecisionPrinter(Consumer<String> out, boolean colours, boolean blocks) {
        this.out = out;
        this.colours = colours;
        this.blocks = blocks;
    }

    void print(Decision decision) {
        String severity = decision.severity();
        ScoreBar bar = bars.computeIfAbsent(decision.pipeline(), pipeline -> new ScoreBar(blocks));
        String line = String.format(
                Locale.ROOT,
                "%s %s  %-16s %s %8s  %-9s %-7s %-9s %5.0f ms%s",
                MARKS.getOrDefault(severity, "  "),
                TIME.format(Instant.ofEpochMilli(decision.receivedMicros() / 1000)),
                decision.modelName(),
                bar.of(decision.score()),
                decision.score() == null ? "-" : number(decision.score()),
                decision.decision(),
                severity.equals("alarm") ? "ALARM" : severity,
                decision.quality(),
                decision.latencyMillis(),
                rest(decision));
        String colour = colours ? COLOURS.get(severity) : null;
        out.accept(colour == null ? line : colour + line + PLAIN);
    }

    void print(State state) {
        out.accept("   " + state.line());
    }

    private static String rest(Decision decision) {
        StringBuilder text = new StringBuilder(decision.part().isEmpty() ? "" : "  part " + decision.part());
        for (Reading reading : decision.readings().stream().skip(1).toList()) {
            text.append("  ").append(reading.name()).append(' ');
            text.append(reading.number() == null ? "-" : number(reading.number()));
            text.append(reading.unit().isEmpty() ? "" : " " + reading.unit());
            text.append(reading.label().isEmpty() ? "" : " (" + reading.label() + ")");
        }
        return text.append(decision.reason().isEmpty() ? "" : "  " + decision.reason())
                .toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.4f" : "%.5g", value);
    }
}
