package io.millwright.inference.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Judges tensors of a file: their data is in the file, and is as much as their dimensions say. */
final class TensorCheck {
    private static final int DIMENSIONS = 1;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;
    private static final int KEY = 1;
    private static final int VALUE = 2;

    /** Fields of values by type: float, int32, string, int64, double, uint64. */
    private static final List<Integer> TYPED_DATA = List.of(4, 5, 6, 7, 10, 11);

    private static final int MOST_DIMENSIONS = 64;
    private static final int TEXT_BYTES = 200;

    /** The smallest type of ONNX takes two bits. */
    private static final int MOST_ELEMENTS_PER_BYTE = 4;

    private static final String LOCATION = "location";

    private final ProtoReader in;

    TensorCheck(ProtoReader in) {
        this.in = in;
    }

    /** Reads the tensor that the field is. */
    void check() throws IOException, OnnxRefused {
        List<Long> dimensions = new ArrayList<>();
        String name = "";
        String location = null;
        boolean external = false;
        long bytes = 0;
        long outer = in.enter();
        while (in.next()) {
            if (in.field() == DIMENSIONS) {
                dimensions(dimensions);
            } else if (in.is(NAME, ProtoReader.BYTES)) {
                name = in.text(TEXT_BYTES);
            } else if (in.is(RAW_DATA, ProtoReader.BYTES)) {
                bytes += in.passBytes();
            } else if (TYPED_DATA.contains(in.field())) {
                bytes += typed();
            } else if (in.is(EXTERNAL_DATA, ProtoReader.BYTES)) {
                String found = location();
                location = found == null ? location : found;
            } else if (in.is(DATA_LOCATION, ProtoReader.VARINT)) {
                external = in.varint() == EXTERNAL;
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        if (external || location != null) {
            throw outside(name, location);
        }
        size(name, dimensions, bytes);
    }

    private void dimensions(List<Long> dimensions) throws IOException, OnnxRefused {
        if (in.is(DIMENSIONS, ProtoReader.BYTES)) {
            long outer = in.enter();
            while (in.more()) {
                dimension(dimensions);
            }
            in.leave(outer);
        } else if (in.is(DIMENSIONS, ProtoReader.VARINT)) {
            dimension(dimensions);
        } else {
            in.skip();
        }
    }

    private void dimension(List<Long> dimensions) throws IOException, OnnxRefused {
        if (dimensions.size() == MOST_DIMENSIONS) {
            throw in.malformed("has a tensor of more than " + MOST_DIMENSIONS + " dimensions");
        }
        dimensions.add(in.varint());
    }

    /** Returns how many bytes, at least 1 for each value. */
    private long typed() throws IOException, OnnxRefused {
        if (in.is(in.field(), ProtoReader.BYTES)) {
            // Packed numbers, or one text, which may be empty.
            return Math.max(1, in.passBytes());
        }
        in.skip();
        return 1;
    }

    private String location() throws IOException, OnnxRefused {
        String key = "";
        String value = "";
        long outer = in.enter();
        while (in.next()) {
            if (in.is(KEY, ProtoReader.BYTES)) {
                key = in.text(TEXT_BYTES);
            } else if (in.is(VALUE, ProtoReader.BYTES)) {
                value = in.text(TEXT_BYTES);
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        return key.equals(LOCATION) ? value : null;
    }

    private static OnnxRefused outside(String name, String location) {
        String file = location == null ? "" : location;
        boolean leaves = file.startsWith("/") || file.contains("..") || file.contains("\\") || file.contains(":");
        return new OnnxRefused(
                "external data of tensor '" + name + "'",
                file,
                leaves
                        ? "lies outside of the model's folder: what a model reads has to come with it"
                        : "lies in a second file, which a package does not carry",
                "export it again as one file");
    }

    private static void size(String name, List<Long> dimensions, long bytes) throws OnnxRefused {
        long elements = 1;
        long most = bytes * MOST_ELEMENTS_PER_BYTE;
        for (long dimension : dimensions) {
            if (dimension < 0) {
                throw refused(name, dimensions, "has a negative dimension");
            }
        }
        if (dimensions.contains(0L)) {
            return;
        }
        for (long dimension : dimensions) {
            if (elements > most / dimension) {
                throw refused(name, dimensions, "says more elements than its data has, " + bytes + " bytes");
            }
            elements *= dimension;
        }
        if (elements > most) {
            throw refused(name, dimensions, "says one element, and has no data: 0 bytes");
        }
    }

    private static OnnxRefused refused(String name, List<Long> dimensions, String problem) {
        return new OnnxRefused(
                "dimensions of tensor '" + name + "'",
                dimensions,
                problem,
                "export the model again: the file is damaged");
    }
}
