package io.millwright.opcua.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A server that ends each subscription is told from one that lost a notification. */
class RenewalLimitTest {
    @Test
    void theFourthRenewalInARowIsOneTooMany() {
        RenewalLimit limit = new RenewalLimit();
        for (int i = 0; i < 3; i++) {
            assertFalse(limit.exceeded());
        }
        assertTrue(limit.exceeded());
        limit.forget();
        assertFalse(limit.exceeded());
    }
}
