package io.millwright.inference.kura;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What happened since the component's start. Any thread. */
final class EngineCounters {
    /** Inferences asked for = runs + refused + failed + bugs, but for those in progress. */
    final AtomicLong asked = new AtomicLong();
    /** That gave outputs. */
    final AtomicLong runs = new AtomicLong();
    /** Before a run. */
    final AtomicLong refused = new AtomicLong();
    /** In the engine, or for want of time. */
    final AtomicLong failed = new AtomicLong();
    /** That came with descriptors of another model's inputs. */
    final AtomicLong mixed = new AtomicLong();
    /** Of these, those of which a value was missing. */
    final AtomicLong mixedRefused = new AtomicLong();
    /** That came with descriptors that are not this engine's. */
    final AtomicLong unmarked = new AtomicLong();
    /** Values outside what the model was trained with. */
    final AtomicLong outOfRange = new AtomicLong();
    /** Runners that are open now. */
    final AtomicLong runnersOpen = new AtomicLong();
    /** Exceptions that nobody expected. */
    final AtomicLong bugs = new AtomicLong();

    Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("inferences.asked", asked.get());
        all.put("inferences.run", runs.get());
        all.put("inferences.refused", refused.get());
        all.put("inferences.failed", failed.get());
        all.put("records.mixed", mixed.get());
        all.put("records.mixedRefused", mixedRefused.get());
        all.put("records.unmarked", unmarked.get());
        all.put("values.outOfRange", outOfRange.get());
        all.put("runners.open", runnersOpen.get());
        all.put("bugs", bugs.get());
        return all;
    }

    /** Returns those that a person looks at first; of the rest those that should be 0 and are not. */
    String headline() {
        StringBuilder text = new StringBuilder("run " + runs.get());
        append(text, "refused", refused);
        append(text, "failed", failed);
        append(text, "mixed up by the AI component", mixed);
        append(text, "values out of range", outOfRange);
        append(text, "bugs", bugs);
        return text.toString();
    }

    private static void append(StringBuilder text, String name, AtomicLong counter) {
        long count = counter.get();
        if (count > 0) {
            text.append(", ").append(name).append(' ').append(count);
        }
    }
}
