package io.millwright.inference;

import ai.onnxruntime.OrtException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What ONNX Runtime says of a failure, read for a person. */
final class EngineTrouble {
    private static final Pattern CODE = Pattern.compile("^Error code - \\w+ - message: ");

    /** Where it failed in the runtime's source, with the function's signature: of use to its makers only. */
    private static final Pattern SOURCE =
            Pattern.compile("\\S+\\.(?:cc|cpp|h|hpp|cu):\\d+ (?:[^()]{0,400}\\([^()]{0,1000}\\)(?: const)? (?=\\S))?");

    /** Its last words are the reason. */
    private static final Pattern OPERATORS = Pattern.compile(
            ".*Opset (\\d+) is under development.*support for domain (\\S+) is till opset (\\d+).*", Pattern.DOTALL);

    private static final Pattern NODE = Pattern.compile(
            "Non-zero status code returned while running (\\S+) node\\. Name:'([^']*)' Status Message: ");

    private static final Pattern SPACE = Pattern.compile("\\s+");

    private EngineTrouble() {}

    /**
     * Returns the reason first: without the error's code, the place of a staged file and the runtime's own source.
     *
     * @param onnx the file that was opened, or null
     */
    static String text(OrtException failure, Path onnx) {
        return text(failure.getCode().name(), failure.getMessage(), onnx);
    }

    /** The same of an error by its name. */
    static String text(String code, String message, Path onnx) {
        String text = String.valueOf(message);
        if (onnx != null) {
            text = text.replace("Load model from " + onnx + " failed:", "").replace(onnx.toString(), "the file");
        }
        Matcher operators = OPERATORS.matcher(text);
        if (operators.matches()) {
            return "operator set " + operators.group(1) + " of " + operators.group(2) + ", this ONNX Runtime has up to "
                    + operators.group(3);
        }
        text = CODE.matcher(text).replaceFirst("");
        text = NODE.matcher(text).replaceFirst("node '$2' ($1): ");
        text = SOURCE.matcher(text).replaceAll("");
        text = SPACE.matcher(text).replaceAll(" ").strip();
        return text.isEmpty() ? code : text;
    }

    /** Whether the same content may pass later: memory was short, its time was over, or the staged file was cleaned away. */
    static boolean passes(OrtException failure) {
        return passes(failure.getCode().name(), failure.getMessage());
    }

    /** The same of an error by its name. */
    static boolean passes(String code, String message) {
        String text = String.valueOf(message).toLowerCase(Locale.ROOT);
        return switch (code) {
            case "ORT_NO_SUCHFILE", "OutOfMemoryError" -> true;
            case "ORT_RUNTIME_EXCEPTION", "ORT_ENGINE_ERROR", "ORT_FAIL" -> text.contains("memory")
                    || text.contains("alloc")
                    || text.contains("terminate flag");
            default -> false;
        };
    }
}
