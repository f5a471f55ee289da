package io.millwright.bench;

import com.eclipsesource.json.Json;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The Node program of {@code src/main/node} as a child process, with its packages from npm in a build folder. */
final class Peer implements AutoCloseable {
    private static final Path SOURCE = Path.of("test-bundles/io.millwright.bench/src/main/node");
    private static final Path INSTALLED = Path.of("test-bundles/io.millwright.bench/target/peer");
    private static final long INSTALL_LIMIT_MINUTES = 10;
    private static final long COMMAND_LIMIT_SECONDS = 120;

    private final ChildProgram program;

    private Peer(ChildProgram program) {
        this.program = program;
    }

    /** Installs what the program needs, once. Returns why it cannot run, empty where it can. */
    static Optional<String> install() throws IOException, InterruptedException {
        for (String tool : List.of("node", "npm")) {
            if (onPath(tool).isEmpty()) {
                return Optional.of(tool + " is not on the path: install Node.js 18 or later with npm");
            }
        }
        Files.createDirectories(INSTALLED);
        Path wanted = SOURCE.resolve("package.json");
        Path present = INSTALLED.resolve("package.json");
        Files.copy(SOURCE.resolve("peer.mjs"), INSTALLED.resolve("peer.mjs"), StandardCopyOption.REPLACE_EXISTING);
        if (Files.exists(present) && Files.mismatch(wanted, present) < 0) {
            return Optional.empty();
        }
        return npm(wanted, present);
    }

    /** The copy of package.json stays only where all packages came, so that the next call tries again. */
    private static Optional<String> npm(Path wanted, Path present) throws IOException, InterruptedException {
        Path log = INSTALLED.resolve("npm.log");
        System.out.println("npm installs the peer's packages into " + INSTALLED + ", about 330 MB; log in " + log);
        Files.copy(wanted, present, StandardCopyOption.REPLACE_EXISTING);
        Process process = new ProcessBuilder(
                        onPath("npm").orElseThrow().toString(),
                        "install",
                        "--ignore-scripts",
                        "--no-package-lock",
                        "--no-audit",
                        "--no-fund")
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(INSTALL_LIMIT_MINUTES, TimeUnit.MINUTES);
        if (ended && process.exitValue() == 0) {
            return Optional.empty();
        }
        process.destroyForcibly();
        Files.delete(present);
        return Optional.of("npm could not install the peer's packages; see " + log);
    }

    private static Optional<Path> onPath(String tool) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts the program; it is not connected to the simulator yet. */
    static Peer start(Path folder, Line line, Load load, int publishingMillis) throws IOException {
        Path settings = folder.resolve("peer.json");
        Files.writeString(
                settings,
                Json.object()
                        .add("plc", line.plcUrl())
                        .add("broker", line.brokerUrl().replace("tcp://", "mqtt://"))
                        .add("model", LoadModel.onnx(Line.modelFolder(folder)).toString())
                        .add("pki", folder.resolve("peer-pki").toString())
                        .add("assets", load.pipelines())
                        .add("tags", load.tags())
                        .add("intervalMs", publishingMillis)
                        .toString());
        ChildProgram program = ChildProgram.start(
                "peer",
                folder,
                List.of(
                        onPath("node").orElseThrow().toString(),
                        INSTALLED.resolve("peer.mjs").toString(),
                        settings.toString()));
        program.ready();
        return new Peer(program);
    }

    long pid() {
        return program.pid();
    }

    /** Connects and subscribes; returns when every item is made. */
    void connect() {
        program.ask("on", "ON", COMMAND_LIMIT_SECONDS);
    }

    /** Ends the session. */
    void disconnect() {
        program.ask("off", "OFF", COMMAND_LIMIT_SECONDS);
    }

    @Override
    public void close() {
        program.close();
    }
}
