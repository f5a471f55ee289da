package io.millwright.planning.shop.solver;

import io.millwright.file.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Copies of what the solver's process needs in a folder, once for each build of it. */
final class Natives {
    static final String LIBRARY = "libjniortools.so";

    private Natives() {}

    /** Returns the folder that OR-tools keeps the libraries of this machine in, inside its archive. */
    static String system() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return "ortools-linux-" + (name.equals("amd64") || name.equals("x86_64") ? "x86-64" : name);
    }

    /** Copies each file that is not there yet, or has another length. One call at a time: planners share the folder. */
    static synchronized void place(List<URL> sources, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (URL source : sources) {
            String path = source.getPath();
            Path target = folder.resolve(path.substring(path.lastIndexOf('/') + 1));
            long bytes = source.openConnection().getContentLengthLong();
            if (!Files.exists(target) || Files.size(target) != bytes) {
                try (InputStream in = source.openStream()) {
                    WholeFile.write(target, out -> in.transferTo(out));
                }
            }
        }
    }
}
