package io.millwright.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.Millwright;
import io.millwright.inference.ModelFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every model of the build, whichever there are, through the gateway's own checks: hash, contract, and its golden rows against ONNX
 * Runtime; and its card is what its description says.
 */
class ShippedModelsTest {
    private static final Path MODELS = Path.of("..", "..", "models");
    private static final int LEAST_GOLDEN_ROWS = 256;

    /** Each holds thousands of pixels, and every gateway runs them all. */
    private static final int LEAST_GOLDEN_PICTURES = 16;

    private static final int MANY_ELEMENTS = 500;

    private interface Check {
        void of(Path folder) throws Exception;
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(MODELS)) {
            return folders.filter(folder -> Files.exists(folder.resolve("model.json")))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<DynamicTest> each(Check check) throws IOException {
        return folders().stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check.of(folder)));
    }

    private static long elements(long[] shape) {
        return LongStream.of(shape).filter(dimension -> dimension > 0).reduce(1, Math::multiplyExact);
    }

    @TestFactory
    Stream<DynamicTest> aModelFolderIsAcceptedByTheGateway() throws IOException {
        return each(folder -> {
            try (ModelFolder model = ModelFolder.open(folder)) {
                assertEquals(folder.getFileName().toString(), model.model().name());
                // Each row of these is long, and its file with it.
                boolean few = model.model().inputs().stream()
                        .anyMatch(input -> input.image() != null || elements(input.shape()) > MANY_ELEMENTS);
                assertTrue(
                        model.goldenRows() >= (few ? LEAST_GOLDEN_PICTURES : LEAST_GOLDEN_ROWS),
                        folder + " has " + model.goldenRows() + " golden rows");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> theDeskTakesItToo() throws IOException {
        return each(folder -> run("model", "check", folder));
    }

    @TestFactory
    Stream<DynamicTest> theCardIsWhatTheDescriptionSays() throws IOException {
        return each(folder -> {
            run("model", "card", folder, "--check");
            String card = Files.readString(folder.resolve("MODEL_CARD.md"));
            assertFalse(card.contains("*Not stated.*"), "its training script states training, metrics and use");
        });
    }

    private static void run(Object... arguments) {
        StringWriter err = new StringWriter();
        int status = Millwright.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
        assertEquals(0, status, err.toString());
    }

    /** A folder that the build does not know would be checked, and never packaged. */
    @Test
    void everyFolderIsPartOfTheBuild() throws IOException {
        String build = Files.readString(Path.of("..", "..", "pom.xml"));
        for (Path folder : folders()) {
            assertTrue(
                    build.contains("<module>models/" + folder.getFileName() + "</module>"),
                    folder + " is not among the modules of pom.xml");
        }
        assertTrue(folders().size() >= 2, "models/ has " + folders().size() + " model folders");
    }
}
