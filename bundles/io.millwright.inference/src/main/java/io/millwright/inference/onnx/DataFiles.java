package io.millwright.inference.onnx;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The files beside an ONNX file that hold weights of it: what tensors say of them is held against what there is. */
final class DataFiles {
    /** More than any tensor has. */
    static final long UNKNOWN = -1;

    private static final String LOCATION = "location";
    private static final String OFFSET = "offset";
    private static final String LENGTH = "length";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
    private static final String NUMBER = "\\d{1,18}";

    private final Map<String, Long> sizes;
    private final Set<String> named = new TreeSet<>();

    /** @param sizes in bytes by name; null where only the names are wanted */
    DataFiles(Map<String, Long> sizes) {
        this.sizes = sizes;
    }

    /** Returns the names that tensors used. */
    Set<String> named() {
        return Set.copyOf(named);
    }

    /** Returns how many bytes the data of a tensor has. */
    long bytes(String tensor, Map<String, String> entries) throws OnnxRefused {
        String file = entries.getOrDefault(LOCATION, "");
        String key = "external data of tensor '" + tensor + "'";
        if (file.isEmpty()
                || file.startsWith("/")
                || file.contains("..")
                || file.contains("\\")
                || file.contains(":")) {
            throw new OnnxRefused(
                    key,
                    file,
                    file.isEmpty()
                            ? "is in a second file that it does not name"
                            : "lies outside of the model's folder: what a model reads has to come with it",
                    "export it again as one file");
        }
        if (!file.matches(NAME)) {
            throw new OnnxRefused(
                    key,
                    file,
                    "lies in a second file that is not beside the model, or has an unusual name",
                    "export it again as one file, or with its data beside it, named by letters, digits, '.', '_' and '-'");
        }
        named.add(file);
        if (sizes == null) {
            return UNKNOWN;
        }
        Long size = sizes.get(file);
        if (size == null) {
            throw new OnnxRefused(
                    key,
                    file,
                    "lies in a second file that model.json does not list",
                    "list it with its sha256 in onnx.data of model.json, or export it again as one file");
        }
        long offset = number(key, entries, OFFSET, 0);
        long length = number(key, entries, LENGTH, Math.max(0, size - offset));
        if (offset > size || length > size - offset) {
            throw new OnnxRefused(
                    key,
                    file,
                    "is from byte " + offset + " on " + length + " bytes long, and the file has " + size,
                    "copy the file that was exported together with the model");
        }
        return length;
    }

    private static long number(String key, Map<String, String> entries, String name, long absent) throws OnnxRefused {
        String text = entries.get(name);
        if (text == null) {
            return absent;
        }
        if (!text.matches(NUMBER)) {
            throw new OnnxRefused(key + ", " + name, text, "is no number of bytes", "export the model again");
        }
        return Long.parseLong(text);
    }
}
