package io.millwright.opcua.milo;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which item carries the values of a subscription. */
class CarriersTest {
    private final Carriers carriers = new Carriers();

    @Test
    void theEndOfASubscriptionDoesNotEndTheNextOneOfTheSameId() {
        AtomicInteger ended = new AtomicInteger();
        Runnable before = carriers.carry(uint(1), uint(0), ended::incrementAndGet);
        Runnable after = carriers.carry(uint(1), uint(0), ended::incrementAndGet);
        before.run();
        assertEquals(uint(0), carriers.handle(uint(1)));
        assertEquals(0, ended.get());
        after.run();
        assertNull(carriers.handle(uint(1)));
        assertEquals(1, ended.get());
    }

    @Test
    void eachSubscriptionHasItsOwn() {
        carriers.carry(uint(1), uint(5), () -> {});
        carriers.carry(uint(2), uint(6), () -> {});
        assertEquals(uint(5), carriers.handle(uint(1)));
        assertEquals(uint(6), carriers.handle(uint(2)));
        assertNull(carriers.handle(uint(3)));
    }
}
