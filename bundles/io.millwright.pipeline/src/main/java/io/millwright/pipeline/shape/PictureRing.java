package io.millwright.pipeline.shape;

import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.state.Counters;
import io.millwright.status.StatusCodes;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The newest pictures of one tag, each as the bytes of the input from 0 to 255. The source's thread looks at the header and
 * copies the encoded bytes, a decoder draws, the lane waits for it and reads. Slots are made when they are first used.
 */
final class PictureRing extends SampleRing {
    private final PictureShape shape;
    private final Pictures pictures;
    private final Slot[] slots;
    private final float[][] values;
    private final float[] row;
    private final String undecoded;
    private final String late;
    private final String unlike;
    private final EncodedPictures encoded;
    private volatile PictureLikeness training;
    private long next;

    /**
     * Creates an empty ring.
     *
     * @param keptBytes what pictures may take as they came, where they are kept
     */
    PictureRing(String tag, PictureShape shape, int depth, long keptBytes, Pictures pictures, Counters counters) {
        super(tag, counters);
        encoded = new EncodedPictures(keptBytes);
        this.shape = shape;
        this.pictures = pictures;
        late = "it was not decoded within " + pictures.limitMillis() + " ms";
        unlike = "tag '" + tag + "': the picture is not like those of the training: ";
        undecoded = "tag '" + tag + "': not decoded when it was to be decided";
        slots = new Slot[depth];
        for (int i = 0; i < depth; i++) {
            slots[i] = new Slot();
        }
        values = new float[shape.channels()][256];
        for (int c = 0; c < values.length; c++) {
            for (int v = 0; v < 256; v++) {
                values[c][v] =
                        (float) ((v - shape.mean().get(c)) * shape.scale().get(c));
            }
        }
        row = new float[shape.width() * (shape.channelsFirst() ? 1 : shape.channels())];
    }

    /** One picture. A slot that a decoder still has is not given to another picture. */
    private final class Slot {
        private byte[] pixels;
        private volatile long generation = -1;
        private volatile boolean busy;
        private final AtomicInteger status = new AtomicInteger(StatusCodes.BAD_NO_DATA);
        private long deadlineNanos;
        private String unlike;
        private int left;
        private int top;
        private int right;
        private int bottom;

        boolean late() {
            return System.nanoTime() - deadlineNanos > 0;
        }
    }

    /** A picture on its way from the source to its slot. */
    private final class Job implements PictureJob {
        private final Slot slot;
        private final PictureHeader header;
        private final long reservedBytes;
        private byte[] bytes;

        Job(Slot slot, PictureHeader header, byte[] bytes, long reservedBytes) {
            this.slot = slot;
            this.header = header;
            this.bytes = bytes;
            this.reservedBytes = reservedBytes;
        }

        @Override
        public void decode(BooleanSupplier stopped) {
            BooleanSupplier over = () -> stopped.getAsBoolean() || slot.late();
            try {
                if (over.getAsBoolean()) {
                    end(stopped);
                    return;
                }
                Pixels decoded = pictures.decoder().decode(bytes, header, shape, over);
                if (slot.pixels == null) {
                    slot.pixels = new byte[shape.elements()];
                }
                new PictureCanvas(shape, header.fit(), decoded, slot.pixels).draw(over);
                slot.left = header.fit().left();
                slot.top = header.fit().top();
                slot.right = slot.left + header.fit().width();
                slot.bottom = slot.top + header.fit().height();
                slot.unlike = unlike(header, slot.pixels);
                if (over.getAsBoolean()) {
                    end(stopped);
                } else {
                    keep();
                    slot.status.compareAndSet(PENDING, StatusCodes.GOOD);
                }
            } catch (UnusablePicture e) {
                if (over.getAsBoolean()) {
                    end(stopped);
                } else {
                    fail(slot, e.status(), e.getMessage());
                }
            } catch (OutOfMemoryError e) {
                fail(slot, StatusCodes.BAD_RESOURCE_UNAVAILABLE, "the gateway's Java has no memory left for it");
            } finally {
                bytes = null;
                slot.busy = false;
            }
        }

        /** Before the lane may see it: the lane's decision asks for it. */
        private void keep() {
            if (!pictures.keeps()) {
                encoded.clear();
                return;
            }
            try {
                encoded.put(slot.generation, EncodedPicture.of(bytes, header, shape));
            } catch (UnusablePicture e) {
                // It was decoded, so it is one; a decision never depends on what is kept of it.
            }
        }

        private void end(BooleanSupplier stopped) {
            if (stopped.getAsBoolean()) {
                drop();
            } else {
                giveUp();
            }
        }

        @Override
        public void giveUp() {
            fail(slot, StatusCodes.BAD_TIMEOUT, late);
            slot.busy = false;
        }

        @Override
        public void drop() {
            // No fault of the picture's, and no decision lacks it: it is not counted.
            slot.status.compareAndSet(PENDING, StatusCodes.BAD_TIMEOUT);
            slot.busy = false;
        }

        @Override
        public long reservedBytes() {
            return reservedBytes;
        }
    }

    private String unlike(PictureHeader header, byte[] pixels) {
        PictureLikeness with = training;
        if (with == null) {
            return null;
        }
        double aspect = (double) header.fit().pictureWidth() / header.fit().pictureHeight();
        String why = with.unlike(shape, aspect, pixels);
        return why == null ? null : unlike + why;
    }

    @Override
    public void compareWith(PictureLikeness with) {
        training = with;
    }

    @Override
    public String unlike(double generation) {
        Slot slot = slot(generation);
        String why = slot == null ? null : slot.unlike;
        VarHandle.acquireFence();
        return slot != null && slot.generation == (long) generation ? why : null;
    }

    @Override
    public EncodedPicture encoded(double generation) {
        EncodedPicture kept = encoded.get((long) generation);
        return kept == null ? EncodedPicture.gone(shape) : kept;
    }

    private void fail(Slot slot, int status, String text) {
        if (slot.status.compareAndSet(PENDING, status)) {
            unusable(status, text);
        }
    }

    @Override
    String wanted() {
        return shape.wanted();
    }

    @Override
    public double take(Object value) {
        if (!(value instanceof ByteBuffer buffer)) {
            return refuse(StatusCodes.BAD_TYPE_MISMATCH, -1, "no ByteString came, ", wanted() + " is wanted");
        }
        // Of its own position, and with the most significant byte first.
        ByteBuffer encoded = buffer.asReadOnlyBuffer();
        try {
            return take(encoded, PictureHeader.of(encoded, shape));
        } catch (UnusablePicture e) {
            return refuse(e.status(), -3L - (e.getMessage().hashCode() & 0xFFFFFFFFL), e.getMessage(), "");
        }
    }

    private double take(ByteBuffer encoded, PictureHeader header) {
        long generation = next;
        Slot slot = slots[(int) (generation % slots.length)];
        if (slot.busy) {
            counters.crowded.incrementAndGet();
            return refuse(
                    StatusCodes.BAD_RESOURCE_UNAVAILABLE,
                    slots.length,
                    "the pictures of this tag come faster than they are decoded: ",
                    " of them wait");
        }
        int length = encoded.remaining();
        long needed = length + header.decodingBytes();
        if (!pictures.reserve(needed)) {
            counters.crowded.incrementAndGet();
            return refuse(
                    StatusCodes.BAD_RESOURCE_UNAVAILABLE,
                    pictures.limitBytes() >> 20,
                    "pictures that wait or are decoded would take more than ",
                    " MB together: raise picture.memoryMB, or send smaller ones, or fewer");
        }
        byte[] bytes = new byte[length];
        encoded.get(encoded.position(), bytes);
        slot.generation = -1;
        slot.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pictures.limitMillis());
        slot.status.set(PENDING);
        slot.busy = true;
        slot.generation = generation;
        next++;
        pictures.submit(new Job(slot, header, bytes, needed));
        return generation;
    }

    private Slot slot(double generation) {
        Slot slot = slots[(int) ((long) generation % slots.length)];
        return slot.generation == (long) generation ? slot : null;
    }

    @Override
    public int settle(double generation) {
        Slot slot = slot(generation);
        if (slot == null) {
            return lost();
        }
        if (slot.status.get() == PENDING && slot.late()) {
            fail(slot, StatusCodes.BAD_TIMEOUT, late);
        }
        int status = slot.status.get();
        // The next picture may have taken the slot meanwhile.
        return slot.generation == (long) generation ? status : lost();
    }

    @Override
    public String copy(double generation, TensorBuffer to, int at, int step) {
        Slot slot = slot(generation);
        if (slot == null) {
            return overwritten();
        }
        if (slot.status.get() != StatusCodes.GOOD) {
            return undecoded;
        }
        if (to.type == ElementType.UINT8) {
            to.bytes.put(at, slot.pixels, 0, slot.pixels.length);
        } else {
            for (int tile = 0; tile < shape.tiles(); tile++) {
                if (shape.channelsFirst()) {
                    planes(slot, tile, to, at);
                } else {
                    rows(slot, tile, to, at);
                }
            }
        }
        VarHandle.acquireFence();
        return slot.generation == (long) generation ? null : overwritten();
    }

    /** What the picture does not fill is the mean, and the mean is 0. */
    private void planes(Slot slot, int tile, TensorBuffer to, int at) {
        int width = shape.width();
        int firstX = tile % shape.tilesAcross() * width;
        int firstY = tile / shape.tilesAcross() * shape.height();
        int left = Math.max(0, slot.left - firstX);
        int right = Math.min(width, slot.right - firstX);
        int plane = width * shape.height();
        for (int c = 0; c < values.length; c++) {
            float[] value = values[c];
            for (int y = 0; y < shape.height(); y++) {
                int from = tile * shape.tileElements() + c * plane + y * width;
                Arrays.fill(row, 0);
                if (firstY + y >= slot.top && firstY + y < slot.bottom) {
                    for (int x = left; x < right; x++) {
                        row[x] = value[slot.pixels[from + x] & 0xFF];
                    }
                }
                to.put(at + from, row, width);
            }
        }
    }

    private void rows(Slot slot, int tile, TensorBuffer to, int at) {
        int channels = values.length;
        int firstX = tile % shape.tilesAcross() * shape.width();
        int firstY = tile / shape.tilesAcross() * shape.height();
        int left = Math.max(0, slot.left - firstX);
        int right = Math.min(shape.width(), slot.right - firstX);
        for (int y = 0; y < shape.height(); y++) {
            int from = tile * shape.tileElements() + y * row.length;
            Arrays.fill(row, 0);
            if (firstY + y >= slot.top && firstY + y < slot.bottom) {
                for (int x = left; x < right; x++) {
                    for (int c = 0; c < channels; c++) {
                        row[x * channels + c] = values[c][slot.pixels[from + x * channels + c] & 0xFF];
                    }
                }
            }
            to.put(at + from, row, row.length);
        }
    }
}
