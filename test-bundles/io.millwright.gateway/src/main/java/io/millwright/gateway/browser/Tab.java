package io.millwright.gateway.browser;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.GatewayException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** One tab: what it shows, what it complains about, which hosts it talks to. */
public final class Tab implements AutoCloseable {
    private static final long LOOK_MILLIS = 25;
    private static final Map<String, Integer> CODES =
            Map.of("Tab", 9, "Enter", 13, "Escape", 27, "ArrowLeft", 37, "ArrowRight", 39);

    private final DevTools tools;
    private final String target;
    private final String session;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Set<String> hosts = new ConcurrentSkipListSet<>();

    Tab(DevTools tools, String target, String session, int width, int height) {
        this.tools = tools;
        this.target = target;
        this.session = session;
        tools.listen(session, this::event);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            ask(domain + ".enable", new JsonObject());
        }
        size(width, height);
    }

    private JsonObject ask(String method, JsonObject parameters) {
        return tools.ask(session, method, parameters);
    }

    private void event(JsonObject event) {
        JsonObject said = event.get("params").asObject();
        switch (event.getString("method", "")) {
            case "Runtime.exceptionThrown" -> complaints.add("exception " + said);
            case "Runtime.consoleAPICalled" -> {
                if (Set.of("error", "warning", "assert").contains(said.getString("type", ""))) {
                    complaints.add("console " + said);
                }
            }
            case "Log.entryAdded" -> {
                JsonObject entry = said.get("entry").asObject();
                if (!entry.getString("level", "").equals("verbose")
                        && !entry.getString("level", "").equals("info")) {
                    complaints.add("log " + entry);
                }
            }
            case "Network.requestWillBeSent" -> {
                URI address = URI.create(
                        said.get("request").asObject().getString("url", "").split("#")[0]);
                hosts.add(address.getScheme() + "://" + address.getAuthority());
            }
            default -> {
                // Not asked for.
            }
        }
    }

    /** Sets the size in CSS pixels. */
    public void size(int width, int height) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                new JsonObject()
                        .add("width", width)
                        .add("height", height)
                        .add("deviceScaleFactor", 1)
                        .add("mobile", width < 600));
    }

    /** Prefers light or dark, with less motion. */
    public void scheme(String scheme) {
        JsonArray features = new JsonArray()
                .add(new JsonObject().add("name", "prefers-color-scheme").add("value", scheme))
                .add(new JsonObject().add("name", "prefers-reduced-motion").add("value", "reduce"));
        ask("Emulation.setEmulatedMedia", new JsonObject().add("features", features));
    }

    /** Goes to an address; what is there by then is waited for with {@link #await}. */
    public void go(String address) {
        ask("Page.navigate", new JsonObject().add("url", address));
    }

    /** Returns what an expression comes to; a promise is waited for. */
    public JsonValue evaluate(String expression) {
        JsonObject said = ask(
                "Runtime.evaluate",
                new JsonObject()
                        .add("expression", expression)
                        .add("awaitPromise", true)
                        .add("returnByValue", true)
                        .add("userGesture", true));
        if (said.get("exceptionDetails") != null) {
            throw new GatewayException("The page throws: " + said.get("exceptionDetails"));
        }
        JsonValue value = said.get("result").asObject().get("value");
        return value == null ? com.eclipsesource.json.Json.NULL : value;
    }

    /** Waits until an expression is true. */
    public void await(String what, Duration limit, String condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!evaluate("Boolean(" + condition + ")").asBoolean()) {
            if (System.nanoTime() > end) {
                throw new GatewayException("Not within " + limit.toMillis() + " ms: " + what + "; the page shows: "
                        + evaluate("document.body.innerText") + complaints);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new GatewayException("Interrupted while waiting for " + what, e);
            }
        }
    }

    /** Presses a key. */
    public void press(String key) {
        int code = CODES.getOrDefault(key, 0);
        for (String kind : List.of("keyDown", "keyUp")) {
            JsonObject press = new JsonObject()
                    .add("type", kind)
                    .add("key", key)
                    .add("code", key)
                    .add("windowsVirtualKeyCode", code);
            if (key.equals("Enter") && kind.equals("keyDown")) {
                press.add("text", "\r");
            }
            ask("Input.dispatchKeyEvent", press);
        }
    }

    /** Writes what is shown, as far down as it goes, into a PNG file. */
    public void screenshot(Path file) throws IOException {
        JsonObject said = ask(
                "Page.captureScreenshot", new JsonObject().add("format", "png").add("captureBeyondViewport", true));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(said.getString("data", "")));
    }

    /** Returns what the page complained about so far: exceptions, errors and warnings. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Returns scheme, host and port of everything that was asked for. */
    public Set<String> hosts() {
        return Set.copyOf(hosts);
    }

    @Override
    public void close() {
        tools.ask("", "Target.closeTarget", new JsonObject().add("targetId", target));
    }
}
