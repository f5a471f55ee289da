package io.millwright.operation.resource;

/** A call that is not carried out. Expected trouble: it has no stack trace and is never logged with one. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String field;
    private final String remedy;

    /** What kind of refusal. */
    public enum Kind {
        /** The call is wrong: another one may succeed. */
        BAD_REQUEST(400),
        /** The caller may not do that. */
        FORBIDDEN(403),
        /** There is no such thing. */
        NOT_FOUND(404),
        /** Things are not as the call supposes. */
        CONFLICT(409),
        /** More than is taken on at a time. */
        TOO_MANY(429),
        /** What it takes is not there now. */
        UNAVAILABLE(503);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** Returns the status code of HTTP that says the same. */
        public int status() {
            return status;
        }
    }

    private Refusal(Kind kind, String field, String what, String remedy) {
        super(what, null, false, false);
        this.kind = kind;
        this.field = field;
        this.remedy = remedy;
    }

    /** A field of the call is wrong. */
    public static Refusal field(String field, String what, String remedy) {
        return new Refusal(Kind.BAD_REQUEST, field, what, remedy);
    }

    /** Anything else; {@code what} names the thing and its value. */
    public static Refusal of(Kind kind, String what, String remedy) {
        return new Refusal(kind, "", what, remedy);
    }

    /** Returns what kind it is. */
    public Kind kind() {
        return kind;
    }

    /** Returns the field of the call that is wrong, "" where none is. */
    public String field() {
        return field;
    }

    /** Returns what to do. */
    public String remedy() {
        return remedy;
    }
}
