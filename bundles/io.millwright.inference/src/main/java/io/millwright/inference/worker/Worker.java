package io.millwright.inference.worker;

import io.millwright.inference.worker.WorkerFailed.End;
import io.millwright.inference.worker.child.Protocol;
import io.millwright.inference.worker.child.Watch;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A process that opens one model and runs it for its runners. Any thread; what it is asked for now and then is answered one after the
 * other. A process that does not answer in time is ended: what happens in it costs nobody else.
 */
public final class Worker implements AutoCloseable {
    private static final long END_SECONDS = 2;
    private static final long BIND_MILLIS = 10_000;

    private final WorkerProcess process;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Watch watch = new Watch("millwright-worker-watch", this::look);
    private final Thread reader = new Thread(this::read, "millwright-worker-answers");
    private final ReentrantLock asking = new ReentrantLock();
    private final Map<Integer, WorkerRunner> runners = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final CompletableFuture<WorkerFailed> ended = new CompletableFuture<>();
    private volatile Pending<?> pending;
    private volatile boolean closed;
    private volatile long emptyBytes;
    private volatile String version = "";
    private volatile List<String> providers = List.of();

    Worker(WorkerProcess process) {
        this.process = process;
        in = new DataInputStream(new BufferedInputStream(process.output()));
        out = new DataOutputStream(new BufferedOutputStream(process.input()));
        watch.start();
        reader.setDaemon(true);
        reader.setContextClassLoader(Worker.class.getClassLoader());
        reader.start();
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

    /** A request whose answer is to come. */
    private record Pending<T>(Answer<T> answer, CompletableFuture<T> future) {
        void read(DataInputStream from) throws IOException {
            future.complete(answer.read(from));
        }
    }

    private <T> T ask(long timeoutMillis, Request request, Answer<T> answer) throws WorkerFailed {
        asking.lock();
        try {
            Pending<T> asked = new Pending<>(answer, new CompletableFuture<>());
            pending = asked;
            try {
                write(request);
            } catch (IOException e) {
                throw end(e);
            }
            if (ended.isDone()) {
                throw ended.join();
            }
            return asked.future.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof WorkerFailed failed ? failed : end(e);
        } catch (TimeoutException e) {
            kill();
            throw new WorkerFailed(End.OVER, "", "not ready after " + timeoutMillis + " ms; its process was ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            throw new WorkerFailed(End.OVER, "", "nobody waits for it any more; its process was ended", e);
        } finally {
            asking.unlock();
        }
    }

    private void write(Request request) throws IOException {
        synchronized (out) {
            request.write(out);
            out.flush();
        }
    }

    /** The reader's thread: hands on what the process says, until it says nothing any more. */
    private void read() {
        Throwable end;
        try {
            while (true) {
                byte status = in.readByte();
                if (status == Protocol.DONE) {
                    WorkerRunner runner = runners.get(in.readInt());
                    WorkerFailed failure = failure(in.readByte());
                    if (runner != null) {
                        runner.done(failure);
                    }
                } else {
                    WorkerFailed failure = failure(status);
                    Pending<?> asked = pending;
                    if (failure != null) {
                        asked.future.completeExceptionally(failure);
                    } else {
                        asked.read(in);
                    }
                }
            }
        } catch (IOException e) {
            end = e;
        } catch (Throwable e) {
            // Whatever a listener or the process brings about: nobody reads its answers now.
            end = e;
            kill();
        }
        died(end);
    }

    private WorkerFailed failure(byte status) throws IOException {
        return switch (status) {
            case Protocol.GOOD -> null;
            case Protocol.OVER -> over(0);
            default -> {
                String code = in.readUTF();
                yield new WorkerFailed(End.REFUSED, code, in.readUTF(), null);
            }
        };
    }

    /** Returns what becomes of a run whose time was over. */
    static WorkerFailed over(long timeoutMillis) {
        return new WorkerFailed(End.OVER, "", "not ready after " + timeoutMillis + " ms", null);
    }

    private void died(Throwable e) {
        WorkerFailed failure = process.failure(e);
        ended.complete(failure);
        Pending<?> asked = pending;
        if (asked != null) {
            asked.future.completeExceptionally(failure);
        }
        runners.values().forEach(runner -> runner.lost(this, failure));
    }

    /** Returns how the process ended, which is to be known at once. */
    WorkerFailed end(Exception e) {
        try {
            return ended.get(2 * END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            e.addSuppressed(late);
        }
        return new WorkerFailed(End.DIED, "", "its process says nothing any more (" + e + ")", e);
    }

    /** Is completed with why, when the process has ended, also by {@link #close}; on the thread that reads its answers. */
    CompletableFuture<WorkerFailed> ended() {
        return ended;
    }

    /** On the watch's thread: ends the process where a run neither ends nor can be ended. */
    private boolean look() {
        process.trim();
        boolean busy = false;
        long now = System.nanoTime();
        for (WorkerRunner runner : runners.values()) {
            busy |= runner.look(now);
        }
        return busy;
    }

    /** Has the process load ONNX Runtime. */
    void hello(long timeoutMillis) throws WorkerFailed {
        ask(timeoutMillis, to -> to.writeByte(Protocol.HELLO), from -> {
            version = from.readUTF();
            List<String> names = new ArrayList<>();
            for (int left = from.readInt(); left > 0; left--) {
                names.add(from.readUTF());
            }
            providers = List.copyOf(names);
            return null;
        });
        emptyBytes = process.peakBytes();
    }

    /** Returns the version of its ONNX Runtime. */
    public String version() {
        return version;
    }

    /** Returns the providers that its ONNX Runtime says it has. */
    public List<String> providers() {
        return providers;
    }

    /** Ends the profile that began with {@link #open}; returns how many nodes each provider has run. */
    Map<String, Integer> nodes(long timeoutMillis) throws WorkerFailed {
        return ask(timeoutMillis, to -> to.writeByte(Protocol.NODES), from -> {
            Map<String, Integer> nodes = new TreeMap<>();
            for (int left = from.readInt(); left > 0; left--) {
                nodes.put(from.readUTF(), from.readInt());
            }
            return nodes;
        });
    }

    /** Returns the most memory that the process had since it has opened a model, 0 where the system does not tell. */
    long takenBytes() {
        return Math.max(0, process.peakBytes() - emptyBytes);
    }

    /** Opens a model whose weights are in its file. */
    public Graph open(Path onnx, long timeoutMillis) throws WorkerFailed {
        return open(onnx, false, ProviderSetup.cpu(), "", timeoutMillis);
    }

    /**
     * Opens a model.
     *
     * @param mapped whether its large weights lie in another file
     * @param profile how the path of a profile begins, which tells {@link #nodes}; "" for none
     */
    Graph open(Path onnx, boolean mapped, ProviderSetup by, String profile, long timeoutMillis) throws WorkerFailed {
        return ask(
                timeoutMillis,
                to -> {
                    to.writeByte(Protocol.OPEN);
                    to.writeUTF(onnx.toString());
                    to.writeBoolean(mapped);
                    to.writeUTF(by.other() ? by.name() : "");
                    to.writeUTF(by.library() == null ? "" : by.library().toString());
                    to.writeInt(by.options().size());
                    for (Map.Entry<String, String> option : by.options().entrySet()) {
                        to.writeUTF(option.getKey());
                        to.writeUTF(option.getValue());
                    }
                    to.writeUTF(profile);
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

    /** Connects a runner's tensors, in shared memory, with the process. */
    RunnerLink link(WorkerRunner runner, SharedMemory memory, List<SharedTensor> inputs, List<SharedTensor> outputs)
            throws WorkerFailed {
        int number = numbers.incrementAndGet();
        boolean linked = false;
        RunnerPipes pipes = null;
        try {
            RunnerPipes made = RunnerPipes.in(memory.file().getParent());
            pipes = made;
            // Known before it is bound: a process that ends now tells it.
            runners.put(number, runner);
            ask(
                    BIND_MILLIS,
                    to -> {
                        to.writeByte(Protocol.BIND);
                        to.writeInt(number);
                        to.writeUTF(memory.file().toString());
                        to.writeLong(memory.bytes());
                        to.writeUTF(made.requestsFile().toString());
                        to.writeUTF(made.answersFile().toString());
                        write(to, memory, inputs, 0);
                        write(to, memory, outputs, inputs.size());
                    },
                    from -> null);
            made.opened();
            linked = true;
            return new RunnerLink(this, number, made);
        } catch (IOException e) {
            throw new WorkerFailed(End.NOT_STARTED, "", "no pipe could be shared with the worker: " + e, e);
        } finally {
            if (!linked && pipes != null) {
                new RunnerLink(this, number, pipes).close();
            }
        }
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
            to.writeInt(tensor.rows());
            to.writeInt(tensor.texts().size());
            for (List<String> texts : tensor.texts()) {
                to.writeInt(texts.size());
                for (String text : texts) {
                    to.writeUTF(text);
                }
            }
        }
    }

    /** A run is about to begin. */
    void runBegins() {
        // It looks at those only that do not end themselves in time.
        watch.wake(Long.MAX_VALUE);
    }

    void cancel(int number, long run) {
        try {
            write(to -> {
                to.writeByte(Protocol.CANCEL);
                to.writeInt(number);
                to.writeLong(run);
            });
        } catch (IOException e) {
            // The process has ended, and with it the run.
        }
    }

    void forget(int number) {
        runners.remove(number);
    }

    /** Returns whether the process is there. */
    public boolean alive() {
        return process.alive();
    }

    /** Returns the process's number. */
    public long pid() {
        return process.pid();
    }

    /** Ends the process without waiting for it: whoever waits for its answer is told of its end. */
    public void kill() {
        process.kill();
    }

    /** Whether {@link #close} has been called: its end is no fault. */
    boolean closed() {
        return closed;
    }

    /** Ends the process. Idempotent; waits for it and its threads for at most 2 s each. */
    @Override
    public void close() {
        closed = true;
        kill();
        try {
            process.awaitEnd();
            watch.end(TimeUnit.SECONDS.toMillis(END_SECONDS));
            if (Thread.currentThread() != reader) {
                reader.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.forget();
    }
}
