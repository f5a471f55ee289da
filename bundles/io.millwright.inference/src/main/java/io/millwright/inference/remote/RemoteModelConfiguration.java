package io.millwright.inference.remote;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The form of a remote model. Attribute ids are data for ever: snapshots keep them. */
@ObjectClassDefinition(
        id = RemoteModel.PID,
        name = "Remote Model",
        description =
                "A model that a server of the Open Inference Protocol v2 computes (KServe, Triton, OpenVINO Model Server, MLServer)."
                        + " Pipelines choose it by this component's name. Fields in the order: must be set, often, rarely.")
@interface RemoteModelConfiguration {
    @AttributeDefinition(
            name = "Server URL",
            description =
                    "Must be set. https://host:port, with the path below which /v2 lies if there is one. Several by comma or line, 10 at"
                            + " most: the next one is asked where one fails.",
            required = false)
    String url() default "";

    @AttributeDefinition(
            name = "Model description",
            description =
                    "Must be set unless a fall-back model is chosen, whose description then holds. The text of the model's"
                            + " model.json; the parts onnx and golden may be left out.|TextArea",
            required = false)
    String model_description() default "";

    @AttributeDefinition(
            name = "Fall-back model",
            description =
                    "Often: model on this gateway that decides where no server answers in time. It must have the same inputs and"
                            + " outputs: names, types, shapes, features. Every decision tells which model made it.",
            required = false)
    String Fallback_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
            name = "Keystore",
            description =
                    "Often: keystore with the certificates of servers, or of their authorities, to trust, and with our client"
                            + " certificate. None: the authorities that the Java runtime trusts.",
            required = false)
    String KeystoreService_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
            name = "Client certificate",
            description = "Often: alias of the key pair in the keystore that is shown to servers. Empty: none.",
            required = false)
    String client_certificate_alias() default "";

    @AttributeDefinition(
            name = "Token",
            description =
                    "Often: bearer token that is sent to the servers, by https only. Stored encrypted by the gateway. Empty: none.",
            type = AttributeType.PASSWORD,
            required = false)
    String token() default "";

    @AttributeDefinition(
            name = "Model on the server",
            description = "Often: name of the model on the server. Empty: the name in the model description.",
            required = false)
    String server_model_name() default "";

    @AttributeDefinition(
            name = "Version on the server",
            description = "Often: version of the model on the server. Empty: the server chooses.",
            required = false)
    String server_model_version() default "";

    @AttributeDefinition(
            name = "Golden rows",
            description =
                    "Often: rows with expected results, as in a model's golden.csv. They are computed by the server before it serves,"
                            + " and after each outage. Empty: none.|TextArea",
            required = false)
    String golden_rows() default "";

    @AttributeDefinition(
            name = "Request timeout (ms)",
            description =
                    "Often: longest time of one request. With a fall-back model all requests of a window together have three quarters"
                            + " of the pipeline's run time limit. 1 to 60000.",
            min = "1",
            max = "60000",
            required = false)
    int request_timeoutMs() default 500;

    @AttributeDefinition(
            name = "Retries",
            description =
                    "Rarely: further requests for one window, within its time, to the next server where there is one. 0 to 10.",
            min = "0",
            max = "10",
            required = false)
    int retries() default 1;

    @AttributeDefinition(
            name = "Connect timeout (ms)",
            description = "Rarely: longest time to connect. 10 to 60000.",
            min = "10",
            max = "60000",
            required = false)
    int connect_timeoutMs() default 1000;

    @AttributeDefinition(
            name = "Requests at a time",
            description = "Rarely: over all pipelines of this model; further ones wait for their turn. 1 to 256.",
            min = "1",
            max = "256",
            required = false)
    int requests_parallel() default 16;

    @AttributeDefinition(
            name = "Failures that open the breaker",
            description =
                    "Rarely: after so many failed requests in a row no more are made until the server has passed a check. 1 to"
                            + " 1000.",
            min = "1",
            max = "1000",
            required = false)
    int breaker_failures() default 5;

    @AttributeDefinition(
            name = "Time between checks (ms)",
            description =
                    "Rarely: how long the breaker stays open before the server is checked, again and again. 100 to 600000.",
            min = "100",
            max = "600000",
            required = false)
    int breaker_openMs() default 5000;

    @AttributeDefinition(
            name = "Tensor data",
            description = "Rarely: auto sends binary data where the server offers it, else JSON.",
            options = {
                @Option(label = "Automatic", value = "auto"),
                @Option(label = "Binary", value = "binary"),
                @Option(label = "JSON", value = "json")
            },
            required = false)
    String tensor_data() default "auto";

    @AttributeDefinition(
            name = "Allow unencrypted http",
            description =
                    "Rarely: everybody on the network can read and change what http carries. The state shows that it is allowed.",
            required = false)
    boolean http_allowed() default false;
}
