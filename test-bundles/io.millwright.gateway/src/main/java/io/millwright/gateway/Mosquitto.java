package io.millwright.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Mosquitto as a child process, where the machine has it. */
public final class Mosquitto implements Broker {
    private static final long OPEN_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int CONNECT_MILLIS = 200;
    private static final long RETRY_MILLIS = 20;
    private static final long STOP_LIMIT_SECONDS = 5;

    private final Path folder;
    private Process process;
    private int port;

    private Mosquitto(Path folder) {
        this.folder = folder;
    }

    /** Whether there is a mosquitto on the path, or in /usr/sbin. */
    public static boolean isInstalled() {
        return executable().isPresent();
    }

    private static Optional<Path> executable() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Returns when the port is open. */
    public static Mosquitto start(Path workFolder) {
        Mosquitto broker = new Mosquitto(workFolder.resolve("mosquitto"));
        for (int attempt = 1; ; attempt++) {
            broker.port = FreePort.find();
            try {
                broker.startAgain();
                return broker;
            } catch (GatewayException portTaken) {
                if (attempt == FreePort.ATTEMPTS) {
                    throw portTaken;
                }
            }
        }
    }

    @Override
    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    @Override
    public synchronized void startAgain() {
        if (process != null) {
            return;
        }
        Path executable = executable().orElseThrow(() -> new GatewayException("mosquitto is not installed"));
        try {
            Files.createDirectories(folder);
            Path configuration = folder.resolve("mosquitto.conf");
            Files.write(
                    configuration,
                    List.of(
                            "listener " + port + " 127.0.0.1",
                            "allow_anonymous true",
                            "persistence false",
                            "max_queued_messages 0",
                            "log_type error"));
            process = new ProcessBuilder(executable.toString(), "-c", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("mosquitto.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new GatewayException("mosquitto does not start", e);
        }
        awaitPort();
    }

    private void awaitPort() {
        long end = System.nanoTime() + OPEN_LIMIT_NANOS;
        while (System.nanoTime() - end < 0) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), CONNECT_MILLIS);
                return;
            } catch (IOException notYet) {
                if (endsWithin(RETRY_MILLIS)) {
                    process = null;
                    throw new GatewayException("mosquitto ended at once; see " + folder.resolve("mosquitto.log"));
                }
            }
        }
        stop();
        throw new GatewayException("mosquitto does not open port " + port);
    }

    private boolean endsWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("Interrupted while mosquitto was starting", e);
        }
    }

    @Override
    public synchronized void stop() {
        if (process != null) {
            ChildProcess.end(process, STOP_LIMIT_SECONDS);
            process = null;
        }
    }
}
