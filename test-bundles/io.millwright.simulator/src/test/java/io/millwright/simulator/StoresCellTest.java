package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.junit.jupiter.api.Test;

/** Bins whose counters only rise and roll over, and from which nothing comes that is not there. */
class StoresCellTest {
    private static final int PARTS = 8;

    private final List<String[]> told = new ArrayList<>();
    private final StoresCell cell = new StoresCell(PARTS, 3, line -> told.add(line.split(" ")));

    private long counter(String part) {
        cell.write(0);
        Tag tag = cell.tags().stream()
                .filter(each -> each.name().equals("Stores1." + part + ".issued"))
                .findFirst()
                .orElseThrow();
        return ((UInteger) tag.current().value().value()).longValue();
    }

    private List<String[]> lines(String kind) {
        return told.stream().filter(words -> words[0].equals(kind)).toList();
    }

    @Test
    void whatIsIssuedIsCountedOverTheRollOverAndNeverMoreThanLiesThere() {
        Map<String, Long> before = new HashMap<>();
        for (int part = 1; part <= PARTS; part++) {
            before.put("P0" + part, counter("P0" + part));
        }
        assertEquals(4_294_967_295L, before.get("P01"));
        for (int month = 0; month < 12; month++) {
            cell.pass();
        }
        Map<String, Long> issued = new HashMap<>();
        for (String[] words : lines("STORE")) {
            assertTrue(Integer.parseInt(words[4]) <= Integer.parseInt(words[3]));
            assertTrue(Integer.parseInt(words[5]) >= 0);
            issued.merge(words[2], Long.parseLong(words[4]), Long::sum);
        }
        issued.forEach((part, sum) -> assertEquals((before.get(part) + sum) % (1L << 32), counter(part), part));
        assertTrue(counter("P01") < 1_000_000, "rolled over");
        assertTrue(lines("STORE").stream().anyMatch(words -> words[5].equals("0")), "nothing was ordered");
    }

    @Test
    void anOrderIsThereInTheThirdMonthAfterIt() {
        cell.pass();
        cell.order("P02", 10_000);
        for (int month = 0; month < 3; month++) {
            cell.pass();
        }
        List<Integer> stock = lines("STORE").stream()
                .filter(words -> words[2].equals("P02"))
                .map(words -> Integer.parseInt(words[5]))
                .toList();
        assertTrue(stock.get(2) < 5_000 && stock.get(3) > 5_000, stock.toString());
        assertThrows(IllegalArgumentException.class, () -> cell.order("P77", 1));
        assertThrows(IllegalArgumentException.class, () -> cell.order("P01", 0));
    }

    @Test
    void thePastHasEveryPartInEveryMonthAndFourKindsOfUse() {
        cell.tellPast();
        assertEquals(PARTS * StoresCell.PAST_MONTHS, lines("PAST").size());
        assertEquals("2026-01", lines("STORES").get(0)[1]);
        Map<String, Long> without = new HashMap<>();
        lines("PAST").forEach(words -> without.merge(words[2], words[3].equals("0") ? 1L : 0L, Long::sum));
        assertEquals(0, without.get("P01") + without.get("P02"));
        assertTrue(without.get("P03") > 10 && without.get("P04") > 10, without.toString());
    }
}
