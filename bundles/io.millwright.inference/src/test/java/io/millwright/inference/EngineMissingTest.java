package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.Engine.EngineMissing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native libraries that do not load are Errors in Java; they end at the engine's border as a text with the remedy. */
class EngineMissingTest {
    @TempDir
    Path folder;

    @Test
    void librariesThatCannotBeUnpackedAreAStateNotAnError() throws Exception {
        String missing = folder.resolve("missing").toString();
        String output =
                ChildJvm.run(folder.resolve("output"), Map.of(), List.of("-Djava.io.tmpdir=" + missing), Load.class);
        assertTrue(output.contains("first: ONNX Runtime does not load"), output);
        assertTrue(output.contains(missing), output);
        assertTrue(output.contains("glibc 2.27"), output);
        assertTrue(output.contains("again: ONNX Runtime does not load"), output);
    }

    /** Loads twice: the second failure is another Error, NoClassDefFoundError. */
    static final class Load {
        private Load() {}

        public static void main(String[] arguments) {
            for (String attempt : List.of("first", "again")) {
                try {
                    Engine.load();
                } catch (EngineMissing e) {
                    System.out.println(attempt + ": " + e.getMessage());
                }
            }
        }
    }
}
