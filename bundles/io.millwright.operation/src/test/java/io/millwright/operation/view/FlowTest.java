package io.millwright.operation.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rates of what came through lately. */
class FlowTest {
    private final Part pipeline = Part.pipeline("line");
    private long seconds;
    private final Flow flow = new Flow(() -> List.of(pipeline), () -> TimeUnit.SECONDS.toNanos(seconds));

    private void pass(int more, long decisionsPerSecond) {
        for (int i = 0; i < more; i++) {
            seconds++;
            pipeline.count("windows.begun", pipeline.counters().get("windows.begun") + decisionsPerSecond);
            flow.tick();
        }
    }

    @Test
    void nothingIsSaidBeforeSomethingIsKnown() {
        flow.tick();

        assertTrue(Double.isNaN(flow.of(pipeline).perSecond(List.of("windows.begun"))));
        assertTrue(Double.isNaN(flow.of(Part.pipeline("other")).perMinute(List.of("windows.begun"))));
    }

    @Test
    void theRateOfNowFollowsSoonAndTheOneOfAMinuteLater() {
        flow.tick();
        pass(120, 10);
        pass(20, 0);

        Flow.Lately lately = flow.of(pipeline);

        assertEquals(0, lately.perSecond(List.of("windows.begun")));
        assertTrue(lately.perMinute(List.of("windows.begun")) > 100, lately.toString());
        pass(60, 0);
        assertEquals(0, flow.of(pipeline).perMinute(List.of("windows.begun")));
    }

    @Test
    void countersThatBeginAnewAreNoFall() {
        flow.tick();
        pass(60, 10);
        pipeline.count("windows.begun", 3);

        assertEquals(0, flow.of(pipeline).risen("windows.begun"));
        pass(30, 1);
        assertEquals(1, flow.of(pipeline).perSecond(List.of("windows.begun")), 0.3);
    }
}
