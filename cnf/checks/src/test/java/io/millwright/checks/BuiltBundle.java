package io.millwright.checks;

import aQute.bnd.header.OSGiHeader;
import aQute.bnd.header.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** One production bundle as it was built: its manifest and its entries. */
record BuiltBundle(String symbolicName, String version, Map<String, String> headers, Map<String, byte[]> entries) {
    static final Path FOLDER = Path.of("target", "bundles");

    static List<BuiltBundle> all() {
        try (Stream<Path> jars = Files.list(FOLDER)) {
            return jars.filter(jar -> jar.toString().endsWith(".jar"))
                    .sorted()
                    .map(BuiltBundle::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BuiltBundle read(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Map<String, byte[]> entries = new TreeMap<>();
            for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
                if (!entry.isDirectory()) {
                    try (InputStream in = file.getInputStream(entry)) {
                        entries.put(entry.getName(), in.readAllBytes());
                    }
                }
            }
            return of(file.getManifest(), entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BuiltBundle of(Manifest manifest, Map<String, byte[]> entries) {
        Map<String, String> headers = new TreeMap<>();
        Attributes main = manifest.getMainAttributes();
        main.forEach((name, value) -> headers.put(name.toString(), value.toString()));
        String name = main.getValue("Bundle-SymbolicName");
        return new BuiltBundle(
                name == null ? "?" : name.split(";")[0].trim(), main.getValue("Bundle-Version"), headers, entries);
    }

    Parameters header(String name) {
        return OSGiHeader.parseHeader(headers.getOrDefault(name, ""));
    }

    boolean isModel() {
        return symbolicName.startsWith("io.millwright.model.");
    }
}
