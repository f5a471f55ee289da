package io.millwright.planning;

import io.millwright.planning.energy.Battery;
import io.millwright.planning.energy.MeterParts;
import io.millwright.planning.plan.Fields;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * What the form says. Immutable.
 *
 * @param connection pid of the connection or Asset Tags that has the meter
 * @param tags the meter's tag, and behind it that of the battery's energy where there is one
 * @param perKw what a kW of the month's peak costs
 * @param model name of a model, "" for the median of days like it within four weeks
 */
record EnergySettings(
        String site,
        String connection,
        List<String> tags,
        MeterParts.Meter meter,
        ZoneId zone,
        Battery battery,
        double perKw,
        String model,
        int validHours) {
    static final String SITE_LABEL = "Site";
    static final String CONNECTION_LABEL = "Connection of the meter";
    static final String TAG_LABEL = "Tag of the meter";
    static final String KIND_LABEL = "The meter measures";
    static final String ROLLOVER_LABEL = "Counter rolls over at (kWh)";
    static final String MOST_LABEL = "Greatest power (kW)";
    static final String ZONE_LABEL = "Time zone";
    static final String CAPACITY_LABEL = "Battery (kWh)";
    static final String POWER_LABEL = "Battery (kW)";
    static final String EFFICIENCY_LABEL = "Battery, efficiency each way (%)";
    static final String WEAR_LABEL = "Battery, wear (per kWh)";
    static final String STORED_LABEL = "Tag of the stored energy";
    static final String PEAK_LABEL = "Peak charge (per kW and month)";
    static final String MODEL_LABEL = "Model of the day";
    static final String VALID_LABEL = "A plan holds (h)";

    private static final int LONGEST_NAME = 200;
    private static final double MOST = 1e6;
    private static final double PERCENT = 100;

    /**
     * Reads a form.
     *
     * @throws IllegalArgumentException with label, value and, behind a semicolon, the remedy
     */
    static EnergySettings of(Map<String, Object> form) {
        Fields fields = new Fields(form);
        String stored = fields.text("battery.storedTag", STORED_LABEL, "", LONGEST_NAME);
        String tag =
                needed(fields.text("meter.tag", TAG_LABEL, "", LONGEST_NAME), TAG_LABEL, "a tag of that connection");
        double efficiency = fields.number("battery.efficiencyPercent", EFFICIENCY_LABEL, 95, 30, 100) / PERCENT;
        return new EnergySettings(
                fields.text("site", SITE_LABEL, "", 100),
                needed(
                        fields.text("meter.connection", CONNECTION_LABEL, "", LONGEST_NAME),
                        CONNECTION_LABEL,
                        "a connection"),
                stored.isEmpty() ? List.of(tag) : List.of(tag, stored),
                new MeterParts.Meter(
                        fields.word("meter.kind", KIND_LABEL, MeterParts.Kind.POWER),
                        fields.number("meter.rolloverKWh", ROLLOVER_LABEL, 0, 0, 1e12),
                        fields.number("meter.mostKW", MOST_LABEL, 1_000, 0.1, MOST)),
                zone(fields.text("time.zone", ZONE_LABEL, "", LONGEST_NAME)),
                new Battery(
                        fields.number("battery.capacityKWh", CAPACITY_LABEL, 0, 0, MOST),
                        fields.number("battery.powerKW", POWER_LABEL, 0, 0, MOST),
                        efficiency,
                        efficiency,
                        fields.number("battery.wearPerKWh", WEAR_LABEL, 0, 0, MOST)),
                fields.number("peak.perKW", PEAK_LABEL, 0, 0, MOST),
                fields.text("model.name", MODEL_LABEL, "", LONGEST_NAME),
                fields.whole("valid.hours", VALID_LABEL, 24, 1, 24));
    }

    private static String needed(String text, String label, String what) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(label + " is empty; name " + what);
        }
        return text;
    }

    private static ZoneId zone(String text) {
        try {
            return text.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    ZONE_LABEL + " is '" + text + "'; write one such as Europe/Berlin, or nothing for the gateway's",
                    e);
        }
    }
}
