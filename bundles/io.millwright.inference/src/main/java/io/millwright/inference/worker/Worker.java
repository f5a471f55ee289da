package io.millwright.inference.worker;

import io.millwright.inference.worker.WorkerFailed.End;
import io.millwright.inference.worker.child.Protocol;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that opens and runs one model. Requests are made by one thread at a time; {@link #close} may come from any. A process that
 * does not answer in time is ended: what happens in it costs nobody else.
 */
public final class Worker implements AutoCloseable {
    private static final long NAP_MILLIS = 100;
    private static final long END_SECONDS = 2;

    /** A run ends itself when its time is over; this much later its process is taken to hang. */
    private static final long GRACE_MILLIS = 2_000;

    private static final int SHOWN_CHARACTERS = 300;

    /** A status above it is this and the signal's number. */
    private static final int SIGNALLED = 128;

    private final Process process;
    private final Path errors;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Thread watch = new Thread(this::watch, "millwright-worker-watch");
    private volatile boolean waits;
    private volatile long deadlineNanos;
    private volatile boolean over;
    private volatile boolean closed;

    Worker(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        watch.setDaemon(true);
        watch.start();
    }

    /** Ends the process when an answer does not come in time; rests while nobody waits for one. */
    private void watch() {
        while (!closed) {
            if (!waits) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(NAP_MILLIS));
                if (waits && System.nanoTime() - deadlineNanos >= 0) {
                    over = true;
                    process.destroyForcibly();
                }
            }
        }
    }

    /** A request, written to the worker. */
    @FunctionalInterface
    private interface Request {
        void write(DataOutputStream to) throws IOException;
    }

    /** An answer, read from the worker. */
    @FunctionalInterface
    private interface Answer<T> {
        T read(DataInputStream from) throws IOException;
    }

    private <T> T ask(long timeoutMillis, long graceMillis, Request request, Answer<T> answer) throws WorkerFailed {
        deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis + graceMillis);
        waits = true;
        LockSupport.unpark(watch);
        try {
            request.write(out);
            out.flush();
            byte status = in.readByte();
            if (status == Protocol.FAILED) {
                String code = in.readUTF();
                throw new WorkerFailed(End.REFUSED, code, in.readUTF(), null);
            }
            if (status == Protocol.OVER) {
                throw new WorkerFailed(End.OVER, "", "not ready after " + timeoutMillis + " ms", null);
            }
            return answer.read(in);
        } catch (IOException e) {
            throw dead(timeoutMillis, e);
        } finally {
            waits = false;
        }
    }

    private WorkerFailed dead(long timeoutMillis, IOException e) {
        if (over) {
            return new WorkerFailed(End.OVER, "", "not ready after " + timeoutMillis + " ms; its process was ended", e);
        }
        try {
            if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                String said = said();
                int status = process.exitValue();
                return new WorkerFailed(
                        status > SIGNALLED ? End.DIED : End.EXITED,
                        "",
                        "its process ended with status " + status + (said.isEmpty() ? "" : ": " + said),
                        e);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return new WorkerFailed(End.DIED, "", "its process says nothing any more (" + e + ")", e);
    }

    /** Returns the first line in which the process told its end, shortened. */
    private String said() {
        try {
            byte[] text = Files.readAllBytes(errors);
            return new String(text, StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("^# *", "").strip())
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .map(line -> line.substring(0, Math.min(line.length(), SHOWN_CHARACTERS)))
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** Has the process load ONNX Runtime. */
    void hello(long timeoutMillis) throws WorkerFailed {
        ask(timeoutMillis, 0, to -> to.writeByte(Protocol.HELLO), from -> null);
    }

    /** Opens a model. */
    public Graph open(Path onnx, long timeoutMillis) throws WorkerFailed {
        return ask(
                timeoutMillis,
                0,
                to -> {
                    to.writeByte(Protocol.OPEN);
                    to.writeUTF(onnx.toString());
                },
                from -> new Graph(nodes(from), nodes(from)));
    }

    private static List<GraphNode> nodes(DataInputStream from) throws IOException {
        List<GraphNode> nodes = new ArrayList<>();
        int count = from.readInt();
        for (int i = 0; i < count; i++) {
            String name = from.readUTF();
            String kind = from.readUTF();
            String type = from.readUTF();
            long[] shape = new long[from.readInt()];
            for (int d = 0; d < shape.length; d++) {
                shape[d] = from.readLong();
            }
            nodes.add(new GraphNode(name, kind, type, shape));
        }
        return nodes;
    }

    /** Binds tensors to shared memory, in place of those bound before. */
    void bind(SharedMemory memory, List<SharedTensor> inputs, List<SharedTensor> outputs, long timeoutMillis)
            throws WorkerFailed {
        ask(
                timeoutMillis,
                0,
                to -> {
                    to.writeByte(Protocol.BIND);
                    to.writeUTF(memory.file().toString());
                    to.writeLong(memory.bytes());
                    write(to, memory, inputs, 0);
                    write(to, memory, outputs, inputs.size());
                },
                from -> null);
    }

    private static void write(DataOutputStream to, SharedMemory memory, List<SharedTensor> tensors, int first)
            throws IOException {
        to.writeInt(tensors.size());
        for (int i = 0; i < tensors.size(); i++) {
            SharedTensor tensor = tensors.get(i);
            to.writeUTF(tensor.name());
            to.writeUTF(tensor.elementType());
            to.writeInt(memory.offset(first + i));
            to.writeInt(tensor.bytes());
            to.writeInt(tensor.shape().length);
            for (long dimension : tensor.shape()) {
                to.writeLong(dimension);
            }
        }
    }

    /** Runs the model on what is bound. */
    void run(long timeoutMillis) throws WorkerFailed {
        ask(
                timeoutMillis,
                GRACE_MILLIS,
                to -> {
                    to.writeByte(Protocol.RUN);
                    to.writeLong(timeoutMillis);
                },
                from -> null);
    }

    /** Returns whether the process is there. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Returns the process's number. */
    public long pid() {
        return process.pid();
    }

    /** Ends the process. Idempotent; waits for it for at most 2 s. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watch);
        process.destroyForcibly();
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            watch.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Workers.delete(errors);
    }
}
