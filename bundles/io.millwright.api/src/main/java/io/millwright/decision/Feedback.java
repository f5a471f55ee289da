package io.millwright.decision;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An OSGi service that takes what people say of decisions: confirmed, rejected, commented. Each is audited with who said it, kept over
 * restarts within a bound, the oldest going first, and told to every {@link FeedbackListener}. Thread-safe.
 */
@ProviderType
public interface Feedback {
    /**
     * Takes an opinion. A later one of the same decision and reading goes before an earlier one. Writes a small file, so not on a thread
     * that must not block.
     *
     * @return what was kept
     * @throws IOException it cannot be kept; it was told to nobody
     */
    Given give(Opinion opinion) throws IOException;

    /**
     * Returns the latest opinions, the newest first.
     *
     * @param pipeline "" for all
     * @param asset "" for all
     * @param most how many at most, at least 1
     */
    List<Given> latest(String pipeline, String asset, int most);

    /**
     * An opinion as it was kept. Immutable.
     *
     * @param opinion what was said
     * @param timeMicros when, by the gateway's clock, in microseconds since 1970 UTC
     */
    record Given(Opinion opinion, long timeMicros) {}
}
