package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.ExtenderState.Code;
import io.millwright.inference.secret.OpenedFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** What was proven to end the loader, to be refused without its reason, or to be served without a word. */
class EngineHazardTest {
    private static final long SOON_MILLIS = 20;

    @TempDir
    Path folder;

    private Gateway gateway;

    private void boot(long retryMillis) throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        gateway = new Gateway(folder.resolve("storage"), data, retryMillis);
    }

    @AfterEach
    void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }

    private void assertServesAnother() throws Exception {
        gateway.install(ModelFiles.linear("other", "1.0.0", 2).bundle("test.other", "1.0.0"));
        gateway.await("other", "1.0.0");
    }

    @Test
    void c4AHeaderOf40000CharactersIsRefusedAndTheOthersAreServed() throws Exception {
        boot(SOON_MILLIS);
        gateway.install(ModelFiles.linear("linear", "1.0.0", 1)
                .header("a/".repeat(20_000) + "model.json")
                .bundle("test.linear", "1.0.0"));
        gateway.awaitState(Code.MODEL_REFUSED, "META-INF/MANIFEST.MF", "at most 400 characters");
        assertServesAnother();
    }

    /** A bundle of the first manifest version has no symbolic name. */
    @Test
    void c4ABundleWithoutANameThatIsUninstalledEndsNothingAndKeepsNothingBusy() throws Exception {
        boot(SOON_MILLIS);
        Bundle nameless = gateway.install(nameless());
        gateway.awaitState(Code.MODEL_REFUSED);
        nameless.uninstall();
        gateway.awaitState(Code.OK, "no model bundle");
        assertServesAnother();
        gateway.awaitRest();
    }

    private static InputStream nameless() throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Millwright-Model", "MILLWRIGHT-INF/model.json");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JarOutputStream(out, manifest).close();
        return new ByteArrayInputStream(out.toByteArray());
    }

    @TestFactory
    Stream<DynamicTest> c9TheReasonComesFirstAndStaysWhole() {
        return Stream.of(
                reason(
                        "an operator set of tomorrow",
                        Models.linear(1, 8, 99),
                        "operator set 99 of ai.onnx, this ONNX Runtime has up to "),
                reason("a format of tomorrow", Models.linear(1, 99, 13), "Unsupported model IR version: 99", "max"),
                reason("an empty file", new byte[0], "is empty"),
                reason(
                        "another shape",
                        Models.linearOf(3),
                        "MatMul",
                        "Incompatible dimensions for matrix multiplication"),
                reason("no ONNX at all", "a text".getBytes(StandardCharsets.UTF_8), "no ONNX model"));
    }

    private DynamicTest reason(String name, byte[] onnx, String... parts) {
        return DynamicTest.dynamicTest(name, () -> {
            Path staging = Files.createDirectories(folder.resolve("a-path-as-long-as-on-a-gateway/".repeat(8)));
            ModelFiles files = ModelFiles.linear("linear", "1.0.0", 1).file("onnx", "model.onnx", onnx);
            ModelRefused refusal = assertThrows(ModelRefused.class, () -> {
                try (StagedModel staged = StagedModel.of(files, staging)) {
                    new ModelChecks(Engine.load(), new NativeCounts(), new RunWatchdog()).pass(staged);
                }
            });
            String what = refusal.what();
            for (String part : parts) {
                assertTrue(what.contains(part), part + " not in: " + what);
            }
            assertFalse(what.contains("as-long-as"), what);
            assertFalse(what.contains(".cc:"), what);
            assertFalse(what.contains("..."), what);
        });
    }

    /** As many rows as fit the limit, in a heap that is not larger than a small gateway's. */
    @Test
    void c11SixtyMegabytesOfGoldenRowsAreReadOneByOne() throws Exception {
        Path model = ModelFiles.linear("linear", "1.0.0", 3).writeTo(folder.resolve("model"));
        StringBuilder golden = new StringBuilder("a,b,=y\n");
        String row = "1.0000000000000000000000000000000000000000,2.0000000000000000000000000000000000000000,15\n";
        while (golden.length() < 60_000_000) {
            golden.append(row);
        }
        Path large = ModelFiles.linear("linear", "1.0.0", 3)
                .golden(golden.toString())
                .writeTo(folder.resolve("large"));
        assertTrue(Files.size(large.resolve("golden.csv")) >= 60_000_000);
        long plain = peak(model);
        long peak = peak(large);
        assertTrue(peak - plain < 16 << 20, peak - plain + " bytes more");
    }

    private long peak(Path model) throws Exception {
        String output = ChildJvm.run(
                folder.resolve("output"),
                Map.of(),
                List.of("-Xmx48m", "-XX:+UseSerialGC"),
                Reading.class,
                model.toString());
        Matcher used = Pattern.compile("used (\\d+)").matcher(output);
        assertTrue(used.find(), output);
        return Long.parseLong(used.group(1));
    }

    /** Reads and checks the golden rows of a folder. */
    static final class Reading {
        private Reading() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            ModelDescription description =
                    DescriptionReader.read(Files.readAllBytes(folder.resolve(DescriptionReader.FILE)));
            GoldenRows rows = GoldenRows.read(description, folder.resolve("golden.csv"));
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.println("rows " + rows.size() + " used " + (runtime.totalMemory() - runtime.freeMemory()));
        }
    }

    /** The description is already the new one, the file still that of before. */
    @Test
    void c12FilesThatAreJustBeingReplacedAreReadOnceMore() throws Exception {
        ModelFiles after = ModelFiles.linear("linear", "1.1.0", 2);
        byte[] before = Models.linear(1);
        int[] opened = new int[1];
        ModelContent content = new ModelContent() {
            @Override
            public InputStream open(String file) {
                return file.equals("model.onnx") && opened[0]++ == 0
                        ? new ByteArrayInputStream(before)
                        : after.open(file);
            }

            @Override
            public Path local(String file) {
                return null;
            }
        };
        int[] pauses = new int[1];
        try (StagedModel staged =
                StagedModel.ofChanging(content, folder.resolve("staging"), OpenedFiles.none(), () -> pauses[0]++)) {
            assertEquals("1.1.0", staged.description().version().toString());
        }
        assertEquals(1, pauses[0]);
        try (Stream<Path> left = Files.list(folder.resolve("staging"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void c12TwoBundlesOfOneModelNameAreAState() throws Exception {
        boot(SOON_MILLIS);
        gateway.install(ModelFiles.linear("linear", "1.0.0", 1).bundle("test.one", "1.0.0"));
        gateway.await("linear", "1.0.0");
        Bundle second = gateway.install(ModelFiles.linear("linear", "2.0.0", 1).bundle("test.two", "2.0.0"));
        gateway.awaitState(
                Code.MODEL_TWICE,
                "test.one",
                "test.two",
                "linear 1.0.0",
                "linear 2.0.0",
                "Remedy: uninstall the package");
        second.uninstall();
        gateway.awaitState(Code.OK, "1 model bundle");
    }

    @Test
    void c12AVersionThatDiffersFromTheBundlesIsSaid() throws Exception {
        boot(SOON_MILLIS);
        gateway.install(ModelFiles.linear("linear", "1.0.0", 1).bundle("test.linear", "2.3.0"));
        gateway.await("linear", "1.0.0");
        gateway.await("it is said", () -> Stream.of((String[]) gateway.state(ExtenderState.BUNDLES))
                .anyMatch(line -> line.contains("test.linear 2.3.0: serves linear 1.0.0, the version in model.json")));
    }
}
