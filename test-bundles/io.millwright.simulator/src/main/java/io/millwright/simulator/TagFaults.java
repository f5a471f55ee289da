package io.millwright.simulator;

import io.millwright.simulator.Fault.Name;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** The faults of tags that are on at present. Thread safe. */
final class TagFaults {
    private final Map<String, Tag> tags;
    private final PlcPower power;
    private final LongSupplier sourceMicros;
    private final Consumer<String> events;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Active> active = new ConcurrentHashMap<>();

    private record Active(Fault fault, TagFault tagFault, List<Tag> tags, CompletableFuture<Void> over) {}

    /** @param sourceMicros source time of the moment, for what a begin or an end shows */
    TagFaults(Map<String, Tag> tags, PlcPower power, LongSupplier sourceMicros, Consumer<String> events) {
        this.tags = tags;
        this.power = power;
        this.sourceMicros = sourceMicros;
        this.events = events;
    }

    /** An error when a fault of tags names none of them. */
    void check(Fault fault) {
        if (kind(fault.name()) != null && matching(fault).isEmpty()) {
            throw new IllegalArgumentException("Fault \"" + fault + "\" matches none of the " + tags.size()
                    + " tags: write a tag's name, with * for any text.");
        }
    }

    /** Completes when the fault is over, at once when it lasts until it is cleared. */
    CompletableFuture<Void> begin(Fault fault) {
        TagFault tagFault =
                new TagFault(ids.incrementAndGet(), kind(fault.name()), fault.status(), fault.skewMicros(), null);
        Active entry = new Active(fault, tagFault, matching(fault), new CompletableFuture<>());
        active.put(tagFault.id(), entry);
        long now = sourceMicros.getAsLong();
        entry.tags.forEach(tag -> tag.begin(tagFault, now));
        if (fault.durationMillis() == 0) {
            return CompletableFuture.completedFuture(null);
        }
        power.after(fault.durationMillis(), () -> {
            end(entry);
            return CompletableFuture.completedFuture(null);
        });
        return entry.over;
    }

    void clear() {
        active.values().forEach(this::end);
    }

    private void end(Active entry) {
        if (active.remove(entry.tagFault.id()) != null) {
            long now = sourceMicros.getAsLong();
            entry.tags.forEach(tag -> tag.end(entry.tagFault, now));
            events.accept("FAULT-OVER " + entry.fault);
            entry.over.complete(null);
        }
    }

    private List<Tag> matching(Fault fault) {
        Pattern pattern = fault.tags();
        return tags.values().stream()
                .filter(tag -> pattern.matcher(tag.name()).matches())
                .toList();
    }

    private static TagFault.Kind kind(Name name) {
        return switch (name) {
            case BAD -> TagFault.Kind.BAD;
            case UNCERTAIN -> TagFault.Kind.UNCERTAIN;
            case STUCK -> TagFault.Kind.STUCK;
            case GAP -> TagFault.Kind.GAP;
            case NO_TIMESTAMP -> TagFault.Kind.NO_TIMESTAMP;
            case SKEW -> TagFault.Kind.SKEW;
            default -> null;
        };
    }
}
