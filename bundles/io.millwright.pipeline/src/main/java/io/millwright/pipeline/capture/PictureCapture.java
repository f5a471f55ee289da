package io.millwright.pipeline.capture;

import io.millwright.decision.CapturedData.Erased;
import io.millwright.decision.CapturedData.Erasure;
import io.millwright.decision.Decision;
import io.millwright.decision.Picture;
import io.millwright.pipeline.capture.CaptureStore.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The pictures of one pipeline on the disk, within a budget of their own. Not thread-safe. */
final class PictureCapture {
    private static final String FOLDER = "pictures";

    /** Before the names of segments with pictures. */
    static final String NAMES = FOLDER + "/";

    private static final long BESIDE_BYTES = 4_096;

    private final CaptureStore store;
    private final CaptureCounters counters;
    private final Allowance allowance;
    private CaptureSettings of;
    private CaptureSettings settings;

    /** @param folder of the pipeline */
    PictureCapture(Supplier<String> pipeline, Path folder, Surroundings around, CaptureCounters counters) {
        store = new CaptureStore(pipeline, in(folder), around, counters.pictureStore);
        this.counters = counters;
        allowance = new Allowance(around.nanos());
    }

    /** Returns where pictures lie of what lies in a folder. */
    static Path in(Path folder) {
        return folder.resolve(FOLDER);
    }

    /** Writes a picture, as far as the budget lasts for one that is kept for such a reason; returns whether it was written. */
    boolean keep(Decision decision, Picture picture, Why why, CaptureSettings now, X509Certificate desk)
            throws NotKept {
        if (now != of) {
            settings = now.ofPictures();
            of = now;
        }
        int length = picture.bytes().remaining();
        long bytes = length + BESIDE_BYTES;
        if (length == 0) {
            counters.picturesMissing.incrementAndGet();
            return false;
        }
        if (why.paced() && !allowance.take(bytes, settings)) {
            counters.picturesPaced.incrementAndGet();
            return false;
        }
        settings.checkSize("picture", bytes);
        String part = now.removes(CaptureSettings.PART) ? "" : decision.part();
        byte[] record = CapturedPicture.bytes(decision, picture, part, why);
        long millis = TimeUnit.MICROSECONDS.toMillis(decision.windowEndMicros());
        store.append(
                settings,
                desk,
                bytes,
                segment -> segment.append(Frame.PICTURE, millis, Frame.tag(decision.asset()), record));
        counters.pictures.incrementAndGet();
        return true;
    }

    void tidy(int mostDays, long budgetBytes) throws IOException {
        store.tidy(mostDays, budgetBytes);
    }

    Erased erase(Erasure request) throws IOException {
        return store.erase(request);
    }

    List<SegmentFolder.Segment> segments() throws IOException {
        return store.folder().segments();
    }

    InputStream open(String name) throws IOException {
        return store.open(name.substring(NAMES.length()));
    }

    /** Ends the present segment. */
    void finish() throws IOException {
        store.finish();
    }
}
