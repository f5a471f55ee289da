package io.millwright.gateway.kura.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private long now = 1_000;

    @Test
    void oneTokenPerPeriodAndNoMoreThanTheBurst() {
        TokenBucket bucket = new TokenBucket(2, 100, () -> now);
        assertTrue(bucket.take());
        assertTrue(bucket.take());
        assertFalse(bucket.take());
        assertEquals(100, bucket.waitNanos());

        now += 150;
        assertTrue(bucket.take());
        assertFalse(bucket.take());
        assertEquals(50, bucket.waitNanos());

        now += 10_000;
        assertTrue(bucket.take());
        assertTrue(bucket.take());
        assertFalse(bucket.take());
    }
}
