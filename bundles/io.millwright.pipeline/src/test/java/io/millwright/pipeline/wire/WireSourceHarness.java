package io.millwright.pipeline.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.form.Diagnosis;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSubscription;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A source of records whose clock is the test's, and what its listeners heard, a line each. */
abstract class WireSourceHarness {
    static final long WALL_MILLIS = 1_000_000;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private long nanos = SECOND_NANOS;
    final List<String> heard = new ArrayList<>();
    final List<Diagnosis> ambiguous = new ArrayList<>();
    final WireCounters counters = new WireCounters();
    int ready;

    final WireSource source = new WireSource(
            "inference",
            settings(Map.of(), 10_000),
            counters,
            new WireSource.Events() {
                @Override
                public void ready() {
                    ready++;
                }

                @Override
                public void ambiguous(Diagnosis why) {
                    ambiguous.add(why);
                }
            },
            () -> nanos,
            () -> (WALL_MILLIS + nanos / 1_000_000) * 1_000);

    static WireSettings settings(Map<String, VectorType> vectors, long staleMillis) {
        return new WireSettings(1_000, staleMillis, "assetTimestamp", false, vectors, false, false);
    }

    final class Listener implements TagListener {
        private final List<String> names;

        Listener(List<String> names) {
            this.names = names;
        }

        @Override
        public void sample(int tag, double value, int status, long timeMicros) {
            add(tag, value, status, timeMicros);
        }

        @Override
        public void integer(int tag, long value, int status, long timeMicros) {
            add(tag, value, status, timeMicros);
        }

        @Override
        public void object(int tag, Object value, int status, long timeMicros) {
            Object shown = value;
            if (value instanceof float[] floats) {
                shown = Arrays.toString(floats);
            } else if (value instanceof ByteBuffer bytes) {
                shown = bytes.remaining() + " bytes";
            }
            add(tag, shown, status, timeMicros);
        }

        private void add(int tag, Object value, int status, long timeMicros) {
            String what = StatusCodes.isGood(status) ? String.valueOf(value) : StatusCodes.name(status);
            heard.add(names.get(tag) + "=" + what + "@" + timeMicros / 1_000);
        }

        @Override
        public void described(int tag, Tag now) {
            if (now.kind() != Tag.Kind.UNKNOWN) {
                heard.add(names.get(tag) + ":" + now.kind() + (now.unit().isEmpty() ? "" : " " + now.unit()));
            }
        }

        @Override
        public void progress(long timeMicros) {
            heard.add("| " + timeMicros / 1_000);
        }
    }

    TagSubscription subscribe(String... names) {
        TagSubscription subscription = source.subscribe(Interest.in(List.of(names)), new Listener(List.of(names)));
        heard.removeIf(line -> line.contains("Bad_NodeIdUnknown"));
        return subscription;
    }

    void send(String asset, String... lines) {
        source.take(Envelopes.from("emitter-of-" + asset, asset, lines));
    }

    void heardIs(String... lines) {
        assertEquals(List.of(lines), heard);
        heard.clear();
    }

    void pass(double seconds) {
        nanos += (long) (seconds * SECOND_NANOS);
    }
}
