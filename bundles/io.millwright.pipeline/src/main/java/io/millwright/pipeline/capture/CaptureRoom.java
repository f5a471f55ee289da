package io.millwright.pipeline.capture;

import io.millwright.decision.CapturedData;
import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.form.Diagnosis;
import io.millwright.pipeline.assembly.BackgroundThreads;
import io.millwright.pipeline.decide.RuleWish;
import io.millwright.pipeline.listen.Listening;
import io.millwright.pipeline.listen.PresentModels;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Keeps data to train models anew, of those pipelines whose form wants it, in {@code <Kura data directory>/millwright/capture}. It listens
 * to decisions only while one does, on the thread that tells them; what is too old is deleted on an opener's thread. Thread-safe.
 */
@Component(
        service = {CaptureRoom.class, CapturedData.class, Supervised.class},
        property = Supervised.KIND + "=" + CaptureRoom.KIND_NAME,
        immediate = true)
public final class CaptureRoom implements CapturedData, Supervised {
    static final String KIND_NAME = "capture";

    private static final String NAME = "io.millwright.pipeline.capture";
    private static final int TIDY_SECONDS = 60;

    private final BackgroundThreads threads;
    private final FeedbackBook book;
    private final Captures captures;
    private final Listening listening;
    private final BackgroundThreads.Watch watch;

    /** Who configured a pipeline; guarded by itself. */
    private final Map<String, Object> owners = new HashMap<>();

    private final AtomicBoolean tidies = new AtomicBoolean();

    /** Only the watch's thread uses it. */
    private int seconds;

    /** Creates the component. */
    @Activate
    public CaptureRoom(
            BundleContext context,
            @Reference SystemService system,
            @Reference(name = "BackgroundThreads") BackgroundThreads threads,
            @Reference(name = "FeedbackBook") FeedbackBook book) {
        Path data = Path.of(system.getKuraDataDirectory());
        this.threads = threads;
        this.book = book;
        captures = new Captures(
                data.resolve("millwright").resolve("capture"),
                book,
                CaptureStore.Surroundings.of(new KuraKeyHolders(context), data),
                new PresentModels(context));
        listening = new Listening(
                context,
                new DecisionListener() {
                    @Override
                    public void decided(Decision decision, FeatureSnapshot inputs) {
                        captures.decided(decision, inputs);
                    }

                    @Override
                    public boolean wantsInputs(String pipeline) {
                        return captures.enabled(pipeline);
                    }

                    @Override
                    public boolean wantsPictures(String pipeline) {
                        return captures.keepsPictures(pipeline);
                    }
                },
                captures::anyEnabled,
                captures::wishes);
        book.room(captures::given);
        watch = threads.watch(this::tick);
    }

    /**
     * Takes the settings of a pipeline; returns at once.
     *
     * @param rules what is set for the model's readings: whose thresholds count
     * @param owner who ends them with {@link #remove}; a later owner goes before
     */
    public void configure(String pipeline, Object owner, CaptureSettings settings, List<RuleWish> rules) {
        synchronized (owners) {
            owners.put(pipeline, owner);
            captures.of(pipeline).configure(settings, rules);
        }
        requestListening();
    }

    /** The pipeline has ended; what it has on the disk goes when its time is over. Nothing happens where another owner has come. */
    public void remove(String pipeline, Object owner) {
        synchronized (owners) {
            if (!owners.remove(pipeline, owner)) {
                return;
            }
            captures.of(pipeline).unconfigure();
        }
        requestListening();
    }

    private void requestListening() {
        threads.open(listening::update);
    }

    private void tick() {
        seconds++;
        if (seconds % TIDY_SECONDS == 1 && tidies.compareAndSet(false, true)) {
            threads.open(() -> {
                try {
                    captures.tidy();
                } finally {
                    tidies.set(false);
                }
            });
        }
    }

    /** Returns why data of a pipeline are not kept that should be, or nothing. */
    public Diagnosis notice(String pipeline) {
        return captures.state().of(pipeline);
    }

    /** Returns the counters of a pipeline by name. */
    public Map<String, Long> counters(String pipeline) {
        return captures.of(pipeline).counters().asMap();
    }

    @Override
    public List<String> pipelines() {
        return captures.pipelines();
    }

    @Override
    public List<Segment> segments(String pipeline) {
        return captures.segments(pipeline);
    }

    @Override
    public InputStream open(String pipeline, String name) throws IOException {
        return captures.open(pipeline, name);
    }

    @Override
    public Erased erase(Erasure request) throws IOException {
        return captures.erase(request);
    }

    @Override
    public String pid() {
        return NAME;
    }

    @Override
    public String kind() {
        return KIND_NAME;
    }

    @Override
    public State state() {
        return captures.state().now();
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> sum = new TreeMap<>();
        for (PipelineCapture each : captures.all()) {
            each.counters().asMap().forEach((name, count) -> sum.merge(name, count, Long::sum));
        }
        return sum;
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }

    /** Listens no more, and ends the files. */
    @Deactivate
    public void close() {
        book.room(entry -> {});
        watch.close();
        listening.close();
        captures.close();
    }
}
