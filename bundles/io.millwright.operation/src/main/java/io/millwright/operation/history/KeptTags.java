package io.millwright.operation.history;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.view.Documents;
import io.millwright.operation.view.Services.Offered;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tags that patterns choose: subscribed to as long as they are kept, and one value of each per second at most. Used by one thread;
 * samples come on the sources' threads.
 */
final class KeptTags implements AutoCloseable {
    /** Most tags of all sources together. */
    static final int MOST_TAGS = 2_000;

    private final Map<TagSource, Kept> kept = new HashMap<>();
    private int leftOut;

    /** Brings the subscriptions to what is wanted. */
    void settle(List<Offered<TagSource>> sources, List<String> patterns) {
        Map<TagSource, List<String>> wanted = new HashMap<>();
        int tags = 0;
        int beyond = 0;
        List<Pattern> compiled = patterns.stream().map(KeptTags::compiled).toList();
        for (Offered<TagSource> source : compiled.isEmpty() ? List.<Offered<TagSource>>of() : sources) {
            List<String> names = new ArrayList<>();
            for (Tag tag : source.service().tags()) {
                String whole = source.pid() + "/" + tag.name();
                if (tag.kind() != Tag.Kind.ARRAY
                        && tag.kind() != Tag.Kind.BYTES
                        && compiled.stream()
                                .anyMatch(each -> each.matcher(whole).matches())) {
                    if (tags++ < MOST_TAGS) {
                        names.add(tag.name());
                    } else {
                        beyond++;
                    }
                }
            }
            if (!names.isEmpty()) {
                wanted.put(source.service(), names);
            }
        }
        leftOut = beyond;
        for (Iterator<Map.Entry<TagSource, Kept>> each = kept.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<TagSource, Kept> entry = each.next();
            if (!entry.getValue().names.equals(wanted.get(entry.getKey()))) {
                each.remove();
                entry.getValue().close();
            }
        }
        for (Offered<TagSource> source : sources) {
            List<String> names = wanted.get(source.service());
            if (names != null && !kept.containsKey(source.service())) {
                Kept fresh = new Kept(source.pid(), names);
                // Only what is subscribed is kept: where that fails it is tried again.
                fresh.subscription = source.service().subscribe(Interest.in(names), fresh);
                kept.put(source.service(), fresh);
            }
        }
    }

    /** Returns a pattern of {@code connection/tag} with {@code *} for any characters. */
    static Pattern compiled(String pattern) {
        return Pattern.compile(java.util.Arrays.stream(pattern.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }

    /** Tells a document per source whose tags were told since the last call. */
    void collect(Consumer<JsonObject> told) {
        kept.values().forEach(each -> each.collect(told));
    }

    /** Returns how many tags the patterns choose beyond {@value #MOST_TAGS}. */
    int leftOut() {
        return leftOut;
    }

    @Override
    public void close() {
        kept.values().forEach(Kept::close);
        kept.clear();
    }

    /** The tags of one source. */
    private static final class Kept implements TagListener {
        private static final int LONGEST_TEXT = 200;

        private final String connection;
        private final List<String> names;
        private final double[] numbers;
        private final String[] texts;
        private final int[] states;
        private final long[] times;
        private final boolean[] fresh;
        private boolean any;
        private TagSubscription subscription;

        Kept(String connection, List<String> names) {
            this.connection = connection;
            this.names = names;
            numbers = new double[names.size()];
            texts = new String[names.size()];
            states = new int[names.size()];
            times = new long[names.size()];
            fresh = new boolean[names.size()];
        }

        void close() {
            if (subscription != null) {
                subscription.close();
            }
        }

        @Override
        public synchronized void sample(int tag, double value, int status, long timeMicros) {
            numbers[tag] = value;
            texts[tag] = null;
            told(tag, status, timeMicros);
        }

        @Override
        public synchronized void object(int tag, Object value, int status, long timeMicros) {
            numbers[tag] = Double.NaN;
            texts[tag] = value instanceof String text ? text : null;
            told(tag, status, timeMicros);
        }

        @Override
        public void progress(long timeMicros) {
            // Values are taken once per second.
        }

        private void told(int tag, int status, long timeMicros) {
            states[tag] = status;
            times[tag] = timeMicros;
            fresh[tag] = true;
            any = true;
        }

        synchronized void collect(Consumer<JsonObject> told) {
            if (!any) {
                return;
            }
            JsonObject tags = new JsonObject();
            for (int i = 0; i < fresh.length; i++) {
                if (fresh[i]) {
                    fresh[i] = false;
                    JsonArray value = new JsonArray();
                    if (texts[i] == null) {
                        value.add(Documents.number(numbers[i]));
                    } else {
                        value.add(texts[i].substring(0, Math.min(LONGEST_TEXT, texts[i].length())));
                    }
                    tags.add(
                            names.get(i),
                            value.add(Integer.toUnsignedLong(states[i])).add(times[i]));
                }
            }
            any = false;
            told.accept(new JsonObject().add("connection", connection).add("tags", tags));
        }
    }
}
