package io.millwright.desk.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.io.TempDir;

/** What public files of many makers taught: what they need is asked in words that answer it. */
class StrangersFilesTest {
    @TempDir
    Path folder;

    private CommandRun describe(byte[] graph, Object... more) throws IOException {
        Path file = Files.write(folder.resolve("own.onnx"), graph);
        List<Object> arguments =
                new ArrayList<>(List.of("model", "describe", file, "--out", folder.resolve("own"), "--yes"));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray());
    }

    private JsonObject described(byte[] graph, Object... more) throws IOException {
        CommandRun run = describe(graph, more);
        assertEquals(0, run.exitCode(), run.err() + run.out());
        return Json.parse(Files.readString(folder.resolve("own/model.json"))).asObject();
    }

    private void refused(CommandRun run, String... parts) {
        assertEquals(1, run.exitCode(), run.out());
        for (String part : parts) {
            assertTrue(run.err().contains(part), run.err());
        }
    }

    private static JsonObject reading(JsonObject model) {
        return model.get("readings").asArray().get(0).asObject();
    }

    @Test
    void anInputThatNeverChangesIsPutIntoTheFile() throws Exception {
        CommandRun run = describe(DeskGraphs.scalarInput(), "--task", "value");
        assertTrue(run.err().contains("--constant rate=NUMBER if it never changes"), run.err());
        JsonObject model = described(DeskGraphs.scalarInput(), "--constant", "rate=3", "--task", "value");
        assertEquals(1, model.get("inputs").asArray().size());
        List<String> golden = Files.readAllLines(folder.resolve("own/golden.csv"));
        String[] row = golden.get(2).split(",");
        assertEquals(3 * Float.parseFloat(row[0]), Float.parseFloat(row[2]), golden.get(2));
        try (var files = Files.list(folder.resolve("own"))) {
            assertEquals(4, files.filter(Files::isRegularFile).count());
        }
    }

    @Test
    void whatIsNoInputCannotBeConstant() throws Exception {
        refused(describe(DeskGraphs.scalarInput(), "--constant", "size=3"), "size", "[x, rate]");
        refused(describe(DeskGraphs.scalarInput(), "--constant", "rate=high"), "--constant rate=high", "NAME=16000");
    }

    @Test
    void whatLooksLikeAStateIsAskedFor() throws Exception {
        refused(describe(DeskGraphs.unnamedState(), "--task", "embedding"), "--states state=stateN, or --states none");
        JsonObject model = described(
                DeskGraphs.unnamedState(), "--states", "state=stateN", "--task", "embedding", "--output", "y");
        assertEquals(1, model.get("states").asArray().size());
        // The free dimension of layers, batch and units is the batch.
        assertEquals(
                "[2,1,3]",
                model.get("inputs").asArray().get(1).asObject().get("shape").toString());
    }

    @Test
    void aShapeIsAskedForAsTheGraphHasIt() throws Exception {
        refused(
                describe(DeskGraphs.unnamedState(), "--states", "none", "--no-batch", "--task", "embedding"),
                "[-1, 3] (-1 is free)",
                "--shape x=?,3");
    }

    @Test
    void twoTextsNeverDecideInvertedSilently() throws Exception {
        assertEquals(
                "[\"normal\",\"anomaly\"]",
                reading(described(DeskGraphs.twoTexts("anomaly", "normal")))
                        .get("labels")
                        .toString());
        refused(
                describe(DeskGraphs.twoTexts("blue", "green")),
                "which of them is the alarm is not known",
                "--positive blue or --positive green");
        assertEquals(
                "[\"green\",\"blue\"]",
                reading(described(DeskGraphs.twoTexts("blue", "green"), "--positive", "blue"))
                        .get("labels")
                        .toString());
    }

    @Test
    void aNormalClassThatIsNotTheFirstIsWarnedOf() throws Exception {
        CommandRun run = describe(DeskGraphs.threeClasses("crack", "dent", "normal"));
        assertTrue(run.err().contains("warning: the class 'normal' is the normal one by its name"), run.err());
        assertTrue(run.err().contains("Severities in the pipeline's form to alarm,alarm,ok"), run.err());
    }

    @Test
    void randomNumbersAreWarnedOf() throws Exception {
        CommandRun run = describe(DeskGraphs.noise());
        assertTrue(run.err().contains("draws random numbers [RandomUniformLike]"), run.err());
    }

    @Test
    void anAutoencoderDecidesByHowFarItIsOff() throws Exception {
        byte[] graph = DeskGraphs.autoencoder(-1, 2);
        refused(describe(graph), "--task reconstruction if it is the input rebuilt");
        refused(describe(graph, "--task", "reconstruction"), "reconstruction_error", "--threshold", "--data");
        JsonObject reading = reading(described(graph, "--task", "reconstruction", "--threshold", "2.5"));
        assertEquals("anomaly", reading.getString("task", ""));
        assertEquals("reconstruction_error", reading.getString("output", ""));
        assertEquals("[\"normal\",\"unusual\"]", reading.get("labels").toString());
        List<String> golden = Files.readAllLines(folder.resolve("own/golden.csv"));
        assertEquals("x_0,x_1,=reconstruction_error", golden.get(0));
        String[] row = golden.get(2).split(",");
        double half = Math.pow(Double.parseDouble(row[0]) / 2, 2) + Math.pow(Double.parseDouble(row[1]) / 2, 2);
        assertEquals(half / 2, Double.parseDouble(row[2]), 1e-5 * (1 + half), golden.get(2));
    }

    @Test
    void theDataSayWhichErrorIsUsual() throws Exception {
        StringBuilder csv = new StringBuilder("a,b\n");
        for (int i = 1; i <= 100; i++) {
            csv.append(i).append(',').append(i).append('\n');
        }
        Path data = Files.writeString(folder.resolve("rows.csv"), csv);
        refused(
                describe(DeskGraphs.autoencoder(-1, 2), "--task", "reconstruction", "--data", data),
                "100 usual rows",
                "all up to 2500",
                "--threshold 2500");
    }

    @Test
    void windowsAreRebuiltAsWell() throws Exception {
        JsonObject model = described(
                DeskGraphs.autoencoder(1, 6, 1), "--task", "reconstruction", "--threshold", "1", "--reading", "wear");
        assertEquals("wear", reading(model).getString("name", ""));
        refused(
                describe(DeskGraphs.freeColumns(), "--task", "reconstruction", "--threshold", "1"),
                "no output has the shape of an input");
    }

    @Test
    void picturesOfHalfFloatsArePictures() throws Exception {
        refused(describe(DeskGraphs.halfPicture()), "what values pixels had", "--pixels");
        JsonObject input = described(DeskGraphs.halfPicture(), "--pixels", "0..1")
                .get("inputs")
                .asArray()
                .get(0)
                .asObject();
        assertEquals("rgb", input.get("image").asObject().getString("colour", ""));
    }

    @Test
    void aLargeFixedBatchIsServed() throws Exception {
        described(DeskGraphs.meanOfWindow(6_000, 2, 2));
    }
}
