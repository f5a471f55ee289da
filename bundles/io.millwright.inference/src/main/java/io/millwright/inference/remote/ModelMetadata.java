package io.millwright.inference.remote;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import io.millwright.inference.ModelContract;
import io.millwright.inference.remote.RemoteFailure.Kind;
import io.millwright.model.TensorSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares what a server says of itself and of a model with what was agreed. */
final class ModelMetadata {
    private static final String REMEDY = "load the model of the description on the server, or correct the description";
    private static final int GREATEST_RANK = 100;

    /** A tensor as the server has it. */
    private record Served(String datatype, long[] shape) {}

    private final String server;

    private ModelMetadata(String server) {
        this.server = server;
    }

    /** Whether a server offers an extension. */
    static boolean offers(String server, String json, String extension) throws RemoteFailure {
        JsonValue extensions = new ModelMetadata(server).parse(json).get("extensions");
        if (extensions == null || !extensions.isArray()) {
            return false;
        }
        for (JsonValue one : extensions.asArray()) {
            if (one.isString() && one.asString().equals(extension)) {
                return true;
            }
        }
        return false;
    }

    /** Returns if the model is the one agreed. A server that lists no tensors is believed; each of its answers is compared. */
    static void check(String server, String json, ModelContract contract) throws RemoteFailure {
        ModelMetadata metadata = new ModelMetadata(server);
        JsonObject top = metadata.parse(json);
        Map<String, Served> inputs = metadata.tensors(top.get("inputs"));
        Map<String, Served> outputs = metadata.tensors(top.get("outputs"));
        if (!inputs.isEmpty()) {
            metadata.compare("input ", contract.inputs(), inputs);
            for (String name : inputs.keySet()) {
                if (contract.inputs().stream().noneMatch(spec -> spec.name().equals(name))) {
                    throw metadata.differs("needs the input " + name + ", which the description lacks");
                }
            }
        }
        if (!outputs.isEmpty()) {
            metadata.compare("output ", contract.outputs(), outputs);
        }
    }

    private JsonObject parse(String json) throws RemoteFailure {
        try {
            JsonValue top = Json.parse(json);
            if (top.isObject()) {
                return top.asObject();
            }
        } catch (ParseException e) {
            // Told below, with what came.
        }
        throw new RemoteFailure(
                Kind.CONTRACT,
                server + " does not speak the Open Inference Protocol v2; it answers " + RemoteFailure.shortened(json),
                "look at the address: the protocol lies below /v2");
    }

    private Map<String, Served> tensors(JsonValue list) throws RemoteFailure {
        Map<String, Served> tensors = new LinkedHashMap<>();
        for (JsonValue value : list == null || !list.isArray() ? new JsonArray() : list.asArray()) {
            JsonValue shape = value.isObject() ? value.asObject().get("shape") : null;
            if (shape == null || !shape.isArray() || shape.asArray().size() > GREATEST_RANK) {
                throw differs("describes a tensor without a shape: " + value);
            }
            try {
                long[] dimensions = new long[shape.asArray().size()];
                for (int i = 0; i < dimensions.length; i++) {
                    dimensions[i] =
                            Long.parseLong(shape.asArray().get(i).toString().replace("\"", ""));
                }
                tensors.put(
                        value.asObject().getString("name", ""),
                        new Served(value.asObject().getString("datatype", ""), dimensions));
            } catch (NumberFormatException | UnsupportedOperationException e) {
                throw differs("describes a tensor that cannot be read: " + value);
            }
        }
        return tensors;
    }

    private void compare(String kind, List<TensorSpec> agreed, Map<String, Served> served) throws RemoteFailure {
        for (TensorSpec spec : agreed) {
            Served tensor = served.get(spec.name());
            if (tensor == null) {
                throw differs("has no " + kind + spec.name() + ", only " + served.keySet());
            }
            String datatype = String.valueOf(Datatype.of(spec.type()));
            if (!tensor.datatype().equals(datatype)) {
                throw differs("has the " + kind + spec.name() + " as " + tensor.datatype() + ", and the description as "
                        + datatype);
            }
            if (!fits(spec.shape(), tensor.shape())) {
                throw differs("has the " + kind + spec.name() + " as " + Arrays.toString(tensor.shape())
                        + " (-1 is free), and the description as " + Arrays.toString(spec.shape()));
            }
        }
    }

    /** A dimension that is free on the server may be fixed in the description, not the other way round. */
    private static boolean fits(long[] agreed, long[] served) {
        boolean fits = agreed.length == served.length;
        for (int i = 0; fits && i < agreed.length; i++) {
            fits = served[i] < 0 || served[i] == agreed[i];
        }
        return fits;
    }

    private RemoteFailure differs(String what) {
        return new RemoteFailure(Kind.CONTRACT, "the model on " + server + " " + what, REMEDY);
    }
}
