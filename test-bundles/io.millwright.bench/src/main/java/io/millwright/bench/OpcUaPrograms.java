package io.millwright.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A simulator on one port, and programs that use the connection's bundle or the OPC UA library alone. By name only: their
 * libraries are not on this program's path.
 */
final class OpcUaPrograms {
    private static final String CONNECTION = "io.millwright.opcua.ConnectionProgram";
    private static final String SWEEP = "io.millwright.opcua.acquire.ReadSweep";
    private static final String TARGET = "test-bundles/io.millwright.bench/target";
    private static final String BUNDLE = "bundles/io.millwright.opcua/target/classes";
    private static final long LOOK_NANOS = 2_000_000;
    private static final long OPEN_LIMIT_SECONDS = 60;

    private final Path folder;
    private final Load load;
    private final List<String> options;
    private final int port;

    /** @param options of the simulator beside its load */
    OpcUaPrograms(String name, Load load, List<String> options) throws IOException {
        this.folder = Files.createTempDirectory("millwright-bench-" + name);
        this.load = load;
        this.options = options;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("tags.csv"), load.table(), StandardCharsets.UTF_8);
        System.out.println("logs in " + folder);
    }

    Path folder() {
        return folder;
    }

    /** Starts a simulator; every one has the same port and certificate. */
    ChildProgram simulator() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-Xmx512m", "-jar", Line.simulatorJar()));
        arguments.addAll(LineBenchmark.simulator(load));
        arguments.addAll(options);
        arguments.addAll(List.of(
                "--port", Integer.toString(port), "--pki", folder.resolve("pki").toString(), "--exit-on-eof"));
        return ChildProgram.java("simulator", folder, arguments.toArray(String[]::new));
    }

    /** Waits until the simulator's port takes connections; returns when it did first, microseconds since 1970 UTC. */
    long awaitOpen() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(OPEN_LIMIT_SECONDS);
        while (System.nanoTime() - deadline < 0) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                Instant now = Instant.now();
                return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1_000;
            } catch (IOException e) {
                // Not yet.
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
        throw new IOException("The simulator did not open port " + port + " within " + OPEN_LIMIT_SECONDS + " s.");
    }

    /**
     * Starts a secured connection that subscribes to the whole load.
     *
     * @param plc what the simulator said when it was ready
     */
    ChildProgram connection(String plc) throws IOException {
        String[] urlAndThumbprint = plc.split(" sha256=");
        return program(
                "connection",
                CONNECTION,
                folder.toString(),
                Integer.toString(load.pipelines()),
                Integer.toString(load.tags()),
                Long.toString(TimeUnit.MILLISECONDS.toMicros(load.periodMillis())),
                "endpoint.url=" + urlAndThumbprint[0],
                "server.certificate.sha256=" + urlAndThumbprint[1],
                "publishing.intervalMs=" + load.publishingMillis());
    }

    /** Starts the reads of the whole load, in turns by the connection and by the library alone. */
    ChildProgram sweep(String plc, int seconds, int rounds) throws IOException {
        return program(
                "sweep",
                SWEEP,
                plc.split(" ")[0],
                folder.resolve("tags.csv").toString(),
                Integer.toString(seconds),
                Integer.toString(rounds));
    }

    private ChildProgram program(String name, String main, String... arguments) throws IOException {
        List<String> path =
                new ArrayList<>(List.of(Line.ownClasses(), BUNDLE, TARGET + "/bare/*", Line.simulatorJar()));
        for (String library : List.of(
                "io.millwright.api-*",
                "io.millwright.carried-*",
                "io.millwright.kura-api-*",
                "minimal-json-*",
                "org.eclipse.osgi-*")) {
            path.add(Line.file(TARGET + "/lib", library + ".jar").toString());
        }
        List<String> all = new ArrayList<>(
                List.of(Line.gatewayHeap(), "-XX:+UseSerialGC", "-cp", String.join(File.pathSeparator, path), main));
        all.addAll(List.of(arguments));
        return ChildProgram.java(name, folder, all.toArray(String[]::new));
    }
}
