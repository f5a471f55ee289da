package io.millwright.planning;

import io.millwright.planning.plan.PlannerDesk;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The form. Attribute ids are data for ever: snapshots keep them. */
@ObjectClassDefinition(
        id = SchedulePlanner.PID,
        name = "Schedule Planner (Millwright)",
        description =
                "Proposes which step of which job when and on which machine. A person releases a plan or rejects it; nothing is written to a machine.")
@interface SchedulePlannerConfiguration {
    @AttributeDefinition(
            name = ScheduleSettings.SITE_LABEL,
            description = "What is planned, such as the name of a hall; for people.",
            required = false)
    String site() default "";

    @AttributeDefinition(
            name = ScheduleSettings.FROZEN_LABEL,
            description = "What was released to begin within so many minutes stays as it is. 0 to 10080.",
            min = "0",
            max = "10080",
            required = false)
    int frozen_minutes() default 30;

    @AttributeDefinition(
            name = ScheduleSettings.MODEL_LABEL,
            description = "The model that chooses what is done next; empty: rules alone.",
            required = false)
    String model_name() default "dispatch-policy";

    @AttributeDefinition(
            name = ScheduleSettings.RUNS_LABEL,
            description = "So many schedules the policy makes, the best counts. 1 to 1000.",
            min = "1",
            max = "1000",
            required = false)
    int policy_runs() default 64;

    @AttributeDefinition(
            name = ScheduleSettings.SOLVER_LABEL,
            description =
                    "So long CP-SAT goes on from the best schedule, in a process of its own; it needs the package millwright-solver. 0 to 3600; 0: not at all.",
            min = "0",
            max = "3600",
            required = false)
    int solver_seconds() default 30;

    @AttributeDefinition(
            name = ScheduleSettings.WORKERS_LABEL,
            description = "Of its process, which has the lowest priority. 1 to 64.",
            min = "1",
            max = "64",
            required = false)
    int solver_threads() default 1;

    @AttributeDefinition(
            name = ScheduleSettings.MEMORY_LABEL,
            description = "What its process may take. 256 to 16384.",
            min = "256",
            max = "16384",
            required = false)
    int solver_memoryMB() default 1024;

    @AttributeDefinition(
            name = ScheduleSettings.VALID_LABEL,
            description = "So long a plan can be released and stands. 1 to 720 hours.",
            min = "1",
            max = "720",
            required = false)
    int valid_hours() default 24;

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

    @AttributeDefinition(
            name = ScheduleSettings.CONNECTION_LABEL,
            description =
                    "Pid of the OPC UA connection or Asset Tags that has their tags. Empty: machines tell nothing.",
            required = false)
    String machines_connection() default "";

    @AttributeDefinition(
            name = ScheduleSettings.TAGS_LABEL,
            description =
                    "A line per machine of the jobs: machine,tag of its state,tag of what is done. One of the tags may be left out. What is done is a counter of steps, or a text job/step.|TextArea",
            required = false)
    String machines_tags() default "";

    @AttributeDefinition(
            name = ScheduleSettings.RUNNING_LABEL,
            description = "Whole numbers or texts, by comma; true is 1, false is 0.",
            required = false)
    String states_running() default "1";

    @AttributeDefinition(name = ScheduleSettings.IDLE_LABEL, description = "The same.", required = false)
    String states_idle() default "2";

    @AttributeDefinition(
            name = ScheduleSettings.DOWN_LABEL,
            description = "The same. A value of none of the three lists changes nothing and is named.",
            required = false)
    String states_down() default "0";

    @AttributeDefinition(
            name = ScheduleSettings.REPAIR_LABEL,
            description =
                    "A machine that is down is planned to work again after so long, and then after as long again. 1 to 10080.",
            min = "1",
            max = "10080",
            required = false)
    int repair_minutes() default 60;

    @AttributeDefinition(
            name = ScheduleSettings.AGAIN_LABEL,
            description = "Whether the solver goes on from what was proposed at once.",
            options = {@Option(label = "Yes", value = "YES"), @Option(label = "No", value = "NO")},
            required = false)
    String events_search() default "YES";
}
