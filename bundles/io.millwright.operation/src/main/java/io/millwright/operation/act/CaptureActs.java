package io.millwright.operation.act;

import com.eclipsesource.json.JsonObject;
import io.millwright.decision.CapturedData;
import io.millwright.decision.Opinion;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data that were kept for training go for good. That writes gigabytes anew where there are such: one at a time, on a thread for it, and
 * whoever asked is told that it has begun where it lasts.
 */
final class CaptureActs {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureActs.class);
    private static final long PATIENCE_MILLIS = 5_000;
    private static final long STOP_MILLIS = 4_000;

    private final Supplier<Optional<CapturedData>> captured;
    private final long patienceMillis;
    private final AtomicReference<Erasing> now = new AtomicReference<>();

    CaptureActs(Supplier<Optional<CapturedData>> captured) {
        this(captured, PATIENCE_MILLIS);
    }

    CaptureActs(Supplier<Optional<CapturedData>> captured, long patienceMillis) {
        this.captured = captured;
        this.patienceMillis = patienceMillis;
    }

    List<Action> all() {
        return List.of(new Act("capture/erase", Permission.ADMINISTER, this::erase));
    }

    /** Waits for what is at work. */
    void close() {
        Erasing last = now.get();
        if (last != null) {
            last.await(STOP_MILLIS);
        }
    }

    /** One erasure. */
    private final class Erasing implements Runnable {
        private final CapturedData data;
        private final CapturedData.Erasure request;
        private final CountDownLatch ended = new CountDownLatch(1);
        private CapturedData.Erased erased;
        private IOException problem;

        Erasing(CapturedData data, CapturedData.Erasure request) {
            this.data = data;
            this.request = request;
        }

        @Override
        public void run() {
            try {
                erased = data.erase(request);
                LOG.info("Erased for {}: {} records in {} files", request.who(), erased.records(), erased.segments());
            } catch (IOException e) {
                problem = e;
                LOG.warn("Not everything is erased for {}: {}", request.who(), e.getMessage());
            } catch (RuntimeException | LinkageError e) {
                problem = new IOException("a fault was met: " + e, e);
                LOG.error("A fault was met when data were erased", e);
            } finally {
                now.set(null);
                ended.countDown();
            }
        }

        boolean await(long millis) {
            try {
                return ended.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        JsonObject answer() throws Refusal {
            if (problem != null) {
                throw Refusal.of(
                        Refusal.Kind.UNAVAILABLE,
                        "not everything is erased: " + problem.getMessage(),
                        "ask once more: it goes on");
            }
            return new JsonObject().add("records", erased.records()).add("segments", erased.segments());
        }
    }

    private JsonObject erase(Fields fields, Caller caller) throws Refusal {
        CapturedData.Erasure request = request(fields, caller);
        CapturedData data = captured.get().orElseThrow(() -> Act.away("what keeps data for training"));
        Erasing erasing = new Erasing(data, request);
        if (!now.compareAndSet(null, erasing)) {
            throw Refusal.of(
                    Refusal.Kind.TOO_MANY,
                    "an erasure is still at work",
                    "ask again when the log says that it is done");
        }
        Thread thread = new Thread(erasing, "millwright-operation-erase");
        thread.setContextClassLoader(CaptureActs.class.getClassLoader());
        thread.setDaemon(true);
        thread.start();
        return erasing.await(patienceMillis) ? erasing.answer() : new JsonObject().add("begun", true);
    }

    private static CapturedData.Erasure request(Fields fields, Caller caller) throws Refusal {
        String pipeline = fields.text("pipeline", Opinion.LONGEST_NAME, "");
        String asset = fields.text("asset", Opinion.LONGEST_NAME, "");
        long from = fields.whole("fromMicros", Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE);
        long to = fields.whole("toMicros", Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        boolean all = fields.flag("all", false);
        fields.refuseUnread();
        if (pipeline.isEmpty() && !all) {
            // A field that was forgotten must not erase everything.
            throw Refusal.field(
                    "pipeline", "pipeline is missing", "name one, or say \"all\": true for those of every pipeline");
        }
        try {
            return new CapturedData.Erasure(pipeline, asset, from, to, Act.who(caller, Opinion.LONGEST_NAME));
        } catch (IllegalArgumentException e) {
            throw Refusal.field("toMicros", e.getMessage(), "give a later toMicros, or none");
        }
    }
}
