package io.millwright.pipeline.publish;

import static io.millwright.pipeline.publish.Decisions.ofManyAssets;
import static io.millwright.pipeline.publish.Decisions.routine;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.pipeline.decide.PipelineDecision;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Nobody waits for company that cannot come in time. The longest delay is 1,000 ms, with many assets 500 ms. A line reads as in {@link OutboxPolicyTest}. */
class OutboxRhythmTest {
    private static final int LEARNT = 9;

    private final PolicyHarness outbox = new PolicyHarness();

    private List<String> lastOf(int bursts, long apartMillis, LongConsumer burst, int messages) {
        outbox.confirmAfterMillis(10);
        for (int i = 0; i < bursts; i++) {
            int number = i;
            outbox.atMillis(i * apartMillis, () -> burst.accept(number));
        }
        outbox.runToMillis(bursts * apartMillis + 2_000);
        return outbox.log().subList(outbox.log().size() - messages, outbox.log().size());
    }

    @Test
    void decisionsFurtherApartThanTheirDelayGoAtOnce() {
        List<String> last = lastOf(LEARNT + 1, 1_200, i -> outbox.offer(routine("a", i)), 2);
        assertEquals(List.of("9662 a 8-8", "10862 a 9-9"), last);
    }

    @Test
    void closerOnesWaitForTheNextAndNotForTheOneAfter() {
        List<String> last = lastOf(20, 700, i -> outbox.offer(routine("a", i)), 2);
        assertEquals(List.of("11962 a 16-17", "13362 a 18-19"), last);
    }

    @Test
    void companyThatComesJustBeforeTheEndIsNotWorthTheWholeDelay() {
        List<String> last = lastOf(20, 800, i -> outbox.offer(routine("a", i)), 2);
        assertEquals(List.of("14462 a 18-18", "15262 a 19-19"), last);
    }

    @Test
    void afterOneMoreInBetweenCompanyIsWaitedForAgain() {
        outbox.atMillis(9 * 1_200 + 500, () -> outbox.offer(routine("a", 100)));
        List<String> last = lastOf(LEARNT + 2, 1_200, i -> outbox.offer(routine("a", i)), 2);
        assertEquals(List.of("11362 a 100-100", "13000 a 10-10"), last);
    }

    @Test
    void theAssetsOfOneRowShareAMessageThatDoesNotWaitForTheNextRow() {
        List<String> last = lastOf(
                LEARNT + 1,
                1_200,
                i -> {
                    for (int asset = 0; asset < 5; asset++) {
                        int number = asset;
                        outbox.atMillis(i * 1_200 + 20L * asset, () -> outbox.offer(many(number, i * 5 + number)));
                    }
                },
                2);
        assertEquals(List.of("9711 all 40-44", "10911 all 45-49"), last);
    }

    private static PipelineDecision many(int asset, long sequence) {
        return ofManyAssets("all", "asset" + asset, sequence, false, 0, 0);
    }
}
