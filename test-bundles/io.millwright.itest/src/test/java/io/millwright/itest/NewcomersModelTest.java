package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./demo --model DIR --csv FILE}: a model that the build does not know decides every row of a recording. */
class NewcomersModelTest {
    private static final long LIMIT_SECONDS = 180;
    private static final int ROWS = 40;

    @TempDir
    Path folder;

    @Test
    void everyRowOfTheRecordingIsDecidedAsTheTrainerSays() throws Exception {
        List<GoldenRow> rows = GoldenRow.of(Packages.denseClassifier()).subList(100, 100 + ROWS);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        classPath(),
                        "io.millwright.gateway.Demo",
                        "--model",
                        model().toString(),
                        "--csv",
                        recording(rows).toString(),
                        "--speed",
                        "20",
                        "--json")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertTrue(demo.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), () -> "it does not end: " + text(err));
        } finally {
            demo.destroyForcibly();
        }
        assertEquals(0, demo.exitValue(), () -> text(err));
        assertTrue(text(err).contains("does not need: label, operator"), () -> text(err));
        assertTrue(text(err).contains(ROWS + " decisions expected, came: " + ROWS + " decisions"), () -> text(err));
        List<JsonObject> decisions = Files.readAllLines(out).stream()
                .map(line -> Json.parse(line).asObject())
                .filter(object -> object.getString("kind", "").equals("decision"))
                .sorted(Comparator.comparingLong(decision -> decision.getLong("windowEnd", 0)))
                .toList();
        assertEquals(ROWS, decisions.size());
        for (int i = 0; i < ROWS; i++) {
            double expected = rows.get(i).score();
            JsonObject decision = decisions.get(i);
            assertEquals("newcomer@3.0.0", decision.getString("model", ""));
            assertEquals(expected, decision.getDouble("score", -1), 1e-5 + 1e-5 * expected, "row " + i);
            assertEquals(rows.get(i).trained() ? "GOOD" : "UNCERTAIN", decision.getString("quality", ""), "row " + i);
            assertEquals(expected >= 0.5 ? "alarm" : "ok", decision.getString("severity", ""), "row " + i);
        }
    }

    private static String classPath() {
        Path target = Packages.root().resolve("test-bundles/io.millwright.gateway/target");
        assertTrue(
                Files.isDirectory(target.resolve("lib")), target + " has no lib: run mvn verify on the whole project");
        return target.resolve("classes") + File.pathSeparator + target.resolve("lib") + "/*";
    }

    /** A folder outside of the build, with a name and a version of its own. */
    private Path model() throws IOException {
        Path shipped = Packages.root().resolve("models/dense-classifier");
        Path own = Files.createDirectory(folder.resolve("newcomer"));
        for (String file : List.of("model.onnx", "golden.csv")) {
            Files.copy(shipped.resolve(file), own.resolve(file));
        }
        JsonObject json =
                Json.parse(Files.readString(shipped.resolve("model.json"))).asObject();
        json.set("name", "newcomer").set("version", "3.0.0");
        Files.writeString(own.resolve("model.json"), json.toString());
        return own;
    }

    private Path recording(List<GoldenRow> rows) throws IOException {
        StringBuilder csv = new StringBuilder(
                "label;type;air_temperature [K];process_temperature [K];rotational_speed [rpm];torque [Nm];tool_wear [min];operator\n");
        for (GoldenRow row : rows) {
            csv.append('0');
            Site.FEATURES.forEach(name -> csv.append(';').append(row.inputs().get(name)));
            csv.append(";somebody\n");
        }
        return Files.writeString(folder.resolve("rows.csv"), csv);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "nothing readable: " + e.getMessage();
        }
    }
}
