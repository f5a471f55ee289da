package io.millwright.inference.remote;

/**
 * The circuit breaker: after so many failures in a row nothing is asked until a check of the server has passed; then one request at
 * a time, of which the first decides. Thread-safe; holds its lock for a few instructions.
 */
final class Breaker {
    /** What it lets through. */
    enum State {
        /** Everything. */
        CLOSED,
        /** Nothing. */
        OPEN,
        /** One request at a time. */
        HALF_OPEN
    }

    private final int failures;
    private State state;
    private int inRow;
    private boolean probing;

    /**
     * Makes one that is open: nothing was checked yet.
     *
     * @param failures in a row that open it, at least 1
     */
    Breaker(int failures) {
        this.failures = failures;
        state = State.OPEN;
    }

    /** Asks for a request to be let through; what is becomes known by the three methods below, one call for each. */
    synchronized boolean pass() {
        if (state == State.CLOSED) {
            return true;
        }
        if (state == State.OPEN || probing) {
            return false;
        }
        probing = true;
        return true;
    }

    /** A request that was let through succeeded; returns whether that closed it. */
    synchronized boolean succeeded() {
        inRow = 0;
        probing = false;
        if (state != State.HALF_OPEN) {
            return false;
        }
        state = State.CLOSED;
        return true;
    }

    /** A request that was let through failed; returns whether that opened it. */
    synchronized boolean failed() {
        probing = false;
        if (state == State.OPEN || ++inRow < failures && state == State.CLOSED) {
            return false;
        }
        state = State.OPEN;
        return true;
    }

    /** A request that was let through ended without saying anything about the server. */
    synchronized void undecided() {
        probing = false;
    }

    /**
     * A check of the server passed.
     *
     * @param proven whether nothing speaks against the server any more, so that no request has to go first
     */
    synchronized void checked(boolean proven) {
        if (state == State.OPEN) {
            state = proven ? State.CLOSED : State.HALF_OPEN;
            inRow = 0;
            probing = false;
        }
    }

    /** A check of the server failed. */
    synchronized void open() {
        state = State.OPEN;
        probing = false;
    }

    synchronized State state() {
        return state;
    }
}
