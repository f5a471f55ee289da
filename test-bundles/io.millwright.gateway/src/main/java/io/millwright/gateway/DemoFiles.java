package io.millwright.gateway;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.jar.JarFile;

/** Where the build left what the demo needs. */
final class DemoFiles {
    private static final List<String> FIRST = List.of("millwright-onnxruntime", "millwright");

    /** Models that read the milling machine's tags. */
    private static final List<String> MILLING = List.of("machine-failure", "dense-classifier");

    private final Path root;

    private DemoFiles(Path root) {
        this.root = root;
    }

    /** The working tree that this class was built in. */
    static DemoFiles find() {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            if (Files.isDirectory(up.resolve("deployment-packages")) && Files.isDirectory(up.resolve("models"))) {
                return new DemoFiles(up);
            }
        }
        throw new GatewayException("Start the demo in the repository: there is no folder deployment-packages here");
    }

    /** A fresh folder under {@code .demo}; what earlier runs left there is removed. */
    Path workFolder() throws IOException {
        Path demo = Files.createDirectories(root.resolve(".demo"));
        try (DirectoryStream<Path> old = Files.newDirectoryStream(demo, "run-*")) {
            for (Path run : old) {
                long pid = Long.parseLong(run.getFileName().toString().substring("run-".length()));
                if (ProcessHandle.of(pid).isEmpty()) {
                    RunningFramework.delete(run);
                }
            }
        }
        return Files.createDirectories(
                demo.resolve("run-" + ProcessHandle.current().pid()));
    }

    /** The newest .dp of each package: the engine, the add-on, then the models on the milling machine's tags. */
    List<Path> packages() throws IOException {
        return packages(MILLING);
    }

    /**
     * The newest .dp of each package: the engine, the add-on, then some models.
     *
     * @param models by the names of their folders
     */
    List<Path> packages(List<String> models) throws IOException {
        Map<String, Path> newest = new HashMap<>();
        for (Path file : files(root.resolve("deployment-packages"), module -> true)) {
            newest.merge(name(file), file, DemoFiles::newer);
        }
        for (Path file : files(root.resolve("models"), models::contains)) {
            newest.merge(name(file), file, DemoFiles::newer);
        }
        if (!newest.keySet().containsAll(FIRST)) {
            throw new GatewayException(
                    "The packages " + FIRST + " are not built: run ./demo or mvn package; found " + newest.keySet());
        }
        List<String> names = new ArrayList<>(newest.keySet());
        names.sort(Comparator.comparingInt((String name) -> FIRST.contains(name) ? FIRST.indexOf(name) : FIRST.size())
                .thenComparing(Comparator.naturalOrder()));
        return names.stream().map(newest::get).toList();
    }

    private static Path newer(Path a, Path b) {
        return modified(a).compareTo(modified(b)) >= 0 ? a : b;
    }

    private static List<Path> files(Path folder, Predicate<String> wanted) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path module : modules) {
                Path target = module.resolve("target");
                if (wanted.test(module.getFileName().toString()) && Files.isDirectory(target)) {
                    try (DirectoryStream<Path> packages = Files.newDirectoryStream(target, "*.dp")) {
                        packages.forEach(found::add);
                    }
                }
            }
        }
        return found;
    }

    private static String name(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.getManifest().getMainAttributes().getValue("DeploymentPackage-SymbolicName");
        } catch (IOException e) {
            throw new GatewayException(file + " is not a deployment package: " + e.getMessage(), e);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new GatewayException("Cannot read " + file, e);
        }
    }

    /** Class path of the simulator. */
    String simulator() {
        Path target = root.resolve("test-bundles/io.millwright.simulator/target");
        if (!Files.isDirectory(target.resolve("lib"))) {
            throw new GatewayException("The simulator is not built: run ./demo or mvn package");
        }
        return target.resolve("classes") + java.io.File.pathSeparator + target.resolve("lib/*");
    }
}
