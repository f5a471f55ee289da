package io.millwright.pipeline.assembly;

import io.millwright.form.Diagnosis;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.capture.CaptureRoom;

/** What one pipeline has to do with the data that are kept of it. Thread-safe. */
final class CaptureSide {
    /** Keeps nothing. */
    static final CaptureSide NONE = new CaptureSide(null, "");

    private final CaptureRoom room;
    private final String pid;

    CaptureSide(CaptureRoom room, String pid) {
        this.room = room;
        this.pid = pid;
    }

    /** Takes over what is wanted. */
    void configure(PipelineConfiguration wanted) {
        if (room != null) {
            room.configure(pid, this, wanted.capture(), wanted.rules());
        }
    }

    /** Returns what a person has to know, or nothing. */
    Diagnosis notice() {
        return room == null ? Diagnosis.NONE : room.notice(pid);
    }

    /** The pipeline has ended. */
    void end() {
        if (room != null) {
            room.remove(pid, this);
        }
    }
}
