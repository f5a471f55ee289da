package io.millwright.gateway.kura.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class MessageStoreTest {
    private static final byte[] EMPTY = {};

    private final MessageStore store = new MessageStore();

    private Integer store(int priority, int capacity) {
        return store.store("t", EMPTY, 1, false, priority, capacity);
    }

    @Test
    void priorityGoesBeforeAge() {
        int routine = store(7, 10);
        int urgent = store(5, 10);
        int later = store(7, 10);
        for (int id : new int[] {urgent, routine, later}) {
            MessageStore.Message next = store.next();
            assertEquals(id, next.id());
            store.published(next);
        }
        assertNull(store.next());
    }

    /** Confirmed rows count until the housekeeper comes; life-cycle messages pass all the same. */
    @Test
    void everyRowCountsTowardsTheCapacity() {
        store(7, 2);
        store(7, 2);
        assertNull(store(7, 2));
        assertNotNull(store(1, 2));
        for (int i = 0; i < 3; i++) {
            MessageStore.Message next = store.next();
            store.published(next);
            store.confirmed(next.id());
        }
        assertEquals(3, store.size());
        assertNull(store(7, 3));
        store.removeOlderThan(0);
        assertEquals(0, store.size());
        assertNotNull(store(7, 3));
    }

    @Test
    void aNewSessionSendsAgainWhatWasInFlight() {
        int first = store(7, 10);
        store.published(store.next());
        assertNull(store.next());
        store.unpublishInFlight();
        assertEquals(first, store.next().id());
        assertNull(store.confirmed(first), "no longer in flight");
    }
}
