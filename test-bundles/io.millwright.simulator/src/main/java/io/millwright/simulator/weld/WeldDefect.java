package io.millwright.simulator.weld;

import java.util.Locale;

/** What can be wrong with a weld; each by itself. */
enum WeldDefect {
    /** Cooled too fast: hard, and it cracks. Limit: cooling time t8/5, s. */
    COLD_CRACK,
    /** Cooled too slowly: coarse grain. Limit: cooling time t8/5, s. */
    BRITTLE,
    /** Limit: penetration / thickness of the plate. */
    LACK_OF_FUSION,
    /** Limit: penetration / thickness of the plate. */
    BURN_THROUGH,
    /** Too little gas; a long arc and a dirty plate need more. Limit: l/min. */
    POROSITY,
    /** So much gas that it draws in air. Limit: l/min. */
    TURBULENCE,
    /** Voltage above what the current's arc needs: undercut, spatter. Limit: V. */
    LONG_ARC,
    /** Voltage below it: the wire stubs. Limit: V, positive. */
    SHORT_ARC,
    /** Fast and hot. Limit: current × travel speed, A·mm/s. */
    UNDERCUT,
    /** More or less wire than the current melts. Limit: share of what it melts. */
    UNSTABLE_ARC;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
