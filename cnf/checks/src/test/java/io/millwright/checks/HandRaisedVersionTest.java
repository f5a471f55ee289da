package io.millwright.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * ONNX Runtime and the models are shipped again only when their content changes, and a gateway ignores changed content
 * under an unchanged version. So the listing says which content a version stands for.
 */
class HandRaisedVersionTest {
    private static final Path LISTING = Path.of("content-versions.txt");

    @TestFactory
    Stream<DynamicTest> aVersionStandsForOneContent() throws IOException {
        Map<String, String> listing = listing();
        return BuiltBundle.all().stream()
                .filter(bundle -> bundle.isModel()
                        || List.of("io.millwright.onnxruntime", "io.millwright.solver")
                                .contains(bundle.symbolicName()))
                .map(bundle -> DynamicTest.dynamicTest(bundle.symbolicName(), () -> {
                    String key = bundle.symbolicName() + " " + bundle.version();
                    assertTrue(
                            listing.containsKey(key),
                            "cnf/checks/" + LISTING + ": add the line: " + key + " " + contentHash(bundle));
                    assertEquals(
                            listing.get(key),
                            contentHash(bundle),
                            key
                                    + ": content changed and the version did not; raise Bundle-Version (and \"version\" in model.json)");
                }));
    }

    @Test
    void changedContentChangesTheHash() {
        BuiltBundle bundle = BuiltBundle.all().get(0);
        Map<String, byte[]> entries = new TreeMap<>(bundle.entries());
        entries.put("added", new byte[] {1});
        BuiltBundle changed = new BuiltBundle(bundle.symbolicName(), bundle.version(), bundle.headers(), entries);
        assertNotEquals(contentHash(bundle), contentHash(changed));
    }

    private static Map<String, String> listing() throws IOException {
        Map<String, String> listing = new TreeMap<>();
        for (String line : Files.readAllLines(LISTING)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                List<String> words = List.of(line.split(" "));
                listing.put(words.get(0) + " " + words.get(1), words.get(2));
            }
        }
        return listing;
    }

    /**
     * Every entry but the card, which is generated and which no gateway reads; and of the manifest what a framework reads, not who
     * built it and when.
     */
    private static String contentHash(BuiltBundle bundle) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            bundle.headers().forEach((name, value) -> {
                if (name.endsWith("-Package") || name.endsWith("-Capability") || name.startsWith("Millwright-")) {
                    digest.update((name + ":" + value + "\n").getBytes(StandardCharsets.UTF_8));
                }
            });
            bundle.entries().forEach((name, content) -> {
                if (!name.startsWith("META-INF/maven/")
                        && !name.equals("META-INF/MANIFEST.MF")
                        && !name.endsWith("/MODEL_CARD.md")) {
                    digest.update((name + ":" + content.length + "\n").getBytes(StandardCharsets.UTF_8));
                    digest.update(content);
                }
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
