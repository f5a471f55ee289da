package io.millwright.pipeline.shape;

import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/** The pictures of one pipeline that wait for a decoder. Its fields are guarded by the decoders' lock. */
public final class Pictures implements AutoCloseable {
    private final PictureDecoders decoders;
    private final long limitBytes;
    private volatile Runnable decoded = () -> {};
    private volatile BooleanSupplier kept = () -> false;

    final ArrayDeque<PictureJob> waiting = new ArrayDeque<>();
    int running;
    boolean listed;
    boolean closed;

    Pictures(PictureDecoders decoders, long limitBytes) {
        this.decoders = decoders;
        this.limitBytes = limitBytes;
    }

    /** Runs this whenever a picture was decoded or given up: on a decoder's thread. */
    public void whenDecoded(Runnable task) {
        decoded = task;
    }

    /** Has pictures kept as they came until they are decided, while this says so. Asked on a decoder's thread. */
    public void keepWhile(BooleanSupplier wanted) {
        kept = wanted;
    }

    boolean keeps() {
        return kept.getAsBoolean();
    }

    void tellDecoded() {
        decoded.run();
    }

    PictureDecoder decoder() {
        return decoders.decoder();
    }

    long limitMillis() {
        return decoders.limitMillis();
    }

    boolean reserve(long bytes) {
        return decoders.reserve(bytes, limitBytes);
    }

    void submit(PictureJob job) {
        decoders.submit(this, job);
    }

    /** Returns how many bytes all decoding together may take, for people. */
    long limitBytes() {
        return limitBytes;
    }

    /** Gives up what waits. */
    @Override
    public void close() {
        decoders.close(this);
    }
}
