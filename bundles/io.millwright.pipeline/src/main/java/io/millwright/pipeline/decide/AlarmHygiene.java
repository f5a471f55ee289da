package io.millwright.pipeline.decide;

import io.millwright.decision.Severity;
import io.millwright.pipeline.state.Counters;

/**
 * Keeps the alarms of one asset bearable (ISA-18.2: shelving, flood): what is held back is in the decisions all the same, and
 * counted, but nobody is disturbed by it. Confined to a lane.
 */
public final class AlarmHygiene {
    private static final int MOST_COUNTED = 64;

    private final Counters counters;
    private final long[] times = new long[MOST_COUNTED];
    private int count;
    private int position;

    /** Creates a hygiene that has seen nothing. */
    public AlarmHygiene(Counters counters) {
        this.counters = counters;
    }

    /** Whether alarms are shelved now. */
    public boolean shelved(AlarmSettings settings) {
        return settings.shelvedUntilMillis() > 0 && System.currentTimeMillis() < settings.shelvedUntilMillis();
    }

    /**
     * Whether a change goes out at once.
     *
     * @param severity of the asset after it
     * @param timeMicros end of its window
     */
    public boolean passes(Severity severity, long timeMicros, AlarmSettings settings) {
        if (severity.compareTo(Severity.WARNING) < 0) {
            return !shelved(settings);
        }
        if (shelved(settings)) {
            counters.alarmsShelved.incrementAndGet();
            return false;
        }
        if (settings.floodLimit() == 0) {
            return true;
        }
        int recent = 0;
        for (int i = 0; i < count; i++) {
            long age = timeMicros - times[i];
            recent += age >= 0 && age < settings.floodWindowMillis() * 1000 ? 1 : 0;
        }
        if (recent >= Math.min(settings.floodLimit(), MOST_COUNTED)) {
            counters.alarmsHeld.incrementAndGet();
            return false;
        }
        times[position] = timeMicros;
        position = (position + 1) % MOST_COUNTED;
        count = Math.min(MOST_COUNTED, count + 1);
        return true;
    }
}
