package io.millwright.model;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One verified version of a model, as an OSGi service. Thread-safe.
 *
 * <p>Service properties: {@code kura.service.pid} is the name, {@link #VERSION}, {@code service.ranking} rises with the
 * version. {@link #UPDATE_REFUSED}, {@link #UPDATE_REMEDY} and {@link #TRIAL} come and go while the model serves; no other property changes.
 */
@ProviderType
public interface Model {
    /** Service property (String): the version. */
    String VERSION = "millwright.model.version";

    /**
     * Service property (String): what came to take this model's place and does not serve, and why; absent where nothing did, or
     * when that is resolved.
     */
    String UPDATE_REFUSED = "millwright.model.update.refused";

    /** Service property (String): what to do about {@link #UPDATE_REFUSED}; absent together with it. */
    String UPDATE_REMEDY = "millwright.model.update.remedy";

    /**
     * Service property (String): version and stage of what is on trial beside this model, or of its own probation; absent where
     * nothing is. A {@link ModelTrial} service of the model's name is there while it is.
     */
    String TRIAL = "millwright.model.trial";

    /** Returns the name, equal over all versions of the model. */
    String name();

    /** Returns the version, an OSGi version. */
    String version();

    /**
     * Returns the SHA-256 of the ONNX file, 64 lower-case hexadecimal digits; of its description, model.json, where the model is computed
     * by a server, whose file nobody here has seen, or sits behind a backbone, so that two files compute it.
     */
    String sha256();

    /**
     * Returns the execution provider that is really in use, for example {@code CPUExecutionProvider}; several, by plus, where they share
     * the nodes; of a model that a server computes, {@code OpenInferenceProtocol} and the server.
     */
    String executionProvider();

    /** Returns the inputs in the graph's order. */
    List<TensorSpec> inputs();

    /** Returns the outputs in the graph's order. */
    List<TensorSpec> outputs();

    /** Returns what the model says, the most important first; at least one. */
    List<Reading> readings();

    /** Returns what the model remembers from one run to the next; empty if every run stands for itself. */
    default List<State> states() {
        return List.of();
    }

    /** Returns what may be advised from the model, or null if nothing may. */
    default Advice advice() {
        return null;
    }

    /** Returns what the author states about the model, for people; null if nothing is known. */
    default ModelFacts facts() {
        return null;
    }

    /** Returns the distance of two rows that the model was trained with, in milliseconds; 0 if any fits. */
    long rowPeriodMillis();

    /** Returns inputs of usual operation, null where the model came without. */
    default Background background() {
        return null;
    }

    /** Returns what the training data were like, null where the author does not say. */
    default Reference reference() {
        return null;
    }

    /**
     * Whether {@link ModelRunner#run} waits for another process or machine: then it is never called on a lane's thread, but
     * {@link ModelRunner#start}.
     */
    boolean blocksElsewhere();

    /**
     * Opens one lane's use of the model: own buffers, shared session. May take seconds (load, warm-up): never call it on a
     * lane, in a bind method or in activate.
     *
     * @param batch value of a free first dimension, at least 1
     * @throws IllegalArgumentException if batch is below 1
     * @throws IllegalStateException if the model has been withdrawn
     * @throws ModelException if the engine cannot provide it
     */
    ModelRunner open(int batch) throws ModelException;
}
