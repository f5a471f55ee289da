package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonObject;
import io.millwright.desk.message.KuraMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A connection to the broker of an account, over which its gateways are asked. */
final class Broker implements AutoCloseable {
    private static final String APPLICATION = "MILLWRIGHT-V1";
    private static final String CONTROL = "$EDC";

    private final MqttAsyncClient client;
    private final String account;
    private final long limitMillis;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, CompletableFuture<byte[]>> waiting = new ConcurrentHashMap<>();

    private Broker(MqttAsyncClient client, String account, long limitMillis) {
        this.client = client;
        this.account = account;
        this.limitMillis = limitMillis;
    }

    /**
     * Connects.
     *
     * @param url tcp://host:port or ssl://host:port
     * @param limitMillis how long one answer is waited for
     */
    static Broker connect(String url, String account, MqttConnectOptions options, long limitMillis)
            throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient(
                url, "millwright-desk-" + UUID.randomUUID().toString().substring(0, 8), new MemoryPersistence());
        options.setCleanSession(true);
        options.setAutomaticReconnect(false);
        try {
            client.connect(options).waitForCompletion(limitMillis);
            Broker broker = new Broker(client, account, limitMillis);
            IMqttMessageListener replies = (topic, message) -> broker.replied(topic, message.getPayload());
            client.subscribe(broker.topic(client.getClientId(), "REPLY/+"), 1, replies)
                    .waitForCompletion(limitMillis);
            return broker;
        } catch (MqttException e) {
            closed(client);
            throw e;
        }
    }

    private String topic(String device, String rest) {
        return String.join("/", CONTROL, account, device, APPLICATION, rest);
    }

    private void replied(String topic, byte[] payload) {
        CompletableFuture<byte[]> reply = waiting.remove(topic.substring(topic.lastIndexOf('/') + 1));
        if (reply != null) {
            reply.complete(payload);
        }
    }

    /** Returns the gateways of the account that are heard within a time: whoever says nothing then is not among them. */
    Set<String> heard(long listenMillis) throws GatewayTrouble {
        Set<String> names = ConcurrentHashMap.newKeySet();
        IMqttMessageListener listener = (topic, message) -> {
            String[] parts = topic.split("/");
            int client = parts[0].equals(CONTROL) ? 2 : 1;
            // What is asked of a gateway is heard too, and replies to whoever asks: neither is a gateway that speaks.
            boolean speaks = parts.length > client + 1 && !topic.contains("/" + APPLICATION + "/");
            if (speaks && !parts[client].startsWith("millwright-desk-")) {
                names.add(parts[client]);
            }
        };
        try {
            for (String filter : new String[] {account + "/#", CONTROL + "/" + account + "/+/MQTT/#"}) {
                client.subscribe(filter, 0, listener).waitForCompletion(limitMillis);
            }
            TimeUnit.MILLISECONDS.sleep(listenMillis);
            for (String filter : new String[] {account + "/#", CONTROL + "/" + account + "/+/MQTT/#"}) {
                client.unsubscribe(filter).waitForCompletion(limitMillis);
            }
        } catch (MqttException e) {
            throw GatewayTrouble.unreached(
                    "the broker does not let the desk listen: " + e.getMessage(), "name the gateways by --gateway");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new TreeSet<>(names);
    }

    /**
     * Hears what a gateway sends to the cloud, from now on.
     *
     * @param payloads called on the MQTT client's thread, in the order of arrival
     */
    void hear(String gateway, Consumer<byte[]> payloads) throws GatewayTrouble {
        try {
            client.subscribe(
                            account + "/" + gateway + "/#",
                            1,
                            (topic, message) -> payloads.accept(message.getPayload()))
                    .waitForCompletion(limitMillis);
        } catch (MqttException e) {
            throw GatewayTrouble.unreached(
                    "the broker does not let the desk listen: " + e.getMessage(),
                    "give this user the right to subscribe");
        }
    }

    boolean isConnected() {
        return client.isConnected();
    }

    /** Returns the way to one of the account's gateways. */
    Road to(String gateway) {
        return new Road() {
            @Override
            public String gateway() {
                return gateway;
            }

            @Override
            public JsonObject get(String path, Map<String, String> parameters) throws GatewayTrouble {
                return request(gateway, "GET/" + path, new LinkedHashMap<>(parameters), new byte[0]);
            }

            @Override
            public JsonObject run(String action, JsonObject body) throws GatewayTrouble {
                return request(
                        gateway,
                        "EXEC/" + action,
                        new LinkedHashMap<>(),
                        body.toString().getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void close() {
                // The connection is the broker's.
            }
        };
    }

    private JsonObject request(String gateway, String path, Map<String, Object> metrics, byte[] body)
            throws GatewayTrouble {
        if (path.contains("#") || path.contains("+")) {
            throw GatewayTrouble.refused("path", "'" + path + "' is no topic: it has + or # in it", "ask over HTTPS");
        }
        String id = "r" + numbers.incrementAndGet();
        metrics.put("request.id", id);
        metrics.put("requester.client.id", client.getClientId());
        CompletableFuture<byte[]> reply = new CompletableFuture<>();
        waiting.put(id, reply);
        try {
            client.publish(topic(gateway, path), new KuraMessage(metrics, body).encoded(), 1, false)
                    .waitForCompletion(limitMillis);
            KuraMessage answer = KuraMessage.decoded(reply.get(limitMillis, TimeUnit.MILLISECONDS));
            Object code = answer.metrics().get("response.code");
            return Answer.document(
                    gateway,
                    code instanceof Number number ? number.intValue() : 0,
                    new String(answer.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw GatewayTrouble.unreached(
                    gateway + " does not answer within " + limitMillis + " ms",
                    "see whether it is connected, whether Millwright is installed, and whether account and name are right");
        } catch (MqttException | ExecutionException | IOException e) {
            throw GatewayTrouble.unreached(gateway + " is not reached: " + e.getMessage(), "try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw GatewayTrouble.unreached("interrupted", "");
        } finally {
            waiting.remove(id);
        }
    }

    @Override
    public void close() {
        closed(client);
    }

    private static void closed(MqttAsyncClient client) {
        try {
            client.disconnectForcibly(0, 500);
            client.close(true);
        } catch (MqttException e) {
            // The program ends anyway.
        }
    }
}
