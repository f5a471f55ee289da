package io.millwright.inference.remote;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;

/**
 * The body of a runner's inference requests, by the Open Inference Protocol's
 * <a href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md">inference
 * request object</a>. Binary, by Triton's
 * <a href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md">binary tensor data
 * extension</a>, it is a head that never changes and the input buffers as they lie; so a run makes nothing anew. As JSON it is
 * written for every run.
 *
 * <p>Used by one run at a time. What an abandoned request still reads of the buffers goes to a connection that is being closed.
 */
final class RequestBody implements HttpRequest.BodyPublisher {
    private final TensorPlan plan;
    private final ByteBuffer[] inputs;
    private final boolean binary;
    private final byte[] head;
    private final byte[] outputs;
    private final StringBuilder text = new StringBuilder();
    private byte[] written;

    /** @param binary whether tensors go as they lie */
    RequestBody(TensorPlan plan, ByteBuffer[] inputs, TensorPlan wanted, boolean binary) {
        this.plan = plan;
        this.inputs = inputs;
        this.binary = binary;
        JsonArray asked = new JsonArray();
        for (String name : wanted.names) {
            JsonObject output = Json.object().add("name", name);
            asked.add(binary ? output.add("parameters", Json.object().add("binary_data", true)) : output);
        }
        outputs = ("],\"outputs\":" + asked + "}").getBytes(StandardCharsets.UTF_8);
        head = binary ? head() : new byte[0];
        written = head;
    }

    /** Whether this machine's numbers lie as the protocol wants them. */
    static boolean possible() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    private byte[] head() {
        for (int i = 0; i < inputs.length; i++) {
            JsonObject input = described(i);
            text.append(i == 0 ? "{\"inputs\":[" : ",")
                    .append(input.add("parameters", Json.object().add("binary_data_size", plan.bytes[i])));
        }
        return closed();
    }

    private JsonObject described(int i) {
        JsonArray shape = new JsonArray();
        for (long dimension : plan.shapes[i]) {
            shape.add(dimension);
        }
        return Json.object().add("name", plan.names[i]).add("shape", shape).add("datatype", plan.types[i].name());
    }

    private byte[] closed() {
        byte[] before = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
        byte[] whole = new byte[before.length + outputs.length];
        System.arraycopy(before, 0, whole, 0, before.length);
        System.arraycopy(outputs, 0, whole, before.length, outputs.length);
        return whole;
    }

    /** Makes the body of the next request. */
    void prepare() throws RemoteFailure {
        if (binary) {
            return;
        }
        text.setLength(0);
        for (int i = 0; i < inputs.length; i++) {
            String described = described(i).toString();
            text.append(i == 0 ? "{\"inputs\":[" : ",")
                    .append(described, 0, described.length() - 1)
                    .append(",\"data\":[");
            for (int e = 0; e < plan.elements[i]; e++) {
                if (e > 0) {
                    text.append(',');
                }
                if (!plan.types[i].write(text, inputs[i], e)) {
                    throw new RemoteFailure(
                            RemoteFailure.Kind.UNSENDABLE,
                            "element " + e + " of " + plan.names[i] + " is no number that JSON can carry",
                            "use a server that offers binary tensor data");
                }
            }
            text.append("]}");
        }
        written = closed();
    }

    /** Returns the length of the JSON before binary data, -1 where all is JSON. */
    int headBytes() {
        return binary ? head.length : -1;
    }

    @Override
    public long contentLength() {
        return written.length + (binary ? plan.totalBytes() : 0);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Parts(subscriber, written));
    }

    /** Hands over the head and one buffer after the other, as asked. Called by one thread at a time, or from within itself. */
    private final class Parts implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final byte[] first;
        private int next = -1;
        private long asked;
        private boolean giving;
        private boolean over;

        Parts(Flow.Subscriber<? super ByteBuffer> subscriber, byte[] first) {
            this.subscriber = subscriber;
            this.first = first;
        }

        @Override
        public void request(long n) {
            synchronized (this) {
                if (over) {
                    return;
                }
                if (n <= 0) {
                    over = true;
                    subscriber.onError(new IllegalArgumentException("request(" + n + ")"));
                    return;
                }
                asked = asked + n < 0 ? Long.MAX_VALUE : asked + n;
                if (giving) {
                    return;
                }
                giving = true;
            }
            give();
        }

        private void give() {
            while (true) {
                ByteBuffer part;
                synchronized (this) {
                    if (over || asked == 0) {
                        giving = false;
                        return;
                    }
                    asked--;
                    part = next < 0
                            ? ByteBuffer.wrap(first)
                            : inputs[next].duplicate().clear();
                    next++;
                    over = !binary || next == inputs.length;
                }
                subscriber.onNext(part);
                if (over) {
                    subscriber.onComplete();
                    return;
                }
            }
        }

        @Override
        public synchronized void cancel() {
            over = true;
        }
    }
}
