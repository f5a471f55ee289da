package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.StateCode;
import io.millwright.opcua.state.StatePublisher;
import io.millwright.opcua.table.TagTableParser;
import io.millwright.opcua.table.TagTableSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What nobody expected must not end a connection silently. */
class StartOverTest {
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();

    private void failOnce(Throwable failure) {
        if (failures.getAndIncrement() == 0) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }

    /** Makes a connection and waits until it is connected. */
    private void connect(TagTableSource tables, Supplier<String> dataDirectory) throws Exception {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        AtomicReference<Connection> made = new AtomicReference<>();
        Runnable changed = () -> {
            StatePublisher.State now = made.get().state().now();
            texts.add(now.code() + " " + now.text());
            if (now.code() == StateCode.CONNECTED) {
                connected.complete(null);
            }
        };
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start()) {
            Connection connection =
                    new Connection("plc1", tables, settings -> new char[0], dataDirectory, () -> {}, changed);
            made.set(connection);
            try {
                Map<String, Object> properties = Map.of(
                        "endpoint.url", plc.url(),
                        "security.policy", "None",
                        "security.mode", "None",
                        "request.timeoutMs", ConnectionFixture.REQUEST_TIMEOUT_MILLIS,
                        "tags", "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n");
                connection.configure(Settings.of(properties));
                connected.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            } finally {
                connection.close();
            }
        }
    }

    private void assertTold(String failure) {
        assertTrue(
                texts.stream().anyMatch(text -> text.startsWith("SERVER_REFUSED") && text.contains(failure)),
                () -> texts.toString());
    }

    @Test
    void anErrorInAnAttemptIsAStateAndTheNextAttemptFollows() throws Exception {
        connect(settings -> TagTableParser.parse(settings.tags()), () -> {
            failOnce(new OutOfMemoryError("test"));
            return null;
        });
        assertTold("OutOfMemoryError");
    }

    @Test
    void aFailureWhileSettingsAreAppliedIsAStateAndTheyAreAppliedAgain() throws Exception {
        connect(
                settings -> {
                    failOnce(new IllegalStateException("test"));
                    return TagTableParser.parse(settings.tags());
                },
                () -> null);
        assertTold("IllegalStateException");
    }
}
