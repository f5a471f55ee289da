package io.millwright.inference;

import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * The model whose embedding a head takes, as the head's model.json names it.
 *
 * @param name of that model
 * @param versions which of its versions will do: one, or a range as {@code [1.0,2.0)}; "" for any
 * @param sha256 of its ONNX file, on whose embeddings the head was trained
 * @param output of it that holds the embedding
 * @param input of the head that takes it
 */
record BackboneReference(String name, String versions, String sha256, String output, String input) {
    private static final String KEY = "backbone";
    private static final int SHOWN_DIGITS = 12;

    /** Returns what is named, null for nothing. */
    static BackboneReference of(JsonKey top) throws ModelRefused {
        JsonKey key = top.find(KEY);
        if (key == null) {
            return null;
        }
        BackboneReference reference = new BackboneReference(
                key.get("name").text(DescriptionReader.NAME, DescriptionReader.NAME_TEXT),
                versions(key.find("version")),
                key.get("sha256").text("[0-9a-f]{64}", "64 lower-case hexadecimal digits"),
                key.get("output").text(),
                key.get("input").text());
        reference.check(top, key);
        return reference;
    }

    private static String versions(JsonKey key) throws ModelRefused {
        if (key == null) {
            return "";
        }
        String text = key.text("\\S{1,100}", "a version such as 1.0.0, or a range such as [1.0,2.0)");
        try {
            wants(text, Version.emptyVersion);
            return text;
        } catch (IllegalArgumentException e) {
            throw key.wrong("is no version", "write one version, 1.0.0, or a range, [1.0,2.0)");
        }
    }

    private static boolean wants(String versions, Version version) {
        return versions.isEmpty()
                || (versions.startsWith("[") || versions.startsWith("(")
                        ? VersionRange.valueOf(versions).includes(version)
                        : Version.parseVersion(versions).equals(version));
    }

    /** Of a head the embedding is all it takes. */
    private void check(JsonKey top, JsonKey key) throws ModelRefused {
        List<String> inputs = new ArrayList<>();
        for (JsonKey one : TensorReader.some(top.get("inputs"))) {
            inputs.add(one.get("name").text());
        }
        if (!inputs.equals(List.of(input))) {
            throw key.get("input")
                    .wrong(
                            "must be the one input of the head, whose inputs are " + inputs,
                            "export the head with the embedding as its only input, and name that");
        }
        for (String other : List.of("states", "advice")) {
            if (top.find(other) != null) {
                throw top.get(other).wrong("is not for a head", "remove it");
            }
        }
    }

    boolean wants(Version version) {
        return wants(versions, version);
    }

    /** Whether the head was made for that model. */
    boolean fits(ModelDescription model) {
        return model.name().equals(name)
                && wants(model.version())
                && model.onnx().sha256().equals(sha256);
    }

    /** Returns the first digits of a hash, enough for a person to compare. */
    static String shortened(String sha256) {
        return sha256.substring(0, SHOWN_DIGITS) + "...";
    }

    /** Returns name and versions, as in {@code board-features [1.0,2.0)}. */
    @Override
    public String toString() {
        return versions.isEmpty() ? name : name + " " + versions;
    }
}
