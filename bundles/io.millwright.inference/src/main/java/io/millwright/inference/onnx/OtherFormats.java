package io.millwright.inference.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Recognises, by their first bytes, files that people take for ONNX models: the remedy is another one for each. */
final class OtherFormats {
    private static final int HEAD_BYTES = 64;
    private static final String EXPORT = "export it as ONNX: ";

    private OtherFormats() {}

    static void check(Path file) throws IOException, OnnxRefused {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(HEAD_BYTES);
        }
        if (bytes.length == 0) {
            throw new OnnxRefused("content", "0 bytes", "is empty", "copy the file again");
        }
        String head = new String(bytes, StandardCharsets.ISO_8859_1);
        if (head.startsWith("PK\u0003\u0004")) {
            throw refused("a zip archive, as PyTorch and Keras 3 save models", EXPORT + "torch.onnx.export or tf2onnx");
        }
        if (head.startsWith("\u0089HDF")) {
            throw refused("an HDF5 file, as Keras saves models", EXPORT + "tf2onnx");
        }
        if (head.startsWith("TFL3", 4)) {
            throw refused("a TensorFlow Lite model", EXPORT + "tf2onnx --tflite");
        }
        if (head.startsWith("ORTM", 4)) {
            throw refused("a model in ONNX Runtime's own format", "use the .onnx file that it was made from");
        }
        if (head.startsWith("version https://git-lfs")) {
            throw refused("a pointer of Git LFS to the model, not the model", "fetch the file itself: git lfs pull");
        }
        if (bytes[0] == (byte) 0x80 && bytes.length > 1 && bytes[1] >= 2 && bytes[1] <= 5) {
            throw refused("a Python pickle", EXPORT + "skl2onnx or torch.onnx.export");
        }
        if (head.stripLeading().startsWith("<") || head.stripLeading().startsWith("{")) {
            throw refused("a text (XML, HTML or JSON)", "download the .onnx file itself, or export the model as ONNX");
        }
    }

    private static OnnxRefused refused(String what, String remedy) {
        return new OnnxRefused("content", what, "is no ONNX model", remedy);
    }
}
