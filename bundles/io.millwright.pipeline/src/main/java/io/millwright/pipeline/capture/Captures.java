package io.millwright.pipeline.capture;

import io.millwright.decision.CapturedData;
import io.millwright.decision.Decision;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Feedback.Given;
import io.millwright.file.PidName;
import io.millwright.pipeline.listen.ModelFinder;
import io.millwright.seal.WrappedKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data of all pipelines, also of those that are gone: a folder each. Thread-safe. */
final class Captures implements CapturedData {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureRoom.class);

    private final Path folder;
    private final FeedbackBook book;
    private final CaptureStore.Surroundings around;
    private final ModelFinder models;
    private final CaptureState state = new CaptureState();

    /** By the name of the folder. */
    private final Map<String, PipelineCapture> pipelines = new ConcurrentHashMap<>();

    /** Those that were configured, by their pid, for what comes with each decision. */
    private final Map<String, PipelineCapture> configured = new ConcurrentHashMap<>();

    Captures(Path folder, FeedbackBook book, CaptureStore.Surroundings around, ModelFinder models) {
        this.folder = folder;
        this.book = book;
        this.around = around;
        this.models = models;
    }

    CaptureState state() {
        return state;
    }

    /** Returns that of a pipeline, made where it is not there. */
    PipelineCapture of(String pipeline) {
        return configured.computeIfAbsent(pipeline, pid -> {
            PipelineCapture found = pipelines.computeIfAbsent(PidName.of(pid), name -> of(pid, name));
            // It may have been found before anything said whose it is.
            found.pipeline(pid);
            return found;
        });
    }

    private PipelineCapture of(String pipeline, String name) {
        return new PipelineCapture(pipeline, folder.resolve(name), around, models, state);
    }

    List<PipelineCapture> all() {
        return List.copyOf(pipelines.values());
    }

    boolean anyEnabled() {
        return pipelines.values().stream().anyMatch(PipelineCapture::enabled);
    }

    /** Returns words that are others whenever something else is to be kept. */
    List<String> wishes() {
        return pipelines.values().stream()
                .filter(PipelineCapture::enabled)
                .map(each -> each.pipeline() + (each.keepsPictures() ? " with pictures" : ""))
                .toList();
    }

    /** Whether pictures of a pipeline are to be kept. */
    boolean keepsPictures(String pipeline) {
        PipelineCapture of = configured.get(pipeline);
        return of != null && of.keepsPictures();
    }

    /** Whether something is to be kept of a pipeline. */
    boolean enabled(String pipeline) {
        PipelineCapture of = configured.get(pipeline);
        return of != null && of.enabled();
    }

    void decided(Decision decision, FeatureSnapshot inputs) {
        PipelineCapture of = configured.get(decision.pipeline());
        if (of != null) {
            of.decided(decision, inputs);
        }
    }

    void given(Given given) {
        PipelineCapture of = configured.get(given.opinion().pipeline());
        if (of != null) {
            of.given(given);
        }
    }

    /** Finds what pipelines left that are not configured now. */
    void find() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> folders = Files.list(folder)) {
            for (Path each : (Iterable<Path>) folders.filter(Files::isDirectory)::iterator) {
                String name = each.getFileName().toString();
                PipelineCapture known = pipelines.computeIfAbsent(name, key -> of(key, key));
                if (!PidName.of(known.pipeline()).equals(name)) {
                    String pipeline = pipelineOf(each, name);
                    if (pipeline != null) {
                        known.pipeline(pipeline);
                    }
                }
            }
        }
    }

    /** Returns whose folder it is; null where neither its name nor a segment that can be read now says so: it is looked at again. */
    private static String pipelineOf(Path folder, String name) {
        String said = PidName.pid(name);
        if (said != null) {
            return said;
        }
        for (Path of : List.of(folder, PictureCapture.in(folder))) {
            try {
                for (SegmentFolder.Segment segment : new SegmentFolder(of).segments()) {
                    String pipeline = SegmentFolder.content(segment).head().pipeline();
                    if (PidName.of(pipeline).equals(name)) {
                        return pipeline;
                    }
                }
            } catch (IOException e) {
                LOG.debug("{} cannot be looked through", of, e);
            }
        }
        return null;
    }

    /** Deletes what is too old or too much. */
    void tidy() {
        try {
            find();
        } catch (IOException e) {
            LOG.warn("{} cannot be looked through: {}", folder, e.toString());
        }
        all().forEach(PipelineCapture::tidy);
    }

    @Override
    public List<String> pipelines() {
        List<String> names = new ArrayList<>();
        try {
            find();
            for (PipelineCapture each : all()) {
                if (!each.segments().isEmpty() || !each.pictureSegments().isEmpty()) {
                    names.add(each.pipeline());
                }
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be looked through: {}", folder, e.toString());
        }
        return names.stream().sorted().toList();
    }

    private PipelineCapture known(String pipeline) throws IOException {
        find();
        for (Map.Entry<String, PipelineCapture> each : pipelines.entrySet()) {
            if (isOf(each.getKey(), pipeline)) {
                return each.getValue();
            }
        }
        return null;
    }

    /** Whether a folder is that of a pipeline, whatever is known of it: what is to be erased must not hide behind what cannot be read. */
    private static boolean isOf(String folder, String pipeline) {
        return folder.equals(PidName.of(pipeline)) || folder.equals(pipeline);
    }

    @Override
    public List<Segment> segments(String pipeline) {
        List<Segment> segments = new ArrayList<>();
        try {
            PipelineCapture of = known(pipeline);
            if (of == null) {
                return List.of();
            }
            for (SegmentFolder.Segment each : of.segments()) {
                segments.add(segment("", each));
            }
            for (SegmentFolder.Segment each : of.pictureSegments()) {
                segments.add(segment(PictureCapture.NAMES, each));
            }
        } catch (IOException e) {
            LOG.warn("The captured data of {} cannot be looked through: {}", pipeline, e.toString());
        }
        return segments;
    }

    private static Segment segment(String in, SegmentFolder.Segment found) throws IOException {
        SegmentFolder.Content content = SegmentFolder.content(found);
        return new Segment(
                in + found.file().getFileName(),
                found.bytes(),
                content.records(),
                TimeUnit.MILLISECONDS.toMicros(found.name().createdMillis()),
                content.head().keys().stream().map(WrappedKey::certificate).toList());
    }

    @Override
    public InputStream open(String pipeline, String name) throws IOException {
        PipelineCapture of = known(pipeline);
        if (of == null) {
            throw new IOException("nothing is kept of pipeline '" + pipeline + "'; list the pipelines anew");
        }
        return of.open(name);
    }

    @Override
    public Erased erase(Erasure request) throws IOException {
        book.audit().note("erasure of captured data asked for: " + text(request));
        find();
        long records = 0;
        long segments = 0;
        IOException trouble = null;
        for (Map.Entry<String, PipelineCapture> each : pipelines.entrySet()) {
            if (!request.pipeline().isEmpty() && !isOf(each.getKey(), request.pipeline())) {
                continue;
            }
            try {
                Erased erased = each.getValue().erase(request);
                records += erased.records();
                segments += erased.segments();
            } catch (IOException e) {
                trouble = e;
            }
        }
        try {
            records += book.erase(request);
        } catch (IOException e) {
            trouble = e;
        }
        book.audit()
                .note("erased " + records + " records in " + segments + " segments: " + text(request)
                        + (trouble == null ? "" : "; not everything: " + trouble.getMessage()));
        if (trouble != null) {
            throw trouble;
        }
        return new Erased(records, segments);
    }

    private static String text(Erasure request) {
        return (request.pipeline().isEmpty() ? "all pipelines" : "pipeline '" + request.pipeline() + "'")
                + (request.asset().isEmpty() ? "" : ", asset '" + request.asset() + "'")
                + (request.fromMicros() == Long.MIN_VALUE ? "" : ", from " + request.fromMicros() + " us")
                + (request.toMicros() == Long.MAX_VALUE ? "" : ", before " + request.toMicros() + " us")
                + ", by " + request.who();
    }

    /** Ends all segments. */
    void close() {
        for (PipelineCapture each : all()) {
            try {
                each.close();
            } catch (IOException e) {
                LOG.warn("{}: the last captured data may be missing: {}", each.pipeline(), e.toString());
            }
        }
    }
}
