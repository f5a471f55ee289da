package io.millwright.pipeline.drift;

import io.millwright.decision.Decision;
import io.millwright.decision.DriftLevel;
import io.millwright.pipeline.publish.Annexes;
import io.millwright.pipeline.publish.message.Annex;
import io.millwright.pipeline.publish.message.Json;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Messages of the kind {@code drift}, format 1: one per change of a level, and one where errors become more frequent. */
final class DriftMessages {
    static final String KIND = "drift";

    private final Annexes annexes;

    DriftMessages(Annexes annexes) {
        this.annexes = annexes;
    }

    /** Tells another level; returns whether somebody took the message. */
    boolean level(Decision decision, DriftLevel before, DriftLevel now, String text) {
        Json json = begin(decision.pipeline(), decision.asset())
                .member("level", now.name())
                .member("before", before.name())
                .member("text", text)
                .member("run", decision.run())
                .member("sequence", decision.sequence())
                .open("model")
                .member("name", decision.model().name())
                .member("version", decision.model().version())
                .member("sha256", decision.model().sha256())
                .close();
        return annexes.offer(new Annex(
                decision.pipeline(),
                decision.asset(),
                KIND,
                decision.windowEndMicros(),
                Map.of("level", now.name(), "text", text),
                json.close().toString()));
    }

    /** Tells that people found more errors; returns whether somebody took the message. */
    boolean errors(String pipeline, String asset, String text) {
        Json json = begin(pipeline, asset).member("errors", true).member("text", text);
        return annexes.offer(new Annex(
                pipeline,
                asset,
                KIND,
                TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()),
                Map.of("errors", true, "text", text),
                json.close().toString()));
    }

    private static Json begin(String pipeline, String asset) {
        return new Json(512)
                .open()
                .member("format", 1)
                .member("kind", KIND)
                .member("pipeline", pipeline)
                .member("asset", asset);
    }
}
