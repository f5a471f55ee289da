package io.millwright.pipeline.wire;

import io.millwright.status.StatusCodes;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSubscription;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a lane wants of the records. All but {@link #close} and {@link #tag} is confined to whoever reads records. */
final class WireSubscription implements TagSubscription {
    private final List<String> names;
    private final TagListener listener;
    private final Consumer<WireSubscription> ended;
    private final Function<String, Tag> known;
    private volatile boolean closed;

    WireSubscription(
            List<String> names, TagListener listener, Function<String, Tag> known, Consumer<WireSubscription> ended) {
        this.names = names;
        this.listener = listener;
        this.known = known;
        this.ended = ended;
        Set<String> unique = new HashSet<>();
        for (String name : names) {
            if (!unique.add(name)) {
                throw new IllegalArgumentException("a tag name occurs twice: " + name);
            }
        }
    }

    List<String> names() {
        return names;
    }

    void described(int tag, Channel channel, int samplingMillis) {
        if (!closed) {
            listener.described(tag, channel.tag(names.get(tag), samplingMillis));
        }
    }

    /** Delivers what a channel has. */
    void deliver(int tag, Channel channel) {
        if (closed) {
            return;
        }
        int status = channel.status;
        long time = channel.timeMicros;
        Object value = channel.value;
        if (StatusCodes.isBad(status)) {
            bad(tag, channel.kind, status, time);
        } else if (value instanceof Long integer) {
            listener.integer(tag, integer, status, time);
        } else if (value instanceof Number number) {
            listener.sample(tag, number.doubleValue(), status, time);
        } else if (value instanceof Boolean bool) {
            listener.sample(tag, bool ? 1 : 0, status, time);
        } else if (channel.kind == Tag.Kind.BYTES) {
            listener.object(tag, ByteBuffer.wrap((byte[]) value).asReadOnlyBuffer(), status, time);
        } else {
            listener.object(tag, value, status, time);
        }
    }

    /** Delivers a status without a value. */
    void bad(int tag, Tag.Kind kind, int status, long timeMicros) {
        if (kind == Tag.Kind.NUMBER || kind == Tag.Kind.UNKNOWN) {
            listener.sample(tag, Double.NaN, status, timeMicros);
        } else {
            listener.object(tag, null, status, timeMicros);
        }
    }

    void progress(long timeMicros) {
        if (!closed) {
            listener.progress(timeMicros);
        }
    }

    @Override
    public Tag tag(int i) {
        return known.apply(names.get(i));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            ended.accept(this);
        }
    }
}
