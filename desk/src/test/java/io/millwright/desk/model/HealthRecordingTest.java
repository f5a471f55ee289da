package io.millwright.desk.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.table.Findings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a recording as a gateway has them: values in force, and nothing where something is unknown. */
class HealthRecordingTest {
    @TempDir
    Path folder;

    private HealthRecording read(String text, long periodMillis) throws Exception {
        Findings findings = new Findings();
        Path file = Files.writeString(folder.resolve("r.csv"), text);
        return HealthRecording.of(NumberColumns.read(file, "", 0, findings), List.of(), periodMillis, findings);
    }

    @Test
    void anEmptyCellHoldsTheValueAndABadOneMakesTheRowUnknown() throws Exception {
        HealthRecording recording = read(
                """
                time,load [A],load [A].quality,temp
                10,1,,20
                11,,,21
                12,3,bad,22
                13,,,23
                14,5,good,24
                """,
                0);
        assertEquals(
                List.of("load", "temp"),
                recording.signals().stream().map(HealthRecording.Signal::name).toList());
        assertEquals("A", recording.signals().get(0).unit());
        assertEquals(1_000, recording.periodMillis());
        assertArrayEquals(new double[] {1, 20}, recording.rows()[0]);
        assertArrayEquals(new double[] {1, 21}, recording.rows()[1]);
        assertNull(recording.rows()[2], "bad");
        assertNull(recording.rows()[3], "unknown until the next usable sample");
        assertArrayEquals(new double[] {5, 24}, recording.rows()[4]);
        assertEquals(3, recording.known());
    }

    @Test
    void aRecorderThatWasOffLeavesRowsUnknownAfterTenPeriods() throws Exception {
        HealthRecording recording = read("time;a\n0;1\n1;2\n2;3\n30;4\n", 1_000);
        assertArrayEquals(new double[] {3}, recording.rows()[12]);
        assertNull(recording.rows()[13]);
        assertArrayEquals(new double[] {4}, recording.rows()[30]);
    }

    @Test
    void aTimeThatGoesBackNamesItsLine() {
        String said = assertThrows(Refusal.class, () -> read("timestamp,a\n5,1\n4,2\n", 0))
                .getMessage();
        assertTrue(said.endsWith("line 3: the time goes back"), said);
    }

    @Test
    void aFileWithoutTimesIsRefused() {
        String said =
                assertThrows(Refusal.class, () -> read("when,a\n5,1\n", 0)).getMessage();
        assertTrue(said.contains("has no column time"), said);
    }
}
