package io.millwright.decision;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * An OSGi service that is told what people say of decisions. Called on the thread of whoever gave the opinion; it must return within
 * milliseconds. A Throwable is logged, and the next one is told.
 */
@ConsumerType
public interface FeedbackListener {
    /** An opinion was given, and kept. */
    void given(Feedback.Given given);
}
