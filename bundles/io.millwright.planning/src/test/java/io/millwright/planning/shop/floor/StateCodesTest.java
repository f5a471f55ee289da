package io.millwright.planning.shop.floor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings are compared by their text over restarts: a text that depends on the process would plan everything anew. */
class StateCodesTest {
    @Test
    void theTextHasOneOrderInEveryProcess() {
        Map<String, MachineState> meanings = Map.of(
                "fault", MachineState.DOWN, "0", MachineState.DOWN, "2", MachineState.IDLE, "1", MachineState.RUNNING);
        assertEquals(
                "StateCodes[meanings={0=DOWN, 1=RUNNING, 2=IDLE, fault=DOWN}]", new StateCodes(meanings).toString());
    }
}
