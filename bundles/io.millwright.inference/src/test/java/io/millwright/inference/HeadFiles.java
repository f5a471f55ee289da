package io.millwright.inference;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;

/** A backbone of two numbers, {@code embedding = k (a, b, a + b)}, and heads of it, {@code y = c (e0 + 2 e1)}, which is {@code c k (a + 2 b)}. */
final class HeadFiles {
    static final String BACKBONE = "features";

    private HeadFiles() {}

    static ModelFiles backbone(String version, float k) {
        return backbone(version, k, 0);
    }

    /** @param unused how many weights lie in the file that nothing uses */
    static ModelFiles backbone(String version, float k, int unused) {
        JsonArray columns = Json.array().asArray();
        columns.add(Json.object().add("name", "a")).add(Json.object().add("name", "b"));
        return ModelFiles.of(BACKBONE, version, backboneGraph(k, unused), "a,b,=embedding[0]\n1,2," + k + "\n")
                .input(ModelFiles.tensor("x", "FLOAT32", -1, 2).add("features", columns))
                .output(ModelFiles.tensor("embedding", "FLOAT32", -1, 3))
                .set(
                        "readings",
                        Json.array()
                                .asArray()
                                .add(Json.object()
                                        .add("name", "embedding")
                                        .add("task", "embedding")
                                        .add("output", "embedding")
                                        .add("steps", 3)));
    }

    private static byte[] backboneGraph(float k, int unused) {
        return Models.product("x", "embedding", new float[][] {{k, 0, k}, {0, k, k}}, unused);
    }

    /** A head of that backbone. */
    static ModelFiles head(String name, String version, float c, float k) {
        return head(name, version, c, k, 0);
    }

    static ModelFiles head(String name, String version, float c, float k, int unused) {
        byte[] onnx = Models.product("e", "y", new float[][] {{c}, {2 * c}, {0}}, 0);
        return ModelFiles.of(name, version, onnx, "a,b,=y\n1,2," + 5 * c * k + "\n-3,0.5," + -2 * c * k + "\n")
                .input(ModelFiles.tensor("e", "FLOAT32", -1, 3))
                .output(ModelFiles.tensor("y", "FLOAT32", -1, 1))
                .set("score", Json.object().add("output", "y").add("threshold", 0.5))
                .set("backbone", reference(k, unused));
    }

    static JsonObject reference(float k, int unused) {
        return Json.object()
                .add("name", BACKBONE)
                .add("version", "[1.0,3.0)")
                .add("sha256", Sha256.of(backboneGraph(k, unused)))
                .add("output", "embedding")
                .add("input", "e");
    }
}
