package io.millwright.inference.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Judges tensors of a file: their data is in the file or in one of its own, and is as much as their dimensions say. */
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

    private static final int MOST_ENTRIES = 16;

    private final ProtoReader in;
    private final DataFiles data;

    TensorCheck(ProtoReader in, DataFiles data) {
        this.in = in;
        this.data = data;
    }

    /** Reads the tensor that the field is. */
    void check() throws IOException, OnnxRefused {
        List<Long> dimensions = new ArrayList<>();
        String name = "";
        Map<String, String> entries = new HashMap<>();
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
                entry(entries);
            } else if (in.is(DATA_LOCATION, ProtoReader.VARINT)) {
                external = in.varint() == EXTERNAL;
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        size(name, dimensions, external || !entries.isEmpty() ? data.bytes(name, entries) : bytes);
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

    private void entry(Map<String, String> external) throws IOException, OnnxRefused {
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
        if (external.size() < MOST_ENTRIES) {
            external.put(key, value);
        }
    }

    private static void size(String name, List<Long> dimensions, long bytes) throws OnnxRefused {
        long elements = 1;
        long most = bytes == DataFiles.UNKNOWN ? Long.MAX_VALUE : bytes * MOST_ELEMENTS_PER_BYTE;
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
