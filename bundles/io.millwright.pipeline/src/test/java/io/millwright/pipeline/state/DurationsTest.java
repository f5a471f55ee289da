package io.millwright.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.pipeline.Bound;
import io.millwright.supervision.Durations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Into which bucket a duration falls, and that none is lost where several threads record. */
class DurationsTest {
    private final Durations durations = new Durations("run", "One run of the model");

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            -5,              0
            0,               0
            100_000,         0
            100_001,         1
            200_000,         1
            500_000,         2
            999_999,         3
            1_000_000,       3
            1_000_001,       4
            100_000_000_000, 18
            100_000_000_001, 19
            9223372036854775807, 19
            """)
    void aDurationIsCountedUpToItsEnd(String nanos, int bucket) {
        durations.record(Long.parseLong(nanos.replace("_", "")));
        long[] expected = new long[20];
        expected[bucket] = 1;
        assertEquals(Arrays.toString(expected), Arrays.toString(durations.counts()));
    }

    @Test
    void endsRiseByOneTwoAndFive() {
        long[] bounds = Durations.boundsNanos();
        assertEquals(19, bounds.length);
        assertEquals(100_000, bounds[0]);
        assertEquals(20_000_000, bounds[7]);
        assertEquals(100_000_000_000L, bounds[18]);
    }

    @Test
    void noneIsLostWhereSeveralThreadsRecord() throws InterruptedException {
        int each = 20_000;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < each; n++) {
                    durations.record(3_000_000);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(Bound.SECONDS));
        }
        assertEquals(4 * each, Arrays.stream(durations.counts()).sum());
        assertEquals(4L * each * 3_000_000, durations.sumNanos());
    }
}
