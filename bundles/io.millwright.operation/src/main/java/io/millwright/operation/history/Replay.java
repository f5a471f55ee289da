package io.millwright.operation.history;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Decision;
import io.millwright.decision.Value;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.Reading;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.view.Documents;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replay: a model says again what it says of kept inputs, and the table of then and now. Nothing is decided and nothing published.
 * It ends by itself after {@value #MOST_MILLIS} ms, with what it has.
 */
final class Replay implements Runnable {
    static final long MOST_MILLIS = 6_000;
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final Model model;
    private final List<KeptInputs.Kept> kept;
    private final Runnable over;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final JsonArray items = new JsonArray();
    private volatile boolean stopped;
    private boolean complete;
    private int differing;
    /** Decisions without a result, as of a run that failed: there is nothing that another one could differ from. */
    private int unsaid;

    private Refusal problem;

    /**
     * Prepares it.
     *
     * @param kept the oldest first
     * @param over called when it has ended
     */
    Replay(Model model, List<KeptInputs.Kept> kept, Runnable over) {
        this.model = model;
        this.kept = kept;
        this.over = over;
    }

    @Override
    public void run() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS);
        try (RunAgain again = RunAgain.open(model)) {
            int done = 0;
            while (done < kept.size() && !stopped && System.nanoTime() < end) {
                KeptInputs.Kept each = kept.get(done++);
                items.add(item(each.decision(), again.run(each)));
            }
            complete = done == kept.size();
        } catch (Refusal refused) {
            problem = refused;
        } catch (ModelException | IllegalStateException e) {
            problem = Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    model.name() + " " + model.version() + " does not run: " + e.getMessage(),
                    "ask for models");
        } catch (RuntimeException | LinkageError e) {
            LOG.error("A fault was met when decisions were replayed", e);
            problem = Refusal.of(Refusal.Kind.UNAVAILABLE, "a fault was met: " + e, "look into the log");
        } finally {
            over.run();
            ended.countDown();
        }
    }

    private JsonObject item(Decision decision, List<RunAgain.Said> said) {
        JsonArray values = new JsonArray();
        boolean differs = false;
        for (int r = 0; r < said.size(); r++) {
            Reading reading = model.readings().get(r);
            Value then = decision.values().stream()
                    .filter(each -> each.name().equals(reading.name()))
                    .findFirst()
                    .orElse(null);
            RunAgain.Said now = said.get(r);
            String before = then == null ? "" : label(reading, then);
            differs |= !before.isEmpty() && !before.equals(now.label());
            values.add(new JsonObject()
                    .add("name", reading.name())
                    .add("then", Documents.number(then == null ? Double.NaN : then.number()))
                    .add("now", Documents.number(now.number()))
                    .add("thenLabel", before)
                    .add("nowLabel", now.label()));
        }
        differing += differs ? 1 : 0;
        unsaid += decision.values().stream().allMatch(each -> Double.isNaN(each.number())) ? 1 : 0;
        return new JsonObject()
                .add("asset", decision.asset())
                .add("run", decision.run())
                .add("sequence", decision.sequence())
                .add("windowEndMicros", decision.windowEndMicros())
                .add("thenVersion", decision.model().version())
                .add("differs", differs)
                .add("values", values);
    }

    /** By the author's thresholds, too: those of a pipeline's form would make a difference that the model did not. */
    private static String label(Reading reading, Value then) {
        return reading.task() == Reading.Task.CLASSES ? then.rawLabel() : RunAgain.label(reading, then.number());
    }

    /** Has it end soon. */
    void stop() {
        stopped = true;
    }

    /** Waits for the end. Returns whether it has come. */
    boolean await(long millis) {
        try {
            return ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns the table; only when it has ended. */
    JsonObject table() throws Refusal {
        if (problem != null) {
            throw problem;
        }
        return new JsonObject()
                .add("model", model.name())
                .add("modelVersion", model.version())
                .add("windows", items.size())
                .add("differing", differing)
                .add("unsaid", unsaid)
                .add("complete", complete)
                .add("items", items);
    }
}
