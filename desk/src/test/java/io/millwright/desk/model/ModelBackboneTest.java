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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A head is judged behind its backbone, as on a gateway, and packaged without it. */
class ModelBackboneTest {
    private static final long HEAD_BYTES = 10_000;

    @TempDir
    Path folder;

    private Path backbone;
    private Path head;

    @BeforeEach
    void write() throws IOException {
        backbone = DeskGraphs.backbone(folder.resolve("features"), 3);
        head = DeskGraphs.head(folder.resolve("quality"), 3);
    }

    @Test
    void aHeadIsCheckedBehindItsBackbone() {
        CommandRun run = CommandRun.of("model", "check", head, "--backbone", backbone, "--json");
        assertEquals(0, run.exitCode(), run.err());
        JsonObject json = Json.parse(run.out()).asObject();
        assertEquals("quality 1.0.0", json.getString("model", ""));
        assertEquals(2, json.getInt("goldenRows", 0));
    }

    @Test
    void aHeadWithoutItsBackboneIsRefusedWithWhereToSayIt() {
        CommandRun run = CommandRun.of("model", "check", head);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("is a head of features"), run.err());
        assertTrue(run.err().contains("give the backbone's folder with --backbone"), run.err());
        CommandRun none = CommandRun.of("model", "check", backbone, "--backbone", backbone);
        assertEquals(1, none.exitCode());
        assertTrue(none.err().contains("names no backbone in model.json"), none.err());
    }

    @Test
    void aHeadBehindAnotherBackboneIsRefusedInTheGatewaysWords() throws IOException {
        Path other = DeskGraphs.backbone(folder.resolve("other"), 5);
        CommandRun run = CommandRun.of("model", "check", head, "--backbone", other);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("so this head was trained on another one"), run.err());
    }

    @Test
    void theHeadsPackageHoldsTheHeadAlone() throws IOException {
        CommandRun run = CommandRun.of("model", "package", head, "--backbone", backbone, "--to", folder, "--json");
        assertEquals(0, run.exitCode(), run.err());
        Path dp = Path.of(Json.parse(run.out()).asObject().getString("package", ""));
        assertTrue(Files.size(dp) < HEAD_BYTES, dp + " has " + Files.size(dp) + " bytes");
    }

    @Test
    void theCardNamesTheBackbone() throws IOException {
        CommandRun run = CommandRun.of("model", "card", head);
        assertEquals(0, run.exitCode(), run.err());
        String card = Files.readString(head.resolve("MODEL_CARD.md"));
        assertTrue(card.contains("`e` is filled by `embedding` of the model `features` [1.0,3.0)"), card);
    }
}
