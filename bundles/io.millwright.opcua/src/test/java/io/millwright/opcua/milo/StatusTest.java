package io.millwright.opcua.milo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.status.StatusCodes;
import org.junit.jupiter.api.Test;

/** Our table of names against the library's complete one. */
class StatusTest {
    @Test
    void everyNameOfOurTableIsTheSpecifications() {
        int named = 0;
        for (int high = 0x4000; high <= 0x80FF; high++) {
            String name = StatusCodes.name(high << 16);
            if (!name.startsWith("0x")) {
                assertEquals(Status.text(high << 16), StatusCodes.text(high << 16));
                named++;
            }
        }
        assertEquals(true, named > 30, "named: " + named);
    }
}
