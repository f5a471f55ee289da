package io.millwright.operation.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets the figures, and what asking often costs. */
class MetricsCoreTest {
    private static final String TOKEN = "a-token-of-some-length";

    private long nanos = -5;
    private int made;
    private final MetricsCore core = new MetricsCore(TOKEN, this::figures, () -> nanos);

    private Figures figures() {
        made++;
        return new Figures(Counted.gateway());
    }

    private MetricsAnswer asked(String authorization) {
        return core.answer(new MetricsCall("GET", authorization, true));
    }

    @Test
    void whoShowsTheTokenGetsTheText() {
        MetricsAnswer answer = asked("bearer " + TOKEN);

        assertEquals(200, answer.status());
        assertEquals(OpenMetrics.CONTENT_TYPE, answer.headers().get("Content-Type"));
        new StrictReader(new String(answer.body(), StandardCharsets.UTF_8));
        assertEquals(1, core.served());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                TOKEN,
                "Basic " + TOKEN,
                "Bearer " + TOKEN + "x",
                "Bearer a-token-of-some-lengtH",
                "Bearer a-token-of-some-lengt"
            })
    void nobodyElseLearnsAnything(String authorization) {
        MetricsAnswer answer = asked(authorization);

        assertEquals(401, answer.status());
        assertFalse(new String(answer.body(), StandardCharsets.UTF_8).contains("millwright_"));
        assertEquals(1, core.refused());
        assertEquals(0, made);
    }

    @Test
    void guessingIsSlowedDownAndKeepsNobodyOut() {
        for (int i = 0; i < MetricsCore.MOST_WRONG; i++) {
            assertEquals(401, asked("Bearer wrong").status());
        }

        assertEquals(429, asked("Bearer wrong").status());
        assertEquals(200, asked("Bearer " + TOKEN).status(), "a stranger must not shut the monitoring out");
        nanos += TimeUnit.SECONDS.toNanos(61);
        assertEquals(401, asked("Bearer wrong").status());
    }

    @Test
    void aTokenThatOthersCouldReadOnTheWayIsNotTaken() {
        MetricsAnswer answer = core.answer(new MetricsCall("GET", "Bearer " + TOKEN, false));

        assertEquals(403, answer.status());
        assertEquals(0, made);
    }

    @Test
    void theTextIsMadeOncePerSecondWhoeverAsks() {
        byte[] first = asked("Bearer " + TOKEN).body();
        for (int i = 0; i < 100; i++) {
            assertSame(first, asked("Bearer " + TOKEN).body());
        }
        nanos += TimeUnit.SECONDS.toNanos(1);
        asked("Bearer " + TOKEN);

        assertEquals(2, made);
    }

    @Test
    void figuresAreOnlyRead() {
        assertEquals(
                405,
                core.answer(new MetricsCall("POST", "Bearer " + TOKEN, true)).status());
    }
}
