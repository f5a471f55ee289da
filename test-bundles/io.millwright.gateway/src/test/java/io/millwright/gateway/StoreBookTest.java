package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the demo gives to the planner, and the score of two policies over the same months. */
class StoreBookTest {
    private final StoreBook book = new StoreBook();

    private void past() {
        for (String month : List.of("2025-10", "2025-11", "2025-12")) {
            assertTrue(book.take("PAST " + month + " P01 10"));
        }
        assertTrue(book.take("BIN P01 30"));
        assertTrue(book.take("STORES 2026-01"));
    }

    @Test
    void theInputsOfThePlannerAreWhatTheSimulatorTold() throws InterruptedException {
        assertFalse(book.take("READY opc.tcp://localhost"));
        past();
        assertEquals("2026-01", book.await("", 1));
        assertEquals("2025-12", book.last());
        book.ordered("P01", 7);
        assertEquals("part,on_hand,on_order\nP01,30,7\n", book.parts());
        assertTrue(book.consumption().startsWith("part,period,quantity\nP01,2025-10,10\n"), book.consumption());
        book.take("STORE 2026-01 P01 40 30 0 7");
        book.take("STORES 2026-02");
        assertTrue(book.consumption().endsWith("P01,2026-01,30\n"), book.consumption());
        assertEquals("part,on_hand,on_order\nP01,0,7\n", book.parts());
        assertThrows(GatewayException.class, () -> book.await("2026-02", 1));
    }

    @Test
    void bothPoliciesAreCountedOnceTheirFirstOrdersHaveCome() {
        past();
        // A steady part: the simple policy keeps three months of it and is never out; the plans let it run out in the
        // fourth month.
        for (int month = 1; month <= 4; month++) {
            int issued = month < 4 ? 10 : 0;
            book.take("STORE 2026-0" + month + " P01 10 " + issued + " " + (month < 4 ? 30 - 10 * month : 0) + " 0");
            book.take("STORES 2026-0" + (month + 1));
        }
        List<String> score = book.score();
        assertTrue(
                score.get(0).contains("1 months: 0.0 %") && score.get(0).contains("10 parts were not"), score.get(0));
        assertTrue(
                score.get(1).contains("1 months: 100.0 %") && score.get(1).contains("0 parts were not"), score.get(1));
    }
}
