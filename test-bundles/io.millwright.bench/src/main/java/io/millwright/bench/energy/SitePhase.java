package io.millwright.bench.energy;

import io.millwright.planning.energy.SiteClock;

/** The time of day of a part. */
final class SitePhase {
    private SitePhase() {}

    static int of(PlantYear year, long part) {
        return SiteClock.slotOfDay(year.clock().wallClock(part));
    }
}
