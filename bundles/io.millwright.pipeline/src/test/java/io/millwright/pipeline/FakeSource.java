package io.millwright.pipeline;

import io.millwright.pipeline.lane.PipelineHarness;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A source whose notifications a test sends, on the test's thread. */
public final class FakeSource implements TagSource {
    private final List<Tag> table = new ArrayList<>();
    final BlockingQueue<Subscription> subscriptions = new LinkedBlockingQueue<>();

    public FakeSource(String... tags) {
        for (String tag : tags) {
            add(tag, "");
        }
    }

    public FakeSource add(String tag, String unit) {
        synchronized (table) {
            table.add(new PipelineHarness.FakeTag(tag, unit, Tag.Kind.NUMBER));
        }
        return this;
    }

    /** Waits for the next subscription. */
    public Subscription subscribed() throws InterruptedException {
        Subscription next = subscriptions.poll(Bound.SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nobody subscribed within " + Bound.SECONDS + " s");
        }
        return next;
    }

    @Override
    public List<Tag> tags() {
        synchronized (table) {
            return List.copyOf(table);
        }
    }

    @Override
    public TagSubscription subscribe(Interest what, TagListener listener) {
        Subscription subscription = new Subscription(what.tagNames(), listener);
        subscriptions.add(subscription);
        return subscription;
    }

    public final class Subscription implements TagSubscription {
        public final List<String> names;
        private final TagListener listener;
        private boolean closed;

        private Subscription(List<String> names, TagListener listener) {
            this.names = names;
            this.listener = listener;
        }

        /** Sends one notification with a value for every tag; false where the subscription is closed. */
        public synchronized boolean send(long timeMicros, double... values) {
            for (int tag = 0; !closed && tag < values.length; tag++) {
                listener.sample(tag, values[tag], StatusCodes.GOOD, timeMicros);
            }
            if (!closed) {
                listener.progress(timeMicros);
            }
            return !closed;
        }

        public synchronized void describe(int tag, String unit) {
            listener.described(tag, new PipelineHarness.FakeTag(names.get(tag), unit, Tag.Kind.NUMBER));
        }

        public synchronized boolean closed() {
            return closed;
        }

        @Override
        public Tag tag(int i) {
            return new PipelineHarness.FakeTag(names.get(i), "", Tag.Kind.UNKNOWN);
        }

        @Override
        public synchronized void close() {
            closed = true;
        }
    }
}
