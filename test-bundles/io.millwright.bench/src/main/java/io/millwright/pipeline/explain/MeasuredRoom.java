package io.millwright.pipeline.explain;

import io.millwright.decision.Decision;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.model.Model;
import io.millwright.pipeline.listen.ModelFinder.Found;
import java.util.concurrent.atomic.AtomicLong;

/** The room of explanations with one model and nobody to tell. Thread-safe. */
public final class MeasuredRoom implements AutoCloseable {
    private final AtomicLong told = new AtomicLong();
    private final ExplainRoom room;

    /** @param rests how much rest follows each time of work, 9 as on a gateway */
    public MeasuredRoom(Model model, int rests) {
        room = new ExplainRoom(
                identity -> new Found(model, () -> true), annex -> told.incrementAndGet() > 0, System::nanoTime, rests);
    }

    /** A decision is to be explained. */
    public void decided(Decision decision, FeatureSnapshot inputs) {
        room.decided(decision, inputs);
    }

    /** Returns how many explanations were made. */
    public long explained() {
        return room.counters().get("explained");
    }

    @Override
    public void close() {
        room.close();
    }
}
