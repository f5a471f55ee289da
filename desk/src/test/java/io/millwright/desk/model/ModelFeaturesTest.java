package io.millwright.desk.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows to train on: times, quality, codes and parts as the gateway reads them. */
class ModelFeaturesTest {
    private static final String FEATURES =
            """
            name,unit,signal,aggregate,span_ms,lag_ms,condition,modulus,categories,codes
            load,%,,time_mean,,,,,,
            peak,%,load,max,4000,,,,,
            before,%,load,last,,2000,,,,
            busy,%,load,share,,,> 5,,,
            parts,,count,counter,,,,100,,
            mode,,,,,,,,run|stop,1|0
            """;
    private static final String RECORDING =
            """
            time,load,load.quality,count,mode
            0,10,,98,1
            0.5,,,99,
            1,20,good,1,
            2.5,99,bad,,0
            3,4,uncertain,2,7
            3.5,6,,,
            4,,,,1
            """;

    @TempDir
    Path folder;

    private CommandRun run(String features, String recording, Object... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(
                "model", "features",
                "--features", Files.writeString(folder.resolve("features.csv"), features),
                "--recording", Files.writeString(folder.resolve("recording.csv"), recording),
                "--out", folder.resolve("rows.csv")));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray());
    }

    private List<String> rows(CommandRun run) throws IOException {
        assertEquals(0, run.exitCode(), run.err());
        return Files.readAllLines(folder.resolve("rows.csv"));
    }

    @Test
    void rowsOfAPeriodKnowQualityCodesLagAndSpan() throws Exception {
        CommandRun run = run(FEATURES, RECORDING, "--period", "2000");
        assertEquals(
                List.of(
                        "time,load [%],peak [%],before [%],busy [%],parts,mode",
                        // The first row's window ends with the first sample: nothing was known before.
                        "0.000000,,10.0,,,0.0,run",
                        "2.000000,15.0,20.0,10.0,1.0,3.0,run",
                        // Unknown from 2.5 to 3.5; mode 7 at 3 is no code, and 1 at 4 is.
                        "4.000000,13.0,20.0,20.0,1.0,1.0,run"),
                rows(run));
        assertTrue(run.err().contains("1 rows have a feature without a value"), run.err());
        assertEquals(
                3,
                rows(run(FEATURES, RECORDING, "--period", "2000", "--complete")).size());
    }

    @Test
    void rowsEndAtMultiplesOfThePeriodWheneverTheRecordingBegins() throws Exception {
        String recording =
                "time,load\n2026-05-01T06:00:00.700Z,1\n2026-05-01T08:00:03+02:00,2\n2026-05-01 06:00:04.2,3\n";
        assertEquals(
                List.of(
                        "time,load",
                        "1777615201.000000,1.0",
                        "1777615202.000000,1.0",
                        "1777615203.000000,2.0",
                        "1777615204.000000,2.0"),
                rows(run("name\nload\n", recording, "--period", "1000")));
    }

    @Test
    void aPartLastsFromItsConditionsBeginToItsEnd() throws Exception {
        String recording = "time,on,x\n0,0,1\n1,1,\n2,,5\n3,0,7\n4,1,\n4.5,,9\n6,0,\n7,1,1\n";
        String features = "name,signal,aggregate\nmean,x,mean\nn,x,count\n";
        assertEquals(
                List.of("part_start,time,mean,n", "1.000000,3.000000,6.0,2.0", "4.000000,6.000000,9.0,1.0"),
                rows(run(features, recording, "--parts", "on = 1")));
    }

    @Test
    void aModelsOwnFeaturesAndPeriod() throws Exception {
        Path model = Path.of("..", "models", "machine-failure");
        Path recording = Files.writeString(
                folder.resolve("r.csv"),
                "time,type,air_temperature,process_temperature,rotational_speed,torque,tool_wear\n"
                        + "0,L,298,308,1500,40,10\n2,M,299,309,1501,41,11\n");
        Path rows = folder.resolve("rows.csv");
        CommandRun run = CommandRun.of(
                "model", "features", "--model", model, "--recording", recording, "--period", "1000", "--out", rows);
        assertEquals(0, run.exitCode(), run.err());
        assertEquals(
                "2.000000,M,299.0,309.0,1501.0,41.0,11.0",
                Files.readAllLines(rows).get(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            when,load;0,1                      |              | no column time
            time,load;1,1;0,1                  |              | line 3: the time goes back
            time,load;noon,1                   |              | line 2, column time: 'noon'
            time,load;1e99,1                   |              | line 2, column time
            time,load;0,high                   |              | line 2, column load: 'high'
            time,load,load.quality;0,1,fine    |              | column load.quality: 'fine'
            time,load;0                        |              | line 2 has 1 fields
            time,other;0,1                     |              | no column 'load'
            time,load;0,1;90000000000,1        |              | makes 90000000001 rows
            time,load;0,1                      | load         | --parts 'load'
            time,load;0,1                      | load > high  | condition
            """)
    void refusalsNameLineValueAndRemedy(String recording, String parts, String expected) throws Exception {
        Object[] more = parts == null ? new Object[] {"--period", "1000"} : new Object[] {"--parts", parts};
        CommandRun run = run("name\nload\n", recording.replace(";", "\n") + "\n", more);
        assertEquals(1, run.exitCode(), run.out());
        assertTrue(run.err().contains(expected), run.err());
        assertEquals(1, run.err().strip().lines().count(), run.err());
    }
}
