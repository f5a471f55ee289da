package io.millwright.pipeline.capture;

import io.millwright.decision.CapturedData.Erased;
import io.millwright.decision.CapturedData.Erasure;
import io.millwright.pipeline.capture.NotKept.Code;
import io.millwright.pipeline.capture.SegmentFolder.Segment;
import io.millwright.seal.WrappedKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What one pipeline has on the disk: written, kept within budget and age, erased. A segment's key is in memory only while it is written;
 * after a restart the next segment begins, so nothing is ever appended to what a crash left. Not thread-safe.
 */
final class CaptureStore {
    /** What is left free on the disk for everything else, bytes. */
    static final long LEAST_FREE_BYTES = 64 << 20;

    static final long LEAST_SEGMENT_BYTES = 64 << 10;
    static final long MOST_SEGMENT_BYTES = 8 << 20;
    static final int MOST_SEGMENTS = 1_000;
    static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int SEGMENTS_PER_BUDGET = 16;
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * What the store needs of its surroundings.
     *
     * @param freeBytes what is free on the disk
     */
    record Surroundings(KeyHolders keys, LongSupplier millis, LongSupplier nanos, LongSupplier freeBytes) {
        static Surroundings of(KeyHolders keys, Path disk) {
            return new Surroundings(keys, System::currentTimeMillis, System::nanoTime, () -> disk.toFile()
                    .getUsableSpace());
        }
    }

    private final Supplier<String> pipeline;
    private final SegmentFolder folder;
    private final Surroundings around;
    private final StoreCounters counters;
    private final ClockWatch clock;
    private SegmentWriter writer;
    private long writerEndMillis;
    private X509Certificate writerDesk;
    private boolean failed;
    private long failedNanos;

    CaptureStore(Supplier<String> pipeline, Path folder, Surroundings around, StoreCounters counters) {
        this.pipeline = pipeline;
        this.folder = new SegmentFolder(folder);
        this.around = around;
        this.counters = counters;
        clock = new ClockWatch(around.millis(), around.nanos());
    }

    /** Writes something into a segment. */
    @FunctionalInterface
    interface Content {
        void to(SegmentWriter segment) throws IOException, GeneralSecurityException;
    }

    /**
     * Appends. After a failure nothing is tried for 10 s.
     *
     * @param desk who opens it beside this gateway, null for nobody
     * @param bytes how much it is at most
     * @return how much it became, in bytes
     */
    long append(CaptureSettings settings, X509Certificate desk, long bytes, Content content) throws NotKept {
        if (failed && around.nanos().getAsLong() - failedNanos < RETRY_NANOS) {
            throw new NotKept(Code.CAPTURE_NOT_WRITTEN, "a write has just failed", "see the line before");
        }
        if (around.freeBytes().getAsLong() < LEAST_FREE_BYTES + bytes) {
            throw new NotKept(
                    Code.CAPTURE_NOT_WRITTEN,
                    "less than " + (LEAST_FREE_BYTES >> 20) + " MB are free on the disk of " + folder.path(),
                    "free space there; data are kept again by themselves");
        }
        try {
            SegmentWriter segment = writer(settings, desk, bytes);
            long before = segment.bytes();
            content.to(segment);
            counters.bytes.addAndGet(segment.bytes() - before);
            failed = false;
            return segment.bytes() - before;
        } catch (IOException | GeneralSecurityException e) {
            failed = true;
            failedNanos = around.nanos().getAsLong();
            closeQuietly();
            throw new NotKept(
                    Code.CAPTURE_NOT_WRITTEN,
                    "captured data cannot be written in " + folder.path() + ": " + e,
                    "see the reason; it is tried again every 10 s");
        }
    }

    private SegmentWriter writer(CaptureSettings settings, X509Certificate desk, long bytes)
            throws IOException, GeneralSecurityException, NotKept {
        long now = clock.millis();
        long most = segmentBytes(settings);
        if (writer != null
                && (writer.bytes() + bytes > most
                        || now >= writerEndMillis
                        || writerEndMillis - now > 2 * DAY_MILLIS
                        || !java.util.Objects.equals(desk, writerDesk)
                        || !Files.exists(writer.file()))) {
            finish();
        }
        makeRoom(settings.budgetBytes() - Math.min(settings.budgetBytes(), bytes), MOST_SEGMENTS - 1);
        if (writer == null) {
            writer = begin(settings, desk, now);
            writerDesk = desk;
            writerEndMillis = now + Math.min(DAY_MILLIS, Math.max(1, settings.retentionMillis() / SEGMENTS_PER_BUDGET));
        }
        return writer;
    }

    private static long segmentBytes(CaptureSettings settings) {
        long share = settings.budgetBytes() / SEGMENTS_PER_BUDGET;
        return Math.max(LEAST_SEGMENT_BYTES, Math.min(MOST_SEGMENT_BYTES, share));
    }

    private SegmentWriter begin(CaptureSettings settings, X509Certificate desk, long now)
            throws IOException, GeneralSecurityException, NotKept {
        X509Certificate own = around.keys().own();
        if (own == null) {
            throw new NotKept(
                    Code.CAPTURE_KEY_MISSING,
                    "no keystore of this gateway has an RSA or EC key pair to encrypt captured data for; nothing is kept",
                    "add a key pair in the web admin under Security, Keystores");
        }
        byte[] key = new byte[SegmentCipher.KEY_BYTES];
        RANDOM.nextBytes(key);
        try {
            List<WrappedKey> keys = new ArrayList<>(List.of(WrappedKey.of(own, key)));
            if (desk != null) {
                keys.add(WrappedKey.of(desk, key));
            }
            Path file = folder.next(now, settings.retentionDays());
            SegmentWriter begun = SegmentWriter.begin(file, new SegmentHead(pipeline.get(), keys), key);
            counters.bytes.addAndGet(begun.bytes());
            return begun;
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Deletes the oldest until the rest fits. */
    private void makeRoom(long mostBytes, int mostSegments) throws IOException {
        if (counters.bytes.get() <= mostBytes && writer != null) {
            return;
        }
        List<Segment> all = folder.segments();
        long total = 0;
        for (Segment segment : all) {
            total += segment.bytes();
        }
        int count = all.size();
        for (Segment segment : all) {
            if (total <= mostBytes && count <= mostSegments) {
                break;
            }
            if (isOpen(segment)) {
                closeQuietly();
            }
            total -= segment.bytes();
            count--;
            counters.overBudget.addAndGet(SegmentFolder.delete(segment));
        }
        counters.bytes.set(total);
    }

    private boolean isOpen(Segment segment) {
        return writer != null && writer.file().equals(segment.file());
    }

    /**
     * Deletes what is too old or too much, and has the rest survive a loss of power, which keeps nothing from being deleted. About
     * once per minute.
     *
     * @param mostDays the longest time from the settings, {@link Integer#MAX_VALUE} where the pipeline is gone
     */
    void tidy(int mostDays, long budgetBytes) throws IOException {
        try {
            delete(mostDays, budgetBytes);
            folder.clean();
        } finally {
            if (writer != null) {
                writer.force();
            }
        }
    }

    private void delete(int mostDays, long budgetBytes) throws IOException {
        long now = clock.millis();
        IOException trouble = null;
        if (ClockWatch.plausible(now)) {
            for (Segment segment : folder.segments()) {
                try {
                    tidy(segment, now, mostDays);
                } catch (IOException e) {
                    trouble = e;
                }
            }
        }
        makeRoom(budgetBytes, MOST_SEGMENTS);
        long total = 0;
        for (Segment segment : folder.segments()) {
            total += segment.bytes();
        }
        counters.bytes.set(total);
        if (trouble != null) {
            throw trouble;
        }
    }

    private void tidy(Segment segment, long now, int mostDays) throws IOException {
        long created = segment.name().createdMillis();
        if (!ClockWatch.plausible(created) || created > now + DAY_MILLIS && clock.believed()) {
            // Written while the clock was wrong; its age counts from now on, so that it goes in time.
            if (isOpen(segment)) {
                finish();
            }
            folder.redate(segment, now);
            counters.redated.incrementAndGet();
        } else if (clock.believed() && segment.name().over(now, mostDays)) {
            if (isOpen(segment)) {
                closeQuietly();
            }
            counters.overAge.addAndGet(SegmentFolder.delete(segment));
        }
    }

    Erased erase(Erasure request) throws IOException {
        finish();
        long records = 0;
        long touched = 0;
        long failures = 0;
        IOException trouble = null;
        try {
            // What should go may stand there, too.
            folder.clean();
        } catch (IOException e) {
            trouble = e;
        }
        for (Segment segment : folder.segments()) {
            try {
                long went = folder.erase(segment, request);
                records += Math.max(0, went);
                touched += went >= 0 ? 1 : 0;
            } catch (IOException e) {
                failures++;
                trouble = e;
            }
        }
        counters.erased.addAndGet(records);
        if (trouble != null) {
            throw new IOException(
                    "not everything of " + pipeline.get() + " could be erased, " + failures
                            + " segments are as they were: " + trouble,
                    trouble);
        }
        return new Erased(records, touched);
    }

    InputStream open(String name) throws IOException {
        for (Segment segment : folder.segments()) {
            if (segment.file().getFileName().toString().equals(name)) {
                InputStream in = Files.newInputStream(segment.file());
                return isOpen(segment) ? whole(in, (int) writer.bytes()) : in;
            }
        }
        throw new IOException(
                "there is no segment '" + name + "' of pipeline '" + pipeline.get() + "'; list them anew");
    }

    /** A segment that is being written fits into memory; nothing is ended for a look at it. */
    private static InputStream whole(InputStream in, int bytes) throws IOException {
        try (in) {
            return new ByteArrayInputStream(in.readNBytes(bytes));
        }
    }

    SegmentFolder folder() {
        return folder;
    }

    /** Ends the present segment, which becomes readable as a whole. */
    void finish() throws IOException {
        SegmentWriter ended = writer;
        writer = null;
        if (ended != null) {
            ended.close();
        }
    }

    private void closeQuietly() {
        try {
            finish();
        } catch (IOException e) {
            // The failure before it is told, or it is deleted anyhow.
        }
    }
}
