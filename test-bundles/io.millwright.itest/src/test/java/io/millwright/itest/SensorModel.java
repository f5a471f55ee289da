package io.millwright.itest;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.Models;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The model {@code sensors}: a waveform, a picture and two numbers, of which it tells length, mean and themselves. */
final class SensorModel {
    static final String NAME = "sensors";

    private SensorModel() {}

    /** Writes its package; the picture's means are not normalised. */
    static Path write(Path folder, int samples, int width, int height) {
        byte[] onnx = Models.sensors(samples, height, width);
        byte[] golden = ("vibration[*],picture[*],wave_number,camera_number,=length,=mean,=same[0],=same[1]\n"
                        + "0.5,100,3,4," + 0.5 * Math.sqrt(samples) + ",100,3,4\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] json = json(onnx, golden, samples, width, height).toString().getBytes(StandardCharsets.UTF_8);
        return PackageVariant.of(Packages.machineFailure())
                .version("9.0.0")
                .entry("MILLWRIGHT-INF/model.onnx", old -> onnx)
                .entry("MILLWRIGHT-INF/golden.csv", old -> golden)
                .entry("MILLWRIGHT-INF/model.json", old -> json)
                .writeTo(folder);
    }

    private static JsonObject json(byte[] onnx, byte[] golden, int samples, int width, int height) {
        JsonObject wave = tensor("wave", "FLOAT32", -1, samples)
                .add(
                        "features",
                        Json.array()
                                .asArray()
                                .add(Json.object().add("name", "vibration").add("elements", samples)));
        JsonObject picture = tensor("picture", "FLOAT32", -1, 3, height, width)
                .add("image", Json.object().add("colour", "rgb"));
        JsonObject numbers = tensor("numbers", "FLOAT64", -1, 2)
                .add(
                        "features",
                        Json.array()
                                .asArray()
                                .add(Json.object().add("name", "wave_number"))
                                .add(Json.object().add("name", "camera_number")));
        return Json.object()
                .add("format", 1)
                .add("name", NAME)
                .add("version", "9.0.0")
                .add("onnx", Json.object().add("file", "model.onnx").add("sha256", sha256(onnx)))
                .add("golden", Json.object().add("file", "golden.csv").add("sha256", sha256(golden)))
                .add("inputs", Json.array().asArray().add(wave).add(picture).add(numbers))
                .add(
                        "outputs",
                        Json.array()
                                .asArray()
                                .add(tensor("length", "FLOAT32", -1, 1))
                                .add(tensor("mean", "FLOAT32", -1, 1, 1, 1))
                                .add(tensor("same", "FLOAT64", -1, 2)))
                .add(
                        "readings",
                        Json.array()
                                .asArray()
                                .add(value("length", "length", 0))
                                .add(value("mean", "mean", 0))
                                .add(value("wave_number", "same", 0))
                                .add(value("camera_number", "same", 1)));
    }

    private static JsonObject tensor(String name, String type, int... shape) {
        return Json.object().add("name", name).add("type", type).add("shape", Json.array(shape));
    }

    private static JsonObject value(String name, String output, int index) {
        return Json.object()
                .add("name", name)
                .add("task", "value")
                .add("output", output)
                .add("index", index);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
