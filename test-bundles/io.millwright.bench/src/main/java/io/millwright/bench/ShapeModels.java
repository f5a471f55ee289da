package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.Models;
import java.io.IOException;
import java.nio.file.Path;

/** The models of the shapes benchmark: the length of a waveform, and the mean of a picture. They compute next to nothing. */
final class ShapeModels {
    static final String WAVE = "wave";
    static final String PICTURE = "picture";

    /** Samples of a waveform. */
    static final int SAMPLES = 8_192;

    /** Sides of the picture's input, pixels. */
    private static final int SIDE = 224;

    private ShapeModels() {}

    /** Writes the waveforms' model: one array feature, "vibration". */
    static Path writeWave(Path folder) throws IOException {
        JsonObject input = tensor("wave", -1, SAMPLES)
                .add("features", list(Json.object().add("name", "vibration").add("elements", SAMPLES)));
        String golden = "vibration[*],=length\n0.5," + 0.5 * Math.sqrt(SAMPLES) + "\n";
        JsonObject json = json(input, tensor("length", -1, 1));
        return ModelPackage.write(folder, WAVE, Models.lengthOfWave(SAMPLES), json, golden);
    }

    /** Writes the pictures' model: one input, "picture", which pictures of any size are stretched to. */
    static Path writePicture(Path folder) throws IOException {
        JsonObject input =
                tensor("picture", -1, 3, SIDE, SIDE).add("image", Json.object().add("colour", "rgb"));
        JsonObject json = json(input, tensor("mean", -1, 1, 1, 1));
        return ModelPackage.write(
                folder, PICTURE, Models.meanOfPicture(SIDE, SIDE), json, "picture[*],=mean\n100,100\n");
    }

    private static JsonObject json(JsonObject input, JsonObject output) {
        String name = output.getString("name", "");
        return Json.object()
                .add("inputs", list(input))
                .add("outputs", list(output))
                .add(
                        "readings",
                        list(Json.object()
                                .add("name", name)
                                .add("task", "value")
                                .add("output", name)
                                .add("index", 0)));
    }

    private static JsonObject tensor(String name, int... shape) {
        return Json.object().add("name", name).add("type", "FLOAT32").add("shape", Json.array(shape));
    }

    private static JsonArray list(JsonObject one) {
        return Json.array().asArray().add(one);
    }
}
