package io.millwright.desk.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a recording of a healthy machine to a folder that a gateway takes, in one command and without Python. */
class ModelLearnNormalTest {
    @TempDir
    Path folder;

    private static String recording(int lines) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("datetime;load [%];mill temp;label;program\n");
        for (int line = 0; line < lines; line++) {
            text.append(String.format(
                    Locale.ROOT,
                    "2026-05-01 06:%02d:%02d;%.3f;%.3f;0;rough%n",
                    line / 60,
                    line % 60,
                    40 + 5 * random.nextGaussian(),
                    1_000_000 + random.nextGaussian()));
        }
        return text.toString();
    }

    private CommandRun learn(String recording, Object... more) throws IOException {
        Path file = Files.writeString(folder.resolve("healthy.csv"), recording);
        List<Object> arguments =
                new ArrayList<>(List.of("model", "learn-normal", file, "--out", folder.resolve("usual")));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray());
    }

    @Test
    void aGatewayTakesWhatWasLearned() throws Exception {
        CommandRun run = learn(recording(600), "--interval-days", "0.5", "--json");
        assertEquals(0, run.exitCode(), run.err());
        JsonObject told = Json.parse(run.out()).asObject();
        assertEquals(
                "[\"load\",\"mill temp\"]", told.get("signals").toString(), "what never moves and texts are left out");
        assertEquals(2, told.getDouble("falseAlarmsPerDay", 0), 0.01);
        assertFalse(told.getBoolean("shortened", true));
        JsonObject json =
                Json.parse(Files.readString(folder.resolve("usual/model.json"))).asObject();
        assertEquals(1_000, json.getInt("row_period_ms", 0));
        JsonObject reading = json.get("readings").asArray().get(0).asObject();
        assertEquals("false_alarm_interval", reading.get("chosen").asObject().getString("by", ""));
        assertEquals(0, CommandRun.of("model", "check", folder.resolve("usual")).exitCode());
        assertEquals(
                0,
                CommandRun.of("model", "card", folder.resolve("usual"), "--check")
                        .exitCode());
    }

    @Test
    void aShortRecordingSaysWhichIntervalItBears() throws Exception {
        CommandRun run = learn(recording(400));
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("one false alarm in 30 days was asked for"), run.out());
        assertTrue(run.out().contains("record 7.2 h"), run.out());
    }

    @Test
    void aRecordingOfSecondsIsRefusedWithWhatIsLacking() throws Exception {
        CommandRun run = learn(recording(100));
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("100 rows of 1000 ms") && run.err().contains("270"), run.err());
        assertFalse(Files.exists(folder.resolve("usual/model.json")));
    }

    @Test
    void aColumnThatIsToBeLeftOutMustBeThere() throws Exception {
        CommandRun run = learn(recording(600), "--exclude", "lode");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("--exclude lode: no such column"), run.err());
    }
}
