package io.millwright.opcua.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows by the client's handle. */
class HandleRowsTest {
    private record Item(int handle, int row) {}

    @Test
    void everyHandleFindsItsRowAndNoOtherDoes() {
        Random random = new Random(3);
        List<Item> items = new ArrayList<>();
        int handle = -5;
        for (int row = 0; row < 10_000; row++) {
            // Counted up, with gaps of all sizes; beyond 2^31 they are negative as an int.
            handle += 1 + (random.nextInt(50) == 0 ? random.nextInt(1 << 16) : 0);
            items.add(new Item(handle, row));
        }
        HandleRows table = HandleRows.of(items, Item::handle, Item::row);
        items.forEach(item -> assertEquals(item.row(), table.row(item.handle())));
        assertEquals(HandleRows.UNKNOWN, table.row(handle + 1));
        assertEquals(HandleRows.UNKNOWN, table.row(Integer.MIN_VALUE));
    }

    @Test
    void withoutItemsNothingIsFound() {
        assertEquals(
                HandleRows.UNKNOWN,
                HandleRows.of(List.<Item>of(), Item::handle, Item::row).row(0));
    }
}
