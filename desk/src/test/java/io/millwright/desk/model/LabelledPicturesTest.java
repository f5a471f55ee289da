package io.millwright.desk.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.model.ImageSpec.Fit;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder in that of a class holds the pictures of one part. */
class LabelledPicturesTest {
    @TempDir
    Path folder;

    private Path picture(String name) throws Exception {
        Path file = folder.resolve("pictures").resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
        return file;
    }

    private LabelledPictures found(boolean paired) throws Exception {
        return new LabelledPictures(folder.resolve("pictures"), "", paired);
    }

    private static List<Integer> numbers(JsonArray array) {
        return array.values().stream().map(value -> value.asInt()).toList();
    }

    @Test
    void picturesInOneFolderOfAClassShowOnePart() throws Exception {
        picture("ok/a.png");
        picture("ok/b.png");
        picture("ok/plate 7/dark.png");
        picture("ok/plate 7/light.png");
        picture("crack/plate 7/dark.png");
        picture("crack/plate 7/light.png");
        picture("crack/plate 9/dark.png");
        LabelledPictures found = found(false);
        assertEquals(7, found.count());
        found.write(folder, 8, 8, Fit.STRETCH);
        JsonObject listed =
                Json.parse(Files.readString(folder.resolve("pictures.json"))).asObject();
        assertEquals(List.of(0, 0, 0, 0, 1, 1, 1), numbers(listed.get("labels").asArray()));
        assertEquals(List.of(0, 1, 2, 2, 3, 3, 4), numbers(listed.get("parts").asArray()));
        assertEquals(7 * 64, Files.size(folder.resolve("pictures.bin")));
    }

    @Test
    void theNearestReferenceCounts() throws Exception {
        Path ofAll = picture("reference.png");
        Path ofClass = picture("crack/reference.png");
        Path ofPart = picture("crack/plate 7/reference.png");
        picture("ok/plate 1/dark.png");
        picture("crack/plate 7/dark.png");
        picture("crack/plate 9/dark.png");
        LabelledPictures found = found(true);
        assertEquals(3, found.count());
        assertEquals(ofAll, found.files(0).get(1));
        assertEquals(ofPart, found.files(1).get(1));
        assertEquals(ofClass, found.files(2).get(1));
    }

    @Test
    void foldersThatWouldBePassedOverAreNamed() throws Exception {
        picture("ok/a.png");
        picture("crack/plate 7/morning/dark.png");
        picture("crack/plate 7/light.png");
        Refusal refusal = assertThrows(Refusal.class, () -> found(false));
        assertTrue(refusal.getMessage().contains("morning"), refusal.getMessage());
        Files.createDirectories(folder.resolve("pictures/crack/plate 5"));
        refusal = assertThrows(Refusal.class, () -> found(false));
        assertTrue(refusal.getMessage().contains("plate 5 holds no picture"), refusal.getMessage());
    }
}
