package io.millwright.inference;

import java.io.IOException;

/** A model that a gateway would refuse, told outside of one. The message names file, key, value, what is wrong and the remedy. */
public final class RefusedFolder extends IOException {
    private static final long serialVersionUID = 1L;

    private final String what;
    private final String remedy;

    RefusedFolder(ModelRefused refused) {
        super(refused.getMessage(), refused);
        what = refused.what();
        remedy = refused.remedy();
    }

    /** Returns file, key, value and what is wrong. */
    public String what() {
        return what;
    }

    /** Returns what to do. */
    public String remedy() {
        return remedy;
    }
}
