package io.millwright.planning;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

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
}
