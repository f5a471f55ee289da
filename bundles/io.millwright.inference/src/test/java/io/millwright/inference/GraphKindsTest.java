package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.OnnxWriter.Message;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kinds of graphs that exporters write are judged, opened and replayed as any other: quantized ones, and those that branch and loop. */
class GraphKindsTest {
    @TempDir
    Path folder;

    private static String[] names(String... names) {
        return names;
    }

    private void passes(byte[] onnx, String golden, JsonObject input, JsonObject... outputs) throws Exception {
        ModelFiles files = ModelFiles.of("kind", "1.0.0", onnx, golden).input(input);
        for (JsonObject output : outputs) {
            files.output(output);
        }
        try (ModelFolder open = ModelFolder.open(files.writeTo(folder.resolve("kind")))) {
            assertEquals(golden.lines().count() - 1, open.goldenRows());
        }
    }

    private static JsonObject input(long... shape) {
        JsonArray features = Json.array().asArray();
        features.add(Json.object().add("name", "a")).add(Json.object().add("name", "b"));
        return ModelFiles.tensor("x", "FLOAT32", shape).add("features", features);
    }

    /** 8-bit weights and activations between QuantizeLinear and DequantizeLinear: steps of 0.5, from -64 to 63.5. */
    @Test
    void anInt8ModelWithQuantizedWeightsIsServed() throws Exception {
        Message graph = OnnxWriter.graph("quantized");
        graph.message(1, OnnxWriter.node("QuantizeLinear", names("x", "half", "zero"), names("xq")));
        graph.message(1, OnnxWriter.node("DequantizeLinear", names("xq", "half", "zero"), names("xd")));
        graph.message(1, OnnxWriter.node("DequantizeLinear", names("wq", "half", "zero"), names("w")));
        graph.message(1, OnnxWriter.node("MatMul", names("xd", "w"), names("y")));
        graph.message(5, OnnxWriter.floats("half", new float[] {0.5f}));
        graph.message(5, OnnxWriter.bytes("zero", new byte[] {0}));
        graph.message(5, OnnxWriter.bytes("wq", new byte[] {2, 4}, 2, 1));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 2));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, -1, 1));
        passes(
                OnnxWriter.model(graph),
                "a,b,=y\n1,2,5\n0.3,0,0.5\n1000,0,63.5\n",
                input(-1, 2),
                ModelFiles.tensor("y", "FLOAT32", -1, 1));
    }

    private static Message branch(String name, String operator) {
        Message branch = OnnxWriter.graph(name);
        branch.message(1, OnnxWriter.node(operator, names("x"), names(name)));
        return branch.message(12, OnnxWriter.value(name, OnnxWriter.FLOAT, 1, 2));
    }

    @Test
    void aGraphThatBranchesIsServed() throws Exception {
        Message graph = OnnxWriter.graph("branches");
        graph.message(
                1,
                OnnxWriter.node("ReduceSum", names("x"), names("sum"))
                        .message(5, OnnxWriter.integerAttribute("keepdims", 0)));
        graph.message(1, OnnxWriter.node("Greater", names("sum", "zero"), names("above")));
        graph.message(
                1,
                OnnxWriter.node("If", names("above"), names("y"))
                        .message(5, OnnxWriter.graphAttribute("then_branch", branch("as_it_is", "Identity")))
                        .message(5, OnnxWriter.graphAttribute("else_branch", branch("turned", "Neg"))));
        graph.message(5, OnnxWriter.floats("zero", new float[] {0}));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, 1, 2));
        graph.message(12, OnnxWriter.value("y", OnnxWriter.FLOAT, 1, 2));
        passes(
                OnnxWriter.model(graph),
                "a,b,=y[0],=y[1]\n1,2,1,2\n-1,-2,1,2\n",
                input(1, 2),
                ModelFiles.tensor("y", "FLOAT32", 1, 2));
    }

    /** The rows of a window one after the other, which no batch stands before. */
    @Test
    void aGraphThatGoesThroughTheRowsOfAWindowIsServed() throws Exception {
        Message body = OnnxWriter.graph("body");
        body.message(1, OnnxWriter.node("Add", names("before", "row"), names("after")));
        body.message(1, OnnxWriter.node("Identity", names("after"), names("so_far")));
        body.message(11, OnnxWriter.value("before", OnnxWriter.FLOAT, 2));
        body.message(11, OnnxWriter.value("row", OnnxWriter.FLOAT, 2));
        body.message(12, OnnxWriter.value("after", OnnxWriter.FLOAT, 2));
        body.message(12, OnnxWriter.value("so_far", OnnxWriter.FLOAT, 2));
        Message graph = OnnxWriter.graph("scan");
        graph.message(
                1,
                OnnxWriter.node("Scan", names("zero", "x"), names("total", "sums"))
                        .message(5, OnnxWriter.graphAttribute("body", body))
                        .message(5, OnnxWriter.integerAttribute("num_scan_inputs", 1)));
        graph.message(5, OnnxWriter.floats("zero", new float[] {0, 0}, 2));
        graph.message(11, OnnxWriter.value("x", OnnxWriter.FLOAT, -1, 2));
        graph.message(12, OnnxWriter.value("total", OnnxWriter.FLOAT, 2));
        graph.message(12, OnnxWriter.value("sums", OnnxWriter.FLOAT, -1, 2));
        passes(
                OnnxWriter.model(graph),
                "a@0,a@1,a@2,b@*,=total[0],=total[1],=sums[2]\n1,2,3,1,6,3,3\n",
                input(3, 2).add("batch", false),
                ModelFiles.tensor("total", "FLOAT32", 2),
                ModelFiles.tensor("sums", "FLOAT32", 3, 2).add("batch", false));
    }

    /** What ONNX Runtime reads is let in: no table of ours says which versions there are. */
    @ParameterizedTest
    @CsvSource({"3, 7", "4, 9", "8, 17", "10, 21", "12, 23"})
    void c6AnyVersionThatOnnxRuntimeReadsIsServed(int irVersion, int opset) throws Exception {
        passes(
                Models.linear(2, irVersion, opset),
                "a,b,=y\n1,2,10\n",
                input(-1, 2),
                ModelFiles.tensor("y", "FLOAT32", -1, 1));
    }
}
