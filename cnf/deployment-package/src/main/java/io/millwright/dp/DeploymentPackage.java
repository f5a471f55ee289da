package io.millwright.dp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A deployment package (OSGi Compendium 114.3) as Felix DeploymentAdmin 0.9.5 wants it: the manifest is the first entry,
 * every further entry is listed in it, in stream order, and there are no directory entries. Equal bundles give equal bytes.
 */
public final class DeploymentPackage {
    /** Packages carry no build time. Without a zone, and later than the least time, for which Java writes one more field. */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final String symbolicName;
    private final List<Bundle> bundles;

    private record Bundle(Path jar, String symbolicName, String version) {
        String entryName() {
            return symbolicName + "_" + version + ".jar";
        }
    }

    private DeploymentPackage(String symbolicName, List<Bundle> bundles) {
        this.symbolicName = symbolicName;
        this.bundles = bundles;
    }

    /**
     * Writes {@code <folder>/<symbolic name>_<version>.dp} and removes earlier packages of that name from the folder.
     *
     * @param args symbolic name, output folder, then jar files or folders of jar files, in start order
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 3) {
            throw new IllegalArgumentException("usage: SYMBOLIC-NAME OUTPUT-FOLDER JAR-OR-FOLDER...");
        }
        List<Path> jars = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            jars.addAll(jars(Path.of(args[i])));
        }
        Path file = of(args[0], jars).writeTo(Path.of(args[1]));
        System.out.println("wrote " + file + " (" + Files.size(file) + " bytes)");
    }

    /**
     * Reads the bundles' names and versions from their manifests.
     *
     * @param jars in start order
     * @throws IllegalArgumentException where a jar is no bundle, or a bundle is given twice
     */
    public static DeploymentPackage of(String symbolicName, List<Path> jars) throws IOException {
        List<Bundle> bundles = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path jar : jars) {
            Bundle bundle = read(jar);
            if (!names.add(bundle.symbolicName())) {
                throw new IllegalArgumentException(
                        jar + ": " + bundle.symbolicName() + " is in the package twice; leave one of the two out");
            }
            bundles.add(bundle);
        }
        if (bundles.isEmpty()) {
            throw new IllegalArgumentException(
                    symbolicName + ": no bundle was given; name jar files or a folder of them");
        }
        return new DeploymentPackage(symbolicName, bundles);
    }

    /** Returns the version: the highest of the bundles', so that it changes whenever one of them does. */
    String version() {
        return bundles.stream()
                .map(Bundle::version)
                .max(DeploymentPackage::compareVersions)
                .orElseThrow();
    }

    /** Writes {@code <symbolic name>_<version>.dp} and removes earlier packages of that name from the folder. */
    public Path writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> earlier = Files.newDirectoryStream(folder, symbolicName + "_*.dp")) {
            for (Path file : earlier) {
                Files.delete(file);
            }
        }
        Path file = folder.resolve(symbolicName + "_" + version() + ".dp");
        Path part = folder.resolve(file.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(part);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            entry(zip, JarFile.MANIFEST_NAME);
            manifest().write(zip);
            zip.closeEntry();
            for (Bundle bundle : bundles) {
                entry(zip, bundle.entryName());
                Files.copy(bundle.jar(), zip);
                zip.closeEntry();
            }
        }
        return Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void entry(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(ENTRY_TIME);
        zip.putNextEntry(entry);
    }

    /** One section per bundle in stream order; {@link Manifest} keeps the order of insertion. */
    private Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("DeploymentPackage-ManifestVersion", "1");
        main.putValue("DeploymentPackage-SymbolicName", symbolicName);
        main.putValue("DeploymentPackage-Version", version());
        for (Bundle bundle : bundles) {
            Attributes section = new Attributes();
            section.putValue("Bundle-SymbolicName", bundle.symbolicName());
            section.putValue("Bundle-Version", bundle.version());
            manifest.getEntries().put(bundle.entryName(), section);
        }
        return manifest;
    }

    private static List<Path> jars(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(path, "*.jar")) {
            found.forEach(jars::add);
        }
        jars.sort(Comparator.comparing(Path::getFileName));
        return jars;
    }

    private static Bundle read(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile());
                InputStream in = file.getInputStream(file.getEntry(JarFile.MANIFEST_NAME))) {
            Attributes main = new Manifest(in).getMainAttributes();
            String name = main.getValue("Bundle-SymbolicName");
            String version = main.getValue("Bundle-Version");
            if (name == null || version == null) {
                throw new IllegalArgumentException(
                        jar + ": Bundle-SymbolicName or Bundle-Version is missing; package bundles only");
            }
            return new Bundle(jar, name.split(";")[0].trim(), version.trim());
        }
    }

    /** Compares as OSGi does: three numbers, then the qualifier as text. */
    static int compareVersions(String a, String b) {
        String[] left = a.split("\\.", 4);
        String[] right = b.split("\\.", 4);
        for (int i = 0; i < 3; i++) {
            int order = Integer.compare(number(left, i), number(right, i));
            if (order != 0) {
                return order;
            }
        }
        return (left.length > 3 ? left[3] : "").compareTo(right.length > 3 ? right[3] : "");
    }

    private static int number(String[] parts, int i) {
        return i < parts.length ? Integer.parseInt(parts[i]) : 0;
    }
}
