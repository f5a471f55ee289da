package io.millwright.gateway.browser;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.GatewayException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The protocol over one socket: commands with their answers, and events by session. Thread-safe. */
final class DevTools implements WebSocket.Listener, AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
    private final Map<String, Consumer<JsonObject>> listeners = new ConcurrentHashMap<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    DevTools(URI address) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, this)
                .join();
    }

    void listen(String session, Consumer<JsonObject> listener) {
        listeners.put(session, listener);
    }

    /** Sends a command and waits for its answer; {@code session} is "" for the browser itself. */
    JsonObject ask(String session, String method, JsonObject parameters) {
        long number = numbers.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        asked.put(number, answer);
        JsonObject command =
                new JsonObject().add("id", number).add("method", method).add("params", parameters);
        if (!session.isEmpty()) {
            command.add("sessionId", session);
        }
        synchronized (this) {
            socket.sendText(command.toString(), true).join();
        }
        try {
            JsonObject said = answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            JsonValue error = said.get("error");
            if (error != null) {
                throw new GatewayException("The browser refuses " + method + ": " + error);
            }
            return said.get("result").asObject();
        } catch (TimeoutException | ExecutionException e) {
            throw new GatewayException("The browser does not answer to " + method, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("Interrupted while the browser was asked for " + method, e);
        } finally {
            asked.remove(number);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            JsonObject message = Json.parse(partial.toString()).asObject();
            partial.setLength(0);
            JsonValue number = message.get("id");
            if (number == null) {
                listeners
                        .getOrDefault(message.getString("sessionId", ""), event -> {})
                        .accept(message);
            } else {
                CompletableFuture<JsonObject> waiting = asked.get(number.asLong());
                if (waiting != null) {
                    waiting.complete(message);
                }
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
