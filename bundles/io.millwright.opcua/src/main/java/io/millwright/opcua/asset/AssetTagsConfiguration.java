package io.millwright.opcua.asset;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/**
 * The form of an asset as a source of tags. Attribute ids are data for ever: snapshots keep them. No quotes or markup in the
 * form's own description, which the web shows as entities.
 */
@ObjectClassDefinition(
        id = AssetTags.PID,
        name = "Asset Tags",
        description =
                "The channels of one asset, on any driver of the gateway, as tags for pipelines. Reads only, never writes. Fields"
                        + " in the order: must be set, often, rarely.")
@interface AssetTagsConfiguration {
    @AttributeDefinition(
            name = "Asset",
            description =
                    "Must be set. Asset of which every enabled channel of type READ or READ_WRITE becomes a tag of the channel's name"
                            + " and unit.")
    String Asset_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
            name = "Read interval (ms)",
            description =
                    "Often: time between two reads of all channels. While values are heard too: how often it is checked that the"
                            + " driver is alive. 10 to 3600000.",
            min = "10",
            max = "3600000",
            required = false)
    int read_intervalMs() default 1000;

    @AttributeDefinition(
            name = "Access mode",
            description =
                    "Often: poll: every channel is read once per read interval. Listen and poll: the driver tells changes"
                            + " too, for drivers that can. Listen: nothing is read, so that a silent driver and an unchanged value are"
                            + " the same.",
            options = {
                @Option(label = "Poll", value = "POLL"),
                @Option(label = "Listen", value = "LISTEN"),
                @Option(label = "Listen and poll", value = "LISTEN_AND_POLL")
            },
            required = false)
    String access_mode() default "POLL";

    @AttributeDefinition(
            name = "Time of values",
            description =
                    "Rarely: driver: the time that the driver states, if it lies within 60 s of the gateway's clock. gateway: when the"
                            + " gateway got the value; for a driver whose clock is wrong.",
            options = {@Option(label = "Driver", value = "driver"), @Option(label = "Gateway", value = "gateway")},
            required = false)
    String time_source() default "driver";

    @AttributeDefinition(
            name = "Read timeout (ms)",
            description =
                    "Rarely: longest wait for an answer of the asset. Afterwards every tag is Bad_NoCommunication until a read"
                            + " comes back in time. 100 to 600000.",
            min = "100",
            max = "600000",
            required = false)
    int read_timeoutMs() default 5000;
}
