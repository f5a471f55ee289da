package io.millwright.operation.view;

import io.millwright.operation.Tick;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The last values of tags while somebody looks at them: the first who asks subscribes, and the subscription ends when nobody has asked for
 * {@value #LEASE_SECONDS} s. So tags that nobody looks at cost nothing. Thread-safe.
 */
@Component(service = {LiveTags.class, Tick.class})
public final class LiveTags implements Tick {
    static final int LEASE_SECONDS = 15;

    /** Sources that can be looked at together; one more takes the place of the one that was asked for the longest ago. */
    private static final int MOST = 8;

    private final LongSupplier nanoTime;

    /** Guarded by itself. */
    private final Map<TagSource, Watch> watches = new HashMap<>();

    /** Called by the component runtime. */
    @Activate
    public LiveTags() {
        this(System::nanoTime);
    }

    LiveTags(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * One tag as it was told last.
     *
     * @param number NaN unless it is a number
     * @param text what is no number, shortened; "" for a number
     * @param status of OPC UA
     * @param timeMicros by the source's clock, 0 while nothing was told
     * @param samples how many were told since somebody looks
     */
    public record Last(Tag tag, double number, String text, int status, long timeMicros, long samples) {}

    /** Returns the tags of a source with their last values; those that were not told yet without. */
    public List<Last> of(TagSource source) {
        endIdle();
        List<Tag> tags = source.tags();
        Watch watch;
        synchronized (watches) {
            watch = watches.get(source);
            if (watch != null && !watch.names.equals(names(tags))) {
                watches.remove(source);
                watch.close();
                watch = null;
            }
            if (watch == null) {
                makeRoom();
                watch = new Watch(source, names(tags));
                watches.put(source, watch);
            }
            watch.askedNanos = nanoTime.getAsLong();
        }
        watch.subscribe();
        return watch.values(tags);
    }

    /** Ends what nobody has asked for. */
    @Override
    public void tick() {
        endIdle();
    }

    private void endIdle() {
        long now = nanoTime.getAsLong();
        synchronized (watches) {
            for (Iterator<Watch> each = watches.values().iterator(); each.hasNext(); ) {
                Watch watch = each.next();
                if (now - watch.askedNanos > TimeUnit.SECONDS.toNanos(LEASE_SECONDS)) {
                    each.remove();
                    watch.close();
                }
            }
        }
    }

    private void makeRoom() {
        if (watches.size() >= MOST) {
            var oldest = watches.entrySet().stream()
                    .min((one, other) -> Long.compare(one.getValue().askedNanos - other.getValue().askedNanos, 0))
                    .orElseThrow();
            watches.remove(oldest.getKey());
            oldest.getValue().close();
        }
    }

    @Deactivate
    void close() {
        synchronized (watches) {
            watches.values().forEach(Watch::close);
            watches.clear();
        }
    }

    private static List<String> names(List<Tag> tags) {
        return tags.stream().map(Tag::name).toList();
    }

    /** One source that is looked at. Its values are written on the source's thread, without allocation for numbers. */
    private static final class Watch implements TagListener {
        private static final int LONGEST_TEXT = 200;

        private final TagSource source;
        private final List<String> names;
        private final double[] numbers;
        private final String[] texts;
        private final int[] states;
        private final long[] times;
        private final long[] samples;
        private TagSubscription subscription;
        private boolean closed;
        private long askedNanos;

        Watch(TagSource source, List<String> names) {
            this.source = source;
            this.names = names;
            numbers = new double[names.size()];
            texts = new String[names.size()];
            states = new int[names.size()];
            times = new long[names.size()];
            samples = new long[names.size()];
        }

        /** Outside of every lock: the first values come in this call. */
        void subscribe() {
            synchronized (this) {
                if (subscription != null || closed) {
                    return;
                }
            }
            TagSubscription made = source.subscribe(Interest.in(names), this);
            synchronized (this) {
                if (subscription == null && !closed) {
                    subscription = made;
                    return;
                }
            }
            made.close();
        }

        void close() {
            TagSubscription open;
            synchronized (this) {
                closed = true;
                open = subscription;
                subscription = null;
            }
            if (open != null) {
                open.close();
            }
        }

        @Override
        public synchronized void sample(int tag, double value, int status, long timeMicros) {
            numbers[tag] = value;
            texts[tag] = "";
            told(tag, status, timeMicros);
        }

        @Override
        public synchronized void object(int tag, Object value, int status, long timeMicros) {
            numbers[tag] = Double.NaN;
            texts[tag] = shown(value);
            told(tag, status, timeMicros);
        }

        @Override
        public void progress(long timeMicros) {
            // Nobody is woken: values are read when somebody asks.
        }

        private void told(int tag, int status, long timeMicros) {
            states[tag] = status;
            times[tag] = timeMicros;
            samples[tag]++;
        }

        private static String shown(Object value) {
            if (value instanceof String text) {
                return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "\u2026" : text;
            }
            if (value instanceof java.nio.ByteBuffer bytes) {
                return bytes.remaining() + " bytes";
            }
            return value == null ? "" : java.lang.reflect.Array.getLength(value) + " elements";
        }

        synchronized List<Last> values(List<Tag> tags) {
            List<Last> found = new java.util.ArrayList<>(tags.size());
            for (int i = 0; i < names.size(); i++) {
                Tag tag = tags.get(i);
                double number = samples[i] == 0 ? Double.NaN : numbers[i];
                found.add(new Last(tag, number, texts[i] == null ? "" : texts[i], states[i], times[i], samples[i]));
            }
            return found;
        }
    }
}
