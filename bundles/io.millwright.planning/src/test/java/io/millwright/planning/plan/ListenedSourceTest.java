package io.millwright.planning.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sources come and go in any order; there is one subscription at most, and it is to the connection that was named last. */
class ListenedSourceTest {
    private final List<String> done = new ArrayList<>();
    private final ListenedSource source = new ListenedSource();
    private final TagListener listener = new TagListener() {
        @Override
        public void sample(int tag, double value, int status, long timeMicros) {
            throw new IllegalStateException("nothing is told here");
        }

        @Override
        public void progress(long timeMicros) {
            throw new IllegalStateException("nothing is told here");
        }
    };

    /** Writes down who subscribes and leaves. */
    private class Source implements TagSource {
        private final String name;

        Source(String name) {
            this.name = name;
        }

        @Override
        public List<Tag> tags() {
            return List.of();
        }

        @Override
        public TagSubscription subscribe(Interest what, TagListener to) {
            assertEquals(listener, to);
            done.add(name + " " + what.tagNames());
            return new TagSubscription() {
                @Override
                public Tag tag(int i) {
                    throw new IllegalStateException();
                }

                @Override
                public void close() {
                    done.add("no " + name);
                }
            };
        }
    }

    private Source comes(String connection, String name) {
        Source made = new Source(name);
        source.add(made, Map.of("kura.service.pid", connection));
        return made;
    }

    @Test
    void aSourceThatComesLaterIsListenedToAndOneThatTakesItsPlaceToo() {
        source.listen("plc", List.of("a", "b"), listener);
        comes("other", "other");
        Source first = comes("plc", "first");
        comes("plc", "second");
        assertEquals(List.of("first [a, b]"), done);
        source.remove(first);
        assertEquals(List.of("first [a, b]", "no first", "second [a, b]"), done);
    }

    @Test
    void otherTagsAndAnotherConnectionTakeThePlaceOfTheFormerOnes() {
        comes("plc", "plc");
        comes("other", "other");
        assertEquals(List.of(), done);
        source.listen("plc", List.of("a"), listener);
        source.listen("plc", List.of("b"), listener);
        source.listen("other", List.of("b"), listener);
        source.listen("", List.of(), listener);
        assertEquals(List.of("plc [a]", "no plc", "plc [b]", "no plc", "other [b]", "no other"), done);
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void aSourceMayWaitWhileItIsSubscribedToForWhoBringsAnother() {
        source.listen("plc", List.of("a"), listener);
        Source slow = new Source("slow") {
            @Override
            public TagSubscription subscribe(Interest what, TagListener to) {
                CompletableFuture.runAsync(() -> comes("plc", "next")).join();
                return super.subscribe(what, to);
            }
        };
        source.add(slow, Map.of("kura.service.pid", "plc"));
        assertEquals(List.of("slow [a]"), done);
        source.remove(slow);
        assertEquals(List.of("slow [a]", "no slow", "next [a]"), done);
    }

    @Test
    void aSourceThatGoesWhileItIsSubscribedToIsLeft() {
        source.listen("plc", List.of("a"), listener);
        source.add(
                new Source("brief") {
                    @Override
                    public TagSubscription subscribe(Interest what, TagListener to) {
                        source.remove(this);
                        return super.subscribe(what, to);
                    }
                },
                Map.of("kura.service.pid", "plc"));
        assertEquals(List.of("brief [a]", "no brief"), done);
    }

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void theEndWaitsForASubscriptionThatIsBeingMadeAndLeavesIt() throws InterruptedException {
        source.listen("plc", List.of("a"), listener);
        Thread ends = new Thread(source::close);
        source.add(
                new Source("plc") {
                    @Override
                    public TagSubscription subscribe(Interest what, TagListener to) {
                        ends.start();
                        while (ends.getState() != Thread.State.TIMED_WAITING) {
                            Thread.onSpinWait();
                        }
                        return super.subscribe(what, to);
                    }
                },
                Map.of("kura.service.pid", "plc"));
        assertEquals(List.of("plc [a]", "no plc"), done);
        ends.join();
    }

    @Test
    void aRefusedSubscriptionIsTriedAgainWhenSomethingChanges() {
        source.listen("plc", List.of("a"), listener);
        Source refusing = new Source("refusing") {
            private boolean refused;

            @Override
            public TagSubscription subscribe(Interest what, TagListener to) {
                if (!refused) {
                    refused = true;
                    throw new IllegalArgumentException("not yet");
                }
                return super.subscribe(what, to);
            }
        };
        Map<String, Object> named = Map.of("kura.service.pid", "plc");
        assertThrows(IllegalArgumentException.class, () -> source.add(refusing, named));
        source.add(refusing, named);
        assertEquals(List.of("refusing [a]"), done);
    }

    @Test
    void afterTheEndNothingIsListenedToWhateverComes() {
        Source first = comes("plc", "first");
        source.listen("plc", List.of("a"), listener);
        source.close();
        source.remove(first);
        comes("plc", "second");
        assertEquals(List.of("first [a]", "no first"), done);
    }
}
