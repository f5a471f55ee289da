package io.millwright.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the copies of the native libraries that ONNX Runtime unpacks into java.io.tmpdir, 24 MB that a killed process would
 * leave there. Linux keeps a library that is loaded; only files that this process has mapped are touched.
 */
final class NativeFiles {
    private static final Logger LOG = LoggerFactory.getLogger(NativeFiles.class);
    private static final Path MAPPED = Path.of("/proc/self/maps");
    private static final String FOLDER = "onnxruntime-java";

    private NativeFiles() {}

    static void unlink() {
        try (Stream<String> lines = Files.lines(MAPPED)) {
            List<Path> libraries = lines.filter(line -> line.indexOf('/') >= 0 && !line.endsWith("(deleted)"))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .filter(NativeFiles::unpacked)
                    .distinct()
                    .toList();
            for (Path library : libraries) {
                Files.deleteIfExists(library);
            }
        } catch (IOException | RuntimeException e) {
            LOG.info("Unpacked libraries of ONNX Runtime stay in java.io.tmpdir until the JVM ends: {}", e.toString());
        }
    }

    private static boolean unpacked(Path file) {
        Path folder = file.getParent();
        return folder != null
                && folder.getFileName() != null
                && folder.getFileName().toString().startsWith(FOLDER)
                && folder.getParent()
                        .equals(Path.of(System.getProperty("java.io.tmpdir"))
                                .toAbsolutePath()
                                .normalize());
    }
}
