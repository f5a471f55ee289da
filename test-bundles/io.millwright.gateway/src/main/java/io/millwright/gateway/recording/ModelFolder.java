package io.millwright.gateway.recording;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import io.millwright.dp.ModelPackage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A folder with {@code model.json}, ONNX file and golden rows, as docs/model-format.md has it. Checked is what a folder can
 * lack and what a recording needs to know; the gateway checks the rest and says so. Immutable.
 */
public final class ModelFolder {
    static final String DESCRIPTION = "model.json";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern VERSION = Pattern.compile("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}");
    private static final int PART_BYTES = 64 << 10;
    private static final String MAKE_AGAIN =
            "make the folder again with ./millwright model describe, and do not edit its files";

    private final Path folder;
    private final JsonObject json;
    private final String name;
    private final String version;
    private final Path onnx;
    private final Path golden;
    private final List<Signal> signals;
    private final int rows;
    private final List<Path> data = new ArrayList<>();

    /**
     * What a recording must hold for a model.
     *
     * @param unit "" where the model does not say
     * @param categories empty for a number
     * @param codes whether a PLC may write a number for each category
     * @param computed whether a feature is more than the signal's newest value
     */
    record Signal(String name, String unit, List<String> categories, boolean codes, boolean computed) {}

    private ModelFolder(Path folder, JsonObject json) throws IOException {
        this.folder = folder;
        this.json = json;
        if (json.getInt("format", 0) != 1) {
            throw wrong("format", json.get("format"), "only format 1 is known", "write 1, or take a newer Millwright");
        }
        name = text("name", NAME, "letters, digits, '.', '_' and '-', 100 at most");
        version = text("version", VERSION, "three numbers such as 1.0.0");
        onnx = file("onnx", json.get("onnx"));
        golden = file("golden", json.get("golden"));
        JsonValue further = json.get("onnx").asObject().get("data");
        if (further != null) {
            for (JsonValue one : further.asArray()) {
                data.add(file("onnx.data", one));
            }
        }
        Map<String, Signal> needed = new LinkedHashMap<>();
        int most = 1;
        for (JsonValue input : array("inputs")) {
            if (!isState(input.asObject().getString("name", ""))) {
                most = Math.max(most, input(input.asObject(), needed));
            }
        }
        signals = List.copyOf(needed.values());
        rows = most;
    }

    /**
     * Reads and checks a folder.
     *
     * @throws IllegalArgumentException naming the file, the value and the remedy
     * @throws IOException where a file cannot be read
     */
    public static ModelFolder read(Path folder) throws IOException {
        Path description = folder.resolve(DESCRIPTION);
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(
                    folder + " is no folder: give a model folder, such as ./millwright model describe writes");
        }
        if (!Files.isRegularFile(description)) {
            throw new IllegalArgumentException(
                    folder + " has no " + DESCRIPTION + ": ./millwright model describe writes it");
        }
        try {
            return new ModelFolder(
                    folder,
                    Json.parse(Files.readString(description, StandardCharsets.UTF_8))
                            .asObject());
        } catch (ParseException | UnsupportedOperationException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    description + ": " + e.getMessage() + ": ./millwright model check " + folder + " says more", e);
        }
    }

    private IllegalArgumentException wrong(String field, Object value, String why, String remedy) {
        return new IllegalArgumentException(
                folder.resolve(DESCRIPTION) + ": " + field + " = " + value + ": " + why + ". Remedy: " + remedy + ".");
    }

    private String text(String field, Pattern pattern, String allowed) {
        JsonValue value = json.get(field);
        if (value == null
                || !value.isString()
                || !pattern.matcher(value.asString()).matches()) {
            throw wrong(field, value, "is missing or not allowed", "write " + allowed);
        }
        return value.asString();
    }

    private JsonArray array(String field) {
        JsonValue value = json.get(field);
        if (value == null || !value.isArray() || value.asArray().isEmpty()) {
            throw wrong(field, value, "is no list", MAKE_AGAIN);
        }
        return value.asArray();
    }

    private Path file(String field, JsonValue value) throws IOException {
        if (value == null || !value.isObject()) {
            throw wrong(field, value, "is missing", MAKE_AGAIN);
        }
        String named = value.asObject().getString("file", "");
        Path file = folder.resolve(named);
        if (named.isEmpty() || !file.getFileName().toString().equals(named) || !Files.isRegularFile(file)) {
            throw wrong(field + ".file", named, "is not in the folder", "put the file there, or " + MAKE_AGAIN);
        }
        String said = value.asObject().getString("sha256", "");
        String is = sha256(file);
        if (!is.equals(said)) {
            throw wrong(field + ".sha256", said, file.getFileName() + " has " + is, MAKE_AGAIN);
        }
        return file;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] part = new byte[PART_BYTES];
            for (int read = in.read(part); read > 0; read = in.read(part)) {
                digest.update(part, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether an input is what the model remembers, which no recording fills. */
    private boolean isState(String input) {
        JsonValue states = json.get("states");
        if (states != null && states.isArray()) {
            for (JsonValue state : states.asArray()) {
                if (state.asObject().getString("input", "").equals(input)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Adds the signals of one input; returns how many rows it takes. */
    private int input(JsonObject input, Map<String, Signal> needed) {
        String title = "input '" + input.getString("name", "") + "'";
        if (input.get("image") != null) {
            throw wrong(
                    title, "image", "takes pictures, which no CSV holds", "try it on a gateway with a camera's tag");
        }
        JsonValue features = input.get("features");
        if (features == null || !features.isArray() || features.asArray().isEmpty()) {
            throw wrong(title, "no features", "no pipeline fills it", "list its features, see docs/model-format.md");
        }
        for (JsonValue value : features.asArray()) {
            feature(value.asObject(), needed);
        }
        int rowsOfInput = 1;
        JsonArray shape = input.get("shape").asArray();
        for (int d = input.getBoolean("batch", true) ? 1 : 0; d < shape.size() - 1; d++) {
            rowsOfInput *= shape.get(d).asInt();
        }
        return rowsOfInput;
    }

    private void feature(JsonObject feature, Map<String, Signal> needed) {
        String title = "feature '" + feature.getString("name", "") + "'";
        if (feature.getInt("elements", 1) > 1) {
            throw wrong(
                    title,
                    "elements = " + feature.getInt("elements", 1),
                    "an array, which no cell of a CSV holds",
                    "try it on a gateway with a tag that is an array");
        }
        boolean computed = !feature.getString("aggregate", "last").equals("last") || feature.getInt("lag_ms", 0) > 0;
        List<String> categories = new ArrayList<>();
        if (feature.get("categories") != null && !feature.get("categories").isNull()) {
            feature.get("categories").asArray().forEach(text -> categories.add(text.asString()));
        }
        Signal signal = new Signal(
                feature.getString("signal", feature.getString("name", "")),
                feature.getString("unit", ""),
                List.copyOf(categories),
                feature.get("codes") != null && !feature.get("codes").isNull(),
                computed);
        needed.merge(
                signal.name(),
                signal,
                (a, b) -> new Signal(
                        a.name(),
                        a.unit().isEmpty() ? b.unit() : a.unit(),
                        a.categories().isEmpty() ? b.categories() : a.categories(),
                        a.codes() || b.codes(),
                        true));
    }

    /** The model's name. */
    public String name() {
        return name;
    }

    /** The model's version, three numbers. */
    public String version() {
        return version;
    }

    /** The folder as it was given. */
    public Path folder() {
        return folder;
    }

    /** Rows of its window. */
    public int rows() {
        return rows;
    }

    /** Distance of two rows in training, milliseconds; 0: any. */
    long rowPeriodMillis() {
        return json.getLong("row_period_ms", 0);
    }

    List<Signal> signals() {
        return signals;
    }

    /** Whether a feature is more than the newest value of a signal of its own. */
    boolean computes() {
        return signals.stream().anyMatch(Signal::computed);
    }

    Path golden() {
        return golden;
    }

    /**
     * Writes the deployment package.
     *
     * @param speed how many times faster than the recording the line shall run
     * @throws IllegalArgumentException where the model cannot run at that speed
     */
    public Path packageInto(Path into, int speed) throws IOException {
        return ModelPackage.write(name(), version(), description(speed), files(), into);
    }

    /** Files to be packaged: name to file; without model.json. */
    private Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        files.put(onnx.getFileName().toString(), onnx);
        data.forEach(file -> files.put(file.getFileName().toString(), file));
        files.put(golden.getFileName().toString(), golden);
        Path card = folder.resolve("MODEL_CARD.md");
        if (Files.isRegularFile(card)) {
            files.put("MODEL_CARD.md", card);
        }
        return files;
    }

    /**
     * The model.json for a run that is so many times faster than the recording: every time in it is so many times shorter,
     * so that the same samples fall into the same rows and spans.
     *
     * @throws IllegalArgumentException where a time is then no whole number of milliseconds, or a feature is a rate
     */
    String description(int speed) throws IOException {
        if (speed == 1) {
            return Files.readString(folder.resolve(DESCRIPTION), StandardCharsets.UTF_8);
        }
        JsonObject faster = Json.parse(json.toString()).asObject();
        shorten(faster, "row_period_ms", speed);
        for (JsonValue input : faster.get("inputs").asArray()) {
            if (isState(input.asObject().getString("name", ""))) {
                continue;
            }
            for (JsonValue value : input.asObject().get("features").asArray()) {
                JsonObject feature = value.asObject();
                if (feature.getString("aggregate", "").equals("rate")) {
                    throw new IllegalArgumentException(
                            "--speed " + speed + ": feature '" + feature.getString("name", "")
                                    + "' is a rate, which would be as many times greater: leave --speed out");
                }
                shorten(feature, "span_ms", speed);
                shorten(feature, "lag_ms", speed);
                shorten(feature, "impute_ms", speed);
            }
        }
        return faster.toString();
    }

    private static void shorten(JsonObject object, String key, int speed) {
        long millis = object.getLong(key, 0);
        if (millis % speed != 0) {
            throw new IllegalArgumentException("--speed " + speed + ": the model's " + key + " = " + millis
                    + " is then no whole number of milliseconds: take a divisor of " + millis);
        }
        if (millis > 0) {
            object.set(key, millis / speed);
        }
    }
}
