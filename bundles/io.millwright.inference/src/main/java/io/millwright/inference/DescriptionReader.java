package io.millwright.inference;

import io.millwright.inference.ModelDescription.FileReference;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Version;

/**
 * Reads model.json, format 1, as docs/model-format.md describes it. Unknown keys are ignored; missing or contradictory ones
 * refuse the model.
 */
final class DescriptionReader {
    static final String FILE = "model.json";

    private static final int FORMAT = 1;
    private static final long GREATEST_ROW_PERIOD_MILLIS = TimeUnit.DAYS.toMillis(1);
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
    private static final String NAME_TEXT = "1 to 100 letters, digits, '.', '_' or '-'";

    private DescriptionReader() {}

    static ModelDescription read(byte[] content) throws ModelRefused {
        JsonKey top = JsonKey.parse(FILE, content);
        JsonKey format = top.get("format");
        if (format.integer() != FORMAT) {
            throw format.wrong("is not a format that this version reads", "use format 1 or update Millwright");
        }
        JsonKey period = top.find("row_period_ms");
        long periodMillis = period == null ? 0 : period.integer(0, GREATEST_ROW_PERIOD_MILLIS);
        List<Tensor> inputs = new InputReader(periodMillis).inputs(top.get("inputs"));
        List<Tensor> outputs = TensorReader.outputs(top.get("outputs"));
        return new ModelDescription(
                top.get("name").text(NAME, NAME_TEXT),
                version(top.get("version")),
                file(top.get("onnx")),
                file(top.get("golden")),
                periodMillis,
                inputs,
                outputs,
                new ReadingReader(outputs).readings(top),
                Sha256.of(content));
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

    private static Version version(JsonKey key) throws ModelRefused {
        try {
            return Version.parseVersion(key.text("\\S.{0,98}", "a version such as 1.0.0"));
        } catch (IllegalArgumentException e) {
            throw key.wrong("is not an OSGi version", "write major.minor.micro, for example 1.0.0");
        }
    }

    private static FileReference file(JsonKey key) throws ModelRefused {
        return new FileReference(
                key.get("file").text(NAME, "the name of a file beside model.json: " + NAME_TEXT),
                key.get("sha256").text("[0-9a-f]{64}", "64 lower-case hexadecimal digits"));
    }
}
