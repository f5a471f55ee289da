package io.millwright.pipeline.listen;

import io.millwright.decision.Decision;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.pipeline.decide.PictureInputs;
import io.millwright.pipeline.decide.WholeInputs;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The listeners of decisions as one pipeline sees them: what they want to know of it, so that it copies nothing for the sake of other
 * pipelines, and the way to them. Its methods return at once and are called on lanes; thread-safe.
 */
public final class PipelineListeners implements AutoCloseable {
    /** What one listener wants of this pipeline. */
    private record Wish(ListenerQueue queue, boolean inputs, boolean tensors, boolean pictures) {
        static Wish of(ListenerQueue queue, String pipeline) {
            return new Wish(queue, queue.wantsInputs(pipeline), queue.wantsTensors(), queue.wantsPictures(pipeline));
        }
    }

    /** What all of them want; replaced as a whole. */
    private record Wishes(Wish[] each, boolean inputs, boolean tensors, boolean pictures) {
        static final Wishes NONE = new Wishes(new Wish[0], false, false, false);

        static Wishes of(Wish[] each) {
            return new Wishes(
                    each,
                    Arrays.stream(each).anyMatch(Wish::inputs),
                    Arrays.stream(each).anyMatch(Wish::tensors),
                    Arrays.stream(each).anyMatch(Wish::pictures));
        }
    }

    private final DecisionListeners all;
    private final String pipeline;
    private volatile Wishes wishes = Wishes.NONE;

    /** How often listeners were asked. */
    private final AtomicLong asked = new AtomicLong();

    /** The number of the question that the wishes answer; guarded by this. */
    private long answered;

    PipelineListeners(DecisionListeners all, String pipeline) {
        this.all = all;
        this.pipeline = pipeline;
    }

    /**
     * Asks the listeners anew what they want; foreign code, so never on a lane, nor with a lock held. Of several at once the answer to
     * the newest question counts.
     *
     * @param queues of the listeners that there are
     */
    void ask(Supplier<ListenerQueue[]> queues) {
        // Before looking who is there: a higher number has seen whatever a lower one has.
        long number = asked.incrementAndGet();
        Wishes wanted = Wishes.of(Arrays.stream(queues.get())
                .map(queue -> Wish.of(queue, pipeline))
                .toArray(Wish[]::new));
        synchronized (this) {
            if (number > answered) {
                answered = number;
                wishes = wanted;
            }
        }
    }

    String pipeline() {
        return pipeline;
    }

    /** Whether a listener wants to know what the model saw, which costs a copy per decision. */
    public boolean wantsInputs() {
        return wishes.inputs();
    }

    /** Whether a listener wants the whole inputs of decisions that are to be explained. */
    public boolean wantsTensors() {
        return wishes.tensors();
    }

    /** Whether a listener wants the pictures that the model saw. */
    public boolean wantsPictures() {
        return wishes.pictures();
    }

    /**
     * Hands a decision to every listener. Never blocks, never throws.
     *
     * @param inputs what the model saw, or null
     */
    public void offer(Decision decision, FeatureSnapshot inputs) {
        for (Wish wish : wishes.each()) {
            wish.queue().offer(decision, wanted(wish, inputs));
        }
    }

    private static FeatureSnapshot wanted(Wish wish, FeatureSnapshot inputs) {
        FeatureSnapshot beside = besidePictures(wish, PictureInputs.without(inputs));
        if (!wish.pictures() || !(inputs instanceof PictureInputs with)) {
            return beside;
        }
        return beside == with.inputs() ? with : new PictureInputs(beside, with.pictures());
    }

    private static FeatureSnapshot besidePictures(Wish wish, FeatureSnapshot inputs) {
        if (wish.tensors() && inputs instanceof WholeInputs) {
            return inputs;
        }
        return wish.inputs() ? DecisionListeners.scalars(inputs) : null;
    }

    /** Has listeners asked what they want of this pipeline now that it is configured. Foreign code: never on a lane. */
    public void refresh() {
        all.refresh(this);
    }

    /** The pipeline has ended; listeners are not asked of it any more. */
    @Override
    public void close() {
        all.forget(this);
    }
}
