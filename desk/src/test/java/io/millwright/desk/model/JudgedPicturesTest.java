package io.millwright.desk.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.CommandRun;
import io.millwright.inference.DeskGraphs;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that calls bright pictures defective is judged by pictures whose class is known. */
class JudgedPicturesTest {
    @TempDir
    Path folder;

    private Path model;
    private Path pictures;

    @BeforeEach
    void begin() throws IOException {
        Path onnx = Files.write(folder.resolve("own.onnx"), DeskGraphs.picture());
        model = folder.resolve("bright");
        CommandRun run = CommandRun.of(
                "model",
                "describe",
                onnx,
                "--out",
                model,
                "--task",
                "binary",
                "--threshold",
                "0.5",
                "--labels",
                "ok,defect",
                "--pixels",
                "0..1",
                "--yes");
        assertEquals(0, run.exitCode(), run.err());
        pictures = Files.createDirectory(folder.resolve("pictures"));
    }

    private void picture(String name, int brightness) throws IOException {
        BufferedImage image = new BufferedImage(20, 16, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(brightness, brightness, brightness));
        graphics.fillRect(0, 0, 20, 16);
        graphics.dispose();
        Path file = pictures.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private JsonObject judged(Object... more) {
        CommandRun run = CommandRun.of(command(more));
        assertEquals(0, run.exitCode(), run.out() + run.err());
        return Json.parse(run.out()).asObject();
    }

    private Object[] command(Object... more) {
        Object[] all = new Object[6 + more.length];
        System.arraycopy(new Object[] {"model", "evaluate", model, "--pictures", pictures, "--json"}, 0, all, 0, 6);
        System.arraycopy(more, 0, all, 6, more.length);
        return all;
    }

    @Test
    void everyOtherClassIsADefectToAModelThatTellsDefectsOnly() throws IOException {
        picture("ok/a.png", 10);
        picture("ok/b.png", 60);
        picture("ok/c.png", 200);
        picture("scratch/a.png", 220);
        picture("scratch/b.png", 255);
        picture("dent/a.png", 140);
        JsonObject reading = judged().get("readings").asArray().get(0).asObject();
        assertEquals(6, reading.getInt("rows", 0));
        JsonObject confusion = reading.get("confusion").asObject();
        assertEquals(2, confusion.get("ok").asObject().getInt("ok", 0));
        assertEquals(1, confusion.get("ok").asObject().getInt("defect", 0));
        assertEquals(3, confusion.get("defect").asObject().getInt("defect", 0));
        assertEquals(8.0 / 9, reading.get("figures").asObject().getDouble("ROC-AUC", 0), 1e-9);
    }

    @Test
    void theClassWithoutADefectMayHaveAnotherName() throws IOException {
        picture("as wanted/a.png", 10);
        picture("off/a.png", 220);
        JsonObject reading =
                judged("--ok", "as wanted").get("readings").asArray().get(0).asObject();
        assertEquals(1, reading.get("figures").asObject().getDouble("accuracy", 0));
    }

    @Test
    void aFileThatIsNoPictureIsNamed() throws IOException {
        picture("ok/a.png", 10);
        picture("defect/a.png", 220);
        Files.writeString(pictures.resolve("defect/b.png"), "a text");
        CommandRun run = CommandRun.of("model", "evaluate", model, "--pictures", pictures);
        assertEquals(1, run.exitCode(), run.out());
        assertTrue(run.err().contains("b.png"), run.err());
    }

    @Test
    void rowsDoNotFitAModelOfPicturesNorPicturesOneOfRows() throws IOException {
        picture("ok/a.png", 10);
        picture("defect/a.png", 220);
        Path rows = Files.writeString(folder.resolve("rows.csv"), "a,label\n1,ok\n");
        CommandRun run = CommandRun.of("model", "evaluate", model, "--data", rows);
        assertTrue(run.err().contains("--pictures"), run.err());
        run = CommandRun.of("model", "evaluate", model);
        assertTrue(run.err().contains("--data") && run.err().contains("--pictures"), run.err());
        run = CommandRun.of("model", "evaluate", model, "--pictures", pictures, "--maintenance", rows);
        assertTrue(run.err().contains("--maintenance goes with --data"), run.err());
    }
}
