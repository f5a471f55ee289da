package io.millwright.pipeline;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The form; no quotes or markup in its own description, which the web shows as entities. Kura checks nothing of it on the server: {@link PipelineConfiguration} does. Ids are kept for ever. */
@ObjectClassDefinition(
        id = InferencePipeline.PID,
        name = "Inference Pipeline",
        description = "Fills the input of a model from PLC tags, runs the model and publishes decisions.")
@interface InferencePipelineConfiguration {
    @AttributeDefinition(name = "Connection", description = "The OPC UA connection that delivers the tags.")
    String TagSource_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
            name = "Model",
            description = "The installed model. A new version of it takes over between two windows, without a restart.")
    String Model_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
            name = "Cloud publisher",
            description = "Where decisions go. Without a publisher the pipeline still decides and counts.")
    String CloudPublisher_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
            name = "Asset name",
            required = false,
            description = "The machine that the decisions are about: metric 'asset' and message property 'assetName'."
                    + " Empty: the name of this pipeline.")
    String asset_name() default "";

    @AttributeDefinition(
            name = "Mapping of features to tags",
            required = false,
            description =
                    "One line feature=tag for each feature whose tag has another name. Features that are not listed"
                            + " take the tag of their own name. Lines that start with # are ignored.|TextArea")
    String mapping() default "";

    @AttributeDefinition(
            name = "Window rows",
            min = "0",
            max = "4096",
            description = "Rows of the feature window. 0: as many as the model's input has; any other number must be"
                    + " the model's.")
    int window_rows() default 0;

    @AttributeDefinition(
            name = "Window period (ms)",
            min = "10",
            max = "86400000",
            description = "Time between two rows, by the PLC's clock, in milliseconds.")
    long window_periodMs() default 1000;

    @AttributeDefinition(
            name = "Window stride (rows)",
            min = "1",
            max = "4096",
            description = "A decision is made every so many rows.")
    int window_stride() default 1;

    @AttributeDefinition(
            name = "Lateness (ms)",
            min = "-1",
            max = "3600000",
            description = "How long after a row's time its samples may still arrive, in milliseconds by the source's"
                    + " progress. Later ones are counted as late. -1: the connection's publishing interval.")
    long window_latenessMs() default -1;

    @AttributeDefinition(
            name = "Hold limit (ms)",
            min = "0",
            max = "86400000",
            description = "How long the last Good value stands in for one whose status is not Good, in milliseconds of"
                    + " source time. A longer silence of the connection is a gap: the window starts anew. An unchanged"
                    + " value of a healthy connection does not age.")
    long hold_limitMs() default 5000;

    @AttributeDefinition(
            name = "Quality policy",
            options = {
                @Option(
                        label = "hold: decide with the last Good value, UNCERTAIN, up to the hold limit",
                        value = "hold"),
                @Option(label = "skip: make no decision, and count", value = "skip"),
                @Option(label = "flag: decide with the value as it came, quality as it came", value = "flag")
            },
            description =
                    "What happens while the status of an input is not Good. Bad data never becomes a Good decision.")
    String quality_policy() default "hold";

    @AttributeDefinition(
            name = "Threshold (score)",
            required = false,
            description =
                    "From this score upwards the second label holds. Empty: the model's own threshold. Not used with"
                            + " more than two labels.")
    String rule_threshold() default "";

    @AttributeDefinition(
            name = "Hysteresis (score)",
            min = "0",
            description = "Once the second label holds, it is left only below threshold minus hysteresis.")
    double rule_hysteresis() default 0;

    @AttributeDefinition(
            name = "k of n: k (labels)",
            min = "1",
            max = "1000",
            description = "A decision changes when k of the last n labels are the new label.")
    int rule_k() default 1;

    @AttributeDefinition(
            name = "k of n: n (labels)",
            min = "1",
            max = "1000",
            description = "How many labels are looked at. BAD decisions do not count.")
    int rule_n() default 1;

    @AttributeDefinition(
            name = "Labels",
            required = false,
            description = "At least two labels, separated by commas, the one below the threshold first; or one for each"
                    + " element of the model's score. Empty: the model's own labels.")
    String rule_labels() default "";

    @AttributeDefinition(
            name = "Longest delay of a routine decision (ms)",
            min = "0",
            max = "3600000",
            description = "How long a decision may wait for others to share a message, in milliseconds. A change of the"
                    + " decision never waits.")
    int publish_maxDelayMs() default 1000;

    @AttributeDefinition(
            name = "Reconnect when the publisher is stuck",
            description =
                    "Whether the cloud connection may be told to reconnect when it is up but its in-flight slots are"
                            + " used up, so that nothing leaves the gateway; at most once per minute. One pipeline that allows"
                            + " it is enough for all that share the publisher.")
    boolean publish_reconnectWhenStuck() default true;

    @AttributeDefinition(
            name = "Run time limit (ms)",
            min = "1",
            max = "600000",
            description = "The longest run of the model, in milliseconds; a longer one gives a BAD decision.")
    int run_timeoutMs() default 1000;

    @AttributeDefinition(
            name = "Queue (samples)",
            min = "1024",
            max = "1048576",
            description =
                    "How many samples may wait for the pipeline. When it is full the oldest is dropped and counted,"
                            + " and its window is UNCERTAIN.")
    int queue_samples() default 16384;
}
