package io.millwright.inference;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The form of the engine. Attribute ids are data for ever: snapshots keep them. */
@ObjectClassDefinition(
        id = ModelExtender.PID,
        name = "Inference Engine (Millwright)",
        description =
                "How models are run on this gateway. Nothing has to be set. A changed field has the models opened again, one after"
                        + " the other; each serves on until its successor is open.")
@interface EngineConfiguration {
    @AttributeDefinition(
            name = EngineSettings.PROVIDERS_LABEL,
            description =
                    "The best first, by comma: TensorRT, CUDA, OpenVINO, QNN, XNNPACK, CPU, or the name of a provider in the field"
                            + " Provider libraries. Anything but CPU runs in a process of the model's own.",
            required = false)
    String providers() default "CPU";

    @AttributeDefinition(
            name = EngineSettings.FALLBACK_LABEL,
            description = "Serve it by the CPU with a warning, or refuse it. Each message names the provider that ran.",
            options = {
                @Option(label = "CPU with a warning", value = "cpu"),
                @Option(label = "refuse the model", value = "refuse")
            },
            required = false)
    String providers_fallback() default "cpu";

    @AttributeDefinition(
            name = EngineSettings.LIBRARIES_LABEL,
            description =
                    "Execution providers that are no part of ONNX Runtime, and options of any provider, one per line: NAME=path of the"
                            + " library;option=value;option=value. Without a path only options are given, as in"
                            + " CUDA=;device_id=1.|TextArea",
            required = false)
    String provider_libraries() default "";

    @AttributeDefinition(
            name = EngineSettings.NATIVES_LABEL,
            description =
                    "An ONNX Runtime of the gateway's own for providers other than CPU, of the version that the package"
                            + " millwright-onnxruntime has. Empty: the packaged one.",
            required = false)
    String natives_folder() default "";

    @AttributeDefinition(
            name = EngineSettings.WORKER_FROM_LABEL,
            description = "Models whose file is larger run in a process of their own. 0 to 2048; 0: every model.",
            min = "0",
            max = "2048",
            required = false)
    int worker_fromMB() default 64;

    @AttributeDefinition(
            name = EngineSettings.WORKER_MEMORY_LABEL,
            description = "0 to 1048576. 0: what the size of the file and the gateway's memory suggest.",
            min = "0",
            max = "1048576",
            required = false)
    int worker_memoryMB() default 0;

    @AttributeDefinition(
            name = EngineSettings.STOP_THEN_LOAD_LABEL,
            description =
                    "Where memory does not suffice for a model and its successor: end the model first. Until the successor is"
                            + " open nothing is decided.",
            required = false)
    boolean memory_stopThenLoad() default false;

    @AttributeDefinition(
            name = EngineSettings.CACHES_LABEL,
            description =
                    "What TensorRT, OpenVINO and the like compile is kept in the Kura data directory up to this size, the oldest"
                            + " goes first. 0 to 1048576; 0: nothing is kept.",
            min = "0",
            max = "1048576",
            required = false)
    int cache_MB() default 1024;

    @AttributeDefinition(
            name = EngineSettings.THREADS_LABEL,
            description =
                    "How many threads compute models of this process at a time. 0 to 1024; 0: one less than the gateway has"
                            + " cores.",
            min = "0",
            max = "1024",
            required = false)
    int compute_threads() default 0;

    @AttributeDefinition(
            name = EngineSettings.LATENCY_LABEL,
            description =
                    "How long a run may wait for runs of other pipelines of the same model, to be computed together, where that is"
                            + " faster. Nobody waits while there is no other. 0 to 1000; 0: each by itself.",
            min = "0",
            max = "1000",
            required = false)
    int batch_latencyMs() default 2;
}
