package io.millwright.pipeline.capture;

import io.millwright.decision.CapturedData.Erased;
import io.millwright.decision.CapturedData.Erasure;
import io.millwright.decision.Decision;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Feedback.Given;
import io.millwright.decision.Opinion;
import io.millwright.decision.Picture;
import io.millwright.form.Diagnosis;
import io.millwright.pipeline.capture.CaptureStore.Surroundings;
import io.millwright.pipeline.capture.NotKept.Code;
import io.millwright.pipeline.capture.RecentRows.Recent;
import io.millwright.pipeline.decide.RuleWish;
import io.millwright.pipeline.listen.ModelFinder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps data of one pipeline. Decisions come on the listener's thread, opinions and erasures on those of whoever asks, the rest on an
 * opener's thread: each waits for the others' files. Settings are taken without waiting. Thread-safe.
 */
final class PipelineCapture {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureRoom.class);
    private static final long BESIDE_BYTES = 256;

    private final CaptureState state;
    private final CaptureCounters counters = new CaptureCounters();

    /** The name of the folder until a segment, or a configuration, says whose it is. */
    private volatile String pipeline;

    private volatile CaptureSettings settings = CaptureSettings.NONE;
    private volatile List<RuleWish> rules = List.of();
    private volatile boolean configured;

    /** Guarded by this, like the rest. */
    private final CaptureStore store;

    private final PictureCapture pictures;
    private final RecentRows recent = new RecentRows();
    private final Choice choice;
    private final Allowance allowance;
    private CaptureSettings deskFor;
    private X509Certificate desk;

    /** Why the last row that was to be kept was not; null where it was. */
    private NotKept rowTrouble;

    /** The same of the pictures of the last decision of which any was written or failed. */
    private NotKept pictureTrouble;

    /** Why old data cannot be deleted, null where they can. */
    private NotKept untidy;

    PipelineCapture(String pipeline, Path folder, Surroundings around, ModelFinder models, CaptureState state) {
        this.pipeline = pipeline;
        this.state = state;
        store = new CaptureStore(this::pipeline, folder, around, counters.rows);
        pictures = new PictureCapture(this::pipeline, folder, around, counters);
        choice = new Choice(models, around.nanos(), counters.modelGone);
        allowance = new Allowance(around.nanos());
    }

    String pipeline() {
        return pipeline;
    }

    /** Says whose data these are. */
    void pipeline(String known) {
        pipeline = known;
    }

    CaptureCounters counters() {
        return counters;
    }

    boolean enabled() {
        return settings.enabled();
    }

    boolean keepsPictures() {
        return settings.keepsPictures();
    }

    /** Returns immediately. */
    void configure(CaptureSettings wanted, List<RuleWish> wishes) {
        rules = wishes;
        settings = wanted;
        configured = true;
        if (!wanted.enabled()) {
            state.keeps(pipeline);
        }
    }

    /** The pipeline is gone; what it has on the disk goes when its time is over. */
    void unconfigure() {
        settings = CaptureSettings.NONE;
        configured = false;
        state.keeps(pipeline);
    }

    synchronized void decided(Decision decision, FeatureSnapshot inputs) {
        CaptureSettings now = settings;
        boolean pictured =
                now.keepsPictures() && inputs != null && !inputs.pictures().isEmpty();
        if (!now.enabled() || inputs == null || inputs.features().isEmpty() && !pictured) {
            return;
        }
        Recent row = new Recent(decision, inputs);
        recent.add(row);
        Why why = choice.why(decision, pictured, now, rules);
        if (why == Why.ALARM) {
            for (Recent before : recent.before(decision.asset(), Choice.AROUND)) {
                keep(before, Why.BEFORE, now);
            }
        }
        if (why != null) {
            keep(row, why, now);
        }
        if (pictured && why != null && (Choice.alarms(decision) || why != Why.AFTER)) {
            keepPictures(row, why, now);
        }
    }

    private void keepPictures(Recent row, Why why, CaptureSettings now) {
        counters.picturesMissing.addAndGet(row.takePicturesGone());
        boolean written = false;
        NotKept first = null;
        for (Picture picture : row.pictures()) {
            if (now.removes(picture.feature())) {
                continue;
            }
            try {
                checkNames(row, now);
                written |= pictures.keep(row.decision(), picture, why, now, desk(now));
            } catch (NotKept e) {
                counters.picturesDropped.incrementAndGet();
                first = first == null ? e : first;
            }
        }
        if (written || first != null) {
            pictureTrouble = first;
            tell();
        }
        recent.release(row);
    }

    private void keep(Recent row, Why why, CaptureSettings now) {
        long bytes = row.bytes() + BESIDE_BYTES;
        if (why.paced() && !allowance.take(bytes, now)) {
            counters.paced.incrementAndGet();
            return;
        }
        try {
            long written = write(row, why, now, bytes);
            if (why.paced()) {
                allowance.giveBack(bytes - written);
            }
            row.keep();
            counters.kept.incrementAndGet();
            rowTrouble = null;
        } catch (NotKept e) {
            counters.dropped.incrementAndGet();
            rowTrouble = e;
        }
        tell();
    }

    /** Says what is in the way of rows, else of pictures, else of what is to be deleted. */
    private void tell() {
        NotKept trouble = rowTrouble != null ? rowTrouble : pictureTrouble != null ? pictureTrouble : untidy;
        if (trouble == null) {
            state.keeps(pipeline);
        } else {
            state.trouble(pipeline, trouble);
        }
    }

    private long write(Recent row, Why why, CaptureSettings now, long bytes) throws NotKept {
        Decision decision = row.decision();
        List<String> features = row.inputs().features();
        checkNames(row, now);
        now.checkSize("window", bytes);
        int[] columns = IntStream.range(0, features.size())
                .filter(column -> !now.removes(features.get(column)))
                .toArray();
        List<String> written = IntStream.of(columns).mapToObj(features::get).toList();
        CapturedSchema schema = CapturedSchema.of(decision, written);
        String part = now.removes(CaptureSettings.PART) ? "" : decision.part();
        byte[] record = CapturedRow.bytes(decision, row.inputs(), columns, part, why);
        return store.append(
                now,
                desk(now),
                bytes,
                segment -> segment.row(schema, endMillis(decision), Frame.tag(decision.asset()), record));
    }

    /** A misspelt name would have written what must not be written. */
    private static void checkNames(Recent row, CaptureSettings now) throws NotKept {
        List<String> features = row.features();
        String unknown = now.unknown(features);
        if (unknown != null) {
            throw new NotKept(
                    Code.CAPTURE_SETTING_WRONG,
                    "'" + unknown + "' is never to be written, but no feature of model "
                            + row.decision().model().name() + " is called so; nothing is kept",
                    "correct it: features are " + shortened(features));
        }
    }

    private static long endMillis(Decision decision) {
        return TimeUnit.MICROSECONDS.toMillis(decision.windowEndMicros());
    }

    private static String shortened(List<String> features) {
        int most = 20;
        return features.size() <= most ? features.toString() : features.subList(0, most) + " and others";
    }

    private X509Certificate desk(CaptureSettings now) throws NotKept {
        if (now != deskFor) {
            desk = DeskCertificate.of(now.certificate());
            deskFor = now;
        }
        return desk;
    }

    /** Keeps an opinion, and the row that it is about. */
    synchronized void given(Given given) {
        CaptureSettings now = settings;
        if (!now.enabled()) {
            return;
        }
        Opinion opinion = given.opinion();
        Recent row = recent.find(opinion.asset(), opinion.run(), opinion.sequence());
        if (row == null) {
            counters.opinionsLate.incrementAndGet();
        } else {
            if (!row.kept()) {
                keep(row, Why.OPINION, now);
            }
            if (now.keepsPictures()) {
                keepPictures(row, Why.OPINION, now);
            }
        }
        byte[] record = CapturedOpinion.bytes(given);
        long millis = row == null ? TimeUnit.MICROSECONDS.toMillis(given.timeMicros()) : endMillis(row.decision());
        try {
            store.append(
                    now,
                    desk(now),
                    record.length + BESIDE_BYTES,
                    segment -> segment.append(Frame.OPINION, millis, Frame.tag(opinion.asset()), record));
            counters.opinions.incrementAndGet();
            tell();
        } catch (NotKept e) {
            counters.dropped.incrementAndGet();
            state.trouble(pipeline, e);
        }
    }

    /** Deletes what is too old, and lets go of the file and of what is in memory where nothing is to be kept; about once per minute. */
    synchronized void tidy() {
        CaptureSettings now = settings;
        boolean limits = configured && now.enabled();
        try {
            if (!limits) {
                recent.forget("");
                rowTrouble = null;
                pictureTrouble = null;
                store.finish();
                pictures.finish();
            }
            if (!now.keepsPictures()) {
                recent.releasePictures();
                pictureTrouble = null;
            }
            int days = limits ? now.retentionDays() : Integer.MAX_VALUE;
            store.tidy(days, limits ? now.budgetBytes() : Long.MAX_VALUE);
            pictures.tidy(days, limits ? now.pictureBytes() : Long.MAX_VALUE);
            if (untidy != null) {
                state.over(pipeline, untidy);
                untidy = null;
            }
        } catch (IOException e) {
            untidy(e, limits);
        }
        if (!limits) {
            state.keeps(pipeline);
        }
    }

    private void untidy(IOException e, boolean limits) {
        if (untidy == null) {
            untidy = new NotKept(
                    Code.CAPTURE_NOT_WRITTEN,
                    "old captured data of " + store.folder().path() + " cannot be deleted: " + e,
                    "see the reason; it is tried again every minute");
            if (!limits) {
                LOG.warn(
                        "{}: {}; {}",
                        pipeline,
                        untidy.why().what(),
                        untidy.why().remedy());
            }
        }
        if (limits && notice().equals(Diagnosis.NONE)) {
            state.trouble(pipeline, untidy);
        }
    }

    synchronized Erased erase(Erasure request) throws IOException {
        recent.forget(request.asset());
        choice.forget(request.asset());
        Erased ofPictures;
        Erased erased;
        try {
            ofPictures = pictures.erase(request);
        } finally {
            // Whatever befell the pictures.
            erased = store.erase(request);
        }
        return new Erased(ofPictures.records() + erased.records(), ofPictures.segments() + erased.segments());
    }

    synchronized List<SegmentFolder.Segment> segments() throws IOException {
        return store.folder().segments();
    }

    synchronized List<SegmentFolder.Segment> pictureSegments() throws IOException {
        return pictures.segments();
    }

    /** Opens a segment; of the one that is being written, what is whole. */
    synchronized InputStream open(String name) throws IOException {
        return name.startsWith(PictureCapture.NAMES) ? pictures.open(name) : store.open(name);
    }

    Diagnosis notice() {
        return state.of(pipeline);
    }

    /** Ends the file; nothing begins another one. */
    synchronized void close() throws IOException {
        unconfigure();
        recent.forget("");
        try {
            pictures.finish();
        } finally {
            store.finish();
        }
    }
}
