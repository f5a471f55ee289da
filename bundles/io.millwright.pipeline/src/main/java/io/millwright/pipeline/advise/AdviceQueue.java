package io.millwright.pipeline.advise;

import io.millwright.decision.Decision;
import io.millwright.decision.Decision.Role;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import io.millwright.pipeline.advise.AdviceRequest.Asset;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Which decisions advice is looked for, and those that wait for it: one per asset, the newest. Thread-safe; nothing here blocks.
 */
final class AdviceQueue {
    /** Assets that wait for advice. */
    static final int WAITING = 64;

    /** Assets whose last search is remembered. */
    static final int ASSETS = 10_000;

    private record Pipeline(Object owner, AdviceSettings settings, AdviceCounters counters) {}

    private final LongSupplier nanos;

    /** Guarded by this object, like the next ones. */
    private final Map<String, Pipeline> pipelines = new HashMap<>();

    private final Map<Asset, AdviceRequest> waiting = new LinkedHashMap<>();

    /** When a search was last wanted, the asset that was longest ago first. */
    private final Map<Asset, Long> searched = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asset, Long> eldest) {
            return size() > ASSETS;
        }
    };

    AdviceQueue(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Takes a pipeline's settings; its counters go on. */
    synchronized void configure(String pipeline, Object owner, AdviceSettings settings) {
        Pipeline before = pipelines.get(pipeline);
        pipelines.put(
                pipeline, new Pipeline(owner, settings, before == null ? new AdviceCounters() : before.counters()));
        if (!settings.enabled()) {
            leave(pipeline);
        }
    }

    /**
     * A pipeline wants no advice from now on; its counters stay until it is forgotten.
     *
     * @return whether it was this one that configured it last; nothing changes otherwise
     */
    synchronized boolean end(String pipeline, Object owner) {
        boolean its = isOwner(pipeline, owner);
        if (its) {
            configure(pipeline, owner, AdviceSettings.OFF);
        }
        return its;
    }

    private boolean isOwner(String pipeline, Object owner) {
        Pipeline known = pipelines.get(pipeline);
        return known != null && known.owner() == owner;
    }

    synchronized void forget(String pipeline, Object owner) {
        if (!isOwner(pipeline, owner)) {
            return;
        }
        pipelines.remove(pipeline);
        leave(pipeline);
        searched.keySet().removeIf(asset -> asset.pipeline().equals(pipeline));
    }

    private void leave(String pipeline) {
        for (Iterator<AdviceRequest> i = waiting.values().iterator(); i.hasNext(); ) {
            AdviceRequest request = i.next();
            if (request.decision().pipeline().equals(pipeline)) {
                i.remove();
                request.counters().dropped.incrementAndGet();
            }
        }
    }

    /** Whether a pipeline wants advice. */
    synchronized boolean wanted() {
        return pipelines.values().stream()
                .anyMatch(pipeline -> pipeline.settings().enabled());
    }

    /** Returns the pipelines that want advice. */
    synchronized Set<String> wanting() {
        return pipelines.keySet().stream().filter(this::wants).collect(Collectors.toSet());
    }

    /** Whether this pipeline wants advice. */
    synchronized boolean wants(String pipeline) {
        Pipeline known = pipelines.get(pipeline);
        return known != null && known.settings().enabled();
    }

    /** Returns the counters of a pipeline, null where it is not known. */
    synchronized AdviceCounters counters(String pipeline) {
        Pipeline known = pipelines.get(pipeline);
        return known == null ? null : known.counters();
    }

    /**
     * Has advice looked for where a decision gives reason to.
     *
     * @return whether something waits now that did not before
     */
    synchronized boolean offer(Decision decision, FeatureSnapshot inputs) {
        Pipeline pipeline = pipelines.get(decision.pipeline());
        if (pipeline == null || !pipeline.settings().enabled() || !isReason(decision, pipeline.settings())) {
            return false;
        }
        Asset asset = Asset.of(decision);
        long now = nanos.getAsLong();
        Long before = searched.get(asset);
        if (before != null
                && now - before
                        < TimeUnit.MILLISECONDS.toNanos(pipeline.settings().minIntervalMillis())) {
            return false;
        }
        searched.put(asset, now);
        pipeline.counters().wanted.incrementAndGet();
        AdviceRequest older = waiting.remove(asset);
        if (older == null && waiting.size() == WAITING) {
            Iterator<AdviceRequest> oldest = waiting.values().iterator();
            older = oldest.next();
            oldest.remove();
        }
        if (older != null) {
            older.counters().dropped.incrementAndGet();
        }
        waiting.put(asset, new AdviceRequest(decision, inputs, pipeline.counters()));
        return true;
    }

    private static boolean isReason(Decision decision, AdviceSettings settings) {
        if (decision.role() == Role.SHADOW) {
            return false;
        }
        if (decision.quality() != Quality.GOOD || settings.every() > 0 && decision.sequence() % settings.every() == 0) {
            return true;
        }
        for (Value value : decision.values()) {
            if (value.severity() != Severity.OK) {
                return true;
            }
        }
        return false;
    }

    /** Takes the one that has waited longest, null if none waits. */
    synchronized AdviceRequest take() {
        Iterator<AdviceRequest> oldest = waiting.values().iterator();
        if (!oldest.hasNext()) {
            return null;
        }
        AdviceRequest request = oldest.next();
        oldest.remove();
        return request;
    }
}
