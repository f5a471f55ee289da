package io.millwright.inference;

import io.millwright.inference.ModelDescription.FileReference;
import io.millwright.seal.WrappedKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Version;

/**
 * Reads model.json, format 1, as docs/model-format.md describes it. Unknown keys are ignored; missing or contradictory ones
 * refuse the model.
 */
final class DescriptionReader {
    static final String FILE = "model.json";

    private static final int FORMAT = 1;
    private static final String GOLDEN = "golden";
    private static final String ALGORITHM = "AES-256-GCM";
    private static final int MOST_KEYS = 1_000;
    private static final int MOST_KEY_CHARACTERS = 1_000;
    private static final String WRAPPED = "[A-Za-z0-9+/=]{1," + MOST_KEY_CHARACTERS + "}";
    private static final int DATA_FILES = 64;
    private static final long GREATEST_ROW_PERIOD_MILLIS = TimeUnit.DAYS.toMillis(1);
    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
    static final String NAME_TEXT = "1 to 100 letters, digits, '.', '_' or '-'";

    /** What accelerators that compute with 32 bits keep. */
    private static final double TOLERANCE = 1e-3;

    private static final double GREATEST_TOLERANCE = 0.1;

    private DescriptionReader() {}

    static ModelDescription read(byte[] content) throws ModelRefused {
        return read(content, null);
    }

    /**
     * Reads what a model takes and says, for a model of which no file is here.
     *
     * @param golden what refusals call its golden rows
     */
    static ModelDescription contract(byte[] content, String golden) throws ModelRefused {
        return read(content, new FileReference(golden, ""));
    }

    private static ModelDescription read(byte[] content, FileReference instead) throws ModelRefused {
        JsonKey top = JsonKey.parse(FILE, content);
        JsonKey format = top.get("format");
        if (format.integer() != FORMAT) {
            throw format.wrong("is not a format that this version reads", "use format 1 or update Millwright");
        }
        JsonKey period = top.find("row_period_ms");
        long periodMillis = period == null ? 0 : period.integer(0, GREATEST_ROW_PERIOD_MILLIS);
        BackboneReference backbone = BackboneReference.of(top);
        StateReader states = StateReader.of(top);
        List<Tensor> inputs = inputs(top, periodMillis, states, backbone);
        List<Tensor> outputs = TensorReader.outputs(top.get("outputs"), Batches.of(top.get("inputs"), inputs));
        List<OutputReading> readings = new ReadingReader(outputs).readings(top);
        Batches batches = Batches.common(top, inputs, outputs);
        return new ModelDescription(
                top.get("name").text(NAME, NAME_TEXT),
                version(top.get("version")),
                instead == null ? file(top.get("onnx")) : null,
                instead == null ? data(top) : List.of(),
                instead == null ? file(top.get("golden")) : instead,
                instead == null ? background(top) : null,
                periodMillis,
                batches.inputs(),
                OutputTexts.of(batches.outputs(), readings),
                readings,
                states.check(batches),
                tolerance(top.find("tolerance")),
                AdviceReader.of(top, batches, readings),
                ReferenceReader.of(top, inputs, readings),
                backbone,
                keys(top),
                FactsReader.facts(top),
                Sha256.of(content));
    }

    private static List<Tensor> inputs(JsonKey top, long periodMillis, StateReader states, BackboneReference backbone)
            throws ModelRefused {
        Set<String> filled = states.inputs();
        if (backbone != null) {
            filled.add(backbone.input());
        }
        return new InputReader(periodMillis, filled).inputs(top.get("inputs"));
    }

    /** Returns the name that the content gives its model, null where that cannot be read, whatever else is wrong with it. */
    static String name(ModelContent content) {
        try (InputStream in = content.open(FILE)) {
            return in == null
                    ? null
                    : JsonKey.parse(FILE, in.readNBytes((int) StagedModel.DESCRIPTION_BYTES))
                            .get("name")
                            .text(NAME, NAME_TEXT);
        } catch (IOException | ModelRefused e) {
            return null;
        }
    }

    private static double tolerance(JsonKey key) throws ModelRefused {
        if (key == null) {
            return TOLERANCE;
        }
        double tolerance = key.number();
        if (!(tolerance > 0 && tolerance <= GREATEST_TOLERANCE)) {
            throw key.wrong("is no tolerance", "write a number above 0, at most " + GREATEST_TOLERANCE);
        }
        return tolerance;
    }

    private static List<WrappedKey> keys(JsonKey top) throws ModelRefused {
        JsonKey encryption = top.find("encryption");
        if (encryption == null) {
            return List.of();
        }
        JsonKey algorithm = encryption.get("algorithm");
        if (!algorithm.text().equals(ALGORITHM)) {
            throw algorithm.wrong("is not known", "use " + ALGORITHM + ", or update Millwright");
        }
        JsonKey onnx = top.get("onnx");
        if (onnx.find("data") != null) {
            throw onnx.get("data").wrong("cannot be sealed", "export a secret model as one file");
        }
        JsonKey list = encryption.get("keys");
        List<WrappedKey> keys = new ArrayList<>();
        for (JsonKey key : list.list(MOST_KEYS)) {
            keys.add(new WrappedKey(
                    key.get("certificate").text("[0-9a-f]{64}", "64 lower-case hexadecimal digits"),
                    key.get("key").text(WRAPPED, "base64 of " + MOST_KEY_CHARACTERS + " characters at most")));
        }
        if (keys.isEmpty()) {
            throw list.wrong("is empty", "encrypt the model for at least one certificate");
        }
        return keys;
    }

    private static Version version(JsonKey key) throws ModelRefused {
        try {
            return Version.parseVersion(key.text("\\S.{0,98}", "a version such as 1.0.0"));
        } catch (IllegalArgumentException e) {
            throw key.wrong("is not an OSGi version", "write major.minor.micro, for example 1.0.0");
        }
    }

    private static List<FileReference> data(JsonKey top) throws ModelRefused {
        List<FileReference> data = new ArrayList<>();
        JsonKey list = top.get("onnx").find("data");
        if (list == null) {
            return data;
        }
        Set<String> names = new HashSet<>(Set.of(
                FILE, file(top.get("onnx")).file(), file(top.get("golden")).file()));
        for (JsonKey key : list.list(DATA_FILES)) {
            FileReference reference = file(key);
            if (!names.add(reference.file())) {
                throw key.get("file").wrong("is another file of the model", "list each file once");
            }
            data.add(reference);
        }
        return data;
    }

    private static FileReference background(JsonKey top) throws ModelRefused {
        JsonKey key = top.find("background");
        if (key == null) {
            return null;
        }
        FileReference golden = file(top.get("golden"));
        if (key.isText()) {
            key.text(
                    GOLDEN, "\"" + GOLDEN + "\", for the inputs of the golden rows, or an object with file and sha256");
            return golden;
        }
        FileReference reference = file(key);
        Set<String> names = new HashSet<>(Set.of(FILE, file(top.get("onnx")).file(), golden.file()));
        data(top).forEach(data -> names.add(data.file()));
        if (names.contains(reference.file())) {
            throw key.get("file").wrong("is another file of the model", "write \"golden\" for the golden rows");
        }
        return reference;
    }

    private static FileReference file(JsonKey key) throws ModelRefused {
        return new FileReference(
                key.get("file").text(NAME, "the name of a file beside model.json: " + NAME_TEXT),
                key.get("sha256").text("[0-9a-f]{64}", "64 lower-case hexadecimal digits"));
    }
}
