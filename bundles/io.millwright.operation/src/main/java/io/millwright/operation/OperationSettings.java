package io.millwright.operation;

import io.millwright.operation.resource.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The settings in force. Immutable.
 *
 * @param page whether there is a page
 * @param cloud the most that requests of the cloud may do; null for nothing
 * @param metricsToken as the gateway's crypto service keeps it, "" for none
 * @param historyBudgetBytes at most on the disk
 * @param historyDays how long
 * @param historyTags patterns, one per line
 * @param auditBudgetBytes at most on the disk
 * @param wrong what could not be used, and what was used instead
 */
public record OperationSettings(
        boolean page,
        Permission cloud,
        String metricsToken,
        long historyBudgetBytes,
        int historyDays,
        List<String> historyTags,
        long auditBudgetBytes,
        List<String> wrong) {
    static final String PAGE_LABEL = "Live page";
    static final String READ_LABEL = "Cloud may read";
    static final String OPERATE_LABEL = "Cloud may operate";
    static final String ADMINISTER_LABEL = "Cloud may administer";
    static final String TOKEN_LABEL = "Metrics token";
    static final String HISTORY_BUDGET_LABEL = "History, MB";
    static final String HISTORY_DAYS_LABEL = "History, days";
    static final String HISTORY_TAGS_LABEL = "History of tags";
    static final String AUDIT_BUDGET_LABEL = "Audit, MB";

    private static final long MEBIBYTE = 1L << 20;

    /** What stands before a form was ever saved. */
    public static final OperationSettings STANDARD = of(Map.of());

    /** Reads properties of any type, as snapshots and REST leave them; what cannot be used is named and its standard used. */
    static OperationSettings of(Map<String, Object> properties) {
        Reader reader = new Reader(properties);
        Permission cloud = null;
        if (reader.flag("cloud.read", READ_LABEL, true)) {
            cloud = Permission.READ;
        }
        if (reader.flag("cloud.operate", OPERATE_LABEL, false)) {
            cloud = reader.includes(cloud, OPERATE_LABEL) ? Permission.OPERATE : cloud;
        }
        if (reader.flag("cloud.administer", ADMINISTER_LABEL, false)) {
            cloud = reader.includes(cloud, ADMINISTER_LABEL) ? Permission.ADMINISTER : cloud;
        }
        return new OperationSettings(
                reader.flag("page.enabled", PAGE_LABEL, true),
                cloud,
                reader.text("metrics.token"),
                reader.whole("history.budgetMB", HISTORY_BUDGET_LABEL, 0, 100_000, 100) * MEBIBYTE,
                (int) reader.whole("history.days", HISTORY_DAYS_LABEL, 1, 365, 7),
                reader.text("history.tags")
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList(),
                reader.whole("audit.budgetMB", AUDIT_BUDGET_LABEL, 1, 1_000, 20) * MEBIBYTE,
                List.copyOf(reader.wrong));
    }

    private static final class Reader {
        private final Map<String, Object> properties;
        private final List<String> wrong = new ArrayList<>();

        Reader(Map<String, Object> properties) {
            this.properties = properties;
        }

        String text(String id) {
            Object value = properties.get(id);
            return value == null ? "" : value.toString();
        }

        /** A higher switch without the lower ones would open more than a person sees. */
        boolean includes(Permission lower, String label) {
            if (lower == null) {
                wrong.add(label + " is on, but " + READ_LABEL + " is off: nothing is allowed");
            }
            return lower != null;
        }

        boolean flag(String id, String label, boolean standard) {
            Object value = properties.get(id);
            if (value == null || value instanceof Boolean) {
                return value == null ? standard : (Boolean) value;
            }
            String text = value.toString().strip();
            if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
                wrong.add(label + " is '" + text + "', used as false; set true or false");
            }
            return text.equalsIgnoreCase("true");
        }

        long whole(String id, String label, long least, long most, long standard) {
            String text = text(id).strip();
            if (text.isEmpty()) {
                return standard;
            }
            try {
                long value = Long.parseLong(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Told below with the limits.
            }
            wrong.add(label + " is '" + text + "', used as " + standard + "; set " + least + " to " + most);
            return standard;
        }
    }
}
