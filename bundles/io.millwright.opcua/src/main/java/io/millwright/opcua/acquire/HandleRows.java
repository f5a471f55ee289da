package io.millwright.opcua.acquire;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToIntFunction;

/**
 * Finds the row of a monitored item by the client's handle. Never written after it was made. Handles are counted up, so nearly each
 * lies where it is looked for first, beside the one before it.
 */
final class HandleRows {
    /** No row of ours: an item that was removed while its value was on the way. */
    static final int UNKNOWN = -2;

    private final int mask;
    private final int[] handles;
    private final int[] rows;

    private HandleRows(int capacity) {
        mask = capacity - 1;
        handles = new int[capacity];
        rows = new int[capacity];
        Arrays.fill(rows, UNKNOWN);
    }

    /** Makes the table of these items. */
    static <T> HandleRows of(Collection<? extends T> items, ToIntFunction<T> handle, ToIntFunction<T> row) {
        HandleRows table = new HandleRows(Integer.highestOneBit(items.size() + 1) << 2);
        for (T item : items) {
            table.put(handle.applyAsInt(item), row.applyAsInt(item));
        }
        return table;
    }

    private void put(int handle, int row) {
        int i = handle & mask;
        while (rows[i] != UNKNOWN) {
            i = i + 1 & mask;
        }
        handles[i] = handle;
        rows[i] = row;
    }

    /** Returns the row of a handle, or {@link #UNKNOWN}. */
    int row(int handle) {
        int i = handle & mask;
        while (rows[i] != UNKNOWN && handles[i] != handle) {
            i = i + 1 & mask;
        }
        return rows[i];
    }
}
