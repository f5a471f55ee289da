package io.millwright.operation.setup;

import io.millwright.tag.BrowseException;

/** A step that came to nothing. Expected trouble: it has no stack trace. */
final class Stuck extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    Stuck(String what, String remedy) {
        super(what, null, false, false);
        this.remedy = remedy;
    }

    static Stuck of(BrowseException e) {
        return new Stuck(e.getMessage(), e.remedy());
    }

    String remedy() {
        return remedy;
    }
}
