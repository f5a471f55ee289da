package io.millwright.pipeline.window;

import io.millwright.decision.Quality;
import io.millwright.pipeline.grid.RowGrid;
import io.millwright.pipeline.shape.SampleRing;
import io.millwright.pipeline.window.FeaturePlan.Column;
import io.millwright.status.StatusCodes;
import java.util.List;

/**
 * The quality of each row of a window, and of each row the worst thing that is the matter with it. Confined to its lane;
 * allocates nothing after construction except the text of {@link #reason}.
 */
final class RowQuality {
    /** What is the matter with a row. */
    enum Trouble {
        NONE,
        STATUS,
        HELD,
        MISFIT,
        RANGE,
        AHEAD,
        IMPUTED,
        DROPPED,
        PARTLY,
        DOUBT
    }

    private final int rows;
    /** Per column, null for numbers. */
    private final SampleRing[] rings;
    /** With the asset's name, which a new model's plan does not have. */
    private final List<String> tagNames;

    /** One more than rows: only the newest row's arrays and pictures are used. */
    private final byte[] quality;

    private final boolean[] notGood;
    private final Trouble[] trouble;
    private final int[] troubleColumn;
    private final int[] troubleStatus;
    private final String[] doubt;

    private int newest = -1;

    RowQuality(int rows, SampleRing[] rings, List<String> tagNames) {
        this.rows = rows;
        this.rings = rings;
        this.tagNames = tagNames;
        quality = new byte[rows + 1];
        notGood = new boolean[rows + 1];
        trouble = new Trouble[rows + 1];
        troubleColumn = new int[rows + 1];
        troubleStatus = new int[rows + 1];
        doubt = new String[rows];
    }

    /** A row begins that follows the one before; nothing is the matter with it yet. */
    void begin(int row) {
        newest = row;
        good(row);
        good(rows);
    }

    private void good(int row) {
        quality[row] = RowGrid.GOOD;
        notGood[row] = false;
        trouble[row] = Trouble.NONE;
    }

    /** Where the quality of a column is noted. */
    private int noted(int column) {
        return rings[column] == null ? newest : rows;
    }

    /** Notes what is the matter with a column of the newest row, if nothing worse is. */
    void note(int column, byte worse, Trouble what, int status) {
        note(noted(column), worse, what, column, status);
    }

    private void note(int row, byte worse, Trouble what, int column, int status) {
        if (worse > quality[row]) {
            quality[row] = worse;
            trouble[row] = what;
            troubleColumn[row] = column;
            troubleStatus[row] = status;
        }
    }

    /** As {@link #note}, and the status of the column's tag is not Good. */
    void noteStatus(int column, byte worse, Trouble what, int status) {
        note(column, worse, what, status);
        notGood[noted(column)] = true;
    }

    /** Samples of the newest row were dropped. */
    void dropped() {
        note(newest, RowGrid.UNCERTAIN, Trouble.DROPPED, 0, 0);
    }

    /** The newest row is not what it seems to be: at best UNCERTAIN, with this reason. */
    void doubt(String reason) {
        if (quality[newest] < RowGrid.UNCERTAIN) {
            doubt[newest] = reason;
        }
        note(newest, RowGrid.UNCERTAIN, Trouble.DOUBT, 0, 0);
    }

    /** Returns the quality of the newest row's numbers. */
    byte ofNewest() {
        return quality[newest];
    }

    /** Whether the status of an input of any row is not Good. */
    boolean anyStatusNotGood() {
        for (boolean row : notGood) {
            if (row) {
                return true;
            }
        }
        return false;
    }

    /** Returns the worst quality of all rows. */
    Quality worst() {
        byte worst = quality[worstRow()];
        return worst == RowGrid.GOOD ? Quality.GOOD : worst == RowGrid.UNCERTAIN ? Quality.UNCERTAIN : Quality.BAD;
    }

    private int worstRow() {
        int worst = newest;
        for (int age = 1; age < rows; age++) {
            int row = newest - age < 0 ? newest - age + rows : newest - age;
            if (quality[row] > quality[worst]) {
                worst = row;
            }
        }
        return quality[rows] > quality[worst] ? rows : worst;
    }

    /** Returns why the worst quality is not Good, without values. */
    String reason(FeaturePlan plan) {
        int row = worstRow();
        Column column = plan.features().get(troubleColumn[row]);
        String tag = "tag '" + tagNames.get(column.tag()) + "': ";
        return switch (trouble[row]) {
            case NONE -> "";
            case STATUS -> tag + StatusCodes.name(troubleStatus[row]) + detail(row);
            case HELD -> tag + StatusCodes.name(troubleStatus[row]) + detail(row) + ", last Good value held";
            case MISFIT -> column.categories().isEmpty()
                    ? "feature '" + column.name() + "': value does not fit " + column.type()
                    : "feature '" + column.name() + "': no index of a category, 0 to "
                            + (column.categories().size() - 1);
            case RANGE -> "feature '" + column.name() + "': outside " + FeatureWindow.TRAINING + " range "
                    + column.min() + " to " + column.max() + (column.unit().isEmpty() ? "" : " " + column.unit());
            case AHEAD -> tag + "a newer value lies too far ahead of the connection's clock";
            case IMPUTED -> tag + StatusCodes.name(troubleStatus[row]);
            case DROPPED -> "dropped samples";
            case PARTLY -> tag + StatusCodes.name(troubleStatus[row]) + " for a part of the time";
            case DOUBT -> doubt[row];
        };
    }

    /** Returns a clause that says what is the matter with an array or a picture, or nothing. */
    private String detail(int row) {
        SampleRing ring = rings[troubleColumn[row]];
        return ring == null ? "" : ring.detail(troubleStatus[row]);
    }
}
