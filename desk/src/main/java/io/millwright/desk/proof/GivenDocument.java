package io.millwright.desk.proof;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A gateway's document in a file: as the gateway gave it, as this desk tells it by {@code --json}, or in the zip of {@code diagnostics}. */
final class GivenDocument {
    private static final int LARGEST_BYTES = 64 << 20;

    private GivenDocument() {}

    /**
     * Reads it.
     *
     * @param resource the resource that the document is of
     * @param member what every document of that resource has
     * @throws IOException it cannot be read, or is none
     */
    static JsonObject read(Path file, String resource, String member) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        JsonObject document = parsed(file, text(file, resource));
        if (document.get("gateways") != null && document.get("gateways").isArray()) {
            document = ofOne(file, document, resource);
        }
        JsonValue wrapped = document.get("document");
        if (wrapped != null && wrapped.isObject()) {
            document = wrapped.asObject();
        }
        if (document.get(member) == null) {
            throw new IOException(
                    file + " is no document of the resource " + resource + ": it has no '" + member + "'");
        }
        return document;
    }

    private static JsonObject ofOne(Path file, JsonObject told, String resource) throws IOException {
        if (told.get("gateways").asArray().size() != 1) {
            throw new IOException(file + " is about several gateways; give a file of one");
        }
        JsonValue one = told.get("gateways").asArray().get(0);
        JsonValue document = one.isObject() ? one.asObject().get(resource) : null;
        return document != null && document.isObject()
                ? document.asObject()
                : one.isObject() ? one.asObject() : new JsonObject();
    }

    private static JsonObject parsed(Path file, String text) throws IOException {
        try {
            return Json.parse(text).asObject();
        } catch (ParseException | UnsupportedOperationException e) {
            throw new IOException(file + " is no JSON object: " + e.getMessage(), e);
        }
    }

    private static String text(Path file, String resource) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry("documents/" + resource + ".json");
            if (entry == null) {
                throw new IOException(file + " holds no documents/" + resource + ".json");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return text(file, in);
            }
        } catch (ZipException noZip) {
            try (InputStream in = Files.newInputStream(file)) {
                return text(file, in);
            }
        }
    }

    private static String text(Path file, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LARGEST_BYTES + 1);
        if (bytes.length > LARGEST_BYTES) {
            throw new IOException(file + " has more than " + LARGEST_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
