package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.state.StateCode;
import io.millwright.opcua.table.TagTableFile;
import io.millwright.supervision.Balance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A connection as the component makes it, with its states on record. Only what is tested ends its requests and sessions. */
final class ConnectionFixture implements AutoCloseable {
    static final int REQUEST_TIMEOUT_MILLIS = 60_000;

    private static final int SESSION_TIMEOUT_MILLIS = 600_000;

    private final List<StateCode> states = new ArrayList<>();
    private final Map<String, Object> properties = new HashMap<>();
    private String text = "";
    final AtomicInteger tablesInForce = new AtomicInteger();
    /** Where trust folders are; null for none. */
    final AtomicReference<String> trustDirectory = new AtomicReference<>();

    final Connection connection;

    ConnectionFixture(String url, String tags) {
        this(url, tags, Path.of(System.getProperty("java.io.tmpdir")));
    }

    ConnectionFixture(String url, String tags, Path dataDirectory) {
        properties.put("kura.service.pid", "plc1");
        properties.put("endpoint.url", url);
        properties.put("security.policy", "None");
        properties.put("security.mode", "None");
        properties.put("publishing.intervalMs", 100);
        properties.put("request.timeoutMs", REQUEST_TIMEOUT_MILLIS);
        properties.put("session.timeoutMs", SESSION_TIMEOUT_MILLIS);
        properties.put("tags", tags);
        connection = new Connection(
                "plc1",
                new TagTableFile(dataDirectory::toString),
                settings -> settings.storedPassword().toCharArray(),
                trustDirectory::get,
                () -> tablesInForce.incrementAndGet(),
                this::changed);
    }

    private synchronized void changed() {
        StateCode code = connection.state().now().code();
        if (states.isEmpty() || states.get(states.size() - 1) != code) {
            states.add(code);
        }
        text = connection.state().now().text();
        notifyAll();
    }

    ConnectionFixture set(String id, Object value) {
        properties.put(id, value);
        return this;
    }

    ConnectionFixture secured(String policy) {
        return set("security.policy", policy)
                .set("security.mode", "SignAndEncrypt")
                .set("KeystoreService.target", "(kura.service.pid=OpcUaKeystore)");
    }

    ConnectionFixture configure() {
        connection.configure(Settings.of(properties));
        return this;
    }

    synchronized List<StateCode> states() {
        return List.copyOf(states);
    }

    /** Waits until the connection is in this state, one that lasts, with all parts in its text, and returns the text. */
    synchronized String await(StateCode code, String... parts) throws InterruptedException {
        await(
                code + " " + List.of(parts),
                () -> !states.isEmpty()
                        && states.get(states.size() - 1) == code
                        && Arrays.stream(parts).allMatch(text::contains));
        return text;
    }

    /** Waits until the connection has been in this state, which may be over already. */
    synchronized void awaitEntered(StateCode code) throws InterruptedException {
        await(code.name(), () -> states.contains(code));
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.WAIT_MILLIS);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("never " + what + " but " + states + ": " + text);
            }
            wait(left);
        }
    }

    /** Nothing of what came is unaccounted for when all of it has been delivered. */
    @Override
    public void close() {
        connection.close();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.WAIT_MILLIS);
        for (Balance balance : Counters.BALANCES) {
            while (balance.missing(connection.counters().all()) != 0) {
                assertTrue(
                        System.nanoTime() < deadline,
                        () -> balance + ": " + connection.counters().all());
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
