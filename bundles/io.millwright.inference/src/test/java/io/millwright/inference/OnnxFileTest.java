package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.OnnxWriter.Message;
import io.millwright.inference.onnx.OnnxFile;
import io.millwright.inference.onnx.OnnxRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is judged of an ONNX file before anything opens it. */
class OnnxFileTest {
    private static final int MUTATIONS = 2_000;

    @TempDir
    Path folder;

    private void check(byte[] content) throws IOException, OnnxRefused {
        OnnxFile.check(Files.write(folder.resolve("model.onnx"), content));
    }

    private void refused(byte[] content, String... parts) {
        String text = assertThrows(OnnxRefused.class, () -> check(content)).getMessage();
        for (String part : parts) {
            assertTrue(text.contains(part), text);
        }
    }

    private static List<byte[]> good() {
        return List.of(
                Models.linear(3),
                Models.sum(),
                Models.counting(),
                Models.window(),
                Models.dense(1, 4, 8, 1),
                Models.hungry(5_000_000_000L));
    }

    private static Message graph() {
        return OnnxWriter.graph("g");
    }

    private static Message tensor(long... dimensions) {
        Message tensor = new Message().integer(2, OnnxWriter.FLOAT).text(8, "w");
        for (long dimension : dimensions) {
            tensor.integer(1, dimension);
        }
        return tensor;
    }

    private static byte[] with(Message tensor) {
        return OnnxWriter.model(graph().message(5, tensor));
    }

    private static Message external(String location) {
        Message entry = new Message().text(1, "location").text(2, location);
        return tensor(2).message(13, entry).integer(14, 1);
    }

    private static Message magic() {
        return OnnxWriter.node("Magic", new String[] {"x"}, new String[] {"y"})
                .text(3, "trick")
                .text(7, "acme");
    }

    @Test
    void whatTheTestsServeIsLetIn() throws Exception {
        for (byte[] model : good()) {
            check(model);
        }
    }

    @Test
    void c14ACustomOperatorIsNamedWithItsNode() {
        refused(OnnxWriter.model(graph().message(1, magic())), "operator = acme:Magic", "node 'trick'");
        Message hidden = OnnxWriter.node("If", new String[] {"c"}, new String[] {"y"})
                .message(5, OnnxWriter.graphAttribute("then_branch", graph().message(1, magic())));
        refused(OnnxWriter.model(graph().message(1, hidden)), "operator = acme:Magic");
    }

    @Test
    void anOperatorThatTheFileDefinesAndThoseOfOnnxRuntimeAreNotCustom() throws Exception {
        Message model = new Message()
                .integer(1, 8)
                .message(7, graph().message(1, magic()))
                .message(25, new Message().text(1, "Magic").text(10, "acme"));
        check(model.bytes());
        check(OnnxWriter.model(graph().message(
                        1,
                        OnnxWriter.node("Gelu", new String[] {"x"}, new String[] {"y"})
                                .text(7, "com.microsoft"))));
        Message other = new Message()
                .integer(1, 8)
                .message(7, graph())
                .message(25, new Message().text(1, "Wrap").text(10, "acme").message(7, magic()));
        refused(other.bytes(), "operator = acme:Magic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "a/../../b", "C:\\weights.bin", "..\\weights.bin"})
    void dataOutsideOfTheFolderIsRefused(String location) {
        refused(with(external(location)), "external data of tensor 'w'", "outside of the model's folder");
    }

    @Test
    void dataInASecondFileIsRefusedWhereverTheTensorIs() {
        refused(with(external("weights.bin")), "weights.bin", "second file", "onnx.data", "as one file");
        Message attribute = new Message().text(1, "value").message(5, external("weights.bin"));
        Message constant =
                OnnxWriter.node("Constant", new String[0], new String[] {"c"}).message(5, attribute);
        refused(OnnxWriter.model(graph().message(1, constant)), "second file");
        refused(
                OnnxWriter.model(graph().message(15, new Message().message(1, external("weights.bin")))),
                "second file");
        refused(with(tensor(2).raw(9, new byte[8]).integer(14, 1)), "second file");
    }

    @ParameterizedTest
    @CsvSource({"1000000, 1000000", "9223372036854775807, 3", "4294967296, 4294967296", "33, 1"})
    void dimensionsThatClaimMoreThanTheDataHasAreRefused(long rows, long columns) {
        refused(with(tensor(rows, columns).raw(9, new byte[8])), "dimensions of tensor 'w'", "8 bytes");
    }

    @Test
    void negativeAndTooManyDimensionsAreRefused() {
        refused(with(tensor(-1).raw(9, new byte[8])), "negative dimension");
        refused(with(tensor(new long[100]).raw(9, new byte[8])), "more than 64 dimensions");
        refused(with(tensor(2)), "0 bytes");
    }

    @Test
    void emptyTensorsAndScalarsAndPackedDimensionsAreLetIn() throws Exception {
        check(with(tensor(0)));
        check(with(tensor(0, 1_000_000, 1_000_000)));
        check(with(tensor().raw(9, new byte[4])));
        check(with(new Message().raw(1, new byte[] {2, 3}).raw(9, new byte[24])));
        check(with(tensor(3).raw(6, new byte[0]).raw(6, new byte[0]).raw(6, new byte[0])));
    }

    /** The reader's own depth is bounded before the stack is. */
    @Test
    void graphsWithinGraphsAreBounded() {
        Message inner = graph();
        for (int depth = 0; depth < 200; depth++) {
            inner = graph().message(
                            1,
                            OnnxWriter.node("If", new String[] {"c"}, new String[] {"y"})
                                    .message(5, OnnxWriter.graphAttribute("then_branch", inner)));
        }
        refused(OnnxWriter.model(inner), "graphs within graphs");
    }

    @Test
    void whatIsNoModelIsToldByItsKind() {
        refused(new byte[0], "is empty");
        refused("PK\003\004 archive/data.pkl".getBytes(StandardCharsets.ISO_8859_1), "zip archive", "torch.onnx");
        refused("\u0089HDF\r\n".getBytes(StandardCharsets.ISO_8859_1), "HDF5");
        refused("\034\0\0\0TFL3".getBytes(StandardCharsets.ISO_8859_1), "TensorFlow Lite");
        refused("\034\0\0\0ORTM".getBytes(StandardCharsets.ISO_8859_1), "ONNX Runtime's own format");
        refused(new byte[] {(byte) 0x80, 4, 1}, "pickle");
        refused("<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8), "text");
        refused("version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8), "Git LFS");
        refused(new Message().integer(1, 8).bytes(), "it has no graph");
        refused(new Message().message(7, graph()).bytes(), "no ir_version");
    }

    @Test
    void aLengthBeyondTheFileIsRefused() {
        byte[] huge = {8, 8, 0x3A, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        refused(huge, "ends in the middle");
        byte[] endless = {8, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
        refused(endless, "more than 64 bits");
        refused(new byte[] {8, 8, 0x3B}, "kind 3");
    }

    /** Nothing but a refusal ever comes of a file that ends anywhere, or of changed bytes. */
    @Test
    void truncatedAndMutatedFilesAreRefusedOrReadAndNothingElse() throws Exception {
        Random random = new Random(7);
        for (byte[] model : good()) {
            for (int length = 0; length < model.length; length += 1 + model.length / 200) {
                tolerate(Arrays.copyOf(model, length));
            }
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] mutated = model.clone();
                for (int changes = random.nextInt(4); changes >= 0; changes--) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
                }
                tolerate(mutated);
            }
        }
    }

    private void tolerate(byte[] content) throws IOException {
        try {
            check(content);
        } catch (OnnxRefused e) {
            assertTrue(e.getMessage().contains("Remedy: "), e.getMessage());
        }
    }
}
