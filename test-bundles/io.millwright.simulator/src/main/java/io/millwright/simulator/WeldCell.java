package io.millwright.simulator;

import io.millwright.simulator.weld.WeldConstants;
import io.millwright.simulator.weld.WeldConstants.Range;
import io.millwright.simulator.weld.WeldDraw;
import io.millwright.simulator.weld.WeldSamples;
import io.millwright.simulator.weld.WeldTruth;
import io.millwright.simulator.weld.WeldVariable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A welding cell: one weld is one part, with an operator who keeps to a habit. One writing is one sample; the first of a weld
 * and the end of it carry the source time of {@code active}. Thread safe.
 */
final class WeldCell implements Signal {
    static final int KEPT = 20_000;

    private final int cell;
    private final WeldOptions options;
    private final WeldConstants constants;
    private final long cycleMicros;
    private final WeldDraw draw;
    private final WeldTruth truth;
    private final WeldSamples samples;
    private final Consumer<String> events;
    private final Tag active;
    private final Tag part;
    private final Map<WeldVariable, Tag> values = new EnumMap<>(WeldVariable.class);
    private final Tag good;
    private final Tag goodProbability;
    private final Deque<WeldRecord> finished = new ArrayDeque<>();

    private double[] habit;
    private double[] settings;
    private double contamination;
    private boolean waits;
    private boolean welding;
    private long cyclesLeft;
    private long made;
    private long startMicros;

    WeldCell(int cell, long seed, WeldOptions options, Consumer<String> events) {
        this.cell = cell;
        this.options = options;
        this.events = events;
        constants = options.constants;
        cycleMicros = options.cycleMillis * 1_000L;
        waits = options.waiting;
        Random random = new Random(seed);
        draw = new WeldDraw(constants, random);
        truth = new WeldTruth(constants);
        samples = new WeldSamples(constants, random);
        habit = draw.habit();
        settings = draw.narrow(habit);
        active = tag("active", TagType.BOOLEAN);
        part = tag("part_id", TagType.STRING);
        for (WeldVariable variable : WeldVariable.values()) {
            Range range = constants.range(variable);
            Tag tag = new Tag(name(variable.word()), TagType.DOUBLE, unit(variable), 0, range.max() * 1.5);
            values.put(variable, tag.every(cycleMicros));
        }
        good = tag("good", TagType.BOOLEAN);
        goodProbability = tag("good_probability", TagType.DOUBLE);
    }

    private String name(String tag) {
        return "Weld" + cell + "." + tag;
    }

    private Tag tag(String name, TagType type) {
        return new Tag(name(name), type).every(cycleMicros);
    }

    private static Unit unit(WeldVariable variable) {
        return switch (variable) {
            case CURRENT -> Unit.AMPERE;
            case VOLTAGE -> Unit.VOLT;
            case WIRE_SPEED -> Unit.METRE_PER_MINUTE;
            case GAS_FLOW -> Unit.LITRE_PER_MINUTE;
            case TRAVEL_SPEED -> Unit.MILLIMETRE_PER_SECOND;
            case PREHEAT -> Unit.CELSIUS;
            case THICKNESS -> Unit.MILLIMETRE;
        };
    }

    @Override
    public List<Tag> tags() {
        List<Tag> tags = new ArrayList<>(List.of(active, part));
        tags.addAll(values.values());
        tags.addAll(List.of(good, goodProbability));
        return tags;
    }

    @Override
    public long periodMicros() {
        return cycleMicros;
    }

    @Override
    public synchronized void write(long scheduledMicros) {
        if (cyclesLeft == 0) {
            turn(scheduledMicros);
        }
        if (cyclesLeft > 0) {
            cyclesLeft--;
        }
        for (WeldVariable variable : WeldVariable.values()) {
            boolean stays = variable == WeldVariable.PREHEAT || variable == WeldVariable.THICKNESS;
            double value = welding || stays ? samples.sample(variable, settings, contamination) : 0;
            values.get(variable).write(value, Statuses.GOOD, scheduledMicros);
        }
    }

    /** The weld or the pause is over. */
    private void turn(long micros) {
        if (welding) {
            welding = false;
            finish(micros);
            cyclesLeft = Math.max(1, (options.pauseMillis + options.cycleMillis - 1) / options.cycleMillis);
        } else if (!waits) {
            welding = true;
            made++;
            startMicros = micros;
            settings = draw.narrow(habit);
            contamination = draw.contamination();
            cyclesLeft = samples.count();
            part.write(partId(), Statuses.GOOD, micros);
        }
        active.write(welding, Statuses.GOOD, micros);
    }

    private String partId() {
        return String.format(Locale.ROOT, "W%d-%05d", cell, made);
    }

    private void finish(long endMicros) {
        double probability = truth.good(settings, contamination);
        boolean becameGood = draw.falls(probability);
        good.write(becameGood, Statuses.GOOD, endMicros);
        goodProbability.write(probability, Statuses.GOOD, endMicros);
        finished.add(new WeldRecord(
                cell,
                partId(),
                startMicros,
                endMicros,
                Arrays.stream(settings).boxed().toList(),
                becameGood,
                probability,
                truth.likeliestDefect(settings, contamination)));
        events.accept("WELD " + finished.getLast().line());
        if (finished.size() > KEPT) {
            finished.remove();
        }
    }

    /** Begins where it waits. */
    synchronized void start() {
        waits = false;
    }

    /**
     * The operator works with other settings from the next weld on.
     *
     * @param text {@code variable=value} between blanks; what is not named stays
     * @throws IllegalArgumentException where a word is no variable, or a value lies outside the procedure
     */
    synchronized void settings(String text) {
        double[] changed = habit.clone();
        for (String word : text.trim().split("\\s+")) {
            int equals = word.indexOf('=');
            WeldVariable variable = variable(equals < 0 ? word : word.substring(0, equals));
            Range range = constants.range(variable);
            double value;
            try {
                value = Double.parseDouble(word.substring(equals + 1));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(word + ": write variable=value, such as current=210.", e);
            }
            if (!(value >= range.min() && value <= range.max())) {
                throw new IllegalArgumentException(word + ": the procedure allows " + range.min() + " to " + range.max()
                        + " " + range.unit() + ".");
            }
            changed[variable.ordinal()] = value;
        }
        habit = changed;
    }

    private static WeldVariable variable(String word) {
        for (WeldVariable variable : WeldVariable.values()) {
            if (variable.word().equals(word) && variable.ordinal() < WeldVariable.ADJUSTABLE) {
                return variable;
            }
        }
        throw new IllegalArgumentException(word + ": write one of current, voltage, wire_speed, gas_flow, travel_speed,"
                + " preheat, each with =value.");
    }

    /** The finished welds that are remembered, in order. */
    synchronized List<WeldRecord> welds() {
        return List.copyOf(finished);
    }

    /** Finished welds. */
    synchronized long count() {
        return welding ? made - 1 : made;
    }
}
