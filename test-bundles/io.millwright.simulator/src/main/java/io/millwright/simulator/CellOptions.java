package io.millwright.simulator;

/**
 * What the part cells {@code Cell1}, {@code Cell2}, ... do. A builder: every setter returns this. Lengths are drawn evenly
 * from their range with the simulator's seed and are whole cycles, as in a PLC, whose program sets all of its values once a
 * cycle; times are source time. Not thread safe.
 */
public final class CellOptions {
    final int cells;
    int cycleMillis = 10;
    int partMinMillis = 40;
    int partMaxMillis = 400;
    int pauseMinMillis;
    int pauseMaxMillis;
    int triggerDelayMillis;
    long firstCounter = 1;
    int parts;
    int kept = 20_000;
    boolean waiting;

    /** @param cells number of cells, 1 to 1,000 */
    public CellOptions(int cells) {
        this.cells = SimulatorOptions.within("cells", cells, 1, 1_000);
    }

    /** Time between two writings of a cell's values, ms; default 10. */
    public CellOptions cycleMillis(int value) {
        cycleMillis = SimulatorOptions.within("cell cycle", value, 1, 10_000);
        return this;
    }

    /** Shortest and longest part, ms; default 40 to 400. */
    public CellOptions partMillis(int shortest, int longest) {
        partMinMillis = SimulatorOptions.within("shortest part", shortest, 1, 3_600_000);
        partMaxMillis = SimulatorOptions.within("longest part", longest, shortest, 3_600_000);
        return this;
    }

    /**
     * Shortest and longest pause between two parts, ms; default none: a part begins at the very source time at which the
     * one before ends, and {@code active} stays true. From 0 on, some parts have a pause before them and some have none.
     */
    public CellOptions pauseMillis(int shortest, int longest) {
        pauseMinMillis = SimulatorOptions.within("shortest pause", shortest, 0, 3_600_000);
        pauseMaxMillis = SimulatorOptions.within("longest pause", longest, shortest, 3_600_000);
        return this;
    }

    /**
     * The tags that tell a part ({@code active}, {@code part_number}, {@code part_text}, {@code part_counter}) are written so
     * many ms after the values of the same source time; default 0, then before them. Rounded up to whole cycles.
     */
    public CellOptions triggerDelayMillis(int value) {
        triggerDelayMillis = SimulatorOptions.within("trigger delay", value, 0, 60_000);
        return this;
    }

    /** {@code part_counter} of the first part, default 1; after 4,294,967,295 comes 0. */
    public CellOptions firstCounter(long value) {
        if (value < 0 || value > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("first counter = " + value + ": write a number from 0 to 4294967295.");
        }
        firstCounter = value;
        return this;
    }

    /** Parts that each cell makes, then it stays idle; default 0: it goes on. See {@link Simulator#cellsDone}. */
    public CellOptions parts(int value) {
        parts = SimulatorOptions.within("cell parts", value, 0, 999_999);
        return this;
    }

    /** Finished parts that {@link Simulator#cellParts} remembers per cell, the newest; default 20,000. */
    public CellOptions kept(int value) {
        kept = SimulatorOptions.within("cell parts kept", value, 0, 1_000_000);
        return this;
    }

    /** The cells are idle until {@link Simulator#startCells}, so that a client can see the first part whole. */
    public CellOptions waiting() {
        waiting = true;
        return this;
    }
}
