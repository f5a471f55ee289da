package io.millwright.inference.kura;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * The form. Attribute ids are data for ever: snapshots keep them. No quotes or markup in the form's own description, which the
 * web shows as entities.
 */
@ObjectClassDefinition(
        id = KuraInferenceEngine.PID,
        name = "Kura Inference Engine",
        description =
                "Runs the installed models for the AI component of Kura Wires. Choose it there as inference engine, and enter"
                        + " the name of a model. Fields in the order: often, rarely.")
@interface KuraInferenceEngineConfiguration {
    @AttributeDefinition(
            name = EngineSettings.MAPPING_LABEL,
            required = false,
            description =
                    "Often: one line feature=channel for each input of a model whose value has another name in the wire record."
                            + " Inputs that are not listed take the record property of their own name.|TextArea")
    String mapping() default "";

    @AttributeDefinition(
            name = EngineSettings.OUTPUTS_LABEL,
            required = false,
            description =
                    "Often: what is emitted, each as a wire record of its own. Values: one per reading, of classes the label."
                            + " Values and labels: also the label of a score, the score of a class and the ends of an interval."
                            + " Elements: every element of every output, for a further model.",
            options = {
                @Option(label = "Values", value = "VALUES"),
                @Option(label = "Values and labels", value = "VALUES_AND_LABELS"),
                @Option(label = "Elements", value = "ELEMENTS")
            })
    String outputs() default "VALUES";

    @AttributeDefinition(
            name = EngineSettings.TIMEOUT_LABEL + " (ms)",
            required = false,
            description =
                    "Rarely: longest time of one inference, waiting for its turn included. The wire graph waits as long."
                            + " 10 to 60000.",
            min = "10",
            max = "60000")
    int run_timeoutMs() default 1000;

    @AttributeDefinition(
            name = EngineSettings.CONCURRENT_LABEL,
            required = false,
            description =
                    "Rarely: how many inferences of one model run at the same time; further ones wait. Each takes memory for its"
                            + " inputs and outputs. 1 to 16.",
            min = "1",
            max = "16")
    int run_concurrent() default 2;
}
