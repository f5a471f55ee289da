package io.millwright.planning.shop.solver;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/** Copies of the solver's libraries in a folder, once for each build of them. */
final class Natives {
    static final String LIBRARY = "libjniortools.so";

    private static final String TEMPORARY = ".tmp";

    private Natives() {}

    /** Returns the folder that OR-tools keeps the libraries of this machine in, inside its archive. */
    static String system() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return "ortools-linux-" + (name.equals("amd64") || name.equals("x86_64") ? "x86-64" : name);
    }

    /** Copies each file that is not there yet, or has another length. */
    static void place(List<URL> sources, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (URL source : sources) {
            String path = source.getPath();
            Path target = folder.resolve(path.substring(path.lastIndexOf('/') + 1));
            long bytes = source.openConnection().getContentLengthLong();
            if (!Files.exists(target) || Files.size(target) != bytes) {
                copy(source, target);
            }
        }
    }

    private static void copy(URL source, Path target) throws IOException {
        Path temporary = Files.createTempFile(target.getParent(), "file-", TEMPORARY);
        try {
            try (InputStream in = source.openStream()) {
                Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
