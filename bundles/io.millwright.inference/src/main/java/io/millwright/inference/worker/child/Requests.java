package io.millwright.inference.worker.child;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Works on the requests of {@link Protocol}, one at a time. */
final class Requests {
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Watch watch;
    private OrtEnvironment environment;
    private OrtSession session;
    private Binding binding;

    Requests(DataInputStream in, DataOutputStream out, Watch watch) {
        this.in = in;
        this.out = out;
        this.watch = watch;
    }

    /** Returns when the input ends. */
    void serve() throws IOException {
        while (true) {
            byte request;
            try {
                request = in.readByte();
            } catch (EOFException e) {
                return;
            }
            watch.begins();
            answer(request);
            watch.ends();
            out.flush();
        }
    }

    private void answer(byte request) throws IOException {
        try {
            switch (request) {
                case Protocol.HELLO -> hello();
                case Protocol.OPEN -> open(in.readUTF());
                case Protocol.BIND -> bind();
                case Protocol.RUN -> run(in.readLong());
                case Protocol.FREE -> free();
                default -> throw new IOException("request " + request);
            }
        } catch (OrtException e) {
            failed(e.getCode().name(), e.getMessage());
        } catch (IllegalArgumentException | IllegalStateException | OutOfMemoryError e) {
            failed(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
        }
    }

    private void failed(String code, String message) throws IOException {
        out.writeByte(Protocol.FAILED);
        out.writeUTF(code);
        out.writeUTF(message.length() > Short.MAX_VALUE / 4 ? message.substring(0, Short.MAX_VALUE / 4) : message);
    }

    private void hello() throws IOException {
        try {
            environment = OrtEnvironment.getEnvironment();
            out.writeByte(Protocol.GOOD);
        } catch (LinkageError | IllegalStateException e) {
            failed(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
        }
    }

    private void open(String file) throws OrtException, IOException {
        try (SessionOptions options = SessionSettings.open()) {
            session = environment.createSession(file, options);
        }
        Map<String, NodeInfo> inputs = session.getInputInfo();
        Map<String, NodeInfo> outputs = session.getOutputInfo();
        out.writeByte(Protocol.GOOD);
        write(inputs);
        write(outputs);
    }

    private void write(Map<String, NodeInfo> nodes) throws IOException {
        out.writeInt(nodes.size());
        for (Map.Entry<String, NodeInfo> node : nodes.entrySet()) {
            out.writeUTF(node.getKey());
            if (node.getValue().getInfo() instanceof TensorInfo tensor) {
                out.writeUTF("");
                out.writeUTF(tensor.onnxType.name());
                writeShape(tensor.getShape());
            } else {
                out.writeUTF(String.valueOf(node.getValue().getInfo()));
                out.writeUTF("");
                writeShape(new long[0]);
            }
        }
    }

    private void writeShape(long[] shape) throws IOException {
        out.writeInt(shape.length);
        for (long dimension : shape) {
            out.writeLong(dimension);
        }
    }

    private void bind() throws OrtException, IOException {
        Path file = Path.of(in.readUTF());
        long bytes = in.readLong();
        free(binding);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            binding = Binding.read(in, environment, channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes));
        }
        out.writeByte(Protocol.GOOD);
    }

    private void run(long timeoutMillis) throws OrtException, IOException {
        boolean over;
        OrtException failure = null;
        watch.runBegins(binding.options(), timeoutMillis);
        try {
            binding.run(session);
        } catch (OrtException e) {
            failure = e;
        } finally {
            over = watch.runEnds();
        }
        if (over) {
            out.writeByte(Protocol.OVER);
        } else if (failure != null) {
            throw failure;
        } else {
            out.writeByte(Protocol.GOOD);
        }
    }

    private void free() throws IOException {
        free(binding);
        binding = null;
        out.writeByte(Protocol.GOOD);
    }

    private static void free(Binding present) {
        if (present != null) {
            present.close();
        }
    }
}
