package io.millwright.pipeline.state;

import io.millwright.form.Diagnosis;
import io.millwright.supervision.State.Severity;

/** The states of a pipeline, the codes of its state messages; docs/operations.md has one row for each. */
public enum Condition {
    /** Was configured a moment ago. */
    STARTING(Severity.INFO, false),
    /** A setting is wrong: does nothing. */
    CONFIGURATION_ERROR(Severity.ERROR, true),
    /** A person has paused it: subscribes to nothing, decides nothing. */
    PAUSED(Severity.WARNING, true),
    /** No connection matches TagSource.target. */
    TAG_SOURCE_MISSING(Severity.INFO, false, true),
    /** No model matches Model.target. */
    MODEL_MISSING(Severity.INFO, false, true),
    /** The model is being opened. */
    MODEL_OPENING(Severity.INFO, false),
    /** The model cannot be opened. */
    MODEL_UNUSABLE(Severity.ERROR, true),
    /** Features, tags and window do not fit together. */
    MAPPING_ERROR(Severity.ERROR, true),
    /** A tag's unit or kind is not what a feature expects. */
    UNIT_MISMATCH(Severity.ERROR, true),
    /** Not every tag has had a value yet. */
    WAITING_FOR_VALUES(Severity.INFO, false, true),
    /** The source delivers nothing any more, not even keep-alives. */
    SOURCE_SILENT(Severity.WARNING, true),
    /** The model's runs fail. */
    RUN_FAILED(Severity.ERROR, true),
    /** Decisions are BAD, or skipped, because of an input. */
    INPUT_BAD(Severity.WARNING, true),
    /** Decisions are made, but long after the values came. */
    OVERLOADED(Severity.WARNING, true),
    /** Decisions are UNCERTAIN because of an input. */
    INPUT_UNCERTAIN(Severity.WARNING, false),
    /** A new model does not fit; the one before serves. */
    MODEL_UPDATE_REFUSED(Severity.WARNING, true),
    /** Decides; the publisher's outbox has trouble, which the outbox logs once for all its pipelines. */
    PUBLISHER_TROUBLE(Severity.WARNING, false),
    /** Decides; no publisher matches CloudPublisher.target. */
    RUNNING_UNPUBLISHED(Severity.INFO, false),
    /** The machine does not work: the condition under which decisions are made does not hold. */
    IDLE(Severity.INFO, false),
    /** Everything is there, but no decision was made yet: the window fills, or no part has ended. */
    NO_DECISION_YET(Severity.INFO, false),
    /** Decisions were made, and for a long time none was. */
    NO_DECISIONS(Severity.WARNING, true),
    /** Decides and publishes. */
    RUNNING(Severity.INFO, false),
    /** Was stopped. */
    STOPPED(Severity.INFO, false);

    private final Severity severity;
    private final boolean warns;
    private final boolean waits;

    Condition(Severity severity, boolean warns) {
        this(severity, warns, false);
    }

    Condition(Severity severity, boolean warns, boolean waits) {
        this.severity = severity;
        this.warns = warns;
        this.waits = waits;
    }

    /** Whether it is harmless for a moment only: a partner that stays away is a warning. */
    boolean waits() {
        return waits;
    }

    /** Whether another text of it is news: somebody has to act on what it says. */
    boolean acts() {
        return severity == Severity.ERROR
                || this == MODEL_UPDATE_REFUSED
                || this == MODEL_MISSING
                || this == TAG_SOURCE_MISSING;
    }

    /** Whether two texts of it tell a person the same: a failed run's times and counts are no news. */
    boolean sameNews(Diagnosis one, Diagnosis other) {
        return one.equals(other)
                || this == RUN_FAILED
                        && one.text()
                                .replaceAll("\\d+", "#")
                                .equals(other.text().replaceAll("\\d+", "#"));
    }

    /** Returns the severity of the state message. */
    public Severity severity() {
        return severity;
    }

    /** Whether the log line is a warning: somebody should look. */
    boolean warns() {
        return warns;
    }
}
