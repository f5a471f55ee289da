package io.millwright.opcua;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection as the component makes it, with its states on record. */
final class ConnectionFixture implements AutoCloseable {
    private final List<StateCode> states = new ArrayList<>();
    private final Map<String, Object> properties = new HashMap<>();
    private String text = "";
    final AtomicInteger tablesInForce = new AtomicInteger();
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
        properties.put("tags", tags);
        connection = new Connection(
                "plc1",
                new TagTableFile(dataDirectory::toString),
                settings -> settings.storedPassword().toCharArray(),
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

    /** Waits until the connection is in this state, and returns its text. */
    synchronized String await(StateCode code) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.WAIT_MILLIS);
        while (states.isEmpty() || states.get(states.size() - 1) != code) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("never " + code + " but " + states + ": " + text);
            }
            wait(left);
        }
        return text;
    }

    @Override
    public void close() {
        connection.close();
    }
}
