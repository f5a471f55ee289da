package io.millwright.inference.remote;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/**
 * A small server of the Open Inference Protocol v2 over HTTP/1.1, and the ways in which one goes wrong. By the letter of the
 * published <a href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md">REST
 * protocol</a> (health, server and model metadata, model ready, infer, errors as a JSON object with {@code error}) and of Triton's
 * <a href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md">binary tensor data
 * extension</a>. One thread per connection. What a client sends against the protocol is answered with 400.
 */
public final class ProtocolServer implements AutoCloseable {
    /** Longer than anybody waits. */
    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** Ways to go wrong, of inference alone where nothing else is said. */
    public enum Fault {
        /** None. */
        NONE,
        /** Answers 503 with an error object. */
        BUSY,
        /** Answers 500 with text that is no JSON. */
        BROKEN,
        /** Answers 400 with an error object. */
        REFUSES,
        /** The model is not ready: asked for that, and for inference. */
        NOT_READY,
        /** Answers nothing, and keeps the connection. */
        SILENT,
        /** Sends half of the body, and nothing more. */
        HALF,
        /** Sends half of the body and closes. */
        TRUNCATED,
        /** Resets the connection instead of an answer. */
        RESET,
        /** Claims a longer JSON than the body. */
        LONG_HEAD,
        /** Claims a JSON that ends in its middle. */
        SHORT_HEAD,
        /** Claims a length that is no number. */
        NO_NUMBER,
        /** Claims fewer bytes of binary data than come. */
        SURPLUS,
        /** Answers with another shape. */
        SHAPE,
        /** Answers with another datatype. */
        DATATYPE,
        /** Answers without the output. */
        LACKING,
        /** Answers with text that is no JSON. */
        NO_JSON,
        /** Answers more than was agreed by far. */
        FLOOD
    }

    /** A tensor as it travels. */
    public record Tensor(String name, String datatype, long[] shape, byte[] data) {
        /** Returns its data, little-endian. */
        public ByteBuffer buffer() {
            return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** What a model has. */
    public record Described(String name, String datatype, long... shape) {}

    private static final String HEAD = "inference-header-content-length";

    private final String model;
    private final List<Described> inputs;
    private final List<Described> outputs;
    private final Function<Map<String, Tensor>, List<Tensor>> compute;
    private final ServerSocket listening;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inFlight = new AtomicInteger();

    public final AtomicInteger inferences = new AtomicInteger();
    public final AtomicInteger mostInFlight = new AtomicInteger();
    public final AtomicInteger wrongRequests = new AtomicInteger();
    public volatile Fault fault = Fault.NONE;
    /** Requests that go wrong before all is well again; negative: all. */
    public final AtomicInteger faults = new AtomicInteger(-1);

    public volatile boolean binary = true;
    public volatile long delayMicros;
    public volatile String token = "";

    private ProtocolServer(
            ServerSocket listening,
            String model,
            List<Described> inputs,
            List<Described> outputs,
            Function<Map<String, Tensor>, List<Tensor>> compute) {
        this.listening = listening;
        this.model = model;
        this.inputs = inputs;
        this.outputs = outputs;
        this.compute = compute;
        thread(this::listen);
    }

    /** Listens on a port of 127.0.0.1, 0 for a free one. */
    public static ProtocolServer start(
            ServerSocketFactory sockets,
            int port,
            String model,
            List<Described> inputs,
            List<Described> outputs,
            Function<Map<String, Tensor>, List<Tensor>> compute)
            throws IOException {
        ServerSocket socket = sockets.createServerSocket(port, 100, InetAddress.getLoopbackAddress());
        return new ProtocolServer(socket, model, inputs, outputs, compute);
    }

    /** The model {@code y = k * (a + 2 b)}: x FP32 [-1, 2], y FP32 [-1, 1]. */
    public static ProtocolServer linear(ServerSocketFactory sockets, int port, float k) throws IOException {
        return start(
                sockets,
                port,
                "linear",
                List.of(new Described("x", "FP32", -1, 2)),
                List.of(new Described("y", "FP32", -1, 1)),
                given -> {
                    ByteBuffer x = given.get("x").buffer();
                    int rows = (int) given.get("x").shape()[0];
                    ByteBuffer y = ByteBuffer.allocate(4 * rows).order(ByteOrder.LITTLE_ENDIAN);
                    for (int row = 0; row < rows; row++) {
                        y.putFloat(4 * row, k * (x.getFloat(8 * row) + 2 * x.getFloat(8 * row + 4)));
                    }
                    return List.of(new Tensor("y", "FP32", new long[] {rows, 1}, y.array()));
                });
    }

    public int port() {
        return listening.getLocalPort();
    }

    private void thread(Runnable task) {
        Thread thread = new Thread(task, "protocol-server");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void listen() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                connections.add(socket);
                if (listening.isClosed()) {
                    // It came while this died, and was perhaps not seen.
                    socket.close();
                    return;
                }
                thread(() -> serve(socket));
            } catch (IOException e) {
                // Closed, or a client that gave up.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                Request request = Request.read(in);
                if (request == null || !answer(request, socket)) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            // The client went away, or does not trust this server.
        } finally {
            connections.remove(socket);
            threads.remove(Thread.currentThread());
        }
    }

    private record Request(String method, String path, Map<String, String> headers, byte[] body) {
        static Request read(InputStream in) throws IOException {
            String first = line(in);
            if (first == null) {
                return null;
            }
            Map<String, String> headers = new LinkedHashMap<>();
            for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException();
            }
            String[] words = first.split(" ");
            return new Request(words[0], words[1], headers, body);
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    return null;
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }
    }

    /** Returns whether the connection goes on. */
    private boolean answer(Request request, Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        if (!token.isEmpty() && !("Bearer " + token).equals(request.headers().get("authorization"))) {
            return error(out, 401, "no valid token");
        }
        String of = "/v2/models/" + model;
        switch (request.method() + " " + request.path().replaceAll("/versions/[^/]+", "")) {
            case "GET /v2/health/live", "GET /v2/health/ready" -> {
                return json(out, 200, Json.object().add("live", true));
            }
            case "GET /v2" -> {
                JsonArray extensions = new JsonArray();
                if (binary) {
                    extensions.add("binary_tensor_data");
                }
                return json(
                        out,
                        200,
                        Json.object().add("name", "test").add("version", "1").add("extensions", extensions));
            }
            default -> {
                String path = request.path().replaceAll("/versions/[^/]+", "");
                if (request.method().equals("GET") && path.equals(of + "/ready")) {
                    return fault == Fault.NOT_READY
                            ? error(out, 400, "model is not ready")
                            : json(out, 200, Json.object().add("name", model).add("ready", true));
                }
                if (request.method().equals("GET") && path.equals(of)) {
                    return json(out, 200, metadata());
                }
                if (request.method().equals("POST") && path.equals(of + "/infer")) {
                    return infer(request, out, socket);
                }
                return error(
                        out, path.startsWith("/v2/models/") ? 400 : 404, "Request for unknown model or path: " + path);
            }
        }
    }

    private JsonObject metadata() {
        return Json.object()
                .add("name", model)
                .add("versions", Json.array("1"))
                .add("platform", "test")
                .add("inputs", described(inputs))
                .add("outputs", described(outputs));
    }

    private static JsonArray described(List<Described> tensors) {
        JsonArray list = new JsonArray();
        tensors.forEach(tensor -> list.add(Json.object()
                .add("name", tensor.name())
                .add("datatype", tensor.datatype())
                .add("shape", Json.array(tensor.shape()))));
        return list;
    }

    private boolean infer(Request request, OutputStream out, Socket socket) throws IOException {
        inferences.incrementAndGet();
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try {
            if (delayMicros > 0) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(delayMicros));
            }
        } finally {
            inFlight.decrementAndGet();
        }
        Fault now = faults.get() == 0 ? Fault.NONE : fault;
        if (now != Fault.NONE && faults.get() > 0) {
            faults.decrementAndGet();
        }
        switch (now) {
            case BUSY:
                return error(out, 503, "too many requests");
            case BROKEN:
                return bytes(out, 500, "<html>oops</html>".getBytes(StandardCharsets.UTF_8), null, -1);
            case REFUSES, NOT_READY:
                return error(out, 400, "Request for unknown model");
            case SILENT:
                LockSupport.parkNanos(SILENCE_NANOS);
                return false;
            case RESET:
                socket.setSoLinger(true, 0);
                return false;
            case NO_JSON:
                return bytes(out, 200, "hello".getBytes(StandardCharsets.UTF_8), null, -1);
            case FLOOD:
                return bytes(out, 200, new byte[8 << 20], null, -1);
            default:
                return computed(request, out, now);
        }
    }

    private boolean computed(Request request, OutputStream out, Fault now) throws IOException {
        Map<String, Tensor> given;
        boolean asBinary;
        try {
            given = InferRequest.read(request.headers().get(HEAD), request.body(), inputs);
            asBinary = InferRequest.wantsBinary(request.headers().get(HEAD), request.body());
            if (request.headers().containsKey(HEAD) && !binary) {
                throw new IllegalArgumentException("no such extension");
            }
        } catch (RuntimeException e) {
            wrongRequests.incrementAndGet();
            return error(out, 400, "against the protocol: " + e);
        }
        JsonArray list = new JsonArray();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (Tensor output : compute.apply(given)) {
            JsonObject tensor = Json.object()
                    .add("name", output.name())
                    .add("datatype", now == Fault.DATATYPE ? "INT8" : output.datatype())
                    .add("shape", now == Fault.SHAPE ? Json.array(7, 7) : Json.array(output.shape()));
            if (asBinary) {
                int size = now == Fault.SURPLUS ? output.data().length - 1 : output.data().length;
                tensor.add("parameters", Json.object().add("binary_data_size", size));
                data.write(output.data());
            } else {
                tensor.add("data", InferRequest.json(output));
            }
            if (now != Fault.LACKING) {
                list.add(tensor);
            }
        }
        byte[] head = Json.object()
                .add("model_name", model)
                .add("model_version", "1")
                .add("outputs", list)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(head);
        if (now != Fault.LACKING) {
            body.write(data.toByteArray());
        }
        String length =
                switch (now) {
                    case LONG_HEAD -> Integer.toString(body.size() + 10);
                    case SHORT_HEAD -> Integer.toString(head.length - 5);
                    case NO_NUMBER -> "many";
                    default -> asBinary ? Integer.toString(head.length) : null;
                };
        int sent = now == Fault.HALF || now == Fault.TRUNCATED ? body.size() / 2 : -1;
        boolean goesOn = bytes(out, 200, body.toByteArray(), length, sent);
        if (now == Fault.HALF) {
            LockSupport.parkNanos(SILENCE_NANOS);
        }
        return goesOn;
    }

    private static boolean error(OutputStream out, int status, String text) throws IOException {
        return json(out, status, Json.object().add("error", text));
    }

    private static boolean json(OutputStream out, int status, JsonValue json) throws IOException {
        return bytes(out, status, json.toString().getBytes(StandardCharsets.UTF_8), null, -1);
    }

    /** Sends an answer, or the first {@code sent} bytes of its body. */
    private static boolean bytes(OutputStream out, int status, byte[] body, String headLength, int sent)
            throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\nContent-Length: " + body.length + "\r\n");
        if (headLength != null) {
            head.append("Inference-Header-Content-Length: ").append(headLength).append("\r\n");
        }
        byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[first.length + (sent < 0 ? body.length : sent)];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(body, 0, all, first.length, all.length - first.length);
        out.write(all);
        out.flush();
        return sent < 0;
    }

    /** Dies at once: every connection is reset, nobody listens. */
    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : connections) {
            try {
                socket.setSoLinger(true, 0);
            } catch (SocketException e) {
                // Closed meanwhile.
            }
            socket.close();
        }
        threads.forEach(LockSupport::unpark);
    }

    /** What infer requests hold. */
    private static final class InferRequest {
        private InferRequest() {}

        private static JsonObject top(String headLength, byte[] body) {
            int length = headLength == null ? body.length : Integer.parseInt(headLength);
            return Json.parse(new String(body, 0, length, StandardCharsets.UTF_8))
                    .asObject();
        }

        static boolean wantsBinary(String headLength, byte[] body) {
            JsonValue outputs = top(headLength, body).get("outputs");
            return outputs != null
                    && outputs.asArray().get(0).asObject().get("parameters") != null
                    && outputs.asArray()
                            .get(0)
                            .asObject()
                            .get("parameters")
                            .asObject()
                            .getBoolean("binary_data", false);
        }

        static Map<String, Tensor> read(String headLength, byte[] body, List<Described> agreed) {
            int at = headLength == null ? body.length : Integer.parseInt(headLength);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (JsonValue value : top(headLength, body).get("inputs").asArray()) {
                JsonObject input = value.asObject();
                List<Long> shape = new ArrayList<>();
                input.get("shape").asArray().forEach(dimension -> shape.add(dimension.asLong()));
                long[] dimensions = shape.stream().mapToLong(Long::longValue).toArray();
                byte[] data;
                if (input.get("parameters") != null) {
                    int size = input.get("parameters")
                            .asObject()
                            .get("binary_data_size")
                            .asInt();
                    data = new byte[size];
                    System.arraycopy(body, at, data, 0, size);
                    at += size;
                } else {
                    data = data(
                            input.get("data").asArray(), input.get("datatype").asString());
                }
                Tensor tensor = new Tensor(
                        input.get("name").asString(), input.get("datatype").asString(), dimensions, data);
                compare(tensor, agreed);
                tensors.put(tensor.name(), tensor);
            }
            if (at != body.length || tensors.size() != agreed.size()) {
                throw new IllegalArgumentException("sizes or inputs do not add up");
            }
            return tensors;
        }

        private static void compare(Tensor tensor, List<Described> agreed) {
            Described described = agreed.stream()
                    .filter(one -> one.name().equals(tensor.name()))
                    .findFirst()
                    .orElseThrow();
            long bytes = bytes(tensor.datatype());
            for (int i = 0; i < tensor.shape().length; i++) {
                if (described.shape()[i] >= 0 && described.shape()[i] != tensor.shape()[i]) {
                    throw new IllegalArgumentException("shape");
                }
                bytes *= tensor.shape()[i];
            }
            if (!described.datatype().equals(tensor.datatype()) || bytes != tensor.data().length) {
                throw new IllegalArgumentException("datatype or size");
            }
        }

        /** Of the protocol's table of datatypes; those of a fixed size. */
        private static int bytes(String datatype) {
            return switch (datatype) {
                case "BOOL", "INT8", "UINT8" -> 1;
                case "INT16", "UINT16", "FP16", "BF16" -> 2;
                case "INT32", "UINT32", "FP32" -> 4;
                case "INT64", "UINT64", "FP64" -> 8;
                default -> throw new IllegalArgumentException(datatype);
            };
        }

        private static byte[] data(JsonArray values, String datatype) {
            ByteBuffer data =
                    ByteBuffer.allocate(values.size() * bytes(datatype)).order(ByteOrder.LITTLE_ENDIAN);
            for (JsonValue value : values) {
                switch (datatype) {
                    case "FP32" -> data.putFloat(value.asFloat());
                    case "FP64" -> data.putDouble(value.asDouble());
                    case "INT64" -> data.putLong(value.asLong());
                    case "INT32" -> data.putInt(value.asInt());
                    default -> throw new IllegalArgumentException("this server has no JSON of " + datatype);
                }
            }
            return data.array();
        }

        /** Nested by the first dimension, as the protocol allows. */
        static JsonArray json(Tensor tensor) {
            int rows = (int) tensor.shape()[0];
            int columns = tensor.data().length / bytes(tensor.datatype()) / rows;
            ByteBuffer data = tensor.buffer();
            JsonArray nested = new JsonArray();
            for (int row = 0; row < rows; row++) {
                JsonArray values = new JsonArray();
                for (int i = 0; i < columns; i++) {
                    switch (tensor.datatype()) {
                        case "FP32" -> values.add(data.getFloat());
                        case "FP64" -> values.add(data.getDouble());
                        case "INT64" -> values.add(data.getLong());
                        case "INT32" -> values.add(data.getInt());
                        default -> throw new IllegalArgumentException(
                                "this server has no JSON of " + tensor.datatype());
                    }
                }
                nested.add(values);
            }
            return nested;
        }
    }
}
