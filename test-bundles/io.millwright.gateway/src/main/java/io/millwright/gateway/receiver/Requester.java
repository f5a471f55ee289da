package io.millwright.gateway.receiver;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * Sends requests to a gateway's application over a broker and waits for the replies, as a cloud application does. Written from the wire
 * format alone. Thread-safe.
 */
public final class Requester implements AutoCloseable {
    private static final long LIMIT_MILLIS = 30_000;
    private static final int INT32 = 3;
    private static final int STRING = 5;

    private final MqttAsyncClient client;
    private final String account;
    private final String gateway;
    private final String application;
    private final String name;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, CompletableFuture<Payload>> waiting = new ConcurrentHashMap<>();

    private Requester(MqttAsyncClient client, String account, String gateway, String application) {
        this.client = client;
        this.account = account;
        this.gateway = gateway;
        this.application = application;
        name = client.getClientId();
    }

    /**
     * A reply.
     *
     * @param code 200 for what was asked for
     * @param body in UTF-8, "" for none
     */
    public record Reply(int code, String body) {}

    /**
     * Connects.
     *
     * @param url {@code tcp://host:port}
     * @param gateway its MQTT client's id
     * @param application such as {@code MILLWRIGHT-V1}
     */
    public static Requester connect(String url, String account, String gateway, String application) throws IOException {
        try {
            MqttAsyncClient client =
                    new MqttAsyncClient(url, MqttAsyncClient.generateClientId(), new MemoryPersistence());
            MqttConnectOptions options = new MqttConnectOptions();
            options.setAutomaticReconnect(true);
            options.setCleanSession(false);
            Requester requester = new Requester(client, account, gateway, application);
            client.connect(options).waitForCompletion(LIMIT_MILLIS);
            IMqttMessageListener replies = (topic, message) -> requester.replied(topic, message.getPayload());
            client.subscribe(requester.topic(client.getClientId(), "REPLY/+"), 1, replies)
                    .waitForCompletion(LIMIT_MILLIS);
            return requester;
        } catch (MqttException e) {
            throw new IOException("No broker at " + url + ": " + e.getMessage(), e);
        }
    }

    private String topic(String device, String rest) {
        return String.join("/", "$EDC", account, device, application, rest);
    }

    private void replied(String topic, byte[] payload) throws IOException {
        CompletableFuture<Payload> reply = waiting.remove(topic.substring(topic.lastIndexOf('/') + 1));
        if (reply != null) {
            reply.complete(PayloadDecoder.decode(payload));
        }
    }

    /** Asks for a resource, parameters as metrics. */
    public Reply get(String path, Map<String, ?> parameters) throws IOException {
        return request("GET/" + path, parameters, null);
    }

    /** Has something done; the body is JSON. */
    public Reply exec(String path, String body) throws IOException {
        return request("EXEC/" + path, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a request and waits for its reply.
     *
     * @param topic verb and path
     * @param metrics String or Integer
     * @param body may be null
     * @throws IOException there was none within 30 s
     */
    public Reply request(String topic, Map<String, ?> metrics, byte[] body) throws IOException {
        String id = "r" + numbers.incrementAndGet();
        Map<String, Object> all = new TreeMap<>(metrics);
        all.put("request.id", id);
        all.put("requester.client.id", name);
        CompletableFuture<Payload> reply = new CompletableFuture<>();
        waiting.put(id, reply);
        try {
            client.publish(topic(gateway, topic), encode(all, body), 1, false).waitForCompletion(LIMIT_MILLIS);
            Payload payload = reply.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
            Integer code = (Integer) payload.metrics().get("response.code");
            byte[] answer = payload.body();
            return new Reply(code == null ? 0 : code, answer == null ? "" : new String(answer, StandardCharsets.UTF_8));
        } catch (MqttException | ExecutionException | TimeoutException e) {
            throw new IOException("No reply to " + topic + " within " + LIMIT_MILLIS + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } finally {
            waiting.remove(id);
        }
    }

    private static byte[] encode(Map<String, Object> metrics, byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (Map.Entry<String, Object> metric : metrics.entrySet()) {
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            CodedOutputStream in = CodedOutputStream.newInstance(one);
            in.writeString(1, metric.getKey());
            if (metric.getValue() instanceof Integer number) {
                in.writeEnum(2, INT32);
                in.writeInt32(INT32 + 3, number);
            } else {
                in.writeEnum(2, STRING);
                in.writeString(STRING + 3, String.valueOf(metric.getValue()));
            }
            in.flush();
            out.writeByteArray(5000, one.toByteArray());
        }
        if (body != null) {
            out.writeByteArray(5001, body);
        }
        out.flush();
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        try {
            client.disconnectForcibly(0, 500);
            client.close(true);
        } catch (MqttException e) {
            throw new IllegalStateException("The requester's MQTT client does not close", e);
        }
    }
}
