package io.millwright.pipeline.grid;

/**
 * The rows ahead of the closed ones: a ring of as many as a grid reaches, each with a store of its own as soon as a sample
 * came for it. Stores are kept for later rows, so that nothing is allocated once as many wait as ever will. Confined to a lane.
 */
final class PendingRows {
    private final int tags;
    private final PendingRow[] pending;
    private final PendingRow[] free;
    private int freeRows;

    /** The row whose slot was asked for last. */
    private long slotOf;

    private int slotFound;

    PendingRows(int tags, int length) {
        this.tags = tags;
        pending = new PendingRow[length];
        free = new PendingRow[length];
    }

    /** Returns how many rows there can be, the next one to close included. */
    int length() {
        return pending.length;
    }

    /** Returns the store of a row, which is not further ahead than the {@link #length}. */
    PendingRow at(long row) {
        int slot = slot(row);
        PendingRow p = pending[slot];
        if (p == null) {
            p = freeRows > 0 ? free[--freeRows] : new PendingRow(tags);
            pending[slot] = p;
        }
        return p;
    }

    /** What is pending for a row becomes what holds. */
    void moveTo(TagValues held, long row) {
        int slot = slot(row);
        PendingRow p = pending[slot];
        if (p != null) {
            p.moveTo(held);
            free[freeRows++] = p;
            pending[slot] = null;
        }
    }

    /** Forgets what is pending for a tag. */
    void forget(int tag) {
        for (PendingRow row : pending) {
            if (row != null) {
                row.clear(tag);
            }
        }
    }

    /** Forgets what is pending. */
    void clear() {
        for (int slot = 0; slot < pending.length; slot++) {
            if (pending[slot] != null) {
                pending[slot].clear();
                free[freeRows++] = pending[slot];
                pending[slot] = null;
            }
        }
    }

    private int slot(long row) {
        if (row != slotOf) {
            slotOf = row;
            slotFound = (int) Math.floorMod(row, (long) pending.length);
        }
        return slotFound;
    }
}
