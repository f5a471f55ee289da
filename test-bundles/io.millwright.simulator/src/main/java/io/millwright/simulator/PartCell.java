package io.millwright.simulator;

import io.millwright.simulator.CellPart.Values;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;

/**
 * A cell that makes parts of random length, and keeps what is true of each. One writing is one PLC cycle: a part begins and
 * ends in it, and what belongs to the cycle carries its source time, even if it is written later. Thread safe.
 */
final class PartCell implements Signal {
    private final int cell;
    private final long seed;
    private final CellOptions options;
    private final long cycleMicros;
    private final Random random;
    private final Tag active;
    private final Tag number;
    private final Tag text;
    private final Tag counter;
    private final Tag current;
    private final Tag voltage;
    private final Tag temperature;
    private final Queue<Trigger> triggers = new ArrayDeque<>();
    private final Deque<CellPart> finished = new ArrayDeque<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private boolean told;
    private boolean waits;
    private boolean making;
    private long made;
    private long forgotten;
    private long cyclesLeft;
    private long startMicros;
    private final int[] fractions = {-1, -1, -1};
    private Values currents;
    private Values voltages;
    private Values temperatures;

    /** What the tags of a part say from a source time on. */
    private record Trigger(long sourceMicros, long made, boolean active) {}

    PartCell(int cell, long seed, CellOptions options) {
        this.cell = cell;
        this.seed = seed;
        this.options = options;
        cycleMicros = options.cycleMillis * 1_000L;
        random = new Random(seed);
        waits = options.waiting;
        long shortest = Math.max(cycleMicros, options.partMinMillis * 1_000L);
        active = tag("active", TagType.BOOLEAN, shortest);
        number = tag("part_number", TagType.INT64, shortest);
        text = tag("part_text", TagType.STRING, shortest);
        counter = tag("part_counter", TagType.UINT32, shortest);
        current = tag("current", TagType.DOUBLE, cycleMicros);
        voltage = tag("voltage", TagType.DOUBLE, cycleMicros);
        temperature = tag("temperature", TagType.DOUBLE, cycleMicros);
    }

    private Tag tag(String name, TagType type, long periodMicros) {
        return new Tag("Cell" + cell + "." + name, type).every(periodMicros);
    }

    @Override
    public List<Tag> tags() {
        return List.of(active, number, text, counter, current, voltage, temperature);
    }

    @Override
    public long periodMicros() {
        return cycleMicros;
    }

    @Override
    public synchronized void write(long scheduledMicros) {
        if (!told) {
            told = true;
            tell(new Trigger(scheduledMicros, 0, false));
        }
        if (cyclesLeft == 0) {
            turn(scheduledMicros);
        }
        if (cyclesLeft > 0) {
            cyclesLeft--;
        }
        while (!triggers.isEmpty()
                && triggers.peek().sourceMicros + options.triggerDelayMillis * 1_000L <= scheduledMicros) {
            tell(triggers.remove());
        }
        writeValues(scheduledMicros);
        if (complete() && triggers.isEmpty()) {
            done.complete(null);
        }
    }

    /** The part or the pause is over. */
    private void turn(long micros) {
        if (making) {
            making = false;
            keep(micros);
            cyclesLeft = cycles(options.pauseMinMillis, options.pauseMaxMillis);
            if (cyclesLeft > 0 || complete()) {
                triggers.add(new Trigger(micros, made, false));
            }
        }
        if (cyclesLeft == 0 && !waits && !complete()) {
            making = true;
            made++;
            startMicros = micros;
            currents = Values.NONE;
            voltages = Values.NONE;
            temperatures = Values.NONE;
            cyclesLeft = Math.max(1, cycles(options.partMinMillis, options.partMaxMillis));
            triggers.add(new Trigger(micros, made, true));
        }
    }

    private boolean complete() {
        return options.parts > 0 && made >= options.parts && !making;
    }

    private long cycles(int minMillis, int maxMillis) {
        int least = (minMillis + options.cycleMillis - 1) / options.cycleMillis;
        int most = Math.max(least, maxMillis / options.cycleMillis);
        return least + random.nextInt(most - least + 1);
    }

    private long number(long count) {
        return (cell - 1) * CellPart.NUMBERS_PER_CELL + count;
    }

    private long counter(long count) {
        return options.firstCounter + count - 1 & 0xFFFF_FFFFL;
    }

    private void keep(long endMicros) {
        long n = number(made);
        finished.add(new CellPart(
                cell, n, CellPart.text(n), counter(made), startMicros, endMicros, currents, voltages, temperatures));
        if (finished.size() > options.kept) {
            finished.remove();
            forgotten++;
        }
    }

    private void tell(Trigger trigger) {
        long n = number(trigger.made);
        number.write(n, Statuses.GOOD, trigger.sourceMicros);
        text.write(CellPart.text(n), Statuses.GOOD, trigger.sourceMicros);
        counter.write(Unsigned.uint(counter(trigger.made)), Statuses.GOOD, trigger.sourceMicros);
        active.write(trigger.active, Statuses.GOOD, trigger.sourceMicros);
    }

    private void writeValues(long micros) {
        if (!making) {
            current.write(CellPart.IDLE_VALUE, Statuses.GOOD, micros);
            voltage.write(CellPart.IDLE_VALUE, Statuses.GOOD, micros);
            temperature.write(CellPart.IDLE_VALUE, Statuses.GOOD, micros);
            return;
        }
        long n = number(made);
        double ampere = CellPart.currentFloor(n) + fraction(0, micros);
        double volt = CellPart.voltageFloor(n) + fraction(1, micros);
        double degree = CellPart.temperatureFloor(n) + fraction(2, micros);
        currents = currents.with(ampere);
        voltages = voltages.with(volt);
        temperatures = temperatures.with(degree);
        current.write(ampere, Statuses.GOOD, micros);
        voltage.write(volt, Statuses.GOOD, micros);
        temperature.write(degree, Statuses.GOOD, micros);
    }

    /** Never the one before: a server does not send a value that has not changed. */
    private double fraction(int signal, long micros) {
        int steps = (int) ((BulkTags.value(seed, signal, micros) + 1) * 512);
        if (steps == fractions[signal]) {
            steps = (steps + 1) % 1024;
        }
        fractions[signal] = steps;
        return steps / 1024.0;
    }

    synchronized void start() {
        waits = false;
    }

    /** The finished parts that are remembered, in order. */
    synchronized List<CellPart> parts() {
        return List.copyOf(finished);
    }

    /** Finished parts. */
    synchronized long count() {
        return making ? made - 1 : made;
    }

    /** Finished parts that are no longer remembered. */
    synchronized long forgotten() {
        return forgotten;
    }

    /** Completes when the cell has made its parts and has told so; never where it goes on for ever. */
    CompletableFuture<Void> done() {
        return done.copy();
    }
}
