package io.millwright.pipeline.listen;

/**
 * A listener of decisions in this bundle that keeps something of each pipeline. Told with a lock held, so in their order: it returns at
 * once and calls nobody. Thread-safe.
 */
public interface PipelineKeeper {
    /** A pipeline has begun, perhaps anew. */
    void began(String pipeline);

    /** A pipeline has ended, and no other one of its pid is there; decisions of it may still come. */
    void ended(String pipeline);
}
