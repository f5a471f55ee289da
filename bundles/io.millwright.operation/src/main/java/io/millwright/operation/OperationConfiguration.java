package io.millwright.operation;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form. Attribute ids are data for ever: snapshots keep them. */
@ObjectClassDefinition(
        id = Operation.PID,
        name = "Operation (Millwright)",
        description = "What people at the gateway and the cloud may see and do. Nothing has to be set.")
@interface OperationConfiguration {
    @AttributeDefinition(
            name = OperationSettings.PAGE_LABEL,
            description = "The live page in the side bar of this web admin, behind its login.",
            required = false)
    boolean page_enabled() default true;

    @AttributeDefinition(
            name = OperationSettings.READ_LABEL,
            description =
                    "Requests of the cloud may see states, tags, decisions and figures. Nobody is authenticated there: whoever may publish to"
                            + " the gateway's topics may ask.",
            required = false)
    boolean cloud_read() default true;

    @AttributeDefinition(
            name = OperationSettings.OPERATE_LABEL,
            description =
                    "Requests of the cloud may pause pipelines and have them go on, answer advice, give opinions of decisions and replay"
                            + " recordings. Each is written into the audit.",
            required = false)
    boolean cloud_operate() default false;

    @AttributeDefinition(
            name = OperationSettings.ADMINISTER_LABEL,
            description =
                    "Requests of the cloud may trust servers, choose versions of models and change configuration. Each is written into the"
                            + " audit.",
            required = false)
    boolean cloud_administer() default false;

    @AttributeDefinition(
            name = OperationSettings.TOKEN_LABEL,
            description =
                    "Whoever shows it as bearer token gets the figures at /millwright/metrics in OpenMetrics text. 16 to 256 characters. Empty:"
                            + " there is no such address.",
            type = AttributeType.PASSWORD,
            required = false)
    String metrics_token() default "";

    @AttributeDefinition(
            name = OperationSettings.HISTORY_BUDGET_LABEL,
            description =
                    "Decisions and the tags below are kept on this gateway up to this size, the oldest go first. 0 to 100000; 0: nothing is"
                            + " kept.",
            min = "0",
            max = "100000",
            required = false)
    int history_budgetMB() default 100;

    @AttributeDefinition(
            name = OperationSettings.HISTORY_DAYS_LABEL,
            description = "What is older goes. 1 to 365.",
            min = "1",
            max = "365",
            required = false)
    int history_days() default 7;

    @AttributeDefinition(
            name = OperationSettings.HISTORY_TAGS_LABEL,
            description =
                    "Whose values are kept, one per line: connection/tag, * for any characters; one value per second at most.|TextArea",
            required = false)
    String history_tags() default "";

    @AttributeDefinition(
            name = OperationSettings.AUDIT_BUDGET_LABEL,
            description =
                    "Who did what, in files that are chained by hashes, up to this size; from 80 % on a warning says so, and the oldest file"
                            + " goes when it is full. 1 to 1000.",
            min = "1",
            max = "1000",
            required = false)
    int audit_budgetMB() default 20;
}
