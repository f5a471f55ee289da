package io.millwright.inference.remote;

/**
 * What a server did not do, as a sentence without its end, and what to do about it. Expected trouble: it has no stack. Never holds
 * what was sent as a credential.
 */
final class RemoteFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;

    /** Kinds of failures, and whether the same request may succeed at once. */
    enum Kind {
        /** No connection, or it broke. */
        UNREACHABLE(true),
        /** No whole answer in time. */
        TIMEOUT(true),
        /** One side does not trust the other. */
        CERTIFICATE(false),
        /** The server asks for another credential. */
        ACCESS(false),
        /** The server is there, the model is not. */
        NOT_READY(true),
        /** The server failed. */
        SERVER(true),
        /** The server does not take the request. */
        REFUSED(false),
        /** What the server has, or answers, is not what was agreed. */
        CONTRACT(false),
        /** What the server computes is not what was expected. */
        RESULTS(false),
        /** Nothing was asked: the circuit breaker is open. */
        OPEN(false),
        /** Nothing was asked: too many requests were in flight for too long. */
        CROWDED(false),
        /** Nothing was asked: the inputs cannot be written. */
        UNSENDABLE(false);

        private final boolean again;

        Kind(boolean again) {
            this.again = again;
        }

        boolean again() {
            return again;
        }
    }

    private final Kind kind;
    private final String remedy;

    RemoteFailure(Kind kind, String what, String remedy) {
        super(shortened(what), null, false, false);
        this.kind = kind;
        this.remedy = remedy;
    }

    Kind kind() {
        return kind;
    }

    String remedy() {
        return remedy;
    }

    /** Whether it says something about the server's health. */
    boolean ofServer() {
        return kind != Kind.OPEN && kind != Kind.CROWDED && kind != Kind.UNSENDABLE;
    }

    /** One line of bearable length, whatever a server writes. */
    static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "\u2026";
    }
}
