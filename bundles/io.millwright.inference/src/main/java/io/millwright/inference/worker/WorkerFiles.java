package io.millwright.inference.worker;

import io.millwright.file.WholeFile;
import io.millwright.inference.worker.child.WorkerMain;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * What a worker's process needs on disk: this bundle's classes for it, ONNX Runtime's, and its native libraries. On a gateway they are
 * inside bundles, so they are copied to a folder in the Kura data directory once for each build of them.
 */
final class WorkerFiles {
    private static final String CHILD = "io/millwright/inference/worker/child";
    private static final String ENGINE = "ai/onnxruntime";
    private static final List<String> NATIVES = List.of("libonnxruntime.so", "libonnxruntime4j_jni.so");

    /** Held while something is placed: workers that start at the same time share the folder. */
    private static final Object PLACING = new Object();

    private final Path folder;

    /** @param folder made where it is missing */
    WorkerFiles(Path folder) {
        this.folder = folder;
    }

    /** Returns the class path. */
    String classPath() throws IOException {
        synchronized (PLACING) {
            return place(WorkerMain.class, CHILD) + File.pathSeparator + place(engine(), ENGINE);
        }
    }

    private static Class<?> engine() throws IOException {
        try {
            return Class.forName("ai.onnxruntime.OrtEnvironment", false, WorkerFiles.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IOException("ONNX Runtime is not installed", e);
        }
    }

    private Path place(Class<?> type, String classes) throws IOException {
        Bundle bundle = FrameworkUtil.getBundle(type);
        if (bundle == null) {
            try {
                return Path.of(
                        type.getProtectionDomain().getCodeSource().getLocation().toURI());
            } catch (URISyntaxException e) {
                throw new IOException(e);
            }
        }
        Path jar = folder.resolve(
                bundle.getSymbolicName() + "-" + bundle.getVersion() + "-" + bundle.getLastModified() + ".jar");
        if (!Files.exists(jar)) {
            Files.createDirectories(folder);
            forgetOthers(bundle.getSymbolicName() + "-", ".jar");
            List<URL> entries = entries(bundle, classes);
            WholeFile.write(jar, out -> pack(entries, out));
        }
        return jar;
    }

    private static void pack(List<URL> entries, OutputStream out) throws IOException {
        JarOutputStream jar = new JarOutputStream(out);
        for (URL entry : entries) {
            jar.putNextEntry(new JarEntry(entry.getPath().substring(1)));
            try (InputStream in = entry.openStream()) {
                in.transferTo(jar);
            }
            jar.closeEntry();
        }
        jar.finish();
    }

    private static List<URL> entries(Bundle bundle, String classes) throws IOException {
        var found = bundle.findEntries(classes, "*.class", true);
        if (found == null) {
            throw new IOException("bundle " + bundle.getSymbolicName() + " holds no " + classes);
        }
        return new ArrayList<>(Collections.list(found));
    }

    /** Returns a folder with ONNX Runtime's native libraries. */
    Path natives() throws IOException {
        synchronized (PLACING) {
            return placedNatives();
        }
    }

    private Path placedNatives() throws IOException {
        String system = "linux-" + architecture();
        Path natives = folder.resolve("native");
        Files.createDirectories(natives);
        for (String library : NATIVES) {
            URL source = engine().getResource("/" + ENGINE + "/native/" + system + "/" + library);
            if (source == null) {
                throw new IOException("ONNX Runtime has no " + library + " for " + system);
            }
            Path target = natives.resolve(library);
            long bytes = source.openConnection().getContentLengthLong();
            if (!Files.exists(target) || Files.size(target) != bytes) {
                try (InputStream in = source.openStream()) {
                    WholeFile.write(target, in::transferTo);
                }
            }
        }
        return natives;
    }

    private static String architecture() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return name.equals("amd64") || name.equals("x86_64") ? "x64" : name;
    }

    /** Deletes copies of earlier builds, and what an earlier process left half written. */
    private void forgetOthers(String prefix, String suffix) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(WholeFile.UNFINISHED) || name.startsWith(prefix) && name.endsWith(suffix)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
