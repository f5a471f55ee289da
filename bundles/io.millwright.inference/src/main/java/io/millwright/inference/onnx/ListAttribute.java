package io.millwright.inference.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads attributes that are texts or whole numbers, one or a list. The arrays that trees are made of are passed over. */
final class ListAttribute {
    private static final int NAME = 1;
    private static final int INT = 3;
    private static final int TEXT = 4;
    private static final int TENSOR = 5;
    private static final int INTS = 8;
    private static final int TEXTS = 9;
    private static final int MOST_VALUES = 10_000;
    private static final int TEXT_BYTES = 1_000;

    private ListAttribute() {}

    static void read(ProtoReader in, Map<String, List<String>> into) throws IOException, OnnxRefused {
        List<String> values = new ArrayList<>();
        String name = "";
        long outer = in.enter();
        while (in.next()) {
            boolean room = values.size() < MOST_VALUES && !name.matches("(nodes|class|target)_.*");
            if (in.is(NAME, ProtoReader.BYTES)) {
                name = in.text(TEXT_BYTES);
            } else if (room && (in.is(TEXT, ProtoReader.BYTES) || in.is(TEXTS, ProtoReader.BYTES))) {
                values.add(in.text(TEXT_BYTES));
            } else if (room && (in.is(INT, ProtoReader.VARINT) || in.is(INTS, ProtoReader.VARINT))) {
                values.add(Long.toString(in.varint()));
            } else if (room && in.is(INTS, ProtoReader.BYTES)) {
                long inner = in.enter();
                while (in.more() && values.size() < MOST_VALUES) {
                    values.add(Long.toString(in.varint()));
                }
                in.leave(inner);
            } else if (room && in.is(TENSOR, ProtoReader.BYTES)) {
                values.addAll(SmallTensor.read(in).values());
            } else {
                in.skip();
            }
        }
        in.leave(outer);
        if (!values.isEmpty()) {
            into.put(name, values);
        }
    }
}
