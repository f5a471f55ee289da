package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoFaultsTest {
    private static final List<String> LINES = List.of(
            "broker-away",
            "slow-start:SILENT_S=10      The port accepts connections but nothing answers.",
            "clear                       Ends what lasts.");

    @Test
    void aFaultIsKnownByItsNameWhateverItsArgumentsAre() {
        DemoFaults.check("slow-start", LINES);
        DemoFaults.check("slow-start:5@30", LINES);
        DemoFaults.check("clear", LINES);
    }

    @Test
    void anotherOneIsRefusedWithThoseThatThereAre() {
        for (String fault : List.of("slow", "slow-starts", "7", "")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> DemoFaults.check(fault, LINES));
            assertEquals(
                    "--fault " + fault + " is unknown: write one of broker-away, slow-start, clear", e.getMessage());
        }
    }
}
