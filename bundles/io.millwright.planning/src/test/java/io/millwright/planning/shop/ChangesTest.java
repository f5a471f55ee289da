package io.millwright.planning.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.planning.shop.Released.Key;
import io.millwright.planning.shop.Released.Slot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A schedule that is shifted as a whole is told as one shift, and the rest one by one. */
class ChangesTest {
    private static final int STEPS = 200;

    private static Released schedule(UnaryOperator<Map<Key, Slot>> change) {
        Map<Key, Slot> slots = new LinkedHashMap<>();
        for (int i = 0; i < STEPS; i++) {
            slots.put(new Key("J" + i, "10"), new Slot("M" + i % 5, 600L * i, 600L * i + 500));
        }
        return new Released(change.apply(slots));
    }

    private static Map<Key, Slot> later(Map<Key, Slot> slots, long seconds, int first) {
        slots.replaceAll((key, slot) -> Integer.parseInt(key.job().substring(1)) < first
                ? slot
                : new Slot(slot.machine(), slot.startSeconds() + seconds, slot.endSeconds() + seconds));
        return slots;
    }

    private static Changes changes(UnaryOperator<Map<Key, Slot>> change) {
        return Changes.between(schedule(UnaryOperator.identity()), schedule(change));
    }

    @Test
    void everythingTenMinutesLaterIsOneShift() {
        Changes changes = changes(slots -> later(slots, 600, 0));
        assertEquals(new Changes.Shift(600, STEPS), changes.shift());
        assertEquals(0, changes.moved().size());
        assertEquals(0, changes.kept());
    }

    @Test
    void whatIsFrozenStaysAndWhatGoesElsewhereIsToldByItself() {
        Changes changes = changes(slots -> {
            later(slots, -300, 20);
            slots.put(new Key("J100", "10"), new Slot("M7", 60_000 - 300, 60_500 - 300));
            slots.put(new Key("J101", "10"), new Slot("M1", 99_000, 99_500));
            return slots;
        });
        assertEquals(new Changes.Shift(-300, STEPS - 22), changes.shift());
        assertEquals(2, changes.moved().size());
        assertEquals(20, changes.kept());
    }

    @Test
    void whatMovesByManyDifferentTimesIsNoShift() {
        Changes changes = changes(slots -> {
            int[] i = {0};
            slots.replaceAll((key, slot) ->
                    new Slot(slot.machine(), slot.startSeconds() + 60L * ++i[0], slot.endSeconds() + 60L * i[0]));
            return slots;
        });
        assertEquals(new Changes.Shift(0, 0), changes.shift());
        assertEquals(STEPS, changes.moved().size());
    }

    @Test
    void twoStepsAreToldOneByOne() {
        Changes changes = changes(slots -> later(slots, 60, STEPS - 2));
        assertEquals(0, changes.shift().steps());
        assertEquals(2, changes.moved().size());
    }
}
