package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The schema, the document and the reader say the same about model.json; their refusals are compared in the refusal tests. */
class ModelSchemaTest {
    private static final Path VECTORS = Path.of("..", "..", "models", "tools", "vectors");
    private static final Set<String> KEYWORDS_AND_PARTS =
            Set.of("items", "properties", "text", "label", "span", "title", "sentence", "sentences");

    private static void acceptedByBoth(String json, String what) throws ModelRefused {
        assertEquals(List.of(), ModelSchema.errors(json), what);
        DescriptionReader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theShippedModelsFollowTheSchema() throws IOException, ModelRefused {
        try (Stream<Path> folders = Files.list(Path.of("..", "..", "models"))) {
            List<Path> files = folders.map(folder -> folder.resolve(DescriptionReader.FILE))
                    .filter(Files::exists)
                    .toList();
            assertTrue(files.size() >= 2, files.toString());
            for (Path file : files) {
                acceptedByBoth(ModelSchema.read(file), file.toString());
            }
        }
    }

    @Test
    void theTestsModelsFollowTheSchema() throws ModelRefused {
        acceptedByBoth(ModelFiles.linear("linear", "1.0.0", 3).json().toString(), "linear");
        acceptedByBoth(ModelFiles.counting("counting", "1.0.0").json().toString(), "counting");
    }

    @Test
    void whatTheSchemaShowsIsAccepted() throws ModelRefused {
        for (JsonValue example : ModelSchema.examples()) {
            acceptedByBoth(example.toString(), example.toString());
        }
    }

    /** The model tool's tests replay the same list: its verdict is the gateway's. */
    @TestFactory
    Stream<DynamicTest> theToolsVerdictIsTheGateways() {
        return Json.parse(ModelSchema.read(VECTORS.resolve("contradictions.json"))).asArray().values().stream()
                .map(JsonValue::asObject)
                .map(one -> DynamicTest.dynamicTest(one.getString("name", ""), () -> verdict(one)));
    }

    private static void verdict(JsonObject change) throws ModelRefused {
        JsonObject json = ModelSchema.example(change.getInt("example", 0));
        JsonArray path = change.get("path").asArray();
        JsonValue value = json;
        for (int i = 0; i < path.size() - 1; i++) {
            value = path.get(i).isNumber()
                    ? value.asArray().get(path.get(i).asInt())
                    : value.asObject().get(path.get(i).asString());
        }
        String last = path.get(path.size() - 1).asString();
        if (change.get("value") == null) {
            value.asObject().remove(last);
        } else {
            value.asObject().set(last, change.get("value"));
        }
        byte[] content = json.toString().getBytes(StandardCharsets.UTF_8);
        if (change.getBoolean("accepted", true)) {
            acceptedByBoth(json.toString(), change.toString());
        } else {
            assertThrows(ModelRefused.class, () -> DescriptionReader.read(content));
        }
    }

    @Test
    void theDocumentsExamplesAreAccepted() throws ModelRefused {
        String document = ModelSchema.read(ModelSchema.DOCS.resolve("model-format.md"));
        Matcher example =
                Pattern.compile("```json\n(\\{.*?)```", Pattern.DOTALL).matcher(document);
        int examples = 0;
        while (example.find()) {
            acceptedByBoth(example.group(1), example.group(1));
            examples++;
        }
        assertTrue(examples >= 1, "no example");
    }

    /** Every key that the schema knows stands in the document. */
    @Test
    void theDocumentNamesEveryKey() {
        String document = ModelSchema.read(ModelSchema.DOCS.resolve("model-format.md"));
        Matcher key = Pattern.compile("\"([a-z_0-9]+)\": \\{ ?\"(type|\\$ref|enum|const)\"")
                .matcher(ModelSchema.read(ModelSchema.DOCS.resolve("model.schema.json")));
        int keys = 0;
        while (key.find()) {
            if (!KEYWORDS_AND_PARTS.contains(key.group(1))) {
                assertTrue(document.contains(key.group(1)), key.group(1));
                keys++;
            }
        }
        assertTrue(keys > 40, keys + " keys");
    }
}
