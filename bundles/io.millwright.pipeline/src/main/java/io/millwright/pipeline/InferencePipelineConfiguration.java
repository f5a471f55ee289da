package io.millwright.pipeline;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * The form: first what must be set, then what is set often, then what is set rarely. No quotes or markup in its own
 * description, which the web shows as entities. Kura checks nothing of it on the server: {@link PipelineConfiguration} does.
 * Ids are kept for ever.
 */
@ObjectClassDefinition(
        id = InferencePipeline.PID,
        name = "Inference Pipeline",
        description =
                "Fills the input of a model from PLC tags, runs the model and publishes decisions. Fields in the order: must be"
                        + " set, often, rarely.")
@interface InferencePipelineConfiguration {
    @AttributeDefinition(
            name = Labels.TAG_SOURCE_TARGET,
            description =
                    "Must be set. What delivers the tags: an OPC UA connection, or the Asset Tags of any Kura driver.")
    String TagSource_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
            name = Labels.MODEL_TARGET,
            description =
                    "Must be set. The installed model. A new version of it takes over between two windows, without a"
                            + " restart.")
    String Model_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
            name = Labels.CLOUD_PUBLISHER_TARGET,
            required = false,
            description = "Often set. Where decisions go. Without a publisher the pipeline still decides and counts.")
    String CloudPublisher_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
            name = Labels.ASSET_NAME,
            required = false,
            description =
                    "Often set. The machine that the decisions are about: metric 'asset' and message property 'assetName'."
                            + " Empty: the name of this pipeline. For many equal machines see Assets.")
    String asset_name() default "";

    @AttributeDefinition(
            name = Labels.ASSETS,
            required = false,
            description =
                    "Often set. Many equal machines from one form: names separated by commas or new lines, ranges as in Mill[1..30],"
                            + " at most 10,000. {asset} stands for the name in Mapping of features to tags and in every"
                            + " condition. Empty: one machine, by Asset name.|TextArea")
    String assets() default "";

    @AttributeDefinition(
            name = Labels.MAPPING,
            required = false,
            description =
                    "Often set. One line feature=tag for each feature, or signal, whose tag has another name. A line *={asset}.* stands"
                            + " for all that have no line. Features that are not listed take the tag of their own name."
                            + " Lines that start with # are ignored.|TextArea")
    String mapping() default "";

    @AttributeDefinition(
            name = Labels.WINDOW_KIND,
            required = false,
            options = {
                @Option(label = "time: one every so many rows of a fixed period", value = "time"),
                @Option(label = "part: one per part, opened and closed by conditions", value = "part"),
                @Option(label = "count: one per so many openings of a part", value = "count")
            },
            description = "Often set. What one decision is about.")
    String window_kind() default "time";

    @AttributeDefinition(
            name = Labels.WINDOW_PERIOD_MS,
            required = false,
            min = "10",
            max = "86400000",
            description =
                    "Often set. Windows of time: time between two rows, by the PLC's clock, in milliseconds, 10 to 86,400,000. A"
                            + " model that was trained with another period is refused.")
    long window_periodMs() default 1000;

    @AttributeDefinition(
            name = Labels.WINDOW_STRIDE,
            required = false,
            min = "1",
            max = "4096",
            description = "Often set. Windows of time: a decision is made every so many rows, 1 to 4,096.")
    int window_stride() default 1;

    @AttributeDefinition(
            name = Labels.PART_OPEN,
            required = false,
            description =
                    "Often set. Windows of parts: what begins a part. Either: tag changes, then each change ends a part and begins"
                            + " the next. Or a condition that becomes true, as in welding = true, or station in 2..4 and mode ="
                            + " 'auto'.")
    String part_open() default "";

    @AttributeDefinition(
            name = Labels.PART_CLOSE,
            required = false,
            description =
                    "Often set. Windows of parts: the condition that ends a part by becoming true. Empty: when the opening"
                            + " condition ceases to hold.")
    String part_close() default "";

    @AttributeDefinition(
            name = Labels.PART_NUMBER,
            required = false,
            description =
                    "Often set. Windows of parts: the tag with the part's number, a number or a text, which travels in the"
                            + " decision. Empty: the tag whose changes open a part, or none.")
    String part_number() default "";

    @AttributeDefinition(
            name = Labels.WINDOW_ONLY_WHILE,
            required = false,
            description =
                    "Often set. A condition on tags, as in running = true and speed > 10. While it does not hold nothing is"
                            + " decided, and that is counted; a part is decided by what held when it began. Empty: always.")
    String window_onlyWhile() default "";

    @AttributeDefinition(
            name = Labels.RULE_THRESHOLD,
            required = false,
            description =
                    "Often set. Of the model's first reading: from here upwards the next label holds. Several in rising order with"
                            + " blanks between, for one label more. Empty: the model's own. Not used where the greatest of"
                            + " several classes decides.")
    String rule_threshold() default "";

    @AttributeDefinition(
            name = Labels.RULE_LABELS,
            required = false,
            description =
                    "Often set. Of the first reading: at least two, separated by commas, the one of the lowest values first, one"
                            + " more than thresholds; or one for each class. Empty: the model's own labels.")
    String rule_labels() default "";

    @AttributeDefinition(
            name = Labels.RULE_SEVERITIES,
            required = false,
            description =
                    "Often set. Of the first reading: one per label, separated by commas, each ok, notice, warning or alarm."
                            + " Empty: rising from ok to alarm, falling where the model says that low is bad.")
    String rule_severities() default "";

    @AttributeDefinition(
            name = Labels.RULE_HYSTERESIS,
            required = false,
            min = "0",
            description =
                    "Often set. Of the first reading, in its unit, 0 or more: the label on the bad side of a threshold is left only"
                            + " when the value is this far beyond it.")
    double rule_hysteresis() default 0;

    @AttributeDefinition(
            name = Labels.RULE_K,
            required = false,
            min = "1",
            max = "1000",
            description = "Often set. A decision changes when k of the last n labels are the new label, 1 to 1,000.")
    int rule_k() default 1;

    @AttributeDefinition(
            name = Labels.RULE_N,
            required = false,
            min = "1",
            max = "1000",
            description =
                    "Often set. How many labels are looked at, 1 to 1,000. BAD decisions do not count; a gap starts anew.")
    int rule_n() default 1;

    @AttributeDefinition(
            name = Labels.RULE_READINGS,
            required = false,
            description =
                    "Often set. One line per reading of the model, as in life: threshold=20 50; labels=bad,soon,fine; k=2; n=3."
                            + " Settings: threshold, labels, severities, hysteresis, k, n; what is not set is the"
                            + " model's.|TextArea")
    String rule_readings() default "";

    @AttributeDefinition(
            name = Labels.ALARM_SHELVED_UNTIL,
            required = false,
            description =
                    "Often set. Date and time of the gateway's clock, as in 2026-05-31 14:00. Until then changes do not go at once;"
                            + " decisions are made and sent as usual and say that alarms are shelved. Empty: not shelved.")
    String alarm_shelvedUntil() default "";

    @AttributeDefinition(
            name = Labels.ALARM_FLOOD_LIMIT,
            required = false,
            min = "0",
            max = "64",
            description =
                    "Often set. Most changes to warning or alarm per asset and flood window that go at once, 1 to 64; further ones"
                            + " are counted and wait as routine decisions do. 0: no limit.")
    int alarm_floodLimit() default 0;

    @AttributeDefinition(
            name = Labels.ALARM_FLOOD_WINDOW_MS,
            required = false,
            min = "1000",
            max = "86400000",
            description =
                    "Often set. Over which time changes are counted, in milliseconds of the PLC's clock, 1,000 to 86,400,000.")
    long alarm_floodWindowMs() default 600_000;

    @AttributeDefinition(
            name = Labels.PUBLISH_MAX_DELAY_MS,
            required = false,
            min = "0",
            max = "3600000",
            description =
                    "Often set. How long a decision may wait for others to share a message, in milliseconds, 0 to 3,600,000."
                            + " None waits where the next would come too late. A change of the decision never waits.")
    int publish_maxDelayMs() default 1000;

    @AttributeDefinition(
            name = Labels.PUBLISH_MANY_ASSETS,
            required = false,
            description =
                    "Often set. Whether decisions of many assets share messages of kind decisions, format 2, with the topic of this"
                            + " pipeline. Off: messages of one asset each, which every receiver of format 1 reads.")
    boolean publish_manyAssets() default false;

    @AttributeDefinition(
            name = Labels.ADVICE_ENABLED,
            required = false,
            description = "Often set. Whether settings are looked for of which the model expects better, and told as"
                    + " recommendations. Only a model that says what may be advised. Nothing is written to a machine.")
    boolean advice_enabled() default false;

    @AttributeDefinition(
            name = Labels.QUALITY_POLICY,
            required = false,
            options = {
                @Option(
                        label = "hold: decide with the last Good value, UNCERTAIN, up to the hold limit",
                        value = "hold"),
                @Option(label = "skip: make no decision, and count", value = "skip"),
                @Option(label = "flag: decide with the value as it came, quality as it came", value = "flag")
            },
            description =
                    "Rarely set. What happens while the status of an input is not Good. Bad data never becomes a Good"
                            + " decision.")
    String quality_policy() default "hold";

    @AttributeDefinition(
            name = Labels.HOLD_LIMIT_MS,
            required = false,
            min = "0",
            max = "86400000",
            description =
                    "Rarely set. How long the last Good value stands in for one whose status is not Good, in milliseconds"
                            + " of source time, 0 to 86,400,000. A longer silence of the connection is a gap: the window starts"
                            + " anew. An unchanged value of a healthy connection does not age.")
    long hold_limitMs() default 5000;

    @AttributeDefinition(
            name = Labels.WINDOW_LATENESS_MS,
            required = false,
            min = "-1",
            max = "3600000",
            description = "Rarely set. How long after a row's time, or a part's end, its samples may still arrive, in"
                    + " milliseconds by the source's progress, 0 to 3,600,000. Later ones are counted as late. -1: the"
                    + " connection's publishing interval.")
    long window_latenessMs() default -1;

    @AttributeDefinition(
            name = Labels.WINDOW_ROWS,
            required = false,
            min = "0",
            max = "4096",
            description =
                    "Rarely set. Rows of the feature window, 1 to 4,096; any number but the model's is refused. 0: as many"
                            + " as the model's input has.")
    int window_rows() default 0;

    @AttributeDefinition(
            name = Labels.WINDOW_COUNT,
            required = false,
            min = "1",
            max = "1000000",
            description = "Rarely set. Windows by count: one window is made of so many openings, 1 to 1,000,000.")
    int window_count() default 1;

    @AttributeDefinition(
            name = Labels.PART_NUMBER_AT,
            required = false,
            options = {
                @Option(label = "opening: when the part begins", value = "opening"),
                @Option(label = "closing: when the part ends", value = "closing")
            },
            description = "Rarely set. When the part's number is taken from its tag.")
    String part_numberAt() default "opening";

    @AttributeDefinition(
            name = Labels.PART_BEFORE_MS,
            required = false,
            min = "0",
            max = "600000",
            description =
                    "Rarely set. How much of the time before its opening belongs to a part's window, in milliseconds, 0"
                            + " to 600,000.")
    long part_beforeMs() default 0;

    @AttributeDefinition(
            name = Labels.PART_AFTER_MS,
            required = false,
            min = "0",
            max = "600000",
            description =
                    "Rarely set. How much of the time after its closing belongs to a part's window, in milliseconds, 0"
                            + " to 600,000.")
    long part_afterMs() default 0;

    @AttributeDefinition(
            name = Labels.PART_LEAST_MS,
            required = false,
            min = "0",
            max = "86400000",
            description = "Rarely set. Shorter ones are no parts, and are counted; in milliseconds, 0 to 86,400,000.")
    long part_leastMs() default 0;

    @AttributeDefinition(
            name = Labels.PART_GREATEST_MS,
            required = false,
            min = "1",
            max = "86400000",
            description = "Rarely set. Longer ones are given up, and are counted; in milliseconds, 1 to 86,400,000.")
    long part_greatestMs() default 600_000;

    @AttributeDefinition(
            name = Labels.PART_TIMEOUT_MS,
            required = false,
            min = "0",
            max = "86400000",
            description = "Rarely set. A part of whose tags nothing changes for so long is given up, and is counted; in"
                    + " milliseconds, 1 to 86,400,000. 0: never.")
    long part_timeoutMs() default 0;

    @AttributeDefinition(
            name = Labels.PART_SAMPLES,
            required = false,
            min = "1024",
            max = "4194304",
            description =
                    "Rarely set. How many samples of one asset are kept for its part, 1,024 to 4,194,304, 24 bytes each; a"
                            + " part with more is given up, and is counted.")
    int part_samples() default 262_144;

    @AttributeDefinition(
            name = Labels.CAPTURE_ENABLED,
            required = false,
            description =
                    "Rarely set. Whether decisions with what the model saw are kept on this gateway, encrypted, to train the model anew:"
                            + " around alarms, where it was unsure, and where a person gave an opinion. Nothing is kept without it.")
    boolean capture_enabled() default false;

    @AttributeDefinition(
            name = Labels.CAPTURE_BUDGET_MB,
            required = false,
            min = "1",
            max = "65536",
            description =
                    "Rarely set. The most that kept data take on the disk, in MB, 1 to 65,536; the oldest are deleted first, and"
                            + " counted.")
    int capture_budgetMb() default 64;

    @AttributeDefinition(
            name = Labels.CAPTURE_PICTURES_BUDGET_MB,
            required = false,
            min = "0",
            max = "65536",
            description =
                    "Rarely set. The most that kept pictures take on the disk beside the other data, in MB, up to 65,536: those of alarms,"
                            + " of doubtful decisions, of opinions, and now and then another one. 0: no picture is kept.")
    int capture_pictures_budgetMb() default 0;

    @AttributeDefinition(
            name = Labels.CAPTURE_RETENTION_DAYS,
            required = false,
            min = "1",
            max = "3660",
            description =
                    "Rarely set. After how long kept data are deleted, in days, 1 to 3,660. A longer time holds for what is kept from"
                            + " now on.")
    int capture_retentionDays() default 30;

    @AttributeDefinition(
            name = Labels.CAPTURE_ROUTINE_EACH,
            required = false,
            min = "0",
            max = "1000000000",
            description =
                    "Rarely set. Of decisions that nothing speaks for each so many-th is kept, 1 to 1,000,000,000, as far as half of the"
                            + " budget lasts. 0: none.")
    int capture_routineEach() default 1000;

    @AttributeDefinition(
            name = Labels.CAPTURE_FIELDS_REMOVED,
            required = false,
            description =
                    "Rarely set. Names of features that are never written, separated by commas, with * for any characters; part.number is"
                            + " the number of the part. While a name without * is no feature of the model, nothing is kept.|TextArea")
    String capture_fields_removed() default "";

    @AttributeDefinition(
            name = Labels.CAPTURE_CERTIFICATE,
            required = false,
            description =
                    "Rarely set. The certificate (PEM) of the desk that trains the model, whose private key opens kept data beside the keys"
                            + " of this gateway. Empty: only those.|TextArea")
    String capture_certificate() default "";

    @AttributeDefinition(
            name = Labels.RUN_TIMEOUT_MS,
            required = false,
            min = "1",
            max = "600000",
            description =
                    "Rarely set. The longest run of the model, in milliseconds, 1 to 600,000; a longer one gives a BAD"
                            + " decision.")
    int run_timeoutMs() default 1000;

    @AttributeDefinition(
            name = Labels.PICTURE_MEMORY_MB,
            required = false,
            min = "1",
            max = "1024",
            description =
                    "Rarely set. What the pictures of all pipelines may take together, while they wait to be decoded and"
                            + " while they are, for one more of this pipeline to be accepted; in MB, 1 to 1,024. One for"
                            + " which there is no room is Bad, and is counted.")
    int picture_memoryMB() default 64;

    @AttributeDefinition(
            name = Labels.ADVICE_MIN_INTERVAL_S,
            required = false,
            min = "1",
            max = "86400",
            description =
                    "Rarely set. The least time between two searches for one asset, in seconds of the gateway's clock, 1 to"
                            + " 86,400.")
    long advice_minIntervalS() default 60;

    @AttributeDefinition(
            name = Labels.ADVICE_EVERY,
            required = false,
            min = "0",
            max = "1000000",
            description =
                    "Rarely set. Advice is looked for where a reading is bad; and also for every so-manieth decision, 1 to"
                            + " 1,000,000. 0: never for a good one.")
    int advice_every() default 0;

    @AttributeDefinition(
            name = Labels.QUEUE_SAMPLES,
            required = false,
            min = "1024",
            max = "1048576",
            description =
                    "Rarely set. How many samples may wait for the pipeline, per asset, 1,024 to 1,048,576. When it is full"
                            + " the oldest is dropped and counted, and its window is UNCERTAIN.")
    int queue_samples() default 16384;

    @AttributeDefinition(
            name = Labels.EXPLAIN_WHEN,
            required = false,
            options = {
                @Option(label = "alarms: when a label becomes one with a severity above OK", value = "alarms"),
                @Option(label = "every: alarms, and others now and then", value = "every"),
                @Option(label = "never", value = "never")
            },
            description =
                    "Rarely set. Of which decisions it is told what contributed to the model's output. It is found by further runs"
                            + " of the model, in the background; the model has to bring a background with it.")
    String explain_when() default "alarms";

    @AttributeDefinition(
            name = Labels.EXPLAIN_EACH,
            required = false,
            min = "1",
            max = "1000000",
            description =
                    "Rarely set. With \"every\": each so many-th decision of an asset is explained, 1 to 1,000,000, beside alarms.")
    int explain_each() default 100;

    @AttributeDefinition(
            name = Labels.EXPLAIN_BUDGET_MS,
            required = false,
            min = "10",
            max = "10000",
            description =
                    "Rarely set. The longest time of one explanation, in milliseconds, 10 to 10,000. All explanations of the"
                            + " gateway together take a tenth of one core at most.")
    int explain_budgetMs() default 250;

    @AttributeDefinition(
            name = Labels.PUBLISH_RECONNECT_WHEN_STUCK,
            required = false,
            description =
                    "Rarely set. Whether the cloud connection may be told to reconnect when it is up but its in-flight"
                            + " slots are used up, so that nothing leaves the gateway; at most once per minute. One pipeline that"
                            + " allows it is enough for all that share the publisher.")
    boolean publish_reconnectWhenStuck() default true;

    @AttributeDefinition(
            name = Labels.DRIFT_ENABLED,
            required = false,
            description =
                    "Rarely set. Whether it is watched that values and answers are still like those of the training, where the model"
                            + " says what these were like.")
    boolean drift_enabled() default true;

    @AttributeDefinition(
            name = Labels.DRIFT_ALARM_INTERVAL_DAYS,
            required = false,
            min = "0",
            max = "3660",
            description =
                    "Rarely set. How long a machine whose values are as ever takes to raise one false alarm of drift, on average; in"
                            + " days, 1 to 3,660. Longer: what changed is found later. 0: as the model says.")
    int drift_alarmIntervalDays() default 0;
}
