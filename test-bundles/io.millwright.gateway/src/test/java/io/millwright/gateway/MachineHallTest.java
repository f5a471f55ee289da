package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the demo tells the planner of its hall fits together. */
class MachineHallTest {
    @Test
    void everyStepFollowsTheOneBeforeOnAMachineOfTheHall() {
        List<String> lines = MachineHall.jobs().lines().toList();
        assertEquals("job,step,after,machine,duration_s", lines.get(0));
        Map<String, String> last = new HashMap<>();
        Set<String> machines = new HashSet<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            machines.add(cells[3]);
            String before = last.getOrDefault(cells[0], "");
            boolean furtherMachine = before.equals(cells[1]);
            assertTrue(furtherMachine || cells[2].equals(before), line);
            assertTrue(Integer.parseInt(cells[4]) >= 8 * 60 && Integer.parseInt(cells[4]) <= 48 * 60, line);
            last.put(cells[0], cells[1]);
        }
        assertEquals(MachineHall.JOBS, last.size());
        assertEquals(Set.copyOf(MachineHall.MACHINES), machines);
    }

    @Test
    void tagsAndFormNameTheSameMachines() {
        List<String> form = MachineHall.machineTags().lines().toList();
        assertEquals(MachineHall.MACHINES.size(), form.size());
        assertEquals("mill-1,mill-1.state,mill-1.done", form.get(2));
        String table = MachineHall.tagTable();
        assertTrue(table.contains("\nmill-1.state,nsu=urn:millwright:simulator;s=Hall1.M3.state\n"), table);
        for (String machine : form) {
            String[] cells = machine.split(",");
            assertTrue(table.contains("\n" + cells[1] + ","), cells[1]);
            assertTrue(table.contains("\n" + cells[2] + ","), cells[2]);
        }
    }
}
