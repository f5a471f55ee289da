package io.millwright.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.eclipse.kura.KuraException;

/**
 * Finds and makes the jars of a platform: those that the build copied to {@code target/platform}, the API bundle with
 * the platform's package versions, and the emulator, which is the jar or folder that this class was loaded from.
 */
final class PlatformBundles {
    /** Names the folder with the platform's jars, where it does not lie beside this class's jar. */
    static final String FOLDER_PROPERTY = "millwright.gateway.platform";

    private static final String MODULE = "test-bundles/io.millwright.gateway/target/platform";

    private final Platform platform;
    private final Path folder;

    PlatformBundles(Platform platform) {
        this.platform = platform;
        this.folder = find();
    }

    /** Equinox of this platform where it is not the one of the class path, else null. */
    Path framework() {
        Path framework = folder.resolve(platform.folder()).resolve("framework");
        return Files.isDirectory(framework) ? jars(framework).get(0) : null;
    }

    /** Slf4j and its back end first, so that nothing is logged before the log is set up. */
    List<String> locations(Path scratch) throws IOException {
        List<Path> jars = new ArrayList<>(jars(folder.resolve(platform.folder())));
        jars.addAll(jars(folder.resolve("both")));
        jars.sort((a, b) -> Integer.compare(order(a), order(b)));
        List<String> locations = new ArrayList<>();
        if (platform == Platform.KURA_6) {
            locations.add(reference(logProviderFragment(scratch.resolve("log-provider.jar"))));
        }
        jars.forEach(jar -> locations.add(reference(jar)));
        locations.add(reference(api(scratch.resolve("org.eclipse.kura.api.jar"))));
        locations.add(emulatorLocation());
        return locations;
    }

    static String emulatorLocation() {
        return reference(codeSource(PlatformBundles.class));
    }

    private static int order(Path jar) {
        String name = jar.getFileName().toString();
        return name.startsWith("slf4j") ? 0 : name.startsWith("logback") ? 1 : 2;
    }

    /** The classes of the compile-only API, exported at the versions of a real gateway's API bundle. */
    private Path api(Path target) throws IOException {
        Manifest manifest = manifest("org.eclipse.kura.api", platform.apiVersion());
        manifest.getMainAttributes()
                .putValue(
                        "Export-Package",
                        platform.apiPackages().entrySet().stream()
                                .map(e -> e.getKey() + ";version=\"" + e.getValue() + "\"")
                                .collect(Collectors.joining(",")));
        manifest.getMainAttributes()
                .putValue(
                        "Import-Package",
                        "org.osgi.framework,org.osgi.service.event;resolution:=optional,javax.net.ssl,javax.security.auth.x500,"
                                + "javax.servlet;resolution:=optional,javax.servlet.http;resolution:=optional,"
                                + "jakarta.servlet;resolution:=optional,jakarta.servlet.http;resolution:=optional");
        Path source = codeSource(KuraException.class);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(target), manifest)) {
            if (Files.isDirectory(source)) {
                copyClasses(source, jar);
            } else {
                try (FileSystem files = FileSystems.newFileSystem(source)) {
                    copyClasses(files.getPath("/"), jar);
                }
            }
        }
        return target;
    }

    private static void copyClasses(Path root, JarOutputStream jar) throws IOException {
        List<Path> classes;
        try (var files = Files.walk(root.resolve("org/eclipse/kura"))) {
            classes = files.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : classes) {
            jar.putNextEntry(new ZipEntry(root.relativize(file).toString()));
            Files.copy(file, jar);
        }
    }

    /** Slf4j 2 asks a service loader for its provider; a fragment shows it logback's without a service loader bundle. */
    private static Path logProviderFragment(Path target) throws IOException {
        Manifest manifest = manifest("io.millwright.gateway.logprovider", "1.0.0");
        Attributes main = manifest.getMainAttributes();
        main.putValue("Fragment-Host", "slf4j.api");
        main.putValue("Import-Package", "ch.qos.logback.classic.spi");
        main.putValue(
                "Provide-Capability",
                "osgi.extender;osgi.extender=\"osgi.serviceloader.processor\";version:Version=\"1.0\","
                        + "osgi.extender;osgi.extender=\"osgi.serviceloader.registrar\";version:Version=\"1.0\"");
        try (OutputStream out = Files.newOutputStream(target);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new ZipEntry("META-INF/services/org.slf4j.spi.SLF4JServiceProvider"));
            jar.write("ch.qos.logback.classic.spi.LogbackServiceProvider\n".getBytes(StandardCharsets.UTF_8));
        }
        return target;
    }

    private static Manifest manifest(String name, String version) {
        Manifest manifest = new Manifest();
        Map<String, String> headers = Map.of(
                "Manifest-Version",
                "1.0",
                "Bundle-ManifestVersion",
                "2",
                "Bundle-SymbolicName",
                name,
                "Bundle-Version",
                version);
        headers.forEach(manifest.getMainAttributes()::putValue);
        return manifest;
    }

    private static Path find() {
        String named = System.getProperty(FOLDER_PROPERTY);
        List<Path> candidates = new ArrayList<>();
        if (named != null) {
            candidates.add(Path.of(named));
        } else {
            candidates.add(codeSource(PlatformBundles.class).resolveSibling("platform"));
            for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
                candidates.add(up.resolve(MODULE));
            }
        }
        return candidates.stream()
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new GatewayException("No platform folder: build test-bundles/io.millwright.gateway,"
                        + " or name the folder with -D" + FOLDER_PROPERTY + "=FOLDER (looked at " + candidates.get(0)
                        + ")"));
    }

    private static List<Path> jars(Path folder) {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*.jar")) {
            List<Path> jars = new ArrayList<>();
            stream.forEach(jars::add);
            jars.sort(null);
            return jars;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the platform folder " + folder, e);
        }
    }

    private static Path codeSource(Class<?> type) {
        try {
            URI location =
                    type.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(location).toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String reference(Path jar) {
        return "reference:" + jar.toUri();
    }
}
