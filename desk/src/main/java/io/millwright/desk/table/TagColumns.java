package io.millwright.desk.table;

import io.millwright.opcua.table.TagTableParser;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The columns of the tag table, as the gateway knows them. */
public final class TagColumns {
    /** All of them, in their usual order. */
    public static final List<String> ALL = TagTableParser.columns();

    public static final String NAME = "name";
    public static final String NODE_ID = "nodeId";
    public static final String SAMPLING = "samplingMs";
    public static final String QUEUE = "queue";
    public static final String DEADBAND = "deadband";
    public static final String SCALE = "scale";
    public static final String OFFSET = "offset";
    public static final String UNIT = "unit";
    public static final String INDEX_RANGE = "indexRange";
    public static final String STALE = "staleMs";
    public static final String STUCK = "stuckMs";
    public static final String MAX_RATE = "maxRate";
    public static final String SPIKE = "spike";

    /** Those without which a line is no tag. */
    static final List<String> REQUIRED = List.of(NAME, NODE_ID);

    /** Those whose fields are decimals, so that a spreadsheet may write them with a comma. */
    public static final Set<String> DECIMALS = Set.of(DEADBAND, SCALE, OFFSET, MAX_RATE);

    private static final Set<String> NUMBERS =
            Set.of(SAMPLING, QUEUE, DEADBAND, SCALE, OFFSET, STALE, STUCK, MAX_RATE, SPIKE);
    private static final Map<String, String> DEFAULTS = Map.of(DEADBAND, "0", SCALE, "1", OFFSET, "0", MAX_RATE, "0");

    /** A longer number than anybody writes would take long to compare. */
    private static final int LONGEST_NUMBER = 40;

    private TagColumns() {}

    /** Returns the column of a header in any case, or null. */
    public static String of(String header) {
        for (String column : ALL) {
            if (column.equalsIgnoreCase(header.trim())) {
                return column;
            }
        }
        return null;
    }

    /** Returns whether two fields of a column mean the same: 1, 1.0 and nothing are the same scale. */
    static boolean same(String column, String one, String other) {
        return one.equals(other) || meaning(column, one).equals(meaning(column, other));
    }

    private static String meaning(String column, String field) {
        String text = field.isEmpty() ? DEFAULTS.getOrDefault(column, "") : field;
        if (!NUMBERS.contains(column) || text.length() > LONGEST_NUMBER) {
            return text;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            // Of 1e999999999 the plain text would fill the memory; as it was written it compares as well.
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toString();
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
