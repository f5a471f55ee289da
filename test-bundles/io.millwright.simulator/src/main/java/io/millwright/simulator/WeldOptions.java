package io.millwright.simulator;

import io.millwright.simulator.weld.WeldConstants;

/**
 * What the welding cells {@code Weld1}, {@code Weld2}, ... do. A builder: every setter returns this. Times are source time. Not
 * thread safe.
 */
public final class WeldOptions {
    final int cells;
    int cycleMillis = 100;
    int pauseMillis = 2_000;
    boolean waiting;
    WeldConstants constants = WeldConstants.shipped();

    /** @param cells number of cells, 1 to 100 */
    public WeldOptions(int cells) {
        this.cells = SimulatorOptions.within("weld cells", cells, 1, 100);
    }

    /** Time between two samples, ms; default 100. A weld has as many samples as the constants say. */
    public WeldOptions cycleMillis(int value) {
        cycleMillis = SimulatorOptions.within("weld cycle", value, 1, 10_000);
        return this;
    }

    /** Time between two welds, ms; default 2,000. Rounded up to whole cycles, at least one. */
    public WeldOptions pauseMillis(int value) {
        pauseMillis = SimulatorOptions.within("weld pause", value, 1, 3_600_000);
        return this;
    }

    /** Another cell than the shipped one. */
    public WeldOptions constants(WeldConstants value) {
        constants = value;
        return this;
    }

    /** The cells are idle until {@link Simulator#startWelds}. */
    public WeldOptions waiting() {
        waiting = true;
        return this;
    }
}
