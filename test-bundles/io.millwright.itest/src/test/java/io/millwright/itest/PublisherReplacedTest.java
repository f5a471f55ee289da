package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.receiver.Decision;
import java.util.Map;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Publishers come and go with the cloud connection: in the meantime a pipeline decides and counts. */
@ExtendWith(SharedSite.class)
class PublisherReplacedTest {
    @Test
    void aPublisherThatGoesAndComesBackIsUsedAgain(Site site) {
        long unpublished = site.counter(SharedSite.PIPELINE, "decisions.unpublished");
        long dropped = site.counter(SharedSite.PIPELINE, "outbox.dropped");
        long first = site.awaitGoodDecision(SharedSite.PIPELINE).sequence() + 1;
        site.gateway().delete(Site.CLOUD);
        Site.ComponentState state = site.awaitState(SharedSite.PIPELINE, "RUNNING_UNPUBLISHED");
        assertTrue(state.text().contains("Cloud publisher is "), state.text());
        long made = site.counter(SharedSite.PIPELINE, "decisions");
        site.await("it to decide on", () -> site.counter(SharedSite.PIPELINE, "decisions") > made);

        site.createPublisher();
        site.awaitGoodDecision(SharedSite.PIPELINE);
        site.awaitState(SharedSite.PIPELINE, "RUNNING");
        long last = site.received().sequences(SharedSite.PIPELINE).last();
        site.await("every decision to be delivered or counted", () -> {
            SortedSet<Long> arrived =
                    site.received().sequences(SharedSite.PIPELINE).subSet(first, last + 1);
            long lost = site.counter(SharedSite.PIPELINE, "decisions.unpublished")
                    - unpublished
                    + site.counter(SharedSite.PIPELINE, "outbox.dropped")
                    - dropped;
            return arrived.size() + lost == last - first + 1;
        });
    }

    @Test
    void anotherPublisherTakesOver(Site site) {
        site.gateway().createFactory(Site.PUBLISHER, "other", Map.of("qos", 1, "app.topic", "other/$assetName"));
        try {
            site.gateway().update(SharedSite.PIPELINE, Map.of("CloudPublisher.target", Site.target("other")));
            Decision decision = site.awaitDecision(
                    SharedSite.PIPELINE, d -> d.topic().endsWith("/other/mill-1"), "over the other publisher");
            assertEquals("GOOD", decision.quality());
        } finally {
            site.gateway().update(SharedSite.PIPELINE, Map.of("CloudPublisher.target", Site.target(Site.CLOUD)));
            site.awaitDecision(
                    SharedSite.PIPELINE, d -> d.topic().endsWith("/A1/mill-1"), "over the first publisher again");
            site.gateway().delete("other");
        }
    }
}
