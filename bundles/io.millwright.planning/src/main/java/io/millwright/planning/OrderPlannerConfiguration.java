package io.millwright.planning;

import io.millwright.planning.plan.PlannerDesk;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The form. Attribute ids are data for ever: snapshots keep them. */
@ObjectClassDefinition(
        id = OrderPlanner.PID,
        name = "Order Planner (Millwright)",
        description =
                "Proposes what to order of which part. A person approves a plan or rejects it; nothing is ordered by it.")
@interface OrderPlannerConfiguration {
    @AttributeDefinition(
            name = OrderSettings.SITE_LABEL,
            description = "What is planned for, such as the name of a store; for people.",
            required = false)
    String site() default "";

    @AttributeDefinition(
            name = OrderSettings.PERIOD_LABEL,
            description = "How long a period of consumption is.",
            options = {
                @Option(label = "Month, written 2026-11", value = "MONTH"),
                @Option(label = "Week, written as any day of it", value = "WEEK"),
                @Option(label = "Day, written 2026-11-29", value = "DAY")
            },
            required = false)
    String period() default "MONTH";

    @AttributeDefinition(
            name = OrderSettings.ABSENT_LABEL,
            description = "What a period is that no line of the consumption tells of.",
            options = {
                @Option(label = "Not known", value = "UNKNOWN"),
                @Option(label = "Nothing was used", value = "NONE")
            },
            required = false)
    String absent() default "UNKNOWN";

    @AttributeDefinition(
            name = OrderSettings.REVIEW_LABEL,
            description = "Every so many periods orders are placed. 1 to 12.",
            min = "1",
            max = "12",
            required = false)
    int review_periods() default 1;

    @AttributeDefinition(
            name = OrderSettings.LEAD_LABEL,
            description = "How many periods an order takes, of parts that say none. 0 to 24.",
            min = "0",
            max = "24",
            required = false)
    int lead_periods() default 2;

    @AttributeDefinition(
            name = OrderSettings.TARGET_LABEL,
            description =
                    "How much of what is asked for shall be there, in percent, of parts that say none. 50 to 99.5.",
            min = "50",
            max = "99.5",
            required = false)
    double target_percent() default 95;

    @AttributeDefinition(
            name = OrderSettings.MODEL_LABEL,
            description =
                    "A model of demand as one more way to forecast, such as demand-quantile; it decides only where it costs less. Empty: none.",
            required = false)
    String model_name() default "";

    @AttributeDefinition(
            name = OrderSettings.VALID_LABEL,
            description = "So long a plan can be approved and stands. 1 to 90 days.",
            min = "1",
            max = "90",
            required = false)
    int valid_days() default 7;

    @AttributeDefinition(
            name = OrderSettings.CONNECTION_LABEL,
            description =
                    "The name of a connection or of Asset Tags whose tags count what is used of parts. Empty: no counters; the consumption is given.",
            required = false)
    String counters_connection() default "";

    @AttributeDefinition(
            name = OrderSettings.COUNTERS_LABEL,
            description =
                    "Lines part=tag: counters (UInt32) that rise by what is used; they may roll over and be reset. Where the given consumption tells of a part and period, that counts.|TextArea",
            required = false)
    String counters_tags() default "";

    @AttributeDefinition(
            name = OrderSettings.STEP_LABEL,
            description =
                    "More is never used between two readings: a greater step is no use of parts. 1 to 1,000,000,000.",
            required = false)
    double counters_mostStep() default 100000;

    @AttributeDefinition(
            name = PlannerDesk.PUBLISHER_LABEL,
            required = false,
            description =
                    "Where plans are told of: new ones, and what became of them. Without a publisher nothing is sent.")
    String CloudPublisher_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
            name = PlannerDesk.DOCUMENTS_LABEL,
            required = false,
            description = "The whole plan goes along with its message, where both have at most 120,000 bytes.")
    boolean publish_document() default false;
}
