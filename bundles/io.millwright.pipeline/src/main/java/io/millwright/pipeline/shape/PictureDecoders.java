package io.millwright.pipeline.shape;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that decode the pictures of all pipelines, {@code millwright-pictures-<n>}, and the memory that these may take
 * together. Threads start with the first pipeline that takes pictures. Pipelines take turns, and one of them never occupies
 * all threads.
 */
@Component(service = PictureDecoders.class)
public final class PictureDecoders {
    private static final Logger LOG = LoggerFactory.getLogger(PictureDecoders.class);
    private static final int LEAST_THREADS = 2;
    private static final int MOST_THREADS = 4;
    private static final long JOIN_MILLIS = 5000;

    /** How long a picture may take from its arrival until it is decoded. */
    private static final long LIMIT_MILLIS = 5000;

    private final PictureDecoder decoder;
    private final long limitMillis;
    private final int size;
    private final Object lock = new Object();
    private final List<Thread> threads = new ArrayList<>();
    private final ArrayDeque<Pictures> ready = new ArrayDeque<>();
    private long reservedBytes;
    private int unfinished;
    private volatile boolean stopped;

    /** Creates decoders without threads yet. */
    @Activate
    public PictureDecoders() {
        this(new StandardDecoder(), LIMIT_MILLIS);
    }

    /**
     * Creates decoders that decode in another way.
     *
     * @param limitMillis how long a picture may take from its arrival until it is decoded
     */
    public PictureDecoders(PictureDecoder decoder, long limitMillis) {
        this.decoder = decoder;
        this.limitMillis = limitMillis;
        size = Math.max(
                LEAST_THREADS, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
    }

    /** Returns a decoder of PNG, JPEG, BMP and pictures without a header. */
    public static PictureDecoder standard() {
        return new StandardDecoder();
    }

    /** Whether this Java can decode PNG, JPEG and BMP. */
    public static boolean available() {
        try {
            Class.forName("javax.imageio.ImageIO", false, PictureDecoders.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /**
     * Opens a pipeline's way to the decoders.
     *
     * @param limitBytes what the encoded and half decoded pictures of all pipelines may take together for one of this to be
     *     accepted
     */
    public Pictures open(long limitBytes) {
        synchronized (lock) {
            for (int n = threads.size() + 1; n <= size && !stopped; n++) {
                Thread thread = new Thread(this::work, "millwright-pictures-" + n);
                thread.setDaemon(true);
                // The runtime's image library keeps the loader of the first thread that it meets.
                thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
                threads.add(thread);
                thread.start();
            }
        }
        return new Pictures(this, limitBytes);
    }

    long limitMillis() {
        return limitMillis;
    }

    PictureDecoder decoder() {
        return decoder;
    }

    /** Returns the bytes that are reserved now. */
    public long reservedBytes() {
        synchronized (lock) {
            return reservedBytes;
        }
    }

    boolean reserve(long bytes, long limitBytes) {
        synchronized (lock) {
            if (reservedBytes + bytes > limitBytes) {
                return false;
            }
            reservedBytes += bytes;
            return true;
        }
    }

    void submit(Pictures pictures, PictureJob job) {
        synchronized (lock) {
            if (!stopped && !pictures.closed) {
                unfinished++;
                pictures.waiting.add(job);
                list(pictures);
                return;
            }
            reservedBytes -= job.reservedBytes();
        }
        job.drop();
    }

    private void list(Pictures pictures) {
        if (!pictures.listed && !pictures.waiting.isEmpty() && pictures.running < size - 1) {
            pictures.listed = true;
            ready.add(pictures);
            lock.notifyAll();
        }
    }

    void close(Pictures pictures) {
        List<PictureJob> left;
        synchronized (lock) {
            pictures.closed = true;
            left = new ArrayList<>(pictures.waiting);
            pictures.waiting.clear();
            left.forEach(this::finished);
        }
        left.forEach(PictureJob::drop);
    }

    private void finished(PictureJob job) {
        reservedBytes -= job.reservedBytes();
        unfinished--;
        lock.notifyAll();
    }

    private void work() {
        while (true) {
            Pictures pictures;
            PictureJob job;
            synchronized (lock) {
                while (ready.isEmpty() && !stopped) {
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        LOG.debug("Nobody interrupts a decoder; it goes on", e);
                    }
                }
                if (stopped) {
                    return;
                }
                pictures = ready.remove();
                pictures.listed = false;
                job = pictures.waiting.poll();
                if (job == null) {
                    continue;
                }
                pictures.running++;
                list(pictures);
            }
            serve(pictures, job);
        }
    }

    private void serve(Pictures pictures, PictureJob job) {
        try {
            job.decode(() -> stopped || pictures.closed);
        } catch (RuntimeException | Error e) {
            job.giveUp();
            LOG.error("A bug while a picture was decoded; the next one is decoded, please report it", e);
        }
        synchronized (lock) {
            pictures.running--;
            finished(job);
            list(pictures);
        }
        pictures.tellDecoded();
    }

    /** Waits until nothing waits and nothing is being decoded; returns whether that is so. */
    public boolean awaitIdle(long timeoutMillis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        synchronized (lock) {
            while (unfinished > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                lock.wait(left);
            }
            return true;
        }
    }

    /** Ends the threads within 5 s; a picture under way is given up. */
    @Deactivate
    public void close() {
        synchronized (lock) {
            stopped = true;
            lock.notifyAll();
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(JOIN_MILLIS);
        for (Thread thread : threads) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (thread.isAlive()) {
                LOG.warn(
                        "Thread {} still decodes a picture after {} ms; it ends with it",
                        thread.getName(),
                        JOIN_MILLIS);
            }
        }
    }
}
