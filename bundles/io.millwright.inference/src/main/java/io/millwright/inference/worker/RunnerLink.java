package io.millwright.inference.worker;

import io.millwright.inference.worker.WorkerFailed.End;
import io.millwright.inference.worker.child.Protocol;
import java.io.IOException;

/** A runner's connection to one process; another process is another link. */
final class RunnerLink {
    private final Worker worker;
    private final int number;
    private final RunnerPipes pipes;

    /** How many runs the process was asked for; written by whoever runs. */
    private volatile long asked;

    RunnerLink(Worker worker, int number, RunnerPipes pipes) {
        this.worker = worker;
        this.number = number;
        this.pipes = pipes;
    }

    boolean leadsTo(Worker process) {
        return worker == process;
    }

    /** Runs and waits; returns null, or why there are no outputs. */
    WorkerFailed run(long timeoutMillis) {
        worker.runBegins();
        try {
            asked = asked + 1;
            pipes.ask(Protocol.RUN, timeoutMillis);
            return switch (pipes.status()) {
                case Protocol.GOOD -> null;
                case Protocol.OVER -> Worker.over(timeoutMillis);
                default -> {
                    String code = pipes.text();
                    yield new WorkerFailed(End.REFUSED, code, pipes.text(), null);
                }
            };
        } catch (IOException e) {
            return worker.end(e);
        }
    }

    /** Has a run begin whose end the worker tells; returns false if it cannot be told any more. */
    boolean start(long timeoutMillis) {
        worker.runBegins();
        try {
            asked = asked + 1;
            pipes.ask(Protocol.START, timeoutMillis);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the run that was asked for last. */
    void cancel() {
        worker.cancel(number, asked);
    }

    /** The process is of no use any more. */
    void kill() {
        worker.kill();
    }

    /** Only while no run is in progress. */
    void close() {
        worker.forget(number);
        try {
            pipes.close();
        } catch (IOException e) {
            // Pipes without a name; the kernel frees them with their last user.
        }
    }
}
