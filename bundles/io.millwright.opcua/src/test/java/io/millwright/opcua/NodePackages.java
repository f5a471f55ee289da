package io.millwright.opcua;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The packages of the Node program in {@code src/test/node}, from npm, in a build folder. */
record NodePackages(Path node, Path folder) {
    /** Whether packages may be installed: mvn verify alone needs no npm, the slow ring does. */
    private static final boolean MAY_INSTALL = Boolean.getBoolean("npm.install");

    private static final Path SOURCE = Path.of("src/test/node");
    private static final Path INSTALLED = Path.of("target/node-opcua");
    private static final String COMPLETE = "installed.json";
    private static final long INSTALL_LIMIT_MINUTES = 5;

    /** Why they are not there, after the first try. */
    private static String missing = "";

    /** Returns the packages; without them the test that asks is skipped, and says why. */
    static synchronized NodePackages require() throws IOException, InterruptedException {
        Optional<Path> node = onPath("node");
        if (missing.isEmpty()) {
            missing = node.isEmpty() ? "node is not on the path: install Node.js 18 or later" : install();
            if (!missing.isEmpty()) {
                System.out.println("Tests with node-opcua are skipped: " + missing);
            }
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing);
        return new NodePackages(node.orElseThrow(), INSTALLED);
    }

    private static String install() throws IOException, InterruptedException {
        Files.createDirectories(INSTALLED);
        Path wanted = SOURCE.resolve("package.json");
        Path present = INSTALLED.resolve(COMPLETE);
        Files.copy(SOURCE.resolve("server.mjs"), INSTALLED.resolve("server.mjs"), StandardCopyOption.REPLACE_EXISTING);
        if (Files.exists(present) && Files.mismatch(wanted, present) < 0) {
            return "";
        }
        if (!MAY_INSTALL) {
            return "its packages are not in " + INSTALLED + ": mvn verify -Pslow gets them from npm";
        }
        Optional<Path> npm = onPath("npm");
        return npm.isEmpty() ? "npm is not on the path: install Node.js 18 or later with npm" : npm(npm.get());
    }

    /** Of what is complete a copy of package.json stays; else the next run tries again. */
    private static String npm(Path npm) throws IOException, InterruptedException {
        Path log = INSTALLED.resolve("npm.log");
        Path wanted = INSTALLED.resolve("package.json");
        Files.copy(SOURCE.resolve("package.json"), wanted, StandardCopyOption.REPLACE_EXISTING);
        Process process = new ProcessBuilder(
                        npm.toString(), "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund")
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor(INSTALL_LIMIT_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0) {
            Files.copy(wanted, INSTALLED.resolve(COMPLETE), StandardCopyOption.REPLACE_EXISTING);
            return "";
        }
        process.destroyForcibly();
        return "npm could not install its packages; see " + log;
    }

    private static Optional<Path> onPath(String tool) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
