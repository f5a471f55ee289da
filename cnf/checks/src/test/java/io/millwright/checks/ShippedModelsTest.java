package io.millwright.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every model folder through the gateway's own checks: hash, contract, and its golden rows against ONNX Runtime. */
class ShippedModelsTest {
    private static final Path MODELS = Path.of("..", "..", "models");
    private static final int LEAST_GOLDEN_ROWS = 256;

    @TestFactory
    List<DynamicTest> aModelFolderIsAcceptedByTheGateway() throws IOException {
        try (Stream<Path> folders = Files.list(MODELS)) {
            List<DynamicTest> tests = folders.filter(folder -> Files.exists(folder.resolve("model.json")))
                    .sorted()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> accepted(folder)))
                    .toList();
            assertTrue(tests.size() >= 2, "models/ has " + tests.size() + " model folders");
            return tests;
        }
    }

    private static void accepted(Path folder) throws Exception {
        try (ModelFolder model = ModelFolder.open(folder)) {
            assertEquals(folder.getFileName().toString(), model.model().name());
            assertTrue(model.goldenRows() >= LEAST_GOLDEN_ROWS, folder + " has " + model.goldenRows() + " golden rows");
        }
    }
}
