package io.millwright.inference;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** docs/model.schema.json. */
final class ModelSchema {
    static final Path DOCS = Path.of("..", "..", "docs");

    private static final String TEXT = read(DOCS.resolve("model.schema.json"));
    private static final Validator VALIDATOR =
            new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory()).createValidator();
    private static final URI SCHEMA = VALIDATOR.registerSchema(TEXT);

    private ModelSchema() {}

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what the schema has against a model.json; empty if nothing. */
    static List<String> errors(String json) {
        return VALIDATOR.validate(SCHEMA, json).getErrors().stream()
                .map(ModelSchema::text)
                .toList();
    }

    private static String text(Error error) {
        return error.getInstanceLocation() + ": " + error.getError();
    }

    /** Returns a fresh copy of one of the schema's own examples. */
    static JsonObject example(int i) {
        return Json.parse(TEXT).asObject().get("examples").asArray().get(i).asObject();
    }

    static List<JsonValue> examples() {
        return Json.parse(TEXT).asObject().get("examples").asArray().values();
    }
}
