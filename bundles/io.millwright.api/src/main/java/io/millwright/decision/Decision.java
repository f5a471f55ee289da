package io.millwright.decision;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What a pipeline decided about one asset from one window. Immutable. */
@ProviderType
public interface Decision {
    /** Returns the {@code kura.service.pid} of the pipeline. */
    String pipeline();

    /** Returns the name of the asset. */
    String asset();

    /** Returns the number of the part, "" where windows are no parts. */
    String part();

    /** Returns the number of the pipeline's start, rising by 1 with each. */
    long run();

    /** Returns the number of the decision within pipeline and asset; rises, also over restarts. */
    long sequence();

    /** Returns the start of the window by the source's clock, microseconds since 1970 UTC. */
    long windowStartMicros();

    /** Returns the end of the window by the source's clock, microseconds since 1970 UTC. */
    long windowEndMicros();

    /** Returns in which role the model decided. */
    Role role();

    /** Returns one value per reading of the model, the most important first; empty where the quality is BAD. */
    List<Value> values();

    /** Returns the worst quality of the inputs. */
    Quality quality();

    /** Returns why the quality is not GOOD, "" where it is. */
    String reason();

    /** Whether a label differs from the one before. */
    boolean changed();

    /** Returns the model that decided. */
    ModelIdentity model();

    /** Roles of a model. May grow. */
    enum Role {
        /** Its decisions count. */
        SERVING,
        /** It runs beside the serving model; nothing follows from it. */
        SHADOW,
        /** It serves some assets on trial. */
        CANARY
    }
}
