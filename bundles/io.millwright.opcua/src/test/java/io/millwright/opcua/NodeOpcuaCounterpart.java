package io.millwright.opcua;

import io.millwright.opcua.milo.MiloThreads;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;

/**
 * A server of node-opcua: the Node program of {@code src/test/node} as a child process, told what to do by lines. One that is as usual
 * serves the next test too, because it takes long to start.
 */
final class NodeOpcuaCounterpart implements Counterpart {
    private static final long END_SECONDS = 15;

    /** Between two tests; null for none. */
    private static NodeOpcuaCounterpart idle;

    private final Traits traits;
    private final Process process;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final OutputStream commands;
    private final String url;

    /** An answer failed to come, or may still come. */
    private volatile boolean broken;

    /** Returns a server with its variables and counters as at first; the test is skipped where there is none. */
    static synchronized Counterpart open(Traits traits) throws Exception {
        NodePackages packages = NodePackages.require();
        NodeOpcuaCounterpart present = idle;
        if (present == null || !traits.equals(Traits.USUAL)) {
            return new NodeOpcuaCounterpart(packages, traits);
        }
        idle = null;
        present.ask("reset");
        return present;
    }

    /** Ends the process between two tests. */
    static synchronized void endIdle() {
        if (idle != null) {
            idle.end();
            idle = null;
        }
    }

    private static synchronized boolean keep(NodeOpcuaCounterpart used) {
        boolean keeps = idle == null && !used.broken && used.traits.equals(Traits.USUAL);
        idle = keeps ? used : idle;
        return keeps;
    }

    private NodeOpcuaCounterpart(NodePackages packages, Traits traits) throws Exception {
        this.traits = traits;
        Path folder = packages.folder();
        process = new ProcessBuilder(
                        packages.node().toString(),
                        folder.resolve("server.mjs").toString(),
                        folder.resolve("pki").toString(),
                        "perCall=" + traits.perCall(),
                        "itemsPerSubscription=" + traits.itemsPerSubscription(),
                        "channelLifetimeMs=" + traits.channelLifetimeMillis(),
                        "clockAheadSeconds=" + traits.clockAheadSeconds(),
                        "user=" + PlcServer.USER,
                        "password=" + PlcServer.PASSWORD)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()))
                .start();
        commands = process.getOutputStream();
        MiloThreads.threads("test-node-opcua-").newThread(this::read).start();
        url = "opc.tcp://127.0.0.1:" + answer("READY");
    }

    /** What the library says besides goes by. */
    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.matches("(READY|OK|ERROR)( .*)?")) {
                    answers.add(line);
                }
            }
            answers.add("ERROR the server's process has ended");
        } catch (IOException e) {
            answers.add("ERROR " + e);
        }
    }

    private String answer(String kind) throws InterruptedException {
        String answer = answers.poll(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
        if (answer == null || !answer.startsWith(kind)) {
            broken = true;
            throw new AssertionError("node-opcua: " + answer);
        }
        return answer.substring(kind.length()).trim();
    }

    private synchronized String ask(String command) {
        try {
            commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
            return answer("OK");
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            broken = true;
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private int number(String command) {
        return Integer.parseInt(ask(command));
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public X509Certificate certificate() throws Exception {
        byte[] encoded = Base64.getDecoder().decode(ask("certificate"));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    @Override
    public void write(String variable, double value) {
        ask("write " + variable + " " + value);
    }

    @Override
    public void writeUncertain(String variable, double value) {
        ask("write " + variable + " " + value + " UncertainSensorNotAccurate");
    }

    @Override
    public long requests(String name) {
        return number("count " + name);
    }

    @Override
    public void awaitRequests(String name, long count) {
        ask("await " + name + " " + count);
    }

    @Override
    public int largest(String name) {
        return number("largest " + name);
    }

    @Override
    public void lose(double value) {
        ask("lose " + value);
    }

    @Override
    public void awaitLost() {
        ask("await Lost 1");
    }

    @Override
    public void refuseRepublish() {
        ask("refuseRepublish");
    }

    @Override
    public UserTokenType lastUser() {
        return UserTokenType.valueOf(ask("user"));
    }

    @Override
    public int sessions() {
        return number("sessions");
    }

    @Override
    public int subscriptions() {
        return number("subscriptions");
    }

    @Override
    public int namespaceIndex() {
        return number("namespace");
    }

    @Override
    public void forgetSessionsOnly() {
        ask("forget");
    }

    @Override
    public void announceShutdown() {
        ask("announce 15000");
    }

    @Override
    public void stop() {
        ask("stop");
    }

    @Override
    public void start(String... namespacesBefore) {
        ask("start " + String.join(" ", List.of(namespacesBefore)));
    }

    @Override
    public void close() {
        if (!keep(this)) {
            end();
        }
    }

    private void end() {
        try {
            commands.close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
