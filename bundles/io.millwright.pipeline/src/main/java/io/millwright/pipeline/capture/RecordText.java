package io.millwright.pipeline.capture;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes a record before it is sealed. Texts are cut at {@link #LONGEST} characters. Not thread-safe. */
final class RecordText {
    /** Three bytes each at most: what {@link DataOutputStream#writeUTF} takes. */
    static final int LONGEST = 20_000;

    private static final int MOST = 1 << 20;

    /** Writes a part of a record. */
    interface Part {
        void to(DataOutputStream out) throws IOException;
    }

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    void text(String text) {
        write(to -> to.writeUTF(text.length() <= LONGEST ? text : text.substring(0, LONGEST)));
    }

    void texts(List<String> texts) {
        write(to -> to.writeInt(texts.size()));
        texts.forEach(this::text);
    }

    void write(Part part) {
        try {
            part.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    static String read(DataInputStream in) throws IOException {
        return in.readUTF();
    }

    static List<String> readTexts(DataInputStream in) throws IOException {
        int count = count(in);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(in.readUTF());
        }
        return texts;
    }

    /** Returns a number of elements that a genuine record can have. */
    static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException("a record says that it has " + count + " elements");
        }
        return count;
    }
}
