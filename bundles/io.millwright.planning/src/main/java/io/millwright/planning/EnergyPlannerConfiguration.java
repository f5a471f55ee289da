package io.millwright.planning;

import io.millwright.planning.plan.PlannerDesk;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The form. Attribute ids are data for ever: snapshots keep them. */
@ObjectClassDefinition(
        id = EnergyPlanner.PID,
        name = "Energy Planner (Millwright)",
        description =
                "Proposes when a battery is charged and loads run. A person approves a plan or rejects it; nothing is switched by it.")
@interface EnergyPlannerConfiguration {
    @AttributeDefinition(
            name = EnergySettings.SITE_LABEL,
            description = "What is planned for; for people.",
            required = false)
    String site() default "";

    @AttributeDefinition(
            name = EnergySettings.CONNECTION_LABEL,
            description = "Pid of the OPC UA connection or Asset Tags that has the meter.",
            required = false)
    String meter_connection() default "";

    @AttributeDefinition(
            name = EnergySettings.TAG_LABEL,
            description = "The whole site without battery and shiftable loads.",
            required = false)
    String meter_tag() default "";

    @AttributeDefinition(
            name = EnergySettings.KIND_LABEL,
            description = "What the tag's value is.",
            options = {
                @Option(label = "Power in kW", value = "POWER"),
                @Option(label = "Energy in kWh, a counter", value = "COUNTER")
            },
            required = false)
    String meter_kind() default "POWER";

    @AttributeDefinition(
            name = EnergySettings.ROLLOVER_LABEL,
            description = "Of a counter: the value that follows its greatest one. 0: it never rolls over.",
            min = "0",
            max = "1000000000000",
            required = false)
    double meter_rolloverKWh() default 0;

    @AttributeDefinition(
            name = EnergySettings.MOST_LABEL,
            description = "What is above is no measurement. 0.1 to 1000000.",
            min = "0.1",
            max = "1000000",
            required = false)
    double meter_mostKW() default 1000;

    @AttributeDefinition(
            name = EnergySettings.ZONE_LABEL,
            description = "Of prices, days off and shifts, such as Europe/Berlin. Empty: the gateway's.",
            required = false)
    String time_zone() default "";

    @AttributeDefinition(
            name = EnergySettings.CAPACITY_LABEL,
            description = "Usable energy. 0: there is none.",
            min = "0",
            max = "1000000",
            required = false)
    double battery_capacityKWh() default 0;

    @AttributeDefinition(
            name = EnergySettings.POWER_LABEL,
            description = "Greatest power either way, at the grid's side.",
            min = "0",
            max = "1000000",
            required = false)
    double battery_powerKW() default 0;

    @AttributeDefinition(
            name = EnergySettings.EFFICIENCY_LABEL,
            description = "Of what is taken that is stored, and of what is stored that is given back. 30 to 100.",
            min = "30",
            max = "100",
            required = false)
    double battery_efficiencyPercent() default 95;

    @AttributeDefinition(
            name = EnergySettings.WEAR_LABEL,
            description = "What a kWh given back costs in wear, in the tariff's currency.",
            min = "0",
            max = "1000000",
            required = false)
    double battery_wearPerKWh() default 0;

    @AttributeDefinition(
            name = EnergySettings.STORED_LABEL,
            description = "What the battery holds, in kWh, of the same connection. Empty: as the approved plan says.",
            required = false)
    String battery_storedTag() default "";

    @AttributeDefinition(
            name = EnergySettings.PEAK_LABEL,
            description =
                    "What a kW of the month's greatest 15-minute mean costs, in the tariff's currency. 0: nothing.",
            min = "0",
            max = "1000000",
            required = false)
    double peak_perKW() default 0;

    @AttributeDefinition(
            name = EnergySettings.MODEL_LABEL,
            description =
                    "A model that forecasts 24 hours, such as energy-day. Empty: the median of the same time on days like it within four weeks.",
            required = false)
    String model_name() default "";

    @AttributeDefinition(
            name = EnergySettings.VALID_LABEL,
            description = "So long a plan can be approved and stands; a new one is proposed every 6 hours. 1 to 24.",
            min = "1",
            max = "24",
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
}
