package io.millwright.model;

import org.osgi.annotation.versioning.ProviderType;

/** One version of a model that the gateway knows. Immutable. */
@ProviderType
public interface ModelVersion {
    /** Returns the version, an OSGi version. */
    String version();

    /** Returns the SHA-256 of its model.json, which names its other files by their hashes. */
    String sha256();

    /** Returns where it is in its life. */
    State state();

    /** Returns since when, microseconds since 1970 UTC by the gateway's clock. */
    long sinceMicros();

    /** Returns why, for people; empty where that goes without saying. */
    String reason();

    /** Whether it may not serve by itself: it failed, or somebody left it. */
    boolean barred();

    /** Returns what its files take, in bytes; 0 where they are not kept any more. */
    long bytes();

    /** Returns how many golden rows it was held against, 0 where that is not known. */
    default int goldenRows() {
        return 0;
    }

    /** Returns the greatest absolute deviation from them; of no meaning while {@link #goldenRows} is 0. */
    default double deviation() {
        return 0;
    }

    /** Where a version is in its life. May grow. */
    enum State {
        /** Its files were checked, and it was opened and held against its golden rows; it does not run. */
        VERIFIED,
        /** It runs beside the one that decides. */
        SHADOW,
        /** It decides some assets. */
        CANARY,
        /** It decides. */
        ACTIVE,
        /** It decided, or was tried, before. */
        RETIRED
    }
}
