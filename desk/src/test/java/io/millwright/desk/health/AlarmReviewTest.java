package io.millwright.desk.health;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.csv.CsvTable;
import org.junit.jupiter.api.Test;

/** Alarms held against what maintenance found. */
class AlarmReviewTest {
    private static final long HOUR = 3_600_000;

    /** A decision an hour over ten days; alarms in these hours. */
    private static AlarmReview review(long[] eventHours, int... alarmHours) {
        long[] times = new long[241];
        boolean[] alarms = new boolean[241];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * HOUR;
        }
        for (int hour : alarmHours) {
            alarms[hour] = true;
        }
        long[] events =
                java.util.Arrays.stream(eventHours).map(hour -> hour * HOUR).toArray();
        return AlarmReview.of(times, alarms, events, 24 * HOUR, 2 * HOUR);
    }

    @Test
    void leadTimeIsFromTheFirstAlarmWithinTheNotice() {
        AlarmReview review = review(new long[] {100}, 80, 81, 83, 95);
        assertArrayEquals(new long[] {20 * HOUR}, review.leadMillis());
        assertEquals(2, review.episodes(), "80 to 83 are one");
        assertEquals(0, review.falseEpisodes());
        assertEquals(20.0 * HOUR, review.medianLeadMillis());
    }

    @Test
    void anAlarmLongBeforeOrAfterTheEventIsFalseAndTheEventIsMissed() {
        AlarmReview review = review(new long[] {100}, 50, 101);
        assertEquals(1, review.missed());
        assertEquals(2, review.falseEpisodes());
        assertEquals(0.2, review.falseAlarmsPerDay(), 1e-9);
        assertTrue(Double.isNaN(review.medianLeadMillis()));
    }

    @Test
    void aLogOfMaintenanceIsReadInSecondsAndInIsoAndByAsset() {
        MaintenanceLog log = MaintenanceLog.of(
                CsvTable.parse(
                        "time,asset,what\n1970-01-01 00:00:10,mill1,bearing\n20,mill2,belt\n1970-01-01T01:00:00+01:00,mill1,oil\n"));
        assertArrayEquals(new long[] {0, 10_000}, log.timesMillis("mill1"));
        assertArrayEquals(new long[] {0, 10_000, 20_000}, log.timesMillis(""));
        assertEquals("belt", log.events().get(1).what());
    }

    @Test
    void aTimeThatIsNoneNamesItsLine() {
        String said = assertThrows(
                        IllegalArgumentException.class,
                        () -> MaintenanceLog.of(CsvTable.parse("time,asset,what\nyesterday,mill1,bearing\n")))
                .getMessage();
        assertTrue(said.contains("line 2, column time: 'yesterday'") && said.contains("Remedy"), said);
    }
}
