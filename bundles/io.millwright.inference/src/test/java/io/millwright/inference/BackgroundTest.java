package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import io.millwright.model.Background;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The background comes with the model, is held to its limits and is kept with it. */
class BackgroundTest {
    @TempDir
    Path folder;

    private static ModelFiles with(String csv) {
        return ModelFiles.linear("linear", "1.0.0", 2)
                .file("background", "background.csv", csv.getBytes(StandardCharsets.UTF_8));
    }

    private Background read(ModelFiles files) throws IOException {
        try (ModelFolder open = ModelFolder.open(files.writeTo(folder.resolve("model")))) {
            return open.model().background();
        }
    }

    private String refusal(ModelFiles files) throws IOException {
        Path model = files.writeTo(folder.resolve("refused"));
        return assertThrows(IOException.class, () -> ModelFolder.open(model)).getMessage();
    }

    private static String rows(int count) {
        StringBuilder csv = new StringBuilder("a,b\n");
        for (int row = 0; row < count; row++) {
            csv.append(row).append(',').append(row % 3).append('\n');
        }
        return csv.toString();
    }

    @Test
    void aModelWithoutOneHasNone() throws IOException {
        assertNull(read(ModelFiles.linear("linear", "1.0.0", 2)));
    }

    @Test
    void rowsAreHeldAsTheModelTakesThem() throws IOException {
        Background background = read(with("b,a\n1,300.5\n2,-7\n"));
        assertEquals(2, background.rows());
        assertEquals(300.5f, background.input(0).getFloat(0));
        assertEquals(1f, background.input(0).getFloat(4));
        assertEquals(-7f, background.input(0).getFloat(8));
        assertTrue(background.input(0).isReadOnly());
    }

    @Test
    void goldenRowsMayBeTheBackground() throws IOException {
        Background background = read(ModelFiles.linear("linear", "1.0.0", 2).set("background", Json.value("golden")));
        assertEquals(3, background.rows());
        assertEquals(-3.5f, background.input(0).getFloat(16));
    }

    @Test
    void ofManyGoldenRowsThoseAreTakenThatAreEvenlySpaced() throws IOException {
        StringBuilder golden = new StringBuilder("a,b,=y\n");
        for (int row = 0; row < 1_000; row++) {
            golden.append(row).append(",0,").append(2 * row).append('\n');
        }
        Background background = read(ModelFiles.linear("linear", "1.0.0", 2)
                .file("golden", "golden.csv", golden.toString().getBytes(StandardCharsets.UTF_8))
                .set("background", Json.value("golden")));
        assertEquals(250, background.rows());
        assertEquals(4 * 249f, background.input(0).getFloat(249 * 8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            'a,b,=y;1,2,10'   | header column 3    | inputs only
            'a;1'             | header             | b
            'a,b;1'           | line 2             | 1 columns
            'a,b;1,x'         | line 2, b          | no number
            'a,b'             | rows               | no row
            """)
    void whatDoesNotFitIsRefusedWithItsPlace(String csv, String place, String why) throws IOException {
        String refusal = refusal(with(csv.replace(";", "\n") + "\n"));
        assertTrue(refusal.contains("background.csv") && refusal.contains(place) && refusal.contains(why), refusal);
    }

    @Test
    void tooManyRowsAreRefused() throws IOException {
        assertEquals(256, read(with(rows(256))).rows());
        assertTrue(refusal(with(rows(257))).contains("more than 256"));
    }

    @Test
    void anotherFileUnderItsNameIsRefused() throws IOException {
        assertTrue(refusal(with(rows(3)).raw("background.csv", rows(4).getBytes(StandardCharsets.UTF_8)))
                .contains("background.sha256"));
        assertTrue(refusal(ModelFiles.linear("linear", "1.0.0", 2).set("background", Json.value("rows")))
                .contains("\"golden\""));
        ModelFiles twice = ModelFiles.linear("linear", "1.0.0", 2);
        assertTrue(refusal(twice.file("background", "golden.csv", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)))
                .contains("background.file"));
    }

    /** Like the model's other files; after a boot the kept one serves. */
    @Test
    void itIsKeptWithItsModel() throws Exception {
        ModelFiles good = with(rows(5));
        try (Gateway gateway = new Gateway(folder.resolve("one"), folder.resolve("data"))) {
            gateway.install(good.bundle("test.background", "1.0.0"));
            assertEquals(5, gateway.await("linear", "1.0.0").background().rows());
            gateway.awaitRest();
        }
        try (Gateway gateway = new Gateway(folder.resolve("two"), folder.resolve("data"))) {
            gateway.install(good.raw("background.csv", new byte[0]).bundle("test.background", "1.0.1"));
            gateway.awaitState(ExtenderState.Code.MODEL_REFUSED, "background.sha256", "background.csv");
            assertEquals(5, gateway.await("linear", "1.0.0").background().rows());
            gateway.awaitRest();
        }
        try (Stream<Path> kept = Files.list(folder.resolve("data/millwright/models/files"))) {
            assertEquals(4, kept.count(), "model.json, ONNX file, golden rows, background: " + List.of());
        }
    }
}
