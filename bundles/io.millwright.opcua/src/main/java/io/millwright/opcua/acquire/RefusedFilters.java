package io.millwright.opcua.acquire;

import io.millwright.opcua.milo.Status;
import io.millwright.opcua.table.TagRow;
import java.util.List;

/** Whose deadband the server refuses, so that it is applied on the gateway. Used on the session's thread. */
public final class RefusedFilters {
    private final List<TagRow> rows;
    private final int[] refused;
    private boolean triggers;

    RefusedFilters(List<TagRow> rows) {
        this.rows = rows;
        refused = new int[rows.size()];
    }

    void refused(int row, int status) {
        refused[row] = status;
    }

    boolean refused(int row) {
        return refused[row] != 0;
    }

    /** The server refuses to send a value again that has only a new time. */
    void triggersRefused() {
        triggers = true;
    }

    boolean triggers() {
        return triggers;
    }

    /** Returns for people what the server refuses, "" if it takes every filter. */
    public String text() {
        int count = 0;
        int first = -1;
        for (int row = 0; row < refused.length; row++) {
            if (refused[row] != 0) {
                first = first < 0 ? row : first;
                count++;
            }
        }
        return count == 0
                ? ""
                : "The server refuses the deadband of " + count + (count == 1 ? " tag, '" : " tags, '")
                        + rows.get(first).name() + (count == 1 ? "' (" : "' first (")
                        + Status.text(refused[first])
                        + "): it sends every change, and the gateway leaves out the small ones.";
    }
}
