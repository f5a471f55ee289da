package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A later ONNX Runtime writes a device id and an event store for its maker below the user's cache directory. The version that
 * is shipped must not: a process with an empty home and an empty cache leaves both empty, and its temporary folder as well.
 */
class NothingOutsideTheTemporaryFolderTest {
    @TempDir
    Path folder;

    @Test
    void aSessionWritesNothingIntoHomeOrCache() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path cache = Files.createDirectory(folder.resolve("cache"));
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Path model = ModelFiles.linear("linear", "1.0.0", 3).writeTo(folder.resolve("model"));
        String output = ChildJvm.run(
                folder.resolve("output"),
                Map.of("HOME", home.toString(), "XDG_CACHE_HOME", cache.toString(), "TMPDIR", temporary.toString()),
                List.of("-Duser.home=" + home, "-Djava.io.tmpdir=" + temporary),
                Session.class,
                model.toString());
        assertTrue(output.contains("ran 100"), output);
        assertEquals(List.of(), tree(home), "home");
        assertEquals(List.of(), tree(cache), "cache");
        assertEquals(List.of(), tree(temporary), "java.io.tmpdir");
    }

    private static List<Path> tree(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(path -> !path.equals(directory)).toList();
        }
    }

    /** Opens a model and runs it. */
    static final class Session {
        private Session() {}

        public static void main(String[] arguments) throws Exception {
            int runs = 0;
            try (ModelFolder folder = ModelFolder.open(Path.of(arguments[0]));
                    ModelRunner runner = folder.model().open(1)) {
                long libraries = tree(Path.of(System.getProperty("java.io.tmpdir"))).stream()
                        .filter(Files::isRegularFile)
                        .count();
                if (libraries != 0) {
                    throw new IllegalStateException("a kill would now leave " + libraries + " libraries");
                }
                while (runs < 100) {
                    runner.run(60_000);
                    runs++;
                }
            }
            System.out.println("ran " + runs);
        }
    }
}
