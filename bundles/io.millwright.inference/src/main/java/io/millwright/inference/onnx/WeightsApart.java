package io.millwright.inference.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes the graph of an ONNX file without its large weights, and says of each at which byte of that file it lies, as ONNX's "external data"
 * does. ONNX Runtime maps such weights instead of reading them: nothing of the file is copied, neither on the disk nor in memory, and the
 * memory goes back to the system with the session. The file is one that {@link OnnxFile} lets pass.
 */
public final class WeightsApart {
    /** What is smaller stays in the graph: ONNX Runtime wants to see shapes and the like there. */
    private static final long LARGE_BYTES = 64 << 10;

    private static final int MOST_BYTES = 64 << 20;

    /** ModelProto.graph, GraphProto.initializer. */
    private static final int GRAPH = 7;

    private static final int INITIALIZER = 5;

    /** Of TensorProto: three ways of writing numbers as the bytes that they are in memory. */
    private static final int FLOATS = 4;

    private static final int RAW = 9;
    private static final int DOUBLES = 10;

    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;

    private final FileChannel channel;
    private final ProtoReader reader;
    private final String location;
    private boolean apart;

    private WeightsApart(FileChannel channel, ProtoReader reader, String location) {
        this.channel = channel;
        this.reader = reader;
        this.location = location;
    }

    /**
     * Writes the graph.
     *
     * @param graph in the folder of the file
     * @return false if that is of no use: nothing is written then
     */
    public static boolean write(Path onnx, Path graph) throws IOException {
        try (FileChannel channel = FileChannel.open(onnx, StandardOpenOption.READ);
                ProtoReader reader = new ProtoReader(onnx)) {
            WeightsApart weights =
                    new WeightsApart(channel, reader, onnx.getFileName().toString());
            byte[] model = weights.model();
            if (!weights.apart) {
                return false;
            }
            Files.write(graph, model);
            return true;
        } catch (OnnxRefused | TooMuch e) {
            return false;
        }
    }

    /** What is left of the file is no small graph. */
    private static final class TooMuch extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private byte[] model() throws IOException, OnnxRefused, TooMuch {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (long start = reader.position(); reader.next(); start = reader.position()) {
            if (reader.is(GRAPH, ProtoReader.BYTES)) {
                long outer = reader.enter();
                byte[] graph = graph();
                reader.leave(outer);
                put(out, GRAPH, graph);
            } else {
                reader.skip();
                copy(start, out);
            }
        }
        return out.toByteArray();
    }

    private byte[] graph() throws IOException, OnnxRefused, TooMuch {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (long start = reader.position(); reader.next(); start = reader.position()) {
            if (reader.is(INITIALIZER, ProtoReader.BYTES)) {
                long outer = reader.enter();
                byte[] tensor = tensor();
                reader.leave(outer);
                put(out, INITIALIZER, tensor);
            } else {
                reader.skip();
                copy(start, out);
            }
        }
        return out.toByteArray();
    }

    private byte[] tensor() throws IOException, OnnxRefused, TooMuch {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (long start = reader.position(); reader.next(); start = reader.position()) {
            boolean numbers = reader.is(RAW, ProtoReader.BYTES)
                    || reader.is(FLOATS, ProtoReader.BYTES)
                    || reader.is(DOUBLES, ProtoReader.BYTES);
            if (!numbers) {
                reader.skip();
                copy(start, out);
                continue;
            }
            long bytes = reader.passBytes();
            if (bytes < LARGE_BYTES) {
                copy(start, out);
            } else {
                apart = true;
                entry(out, "location", location);
                entry(out, "offset", Long.toString(reader.position() - bytes));
                entry(out, "length", Long.toString(bytes));
                varint(out, DATA_LOCATION << 3 | ProtoReader.VARINT);
                varint(out, EXTERNAL);
            }
        }
        return out.toByteArray();
    }

    private static void entry(ByteArrayOutputStream out, String key, String value) throws TooMuch {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        put(entry, 1, key.getBytes(StandardCharsets.UTF_8));
        put(entry, 2, value.getBytes(StandardCharsets.UTF_8));
        put(out, EXTERNAL_DATA, entry.toByteArray());
    }

    private static void put(ByteArrayOutputStream out, int field, byte[] content) throws TooMuch {
        hold(out, content.length);
        varint(out, field << 3 | ProtoReader.BYTES);
        varint(out, content.length);
        out.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int left = value;
        while (left > 0x7F) {
            out.write(left & 0x7F | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }

    private static void hold(ByteArrayOutputStream out, long more) throws TooMuch {
        if (out.size() + more > MOST_BYTES) {
            throw new TooMuch();
        }
    }

    /** Copies the field that began at a byte and is over now. */
    private void copy(long start, ByteArrayOutputStream out) throws IOException, TooMuch {
        long bytes = reader.position() - start;
        hold(out, bytes);
        ByteBuffer field = ByteBuffer.allocate((int) bytes);
        while (field.hasRemaining()) {
            if (channel.read(field, start + field.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        out.write(field.array(), 0, field.position());
    }
}
