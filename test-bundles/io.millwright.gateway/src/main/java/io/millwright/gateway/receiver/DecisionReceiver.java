package io.millwright.gateway.receiver;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallbackExtended;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * Subscribes at a broker and decodes what gateways send, as a cloud application would. Reconnects by itself. The
 * listener is called on the MQTT client's thread, in the order of arrival.
 */
public final class DecisionReceiver implements AutoCloseable {
    private static final long LIMIT_MILLIS = 30_000;
    private static final long RETRY_MILLIS = 100;
    private static final int QOS = 1;

    /** What a receiver hears. */
    public interface Listener {
        /** A message of Millwright. */
        void message(Message message);

        /** Something that is not one. */
        default void foreign(String topic, String why) {}
    }

    private final MqttAsyncClient client;
    private final String filter;
    private final Listener listener;
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong foreign = new AtomicLong();

    private DecisionReceiver(MqttAsyncClient client, String filter, Listener listener) {
        this.client = client;
        this.filter = filter;
        this.listener = listener;
    }

    /**
     * Connects and subscribes.
     *
     * @param url {@code tcp://host:port}
     * @param filter MQTT topic filter, for example {@code #}
     * @throws IOException where the broker is not there within 30 s
     */
    public static DecisionReceiver connect(String url, String filter, Listener listener) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        while (true) {
            try {
                return attempt(url, filter, listener);
            } catch (MqttException e) {
                if (System.nanoTime() - end >= 0) {
                    throw new IOException("No broker at " + url + ": " + e.getMessage(), e);
                }
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted");
        }
    }

    private static DecisionReceiver attempt(String url, String filter, Listener listener) throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient(url, MqttAsyncClient.generateClientId(), new MemoryPersistence());
        DecisionReceiver receiver = new DecisionReceiver(client, filter, listener);
        client.setCallback(receiver.new Callback());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setAutomaticReconnect(true);
        options.setMaxReconnectDelay(1_000);
        options.setCleanSession(true);
        try {
            client.connect(options).waitForCompletion(LIMIT_MILLIS);
            client.subscribe(filter, QOS).waitForCompletion(LIMIT_MILLIS);
            return receiver;
        } catch (MqttException e) {
            receiver.close();
            throw e;
        }
    }

    /** Messages of Millwright so far. */
    public long messages() {
        return messages.get();
    }

    /** Other messages so far. */
    public long foreign() {
        return foreign.get();
    }

    @Override
    public void close() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        while (true) {
            try {
                client.disconnectForcibly(0, 500);
            } catch (MqttException alreadyGone) {
                // Closed below all the same.
            }
            try {
                client.close(true);
                return;
            } catch (MqttException e) {
                // A client does not close while it reconnects.
                if (System.nanoTime() - end >= 0) {
                    throw new IllegalStateException("The receiver's MQTT client does not close", e);
                }
            }
            try {
                pause();
            } catch (IOException interrupted) {
                throw new IllegalStateException("The receiver's MQTT client does not close", interrupted);
            }
        }
    }

    private final class Callback implements MqttCallbackExtended {
        @Override
        public void connectComplete(boolean again, String url) {
            if (again) {
                try {
                    client.subscribe(filter, QOS);
                } catch (MqttException lostAgain) {
                    // The next reconnection subscribes.
                }
            }
        }

        @Override
        public void connectionLost(Throwable cause) {
            // Reconnects by itself.
        }

        @Override
        public void messageArrived(String topic, MqttMessage received) {
            Instant now = Instant.now();
            long micros = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
            try {
                Message message = Message.decode(topic, received.getPayload(), micros);
                messages.incrementAndGet();
                listener.message(message);
            } catch (IOException e) {
                foreign.incrementAndGet();
                listener.foreign(topic, e.getMessage());
            }
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // Nothing is sent.
        }
    }

    /** A listener that writes one line per decision and state. */
    public static Listener lines(Consumer<String> out, boolean json) {
        return new Listener() {
            @Override
            public void message(Message message) {
                message.decisions().forEach(decision -> out.accept(json ? decision.json() : decision.line()));
                if (message.state() != null) {
                    out.accept(json ? message.state().json() : message.state().line());
                }
                if (message.annex() != null) {
                    Message.Annex annex = message.annex();
                    String body = annex.body().toString();
                    out.accept(json ? body : annex.kind() + " of " + annex.asset() + ": " + body);
                }
            }

            @Override
            public void foreign(String topic, String why) {
                if (!json) {
                    out.accept("not a decision: " + why);
                }
            }
        };
    }

    /** {@code tcp://host:port [--json] [--topic FILTER]}: prints until it is ended. */
    public static void main(String[] arguments) throws Exception {
        String url = null;
        String filter = "#";
        boolean json = false;
        for (int i = 0; i < arguments.length; i++) {
            if ("--json".equals(arguments[i])) {
                json = true;
            } else if ("--topic".equals(arguments[i]) && i + 1 < arguments.length) {
                filter = arguments[++i];
            } else {
                url = arguments[i];
            }
        }
        if (url == null || !url.startsWith("tcp://")) {
            System.err.println("DecisionReceiver tcp://host:port [--json] [--topic FILTER]");
            System.exit(2);
        }
        CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(end::countDown, "receiver-stop"));
        DecisionReceiver receiver = connect(url, filter, lines(System.out::println, json));
        try {
            end.await();
        } finally {
            receiver.close();
        }
    }
}
