package io.millwright.desk.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.WriterConfig;
import io.millwright.desk.CommandRun;
import io.millwright.inference.DeskGraphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The card is what model.json says, always the same, and nobody's words are lost. */
class ModelCardTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void describe() throws IOException {
        Path onnx = Files.write(folder.resolve("own.onnx"), DeskGraphs.freeColumns());
        model = folder.resolve("press");
        Path data = Files.writeString(folder.resolve("rows.csv"), "a [bar],b,c\n1,1,1\n2,0,1\n3,1,0\n");
        Path statements = Files.writeString(
                folder.resolve("statements.json"),
                """
                {"use": {"intended": ["a | b"], "forbidden": ["Stopping the press."], "human_decides": []},
                 "metrics": [
                   {"name": "F1", "value": 0.8, "spread": 0.05, "baseline": 0.4, "baseline_name": "limit of 5 bar", "split": "5-fold"},
                   {"name": "RMSE", "value": 12.5, "baseline": 12.5, "baseline_name": "mean", "split": "5-fold", "better": "lower"}],
                 "training": {"script": "train.py", "seed": 7},
                 "chosen": {"by": "percentile", "percentile": 95, "on": "healthy days"},
                 "drift_notes": {}}
                """);
        CommandRun run = CommandRun.of(
                "model",
                "describe",
                onnx,
                "--out",
                model,
                "--version",
                "1.2.3",
                "--data",
                data,
                "--trained-on",
                data,
                "--statements",
                statements,
                "--threshold",
                "4",
                "--labels",
                "ok,bad",
                "--task",
                "value",
                "--row-period-ms",
                "60000",
                "--yes");
        assertEquals(0, run.exitCode(), run.err());
    }

    private String card() throws IOException {
        return Files.readString(model.resolve("MODEL_CARD.md"));
    }

    private void change(Consumer<JsonObject> change) throws IOException {
        Path file = model.resolve("model.json");
        JsonObject json = Json.parse(Files.readString(file)).asObject();
        change.accept(json);
        Files.writeString(file, json.toString(WriterConfig.PRETTY_PRINT));
    }

    private void says(String... parts) throws IOException {
        for (String part : parts) {
            assertTrue(card().contains(part), part + " is not in: " + card());
        }
    }

    @Test
    void aDescribedModelStatesWhatItIsWorthAndWhereItComesFrom() throws IOException {
        says(
                "# press 1.2.3",
                "* a | b",
                "A person still decides:\n\n* *Not stated.*",
                "| F1 | 0.8 ± 0.05 | 0.4 (limit of 5 bar) | higher | 5-fold |",
                "| RMSE | 12.5 **(no better)** | 12.5 (mean) | lower | 5-fold |",
                "as good or better",
                "Seed 7.",
                "| rows.csv | 3 | `",
                "model.json also holds `drift_notes`",
                "| `a` | bar | 1 to 3 | last value | no decision | – |",
                "### Golden rows",
                "computed by ONNX Runtime");
        assertEquals(0, CommandRun.of("model", "card", model, "--check").exitCode());
    }

    /** One published "HIGH" above the 95th percentile alarms 5 % of healthy data: whoever does so is told. */
    @Test
    void aPercentileOfHealthyDataIsToldAsWhatItIs() throws IOException {
        String told = "5 % of healthy rows alarm by construction, whatever the model is worth, 72 a day";
        says("Chosen as percentile 95 of healthy data, on healthy days: " + told);
        CommandRun run = CommandRun.of("model", "check", model);
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.err().contains(told), run.err());
    }

    @Test
    void aCardThatIsNotWhatModelJsonSaysIsNoticed() throws IOException {
        change(json -> json.get("use").asObject().set("intended", Json.array("Something else.")));
        CommandRun check = CommandRun.of("model", "card", model, "--check");
        assertEquals(1, check.exitCode());
        assertTrue(check.err().contains("is not what model.json says"), check.err());
        assertTrue(CommandRun.of("model", "check", model).err().contains("is not what model.json says"));
        assertEquals(0, CommandRun.of("model", "card", model).exitCode());
        says("* Something else.");
        String once = card();
        assertEquals(0, CommandRun.of("model", "card", model).exitCode());
        assertEquals(once, card());
        Files.writeString(model.resolve("MODEL_CARD.md"), once.replace("\n", "\r\n"));
        assertEquals(0, CommandRun.of("model", "card", model, "--check").exitCode(), "line ends say nothing");
    }

    @Test
    void whatAPersonWroteStandsInTheNotesOneLevelDown() throws IOException {
        Files.writeString(model.resolve("train/card.md"), "## Source\n\nPress 7.\n\n```\n# no heading\n```\n");
        assertEquals(0, CommandRun.of("model", "card", model).exitCode());
        says("## Notes\n\n### Source\n\nPress 7.\n\n```\n# no heading\n```\n\n### Origin");
    }

    @Test
    void aCardThatAPersonWroteStays() throws IOException {
        Files.writeString(model.resolve("MODEL_CARD.md"), "# My own words\n");
        CommandRun run = CommandRun.of("model", "card", model);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("train/card.md"), run.err());
        CommandRun again = CommandRun.of(
                "model", "describe", folder.resolve("own.onnx"), "--out", model, "--features", "a,b,c", "--yes");
        assertEquals(0, again.exitCode(), again.err());
        assertTrue(again.out().contains("was written by a person"), again.out());
        assertEquals("# My own words\n", card());
    }

    @Test
    void whatIsNotStatedTheCardSays() throws IOException {
        change(json -> json.remove("use").remove("metrics").remove("training"));
        assertEquals(0, CommandRun.of("model", "card", model).exitCode());
        says("*Not stated.* Before it decides", "*Not stated.* Nobody says here", "## Training\n\n*Not stated.*");
    }

    @Test
    void aContradictionIsRefusedInTheGatewaysWords() throws IOException {
        change(json -> json.get("metrics").asArray().get(0).asObject().remove("baseline"));
        CommandRun run = CommandRun.of("model", "card", model);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("metrics[0].baseline = missing"), run.err());
    }

    @Test
    void aFeaturesFileSaysWhatFitsAndWhatStandsIn() throws IOException {
        Path features = Files.writeString(
                folder.resolve("features.csv"),
                "name,min,max,tag_hints,impute,impute_ms\na,0,9,*press*|p1,hold,5000\nb,0,9,,2.5,\nc,0,9,,,\n");
        CommandRun run = CommandRun.of(
                "model", "describe", folder.resolve("own.onnx"), "--out", model, "--features", features, "--yes");
        assertEquals(0, run.exitCode(), run.err());
        says(
                "| `a` | – | 0 to 9 | last value | its last value for 5,000 ms, UNCERTAIN; then no decision | `*press*`, `p1` |",
                "| `b` | – | 0 to 9 | last value | 2.5, UNCERTAIN | – |",
                "| `c` | – | 0 to 9 | last value | no decision | – |");
    }

    @Test
    void statementsThatDescribeFindsOutAreRefused() throws IOException {
        Path statements = Files.writeString(folder.resolve("more.json"), "{\"outputs\": []}");
        CommandRun run = CommandRun.of(
                "model", "describe", folder.resolve("own.onnx"), "--out", model, "--statements", statements, "--yes");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("outputs is what describe finds out"), run.err());
        assertFalse(card().isEmpty());
    }
}
