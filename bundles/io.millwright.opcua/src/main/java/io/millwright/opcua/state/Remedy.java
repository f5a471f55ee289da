package io.millwright.opcua.state;

/** Texts of states that say what is the matter, and behind a mark what to do. */
public final class Remedy {
    /** Between what is the matter and what to do. */
    public static final String MARK = " || ";

    private Remedy() {}

    /** Returns what is the matter. */
    static String what(String text) {
        int at = text.indexOf(MARK);
        return at < 0 ? text : text.substring(0, at);
    }

    /** Returns what to do, "" if the text does not say it. */
    static String todo(String text) {
        int at = text.indexOf(MARK);
        return at < 0 ? "" : text.substring(at + MARK.length());
    }

    /** Returns both as people read them. */
    static String whole(String text) {
        String todo = todo(text);
        String what = what(text);
        return todo.isEmpty() ? what : what + (what.endsWith(".") ? " " : "; ") + todo;
    }
}
