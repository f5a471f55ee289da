package io.millwright.inference.worker;

/** A worker did not do what it was asked for. The message is for people. */
public final class WorkerFailed extends Exception {
    private static final long serialVersionUID = 1L;

    /** What became of the worker. */
    public enum End {
        /** ONNX Runtime refused; the worker goes on. */
        REFUSED,
        /** The time was over; the worker goes on, or was ended. */
        OVER,
        /** The process was ended by a signal: it crashed, or somebody ended it. */
        DIED,
        /** The process gave up with an exit status. */
        EXITED,
        /** The process could not be started. */
        NOT_STARTED
    }

    private final End end;
    private final String code;

    WorkerFailed(End end, String code, String message, Throwable cause) {
        super(message, cause);
        this.end = end;
        this.code = code;
    }

    /** Returns the same with another text in place of one. */
    WorkerFailed instead(String text, String other) {
        return new WorkerFailed(end, code, getMessage().replace(text, other), getCause());
    }

    /** Returns what became of the worker. */
    public End end() {
        return end;
    }

    /** Returns ONNX Runtime's name of the error, "" where it said nothing. */
    public String code() {
        return code;
    }
}
