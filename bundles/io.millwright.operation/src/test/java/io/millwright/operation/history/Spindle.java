package io.millwright.operation.history;

import io.millwright.operation.view.Services.Offered;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A source {@code plc} of two tags. */
final class Spindle implements TagSource {
    private final List<Taken> taken = new ArrayList<>();

    private record Taken(List<String> names, TagListener listener) {}

    private record Named(String name) implements Tag {
        @Override
        public String unit() {
            return "";
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }

        @Override
        public int samplingMillis() {
            return 100;
        }

        @Override
        public double rangeLow() {
            return Double.NaN;
        }

        @Override
        public double rangeHigh() {
            return Double.NaN;
        }

        @Override
        public Map<Long, String> texts() {
            return Map.of();
        }

        @Override
        public int[] dimensions() {
            return new int[0];
        }
    }

    Offered<TagSource> offered() {
        return new Offered<>(this, Map.of("kura.service.pid", "plc"));
    }

    @Override
    public List<Tag> tags() {
        return List.of(new Named("speed"), new Named("load"));
    }

    @Override
    public TagSubscription subscribe(Interest what, TagListener listener) {
        Taken subscribed = new Taken(what.tagNames(), listener);
        taken.add(subscribed);
        return new TagSubscription() {
            @Override
            public Tag tag(int i) {
                return new Named(what.tagNames().get(i));
            }

            @Override
            public void close() {
                taken.remove(subscribed);
            }
        };
    }

    void tell(String name, double value) {
        for (Taken each : taken) {
            int tag = each.names().indexOf(name);
            if (tag >= 0) {
                each.listener().sample(tag, value, 0, 1);
            }
        }
    }

    int subscriptions() {
        return taken.size();
    }
}
