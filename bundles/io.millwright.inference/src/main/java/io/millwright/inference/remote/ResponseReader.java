package io.millwright.inference.remote;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes the outputs out of an inference response object. The JSON before binary data is the same for every run of a runner: it is
 * read once, and compared afterwards. Used by one run at a time.
 */
final class ResponseReader {
    /** What may stand in an answer beside the tensors that were asked for. */
    static final int HEAD_BYTES = 64 << 10;

    /** Longest text of a number in JSON. */
    private static final int JSON_ELEMENT_BYTES = 32;

    private static final int GREATEST_TENSORS = 1_000;

    private final TensorPlan plan;
    private final ByteBuffer[] outputs;
    private final int[] offsets;
    private byte[] knownHead = {};
    private int knownLength = -1;

    ResponseReader(TensorPlan plan, ByteBuffer[] outputs) {
        this.plan = plan;
        this.outputs = outputs;
        offsets = new int[outputs.length];
    }

    /** Returns how long an answer may be, in bytes. */
    int mostBytes() {
        long elements = 0;
        for (int count : plan.elements) {
            elements += count;
        }
        return (int) Math.min(
                Integer.MAX_VALUE - 8L, HEAD_BYTES + Math.max(2 * plan.totalBytes(), JSON_ELEMENT_BYTES * elements));
    }

    /** Fills the outputs, or none of the fields that later answers rely on. */
    void read(Answer answer) throws RemoteFailure {
        int json = answer.jsonBytes();
        if (json < 0) {
            throw wrong("the answer says a length of its JSON that it does not have (" + Answer.HEAD_BYTES + ")");
        }
        byte[] bytes = answer.bytes();
        boolean known = answer.length() == knownLength
                && json == knownHead.length
                && Arrays.equals(bytes, 0, json, knownHead, 0, json);
        if (!known) {
            learn(bytes, json, answer.length());
            return;
        }
        for (int i = 0; i < outputs.length; i++) {
            outputs[i].put(0, bytes, offsets[i], plan.bytes[i]);
        }
    }

    /** Reads the JSON and fills the outputs; keeps it where all of them lie binary behind it. */
    private void learn(byte[] bytes, int json, int length) throws RemoteFailure {
        knownLength = -1;
        boolean[] found = new boolean[outputs.length];
        boolean binary = true;
        int at = json;
        for (JsonValue value : tensors(new String(bytes, 0, json, StandardCharsets.UTF_8))) {
            JsonObject tensor = object(value);
            int size = binarySize(tensor, length - at);
            int i = index(tensor);
            if (i >= 0) {
                if (found[i]) {
                    throw wrong("the answer has " + plan.names[i] + " twice");
                }
                found[i] = true;
                compare(i, tensor, size);
                offsets[i] = at;
                if (size < 0) {
                    binary = false;
                    fill(i, tensor.get("data"));
                } else {
                    outputs[i].put(0, bytes, at, size);
                }
            }
            at += Math.max(0, size);
        }
        for (int i = 0; i < found.length; i++) {
            if (!found[i]) {
                throw wrong("the answer lacks the output " + plan.names[i]);
            }
        }
        if (at != length) {
            throw wrong(
                    "the answer has " + (length - json) + " bytes of binary data, and its JSON says " + (at - json));
        }
        if (binary) {
            knownHead = Arrays.copyOf(bytes, json);
            knownLength = length;
        }
    }

    private static JsonArray tensors(String json) throws RemoteFailure {
        try {
            JsonValue top = Json.parse(json);
            JsonValue list = top.isObject() ? top.asObject().get("outputs") : null;
            if (list == null || !list.isArray() || list.asArray().size() > GREATEST_TENSORS) {
                throw wrong("the answer has no list of outputs: " + json);
            }
            return list.asArray();
        } catch (ParseException e) {
            throw wrong("the answer is no JSON (" + e.getMessage() + "): " + json);
        }
    }

    private static JsonObject object(JsonValue value) throws RemoteFailure {
        if (!value.isObject()) {
            throw wrong("an output of the answer is no object: " + value);
        }
        return value.asObject();
    }

    /** Returns the length of a tensor's binary data, -1 where it has none. */
    private static int binarySize(JsonObject tensor, int left) throws RemoteFailure {
        JsonValue parameters = tensor.get("parameters");
        JsonValue size = parameters == null || !parameters.isObject()
                ? null
                : parameters.asObject().get("binary_data_size");
        if (size == null) {
            return -1;
        }
        String text = size.toString();
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > left) {
            throw wrong("the answer says " + text + " bytes of binary data, and has " + left + " left");
        }
        return Integer.parseInt(text);
    }

    private int index(JsonObject tensor) {
        JsonValue name = tensor.get("name");
        for (int i = 0; i < plan.size(); i++) {
            if (name != null && name.isString() && name.asString().equals(plan.names[i])) {
                return i;
            }
        }
        return -1;
    }

    private void compare(int i, JsonObject tensor, int size) throws RemoteFailure {
        String datatype = String.valueOf(tensor.get("datatype"));
        if (!datatype.equals("\"" + plan.types[i] + "\"")) {
            throw wrong(plan.names[i] + " comes as " + datatype + ", and " + plan.types[i] + " was agreed");
        }
        String shape = String.valueOf(tensor.get("shape"));
        if (!shape.equals(Arrays.toString(plan.shapes[i]).replace(" ", ""))) {
            throw wrong(plan.names[i] + " comes with the shape " + shape + ", and " + Arrays.toString(plan.shapes[i])
                    + " was agreed");
        }
        if (size >= 0 && size != plan.bytes[i]) {
            throw wrong(plan.names[i] + " comes with " + size + " bytes, and " + plan.bytes[i] + " are its shape's");
        }
    }

    private void fill(int i, JsonValue data) throws RemoteFailure {
        if (data == null || !data.isArray()) {
            throw wrong(plan.names[i] + " comes without data");
        }
        try {
            int count = fill(i, data.asArray(), 0);
            if (count != plan.elements[i]) {
                throw wrong(plan.names[i] + " comes with " + count + " elements, and " + plan.elements[i]
                        + " are its shape's");
            }
        } catch (NumberFormatException e) {
            throw wrong(plan.names[i] + ": " + e.getMessage());
        }
    }

    /** Elements may be nested by dimension or lie in one row. */
    private int fill(int i, JsonArray data, int first) throws RemoteFailure {
        int at = first;
        for (JsonValue value : data) {
            if (value.isArray()) {
                at = fill(i, value.asArray(), at);
            } else if (at == plan.elements[i]) {
                throw wrong(plan.names[i] + " comes with more than the " + at + " elements of its shape");
            } else {
                plan.types[i].read(value, outputs[i], at++);
            }
        }
        return at;
    }

    private static RemoteFailure wrong(String what) {
        return new RemoteFailure(
                RemoteFailure.Kind.CONTRACT, what, "compare the model on the server with its description");
    }
}
