package io.millwright.itest;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Other versions of the model machine-failure: good ones and broken ones. */
final class ModelVariant {
    private static final String FOLDER = "MILLWRIGHT-INF/";
    private static final String DESCRIPTION = FOLDER + "model.json";
    private static final String ONNX = FOLDER + "model.onnx";
    private static final String GOLDEN = FOLDER + "golden.csv";
    /** Field 6 of ModelProto, doc_string, as a length-delimited field (onnx.proto). */
    private static final int DOC_STRING = 6 << 3 | 2;

    private ModelVariant() {}

    /** The same graph with another text in it: other bytes, the same scores. */
    static Path good(Path folder, String version) {
        byte[] onnx = described("made as version " + version);
        return variant(folder, version, onnx, sha256(onnx));
    }

    /** An ONNX file that is not the one that was checked. */
    static Path otherHash(Path folder, String version) {
        return variant(folder, version, described("exchanged on the way"), sha256(onnx()));
    }

    /** An ONNX file that ends early, with a hash that says so. */
    static Path truncated(Path folder, String version) {
        byte[] half = java.util.Arrays.copyOf(onnx(), onnx().length / 2);
        return variant(folder, version, half, sha256(half));
    }

    /** A file that is no ONNX file at all. */
    static Path foreign(Path folder, String version) {
        byte[] text = "PK\u0003\u0004 this is somebody's spreadsheet".getBytes(StandardCharsets.UTF_8);
        return variant(folder, version, text, sha256(text));
    }

    /** Golden rows of which one score is another. */
    static Path otherGolden(Path folder, String version) {
        String golden = new String(PackageVariant.read(Packages.machineFailure(), GOLDEN), StandardCharsets.UTF_8);
        int end = golden.indexOf('\n', golden.indexOf('\n') + 1);
        int cell = golden.lastIndexOf(',', end) + 1;
        byte[] changed = (golden.substring(0, cell) + "0.75" + golden.substring(end)).getBytes(StandardCharsets.UTF_8);
        return PackageVariant.of(Packages.machineFailure())
                .version(version)
                .entry(GOLDEN, old -> changed)
                .entry(DESCRIPTION, old -> description(old, version, "golden", sha256(changed)))
                .writeTo(folder);
    }

    /** A bundle that asks for a package that nobody exports. */
    static Path unresolvable(Path folder, String version) {
        byte[] onnx = described("unresolvable");
        return PackageVariant.of(Packages.machineFailure())
                .version(version)
                .header("Import-Package", "com.example.nowhere")
                .entry(ONNX, old -> onnx)
                .entry(DESCRIPTION, old -> description(old, version, "onnx", "0".repeat(64)))
                .writeTo(folder);
    }

    /** Another content in a bundle of the same version: what a build that forgets to raise it makes. */
    static Path sameVersion(Path folder, String packageVersion) {
        byte[] onnx = described("the version was forgotten");
        return PackageVariant.of(Packages.machineFailure())
                .packageVersion(packageVersion)
                .entry(ONNX, old -> onnx)
                .entry(DESCRIPTION, old -> description(old, packageVersion, "onnx", sha256(onnx)))
                .writeTo(folder);
    }

    private static Path variant(Path folder, String version, byte[] onnx, String sha256) {
        return PackageVariant.of(Packages.machineFailure())
                .version(version)
                .entry(ONNX, old -> onnx)
                .entry(DESCRIPTION, old -> description(old, version, "onnx", sha256))
                .writeTo(folder);
    }

    /** Passes every check of itself, but wants rows of another period than the pipelines have. */
    static Path otherRowPeriod(Path folder, String version) {
        byte[] onnx = described("made as version " + version);
        return PackageVariant.of(Packages.machineFailure())
                .version(version)
                .entry(ONNX, old -> onnx)
                .entry(
                        DESCRIPTION,
                        old -> with(
                                description(old, version, "onnx", sha256(onnx)), "row_period_ms", Json.value(60_000)))
                .writeTo(folder);
    }

    /** The golden rows' inputs are what explanations compare with. */
    static Path explained(Path folder, String version) {
        byte[] onnx = described("made as version " + version);
        return PackageVariant.of(Packages.machineFailure())
                .version(version)
                .entry(ONNX, old -> onnx)
                .entry(
                        DESCRIPTION,
                        old -> with(
                                description(old, version, "onnx", sha256(onnx)), "background", Json.value("golden")))
                .writeTo(folder);
    }

    /** A model that came without a background. */
    static Path unexplained(Path folder, String version) {
        byte[] onnx = described("made as version " + version);
        return PackageVariant.of(Packages.machineFailure())
                .version(version)
                .entry(ONNX, old -> onnx)
                .entry(DESCRIPTION, old -> without(description(old, version, "onnx", sha256(onnx)), "background"))
                .writeTo(folder);
    }

    private static byte[] without(byte[] description, String key) {
        JsonObject json =
                Json.parse(new String(description, StandardCharsets.UTF_8)).asObject();
        return json.remove(key).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] with(byte[] description, String key, JsonValue value) {
        JsonObject json =
                Json.parse(new String(description, StandardCharsets.UTF_8)).asObject();
        return json.set(key, value).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Says that torque and speed may be set, so that a failure becomes less likely. */
    static Path advised(Path folder, String version) {
        byte[] onnx = described("made as version " + version);
        return PackageVariant.of(Packages.machineFailure())
                .version(version)
                .entry(ONNX, old -> onnx)
                .entry(DESCRIPTION, old -> advised(description(old, version, "onnx", sha256(onnx))))
                .writeTo(folder);
    }

    private static byte[] advised(byte[] description) {
        JsonObject json =
                Json.parse(new String(description, StandardCharsets.UTF_8)).asObject();
        JsonObject advice = Json.parse(
                        """
                {"reading": "score", "goal": "lower", "min_gain": 0.05, "expires_s": 600, "fixed": ["type", "tool_wear"],
                 "variables": [{"feature": "torque", "min": 5, "max": 75, "resolution": 0.5},
                               {"feature": "rotational_speed", "min": 1200, "max": 2800, "resolution": 10}]}
                """)
                .asObject();
        return json.set("advice", advice).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The model under another name, in the same bundle. */
    static Path renamed(Path folder, String version, String name) {
        byte[] onnx = described("made as " + name + " " + version);
        return PackageVariant.of(Packages.machineFailure())
                .version(version)
                .entry(ONNX, old -> onnx)
                .entry(DESCRIPTION, old -> named(description(old, version, "onnx", sha256(onnx)), name))
                .writeTo(folder);
    }

    private static byte[] named(byte[] description, String name) {
        JsonObject json =
                Json.parse(new String(description, StandardCharsets.UTF_8)).asObject();
        return json.set("name", name).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] onnx() {
        return PackageVariant.read(Packages.machineFailure(), ONNX);
    }

    /** Protobuf messages that are joined are merged, so a field may be added at the end. */
    private static byte[] described(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(onnx());
        out.write(DOC_STRING);
        out.write(bytes.length);
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    private static byte[] description(byte[] old, String version, String member, String sha256) {
        JsonObject json = Json.parse(new String(old, StandardCharsets.UTF_8)).asObject();
        json.set("version", version);
        json.get(member).asObject().set("sha256", sha256);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
