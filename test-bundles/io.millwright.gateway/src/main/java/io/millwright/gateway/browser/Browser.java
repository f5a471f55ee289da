package io.millwright.gateway.browser;

import com.eclipsesource.json.JsonObject;
import io.millwright.gateway.GatewayException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A headless Chromium with a folder of its own, ended when closed. */
public final class Browser implements AutoCloseable {
    private static final List<Path> PROGRAMS =
            List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"));
    private static final long START_LIMIT_MILLIS = 120_000;
    private static final long LOOK_MILLIS = 50;

    private final Process process;
    private final Path profile;
    private final DevTools tools;

    private Browser(Process process, Path profile, DevTools tools) {
        this.process = process;
        this.profile = profile;
        this.tools = tools;
    }

    /** Returns the program where the distribution's package is installed. */
    public static Optional<Path> program() {
        return PROGRAMS.stream().filter(Files::isExecutable).findFirst();
    }

    /**
     * Starts it.
     *
     * @param language that it asks for, such as {@code en}
     */
    public static Browser start(String language) throws IOException {
        Path program =
                program().orElseThrow(() -> new GatewayException("There is no Chromium: apt-get install chromium"));
        Path profile = Files.createTempDirectory("millwright-browser");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-extensions",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--lang=" + language,
                        "--accept-lang=" + language,
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new Browser(process, profile, new DevTools(address(profile, process)));
    }

    /** The browser writes its port into a file once it listens. */
    private static URI address(Path profile, Process process) throws IOException {
        Path file = profile.resolve("DevToolsActivePort");
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_LIMIT_MILLIS);
        while (System.nanoTime() < end && process.isAlive()) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() == 2) {
                return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
            }
            pause();
        }
        process.destroyForcibly();
        throw new GatewayException("Chromium does not start");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("Interrupted while waiting for the browser", e);
        }
    }

    /** Opens an empty tab of a size in CSS pixels. */
    public Tab tab(int width, int height) {
        String target = tools.ask("", "Target.createTarget", new JsonObject().add("url", "about:blank"))
                .getString("targetId", "");
        String session = tools.ask(
                        "",
                        "Target.attachToTarget",
                        new JsonObject().add("targetId", target).add("flatten", true))
                .getString("sessionId", "");
        return new Tab(tools, target, session, width, height);
    }

    @Override
    public void close() throws IOException {
        tools.close();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                file.toFile().delete();
            }
        }
    }
}
