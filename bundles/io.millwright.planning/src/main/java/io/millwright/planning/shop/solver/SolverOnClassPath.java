package io.millwright.planning.shop.solver;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The solver of a program that has OR-tools on its own class path. Thread-safe. */
public final class SolverOnClassPath implements SolverFiles {
    private final Path folder;

    /** @param folder takes the libraries */
    public SolverOnClassPath(Path folder) {
        this.folder = folder;
    }

    @Override
    public String missing() {
        return found() == null ? "OR-tools for " + Natives.system() + " is not on the class path" : "";
    }

    @Override
    public String version() {
        return found().toString();
    }

    private static URL found() {
        return SolverOnClassPath.class.getResource("/" + Natives.system() + "/" + Natives.LIBRARY);
    }

    @Override
    public Placed place() throws IOException {
        List<URL> libraries = new ArrayList<>();
        JarURLConnection connection = (JarURLConnection) found().openConnection();
        String prefix = Natives.system() + "/";
        for (var entry : Collections.list(connection.getJarFile().entries())) {
            if (entry.getName().startsWith(prefix) && !entry.isDirectory()) {
                libraries.add(new URL("jar:" + connection.getJarFileURL() + "!/" + entry.getName()));
            }
        }
        Natives.place(libraries, folder);
        return new Placed(System.getProperty("java.class.path"), folder.resolve(Natives.LIBRARY));
    }
}
