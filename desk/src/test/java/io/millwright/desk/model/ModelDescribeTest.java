package io.millwright.desk.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.CommandRun;
import io.millwright.inference.DeskGraphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a stranger's file to a folder that a gateway takes: nothing that could be read in two ways is guessed. */
class ModelDescribeTest {
    private static final long GOLDEN_BYTES = 4 << 20;

    @TempDir
    Path folder;

    private Path onnx(byte[] graph) throws IOException {
        return Files.write(folder.resolve("own.onnx"), graph);
    }

    private Path out() {
        return folder.resolve("own");
    }

    private CommandRun describe(byte[] graph, Object... more) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("model", "describe", onnx(graph), "--out", out()));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray());
    }

    private JsonObject described(byte[] graph, Object... more) throws IOException {
        Object[] arguments = Arrays.copyOf(more, more.length + 1);
        arguments[more.length] = "--yes";
        CommandRun run = describe(graph, arguments);
        assertEquals(0, run.exitCode(), run.err() + run.out());
        CommandRun check = CommandRun.of("model", "check", out());
        assertEquals(0, check.exitCode(), check.err());
        return Json.parse(Files.readString(out().resolve("model.json"))).asObject();
    }

    private static JsonObject reading(JsonObject model) {
        return model.get("readings").asArray().get(0).asObject();
    }

    private void refused(CommandRun run, String... parts) {
        assertEquals(1, run.exitCode(), run.out());
        for (String part : parts) {
            assertTrue(run.err().contains(part), run.err());
        }
        assertFalse(Files.exists(out()), "a folder was written");
    }

    /** Rows whose second half are alarms: there the first feature is high. */
    private Path data(boolean leak) throws IOException {
        StringBuilder csv = new StringBuilder("speed [rpm],load,label\n");
        for (int i = 0; i < 100; i++) {
            boolean alarm = leak ? i % 2 == 0 : i % 10 < 3;
            double speed = (alarm ? 2 : -2) + (leak ? 0 : i % 7);
            csv.append(speed)
                    .append(',')
                    .append(i * 37 % 101 / 10.0)
                    .append(',')
                    .append(alarm ? 1 : 0)
                    .append('\n');
        }
        return Files.writeString(folder.resolve("rows.csv"), csv);
    }

    @Test
    void c2TwoProbabilitiesNeverDecideInvertedSilently() throws Exception {
        refused(
                describe(DeskGraphs.twoProbabilities(true), "--yes"),
                "which of them is the alarm is not known",
                "--positive 0 or --positive 1");
        JsonObject first = reading(described(DeskGraphs.twoProbabilities(true), "--positive", "0"));
        assertEquals(0, first.getInt("index", -1));
        JsonObject second = reading(described(DeskGraphs.twoProbabilities(true), "--positive", "1"));
        assertEquals(1, second.getInt("index", -1));
        assertEquals("binary", second.getString("task", ""));
    }

    @Test
    void aNumberThatIsNoProbabilityIsToldToBeTakenAsAValue() throws Exception {
        CommandRun run = describe(DeskGraphs.meanOfWindow(1, 4, 2));
        assertTrue(run.err().contains("is taken as a value, of which there is no alarm"), run.err());
        CommandRun said = describe(DeskGraphs.meanOfWindow(1, 4, 2), "--threshold", "1", "--labels", "a,b");
        assertFalse(said.err().contains("there is no alarm"), said.err());
    }

    @Test
    void dataThatAreNotThereAreNamed() throws Exception {
        Path absent = folder.resolve("absent.csv");
        refused(
                describe(DeskGraphs.twoProbabilities(true), "--data", absent, "--yes"),
                "--data " + absent + " is no file",
                "name a CSV file");
    }

    @Test
    void columnsThatDifferInTheirUnitAloneAreNotTwo() throws Exception {
        Path data = folder.resolve("twice.csv");
        Files.writeString(data, "speed [rpm],speed [1/s]\n1,2\n");
        refused(
                describe(DeskGraphs.twoProbabilities(true), "--data", data, "--yes"),
                "--data has two columns 'speed', one of them with the header 'speed [1/s]'",
                "give each a name of its own");
    }

    @Test
    void c2NamesInTheOrderOfTheColumnsSayWhichIsTheAlarm() throws Exception {
        JsonObject reading = reading(described(DeskGraphs.twoProbabilities(true), "--labels", "leak,tight"));
        assertEquals(0, reading.getInt("index", -1));
        assertEquals("[\"tight\",\"leak\"]", reading.get("labels").toString());
        Path file = Files.writeString(folder.resolve("labels.txt"), "tight\nleak\n");
        assertEquals(
                1,
                reading(described(DeskGraphs.twoProbabilities(true), "--labels", file))
                        .getInt("index", -1));
    }

    @Test
    void c2TheTruthOfTheDataSaysWhichIsTheAlarm() throws Exception {
        JsonObject model = described(DeskGraphs.twoProbabilities(true), "--data", data(false));
        assertEquals(0, reading(model).getInt("index", -1));
        JsonObject speed = model.get("inputs")
                .asArray()
                .get(0)
                .asObject()
                .get("features")
                .asArray()
                .get(0)
                .asObject();
        assertEquals("rpm", speed.getString("unit", ""));
        assertEquals(8, speed.getDouble("max", 0));
    }

    @Test
    void c2WhatTheTruthContradictsIsRefused() throws Exception {
        refused(
                describe(DeskGraphs.twoProbabilities(true), "--data", data(false), "--positive", "1", "--yes"),
                "it would decide inverted",
                "--positive");
    }

    @Test
    void c2ScoresThatAreNoProbabilitiesNeedTheAlarmInTheSecondColumn() throws Exception {
        refused(
                describe(DeskGraphs.twoProbabilities(false), "--task", "classes", "--positive", "0", "--yes"),
                "no threshold decides");
        JsonObject reading =
                reading(described(DeskGraphs.twoProbabilities(false), "--task", "classes", "--positive", "1"));
        assertEquals("classes", reading.getString("task", ""));
    }

    /** One half is no threshold of a margin: where its sides lie apart the classes are compared, as the graph does itself. */
    @Test
    void c2MarginsAreNotCutAtOneHalf() throws Exception {
        JsonObject reading = reading(described(DeskGraphs.margins()));
        assertEquals("classes", reading.getString("task", ""));
        assertEquals("[\"normal\",\"alarm\"]", reading.get("labels").toString());
    }

    @Test
    void c2WhatLiesOutsideOfZeroToOneIsNoProbability() throws Exception {
        refused(
                describe(DeskGraphs.stretchedProbabilities(), "--positive", "1", "--yes"),
                "no probability, and whether one half is the threshold is not known",
                "--threshold");
        JsonObject reading =
                reading(described(DeskGraphs.stretchedProbabilities(), "--positive", "1", "--threshold", "2"));
        assertEquals("[2]", reading.get("thresholds").toString());
    }

    @Test
    void whatColumnsMeanIsRefusedWhereTheGraphDoesNotSayIt() throws Exception {
        refused(
                describe(DeskGraphs.twoProbabilities(false), "--yes"),
                "the graph does not say what they are",
                "--task classes");
    }

    @Test
    void c14ListsOfMapsAreReplacedAndTheirClassesKept() throws Exception {
        CommandRun run = describe(DeskGraphs.zipMap());
        assertTrue(run.err().contains("bit for bit"), run.err());
        JsonObject reading = reading(described(DeskGraphs.zipMap()));
        assertEquals("classes", reading.getString("task", ""));
        assertEquals("[\"10\",\"20\",\"30\"]", reading.get("labels").toString());
    }

    @Test
    void c2ThreeClassesAndTwoLabelsAreRefused() throws Exception {
        refused(
                describe(DeskGraphs.zipMap(), "--labels", "ok,bad", "--yes"),
                "--labels names 2, and the output has 3 classes");
    }

    @Test
    void c2ALowScoreOfAnIsolationForestIsUnusual() throws Exception {
        JsonObject reading = reading(described(DeskGraphs.isolation(false)));
        assertEquals("anomaly", reading.getString("task", ""));
        assertTrue(reading.getBoolean("low_is_bad", false));
        assertEquals("[\"unusual\",\"normal\"]", reading.get("labels").toString());
    }

    @Test
    void c2AnAnomalyScoreThatContradictsItsVerdictIsRefused() throws Exception {
        refused(
                describe(DeskGraphs.isolation(true), "--yes"),
                "whether low values of scores are unusual is not known",
                "--low-is-bad or --high-is-bad");
    }

    @Test
    void c14AClassThatIsATextDecides() throws Exception {
        JsonObject reading = reading(described(DeskGraphs.texts(), "--output", "label"));
        assertEquals("classes", reading.getString("task", ""));
        assertEquals("[\"good\",\"worn\",\"broken\"]", reading.get("labels").toString());
    }

    @Test
    void whatAFileDeclaresOtherwiseThanItGivesIsCorrected() throws Exception {
        JsonObject model = described(DeskGraphs.wronglyDeclared());
        assertEquals(
                "[-1,3]",
                model.get("outputs").asArray().get(0).asObject().get("shape").toString());
        assertEquals(3, reading(model).get("labels").asArray().size());
    }

    @Test
    void c14AFixedBatchOfSeveralRowsIsServed() throws Exception {
        JsonObject model = described(DeskGraphs.meanOfWindow(8, 4, 2));
        assertEquals(
                "[8,4,2]",
                model.get("inputs").asArray().get(0).asObject().get("shape").toString());
    }

    @Test
    void c5AFixedBatchOfOneIsServed() throws Exception {
        JsonObject model = described(DeskGraphs.meanOfWindow(1, 4, 2));
        assertEquals(
                "[1,4,2]",
                model.get("inputs").asArray().get(0).asObject().get("shape").toString());
        assertEquals("value", reading(model).getString("task", ""));
    }

    @Test
    void c10GoldenRowsOfAWideWindowAreBounded() throws Exception {
        described(DeskGraphs.meanOfWindow(-1, 60, 360));
        Path golden = out().resolve("golden.csv");
        assertTrue(Files.size(golden) <= GOLDEN_BYTES, Files.size(golden) + " bytes");
        try (var lines = Files.lines(golden)) {
            assertTrue(lines.count() > 3);
        }
    }

    @Test
    @Timeout(600)
    void c3WhatNeverComesBackIsEnded() throws Exception {
        refused(describe(DeskGraphs.endless(), "--yes"), "not ready after 10000 ms", "needs less memory and time");
    }

    @ParameterizedTest
    @CsvSource({"3, 8", "9, 19", "10, 21", "11, 22", "12, 23"})
    void c6AFileOfAnyFormatVersionIsDescribed(int irVersion, int opset) throws Exception {
        described(DeskGraphs.ofVersion(irVersion, opset));
    }

    @Test
    void c6AFormatOfTomorrowIsToldAsThat() throws Exception {
        refused(describe(DeskGraphs.ofVersion(99, 13), "--yes"), "Unsupported model IR version: 99");
    }

    @Test
    void c7SeveralInputsOfOtherTypesAndAClassAsOutput() throws Exception {
        refused(describe(DeskGraphs.labelOnly(), "--yes"), "the names of the classes are not known", "--labels");
        JsonObject model = described(DeskGraphs.labelOnly(), "--labels", "idle,slow,fast");
        assertEquals(2, model.get("inputs").asArray().size());
        assertEquals("[0.5,1.5]", reading(model).get("thresholds").toString());
    }

    @Test
    void theNumberOfColumnsIsDerivedFromTheWeights() throws Exception {
        JsonObject input = described(DeskGraphs.freeColumns())
                .get("inputs")
                .asArray()
                .get(0)
                .asObject();
        assertEquals("[-1,3]", input.get("shape").toString());
        assertEquals(3, input.get("features").asArray().size());
    }

    @Test
    void theValuesOfPixelsAreAskedFor() throws Exception {
        refused(describe(DeskGraphs.picture(), "--yes"), "what values pixels had", "--pixels");
        JsonObject input = described(DeskGraphs.picture(), "--pixels", "-1..1")
                .get("inputs")
                .asArray()
                .get(0)
                .asObject();
        assertEquals("rgb", input.get("image").asObject().getString("colour", ""));
        assertEquals(
                127.5,
                input.get("image").asObject().get("mean").asArray().get(0).asDouble());
    }

    @Test
    void c13ColumnsThatTellTheTruthAloneAreWarnedOf() throws Exception {
        CommandRun run = describe(DeskGraphs.twoProbabilities(true), "--data", data(true), "--positive", "0");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.err().contains("warning: speed alone tells the alarms"), run.err());
        assertFalse(run.err().contains("warning: load"), run.err());
    }

    /** What an identifier says of one row it says of no other; in shuffled rows too. */
    @ParameterizedTest
    @CsvSource({"7, 0", "1, 37"})
    void c13AnIdentifierIsWarnedOf(int step, int shuffle) throws Exception {
        StringBuilder csv = new StringBuilder("serial,speed,label\n");
        for (int i = 0; i < 100; i++) {
            int number = 900_000 + step * (shuffle == 0 ? i : i * shuffle % 100);
            csv.append(number).append(',').append(i % 7).append(',').append(i % 10 < 3 ? 1 : 0);
            csv.append('\n');
        }
        Path data = Files.writeString(folder.resolve("rows.csv"), csv);
        CommandRun run = describe(DeskGraphs.twoProbabilities(true), "--data", data, "--positive", "0");
        assertTrue(run.err().contains("warning: serial counts the rows: an identifier"), run.err());
    }

    @Test
    void c2WithoutYesTheRowsAreShownAndNothingIsWritten() throws Exception {
        CommandRun run = describe(DeskGraphs.freeColumns());
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("What three rows would decide"), run.out());
        assertTrue(run.out().contains("--yes"), run.out());
        assertFalse(Files.exists(out()));
        try (var left = Files.list(folder)) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void theCardSaysWhatGoldenRowsProve() throws Exception {
        described(DeskGraphs.freeColumns());
        String card = Files.readString(out().resolve("MODEL_CARD.md"));
        assertTrue(card.contains("computed by ONNX Runtime"), card);
        Path own = Files.writeString(folder.resolve("own.csv"), "x_0,x_1,x_2,=y\n1,1,1,6\n0,0,1,3\n1,0,0,1\n");
        described(DeskGraphs.freeColumns(), "--golden", own);
        assertEquals(Files.readString(own), Files.readString(out().resolve("golden.csv")));
    }

    @Test
    void resultsThatTheFileDoesNotGiveAreRefused() throws Exception {
        Path own = Files.writeString(folder.resolve("own.csv"), "x_0,x_1,x_2,=y\n1,1,1,7\n");
        refused(
                describe(DeskGraphs.freeColumns(), "--golden", own, "--yes"),
                "golden.csv: line 2, =y = 7.0: the model gives 6.0");
    }

    @Test
    void anotherFormatIsToldByItsName() throws Exception {
        refused(describe("PK\u0003\u0004model".getBytes(), "--yes"), "zip archive", "torch.onnx.export");
    }
}
