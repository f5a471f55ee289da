package io.millwright.pipeline.publish;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.confirm.Ledger;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hazard A16: an offer asked every group who is next, 13 µs with a thousand pipelines, on the lane's thread. */
class OutboxOfferScanTest {
    private static final int FEW = 8;
    private static final int MANY = 8_000;
    private static final int OFFERS = 40_000;

    /** With many groups maps miss the cache and each group is made anew; asking all of them costs a thousand times as much. */
    private static final double MOST_TIMES = 100;

    /** Processor time, because the machine has other work. */
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    private final List<PipelineDecision> decisions = new ArrayList<>();

    @Test
    void anOfferCostsTheSameHoweverManyPipelinesThereAre() {
        double few = Double.MAX_VALUE;
        double many = Double.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            few = Math.min(few, nanosPerOffer(FEW, 0));
            many = Math.min(many, nanosPerOffer(MANY, 0));
        }
        assertTrue(many < MOST_TIMES * few, few + " ns with few, " + many + " ns with many pipelines");
    }

    /** Then each offer gives up a decision of the pipeline that has most. */
    @Test
    void norWhenAllRoomIsTaken() {
        double few = Double.MAX_VALUE;
        double many = Double.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            few = Math.min(few, nanosPerOffer(FEW, OutboxLimits.PENDING_DECISIONS));
            many = Math.min(many, nanosPerOffer(MANY, OutboxLimits.PENDING_DECISIONS));
        }
        assertTrue(many < MOST_TIMES * few, few + " ns with few, " + many + " ns with many pipelines");
    }

    private double nanosPerOffer(int pipelines, int before) {
        decisions.clear();
        for (int i = 0; i < pipelines; i++) {
            decisions.add(Decisions.routine("pipeline-" + i, 1));
        }
        OutboxPolicy policy = new OutboxPolicy(new Ledger(), "publisher-1");
        for (int i = 0; i < before; i++) {
            policy.offer(decisions.get(i % pipelines), 0);
        }
        int offers = before == 0 ? OFFERS / 5 : OFFERS;
        long start = THREAD.getCurrentThreadCpuTime();
        for (int i = 0; i < offers; i++) {
            policy.offer(decisions.get(i % pipelines), i);
            policy.nextChangeNanos(i);
        }
        return (THREAD.getCurrentThreadCpuTime() - start) / (double) offers;
    }
}
