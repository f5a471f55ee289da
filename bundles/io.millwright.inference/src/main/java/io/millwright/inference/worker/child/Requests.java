package io.millwright.inference.worker.child;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Works on the requests of {@link Protocol} that come over the standard input, one at a time, and looks after the runners. */
final class Requests {
    /** So often within it the parent is looked for while something is opened. */
    private static final long OPEN_MILLIS = 1_000;

    private static final int ORPHANED = 3;

    private final DataInputStream in;
    private final Answers out;
    private final Watch watch = new Watch("worker-watch", this::look);
    private final ProcessHandle parent = ProcessHandle.current().parent().orElse(null);
    private final Map<Integer, Runner> runners = new ConcurrentHashMap<>();
    private final Providers providers = new Providers();
    private OrtEnvironment environment;
    private OrtSession session;
    private volatile boolean works;

    Requests(DataInputStream in, Answers out) {
        this.in = in;
        this.out = out;
    }

    /** Returns when the input ends. */
    void serve() throws IOException {
        watch.start();
        while (true) {
            byte request;
            try {
                request = in.readByte();
            } catch (EOFException e) {
                return;
            }
            if (request == Protocol.CANCEL) {
                cancel(in.readInt(), in.readLong());
                continue;
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            works = true;
            watch.wake(OPEN_MILLIS);
            answer(request, new DataOutputStream(bytes), bytes);
            works = false;
            out.write(bytes);
        }
    }

    /** On the watch's thread: a native call does not see that the input has ended. */
    private boolean look() {
        if (parent != null && !parent.isAlive()) {
            Runtime.getRuntime().halt(ORPHANED);
        }
        boolean busy = works;
        long now = System.nanoTime();
        for (Runner runner : runners.values()) {
            busy |= runner.look(now);
        }
        return busy;
    }

    private void answer(byte request, DataOutputStream answer, ByteArrayOutputStream bytes) throws IOException {
        try {
            switch (request) {
                case Protocol.HELLO -> hello(answer);
                case Protocol.OPEN -> open(answer);
                case Protocol.NODES -> nodes(answer);
                case Protocol.BIND -> bind(answer);
                default -> throw new IOException("request " + request);
            }
        } catch (OrtException e) {
            bytes.reset();
            Answers.failed(answer, e.getCode().name(), String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException | IllegalStateException | OutOfMemoryError e) {
            bytes.reset();
            Answers.failed(answer, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
        }
    }

    private void hello(DataOutputStream answer) throws IOException {
        try {
            environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            answer.writeByte(Protocol.GOOD);
            answer.writeUTF(environment.getVersion());
            EnumSet<OrtProvider> available = OrtEnvironment.getAvailableProviders();
            answer.writeInt(available.size());
            for (OrtProvider provider : available) {
                answer.writeUTF(provider.getName());
            }
        } catch (LinkageError | IllegalStateException e) {
            Answers.failed(answer, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
        }
    }

    private void open(DataOutputStream answer) throws OrtException, IOException {
        String file = in.readUTF();
        boolean mapped = in.readBoolean();
        String provider = in.readUTF();
        String library = in.readUTF();
        Map<String, String> settings = new LinkedHashMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            settings.put(in.readUTF(), in.readUTF());
        }
        String profile = in.readUTF();
        try (SessionOptions options = SessionSettings.open(mapped)) {
            if (!provider.isEmpty()) {
                providers.add(environment, options, provider, library, settings);
            }
            if (!profile.isEmpty()) {
                options.enableProfiling(profile);
            }
            session = environment.createSession(file, options);
        }
        Map<String, NodeInfo> inputs = session.getInputInfo();
        Map<String, NodeInfo> outputs = session.getOutputInfo();
        answer.writeByte(Protocol.GOOD);
        write(inputs, answer);
        write(outputs, answer);
    }

    private void nodes(DataOutputStream answer) throws OrtException, IOException {
        Path profile = Path.of(session.endProfiling());
        try {
            Map<String, Integer> nodes = Providers.nodes(profile);
            answer.writeByte(Protocol.GOOD);
            answer.writeInt(nodes.size());
            for (Map.Entry<String, Integer> provider : nodes.entrySet()) {
                answer.writeUTF(provider.getKey());
                answer.writeInt(provider.getValue());
            }
        } finally {
            Files.deleteIfExists(profile);
        }
    }

    private static void write(Map<String, NodeInfo> nodes, DataOutputStream to) throws IOException {
        to.writeInt(nodes.size());
        for (Map.Entry<String, NodeInfo> node : nodes.entrySet()) {
            to.writeUTF(node.getKey());
            if (node.getValue().getInfo() instanceof TensorInfo tensor) {
                to.writeUTF("");
                to.writeUTF(tensor.onnxType.name());
                writeShape(tensor.getShape(), to);
            } else {
                to.writeUTF(String.valueOf(node.getValue().getInfo()));
                to.writeUTF("");
                writeShape(new long[0], to);
            }
        }
    }

    private static void writeShape(long[] shape, DataOutputStream to) throws IOException {
        to.writeInt(shape.length);
        for (long dimension : shape) {
            to.writeLong(dimension);
        }
    }

    private void bind(DataOutputStream answer) throws OrtException, IOException {
        int number = in.readInt();
        Path file = Path.of(in.readUTF());
        long bytes = in.readLong();
        Path requests = Path.of(in.readUTF());
        Path answers = Path.of(in.readUTF());
        Binding binding;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            binding = Binding.read(in, environment, channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes));
        }
        Runner runner = Runner.open(number, session, binding, requests, answers, out, watch);
        runners.put(number, runner);
        runner.start(() -> ended(number));
        answer.writeByte(Protocol.GOOD);
    }

    /** So little is allocated here that nothing else would ever unmap the memory of a runner that has ended. */
    private void ended(int number) {
        runners.remove(number);
        System.gc();
    }

    private void cancel(int number, long run) {
        Runner runner = runners.get(number);
        if (runner != null) {
            runner.cancel(run);
        }
    }
}
