package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.pipeline.FakeModel;
import org.junit.jupiter.api.Test;

/** A lane that cannot keep up drops the oldest samples, counts them and says so in the window's quality. */
class LaneOverloadTest {
    @Test
    void droppedSamplesMakeTheirWindowUncertainAndTheNextIsGood() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.sum("a", "b"), "queue.samples", 1024);
        h.play("1.0 a=1 b=1").expect("1.0 ok ok 2.0 GOOD");
        for (int i = 0; i < 1500; i++) {
            h.queue("- a=" + i + "@" + (1.1 + i * 0.0001));
        }
        h.queue("2.0").serve();
        assertEquals(1500 + 1 - 1024, h.counters.droppedSamples.get());
        h.play("3.0")
                .expect(
                        """
                        2.0 alarm alarm 1500.0 UNCERTAIN dropped samples
                        3.0 alarm alarm 1500.0 GOOD
                        """);
    }

    /** The only sample of a tag is among the dropped: its value must not stay the old one, Good for ever. */
    @Test
    void theNewestDroppedSampleOfATagIsNotForgotten() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.sum("a", "b"), "queue.samples", 1024);
        h.play("1.0 a=1 b=1").expect("1.0 ok ok 2.0 GOOD");
        h.queue("- b=50@1.05");
        for (int i = 0; i < 2000; i++) {
            h.queue("- a=0@1.1");
        }
        h.queue("2.0").serve();
        h.play("3.0")
                .expect(
                        """
                        2.0 alarm alarm 50.0 UNCERTAIN dropped samples
                        3.0 alarm alarm 50.0 GOOD
                        """);
    }

    @Test
    void aBadSampleAmongTheDroppedIsNotForgottenEither() throws Exception {
        PipelineHarness h = new PipelineHarness(FakeModel.sum("a", "b"), "queue.samples", 1024, "hold.limitMs", 0L);
        h.play("1.0 a=1 b=1").expect("1.0 ok ok 2.0 GOOD");
        h.queue("- b=@1.05!bad");
        for (int i = 0; i < 2000; i++) {
            h.queue("- a=0@1.1");
        }
        h.queue("2.0").serve();
        h.expect("2.0 unknown - - BAD tag 'b': Bad_SensorFailure");
    }

    /** A bug in one sample costs its window, is counted, and the next sample is served. */
    @Test
    void aBugIsCaughtCountedAndTheNextSampleServed() throws Exception {
        FakeModel model = FakeModel.sum("a").next("1.0.0", x -> {
            if (x[0] == 13) {
                throw new ArithmeticException("thirteen");
            }
            return new double[] {x[0]};
        });
        PipelineHarness h = new PipelineHarness(model);
        h.play("1.0 a=1").play("2.0 a=13");
        assertEquals("a bug, see the log: java.lang.ArithmeticException: thirteen", h.lane.runFailure(0));
        h.play("3.0 a=2")
                .expect("""
                1.0 ok ok 1.0 GOOD
                3.0 ok ok 2.0 GOOD
                """);
        assertEquals(1, h.counters.bugs.get());
        assertEquals(1, h.counters.lostWindows.get());
        assertEquals("", h.lane.runFailure(0));
    }

    /** Of a run that never began nobody tells the end. */
    @Test
    void aBugWhereARunIsStartedDoesNotStopTheLane() throws Exception {
        FakeModel model = FakeModel.sum("a");
        model.blocksElsewhere = true;
        PipelineHarness h = new PipelineHarness(model);
        model.onRun = () -> {
            throw new ArithmeticException("thirteen");
        };
        h.play("1.0 a=13");
        model.onRun = () -> {};
        h.play("2.0 a=2").expect("2.0 ok ok 2.0 GOOD");
        assertEquals(1, h.counters.bugs.get());
        assertEquals(1, h.counters.lostWindows.get());
    }
}
