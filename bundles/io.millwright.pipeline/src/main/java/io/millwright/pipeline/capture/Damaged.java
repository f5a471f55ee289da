package io.millwright.pipeline.capture;

import java.io.IOException;

/** What was read is no whole segment any more. Unlike other failures to read, it will be so the next time, too. */
final class Damaged extends IOException {
    private static final long serialVersionUID = 1L;

    Damaged(String what) {
        super(what);
    }
}
