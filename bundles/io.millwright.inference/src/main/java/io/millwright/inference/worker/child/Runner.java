package io.millwright.inference.worker.child;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The runs of one runner of the gateway, on a thread of their own, one after the other: that thread sleeps in the read of its pipe, so
 * that a request wakes it at once. It ends, and frees what it has, when the gateway closes that pipe.
 */
final class Runner {
    private final int number;
    private final OrtSession session;
    private final Binding binding;
    private final FileInputStream requests;
    private final FileOutputStream answers;
    private final Answers out;
    private final Watch watch;
    private final byte[] good = {Protocol.GOOD};

    /** Guarded by this, like the next ones. */
    private long runs;

    private long cancelled;

    private boolean running;
    private boolean over;
    private long deadlineNanos;

    private Runner(
            int number,
            OrtSession session,
            Binding binding,
            FileInputStream requests,
            FileOutputStream answers,
            Answers out,
            Watch watch) {
        this.number = number;
        this.session = session;
        this.binding = binding;
        this.requests = requests;
        this.answers = answers;
        this.out = out;
        this.watch = watch;
    }

    /** Takes over the binding, also if it fails. Both pipes are open at the gateway. */
    static Runner open(
            int number, OrtSession session, Binding binding, Path requests, Path answers, Answers out, Watch watch)
            throws IOException {
        FileInputStream in = null;
        boolean whole = false;
        try {
            in = new FileInputStream(requests.toFile());
            Runner runner =
                    new Runner(number, session, binding, in, new FileOutputStream(answers.toFile()), out, watch);
            whole = true;
            return runner;
        } finally {
            if (!whole) {
                binding.close();
                if (in != null) {
                    in.close();
                }
            }
        }
    }

    /** @param ended called at the end, on this runner's thread */
    void start(Runnable ended) {
        Thread thread = new Thread(
                () -> {
                    try {
                        serve();
                    } finally {
                        ended.run();
                    }
                },
                "worker-runner-" + number);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try (requests;
                answers;
                binding) {
            DataInputStream in = new DataInputStream(requests);
            ByteBuffer request = ByteBuffer.allocate(Protocol.RUN_BYTES);
            while (true) {
                in.readFully(request.array());
                run(request.get(0), request.getLong(1));
            }
        } catch (EOFException e) {
            // The gateway needs it no longer.
        } catch (IOException | OrtException e) {
            System.err.println("a runner ends: " + e);
        }
    }

    private void run(byte request, long timeoutMillis) throws IOException, OrtException {
        begins(timeoutMillis);
        OrtException failure = null;
        boolean ended;
        try {
            binding.run(session);
        } catch (OrtException e) {
            failure = e;
        } finally {
            ended = ends();
        }
        if (failure == null && !ended) {
            if (request == Protocol.RUN) {
                answers.write(good);
            } else {
                out.done(number);
            }
        } else {
            tell(request, ended ? null : failure);
        }
    }

    /** @param failure null if the run's time was over */
    private void tell(byte request, OrtException failure) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream to = new DataOutputStream(bytes);
        if (request != Protocol.RUN) {
            to.writeByte(Protocol.DONE);
            to.writeInt(number);
        }
        if (failure == null) {
            to.writeByte(Protocol.OVER);
        } else {
            Answers.failed(to, failure.getCode().name(), String.valueOf(failure.getMessage()));
        }
        if (request == Protocol.RUN) {
            bytes.writeTo(answers);
        } else {
            out.write(bytes);
        }
    }

    private void begins(long timeoutMillis) {
        synchronized (this) {
            runs++;
            over = false;
            deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            running = true;
            if (cancelled == runs) {
                end();
            }
        }
        watch.wake(timeoutMillis);
    }

    /** Returns whether the run was ended. */
    private synchronized boolean ends() throws OrtException {
        running = false;
        if (over) {
            binding.options().setTerminate(false);
        }
        return over;
    }

    /** Ends a run if it is in progress, or at its beginning: its request comes by another way and may be the later one. */
    synchronized void cancel(long run) {
        if (running && runs == run) {
            end();
        } else if (run > runs) {
            cancelled = run;
        }
    }

    /** Ends the run in progress if its time is over; returns whether there is one. */
    synchronized boolean look(long nowNanos) {
        if (running && nowNanos - deadlineNanos >= 0) {
            end();
        }
        return running;
    }

    private void end() {
        if (!over) {
            over = true;
            try {
                binding.options().setTerminate(true);
            } catch (OrtException e) {
                System.err.println("a run does not end: " + e);
            }
        }
    }
}
