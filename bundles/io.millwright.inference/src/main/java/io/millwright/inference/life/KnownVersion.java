package io.millwright.inference.life;

import io.millwright.model.ModelVersion;
import java.util.Objects;

/**
 * What is known of one version. Immutable.
 *
 * @param sha256 of its model.json
 * @param version the version
 * @param state where it is in its life
 * @param sinceMillis since when, since 1970 UTC
 * @param reason why, may be empty
 * @param barred whether it may not serve by itself
 * @param kept whether its files are kept
 * @param used whether anybody ever decided with it
 * @param keptBytes what its files take where they are kept
 * @param goldenRows rows that were replayed, 0 if unknown
 * @param deviation the greatest absolute deviation from them
 */
public record KnownVersion(
        String sha256,
        String version,
        State state,
        long sinceMillis,
        String reason,
        boolean barred,
        boolean kept,
        boolean used,
        long keptBytes,
        int goldenRows,
        double deviation)
        implements ModelVersion {
    /** Creates it. */
    public KnownVersion {
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
    }

    @Override
    public long sinceMicros() {
        return sinceMillis * 1_000;
    }

    @Override
    public long bytes() {
        return kept ? keptBytes : 0;
    }

    KnownVersion in(State next, long nowMillis, String why, boolean isBarred) {
        return new KnownVersion(
                sha256, version, next, nowMillis, why, isBarred, kept, used, keptBytes, goldenRows, deviation);
    }

    KnownVersion withFiles(boolean isKept, long theirBytes) {
        return new KnownVersion(
                sha256, version, state, sinceMillis, reason, barred, isKept, used, theirBytes, goldenRows, deviation);
    }

    KnownVersion withUsed() {
        return new KnownVersion(
                sha256, version, state, sinceMillis, reason, barred, kept, true, keptBytes, goldenRows, deviation);
    }

    KnownVersion checked(int rows, double greatest) {
        return new KnownVersion(
                sha256, version, state, sinceMillis, reason, barred, kept, used, keptBytes, rows, greatest);
    }
}
