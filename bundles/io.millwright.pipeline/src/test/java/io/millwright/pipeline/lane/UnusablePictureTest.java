package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.ImageSpec.Colour;
import io.millwright.pipeline.Bound;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.ShapedInputs;
import io.millwright.pipeline.ShapedInputs.Picture;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.shape.PictureDecoder;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.shape.PictureFiles;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.tag.Tag;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A picture that cannot be used is Bad with its reason, takes no memory, and costs no other decision. */
class UnusablePictureTest {
    private static final ByteBuffer GOOD =
            PictureFiles.encode(PictureFiles.noise(20, 20, BufferedImage.TYPE_3BYTE_BGR, 1), "png");

    private final CountDownLatch release = new CountDownLatch(1);
    private PictureDecoders decoders = new PictureDecoders();

    @AfterEach
    void close() {
        release.countDown();
        decoders.close();
        assertEquals(0, decoders.reservedBytes());
    }

    private PipelineHarness harness(Picture input, Object... settings) throws Exception {
        Object[] all = Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "quality.policy";
        all[settings.length + 1] = "flag";
        return new PipelineHarness(decoders, FakeModel.of(input), all);
    }

    /** The reasons of the decisions. */
    private static String last(PipelineHarness h) {
        var decision = h.decisions.get(h.decisions.size() - 1);
        return (decision.quality() + " " + decision.reason()).strip();
    }

    /** Between two good ones. */
    private void isBad(Picture input, Object value, String reason) throws Exception {
        PipelineHarness h = harness(input);
        h.object("camera", GOOD, "1.0").play("1.0");
        assertEquals("GOOD", last(h));
        h.object("camera", value, "2.0").play("2.0");
        assertEquals("BAD tag 'camera': " + reason, last(h));
        h.object("camera", GOOD, "3.0").play("3.0");
        assertEquals("GOOD", last(h));
        assertEquals(1, h.counters.unusable.get());
        assertEquals(3, h.decisions.size());
        h.lane.ended();
    }

    private static final Picture CAMERA = ShapedInputs.picture("camera", 8, 8);

    @Test
    void emptyBytes() throws Exception {
        isBad(CAMERA, ByteBuffer.allocate(0), "Bad_NoData, the picture is empty");
    }

    @Test
    void bytesOfAnotherKind() throws Exception {
        isBad(
                CAMERA,
                ByteBuffer.wrap("this is a spreadsheet, and no picture at all, as you see".getBytes()),
                "Bad_DecodingError, the bytes are neither PNG nor JPEG nor BMP");
    }

    @Test
    void aTextOrAnArrayInsteadOfBytes() throws Exception {
        String reason = "Bad_TypeMismatch, no ByteString came, a picture (ByteString) is wanted";
        isBad(CAMERA, "text", reason);
        isBad(CAMERA, new float[8], reason);
    }

    @Test
    void aRawPictureOfTheWrongSize() throws Exception {
        isBad(
                CAMERA.raw(640, 480, Colour.RGB),
                ByteBuffer.allocate(921_599),
                "Bad_OutOfRange, 921599 bytes came, a raw picture of 640 x 480 RGB has 921600");
    }

    @Test
    void aHeaderThatPromisesThousandsOfMegapixels() throws Exception {
        byte[] png = PictureFiles.array(GOOD);
        ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
        String reason =
                "Bad_EncodingLimitsExceeded, the picture's header says 60000 x 60000 pixels, more than 16777216";
        isBad(CAMERA, ByteBuffer.wrap(png), reason);
        byte[] jpeg = PictureFiles.array(PictureFiles.encode(PictureFiles.smooth(20, 20), "jpeg"));
        for (int i = 0; i < jpeg.length - 9; i++) {
            if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xC0) {
                ByteBuffer.wrap(jpeg).putShort(i + 5, (short) 60_000).putShort(i + 7, (short) 60_000);
            }
        }
        isBad(CAMERA, ByteBuffer.wrap(jpeg), reason);
        byte[] bmp = PictureFiles.array(
                PictureFiles.encode(PictureFiles.noise(20, 20, BufferedImage.TYPE_3BYTE_BGR, 1), "bmp"));
        ByteBuffer.wrap(bmp).putInt(18, Integer.reverseBytes(60_000)).putInt(22, Integer.reverseBytes(60_000));
        isBad(CAMERA, ByteBuffer.wrap(bmp), reason);
        ByteBuffer.wrap(png).putInt(16, -1).putInt(20, -1);
        isBad(CAMERA, ByteBuffer.wrap(png), "Bad_DecodingError, the picture's header says -1 x -1 pixels");
    }

    @Test
    void everyPictureThatIsCutShort() throws Exception {
        for (String format : new String[] {"png", "jpeg", "bmp"}) {
            byte[] whole = PictureFiles.array(
                    PictureFiles.encode(PictureFiles.noise(64, 64, BufferedImage.TYPE_3BYTE_BGR, 2), format));
            PipelineHarness h = harness(CAMERA);
            int second = 1;
            for (int length = 1; length < whole.length; length += Math.max(1, whole.length / 40)) {
                h.object("camera", ByteBuffer.wrap(Arrays.copyOf(whole, length)), String.valueOf(second))
                        .play(String.valueOf(second));
                assertTrue(
                        last(h).startsWith("BAD tag 'camera': Bad_DecodingError, "), format + " " + length + last(h));
                second++;
            }
            h.lane.ended();
        }
    }

    /** Whatever the bytes, the line lives, and nothing stays reserved. */
    @Test
    void damagedBytesNeverStopTheLine() throws Exception {
        Random random = new Random(3);
        PipelineHarness h = harness(CAMERA);
        int second = 1;
        for (String format : new String[] {"png", "jpeg", "bmp"}) {
            byte[] whole = PictureFiles.array(
                    PictureFiles.encode(PictureFiles.noise(48, 48, BufferedImage.TYPE_3BYTE_BGR, 2), format));
            for (int n = 0; n < 150; n++) {
                byte[] damaged = whole.clone();
                for (int i = 0; i <= n % 8; i++) {
                    damaged[random.nextInt(n % 2 == 0 ? 80 : damaged.length)] = (byte) random.nextInt();
                }
                h.object("camera", ByteBuffer.wrap(damaged), String.valueOf(second))
                        .play(String.valueOf(second));
                second++;
            }
        }
        h.object("camera", GOOD, String.valueOf(second)).play(String.valueOf(second));
        assertEquals("GOOD", last(h));
        assertEquals(second, h.decisions.size());
        assertEquals(0, h.counters.bugs.get());
        h.lane.ended();
    }

    @Test
    void pngThatChangedOnTheWay() throws Exception {
        byte[] png = PictureFiles.array(GOOD);
        png[png.length / 2] ^= 1;
        isBad(CAMERA, ByteBuffer.wrap(png), "Bad_DecodingError, a checksum in the PNG is wrong");
    }

    @Test
    void moreThanTheMemoryForPicturesIsRefusedAndCounted() throws Exception {
        PipelineHarness h = harness(CAMERA.raw(800, 800, Colour.RGB), "picture.memoryMB", 1);
        h.object("camera", ByteBuffer.allocate(800 * 800 * 3), "1.0").play("1.0");
        assertEquals(
                "BAD tag 'camera': Bad_ResourceUnavailable, pictures that wait or are decoded would take more than 1 MB"
                        + " together: raise picture.memoryMB, or send smaller ones, or fewer",
                last(h));
        assertEquals(1, h.counters.crowded.get());
        h.object("camera", GOOD, "2.0").play("2.0");
        assertEquals("GOOD", last(h));
        h.lane.ended();
    }

    private void slowDecoders(CountDownLatch begun) {
        slowDecoders(begun, Bound.MILLIS);
    }

    private void slowDecoders(CountDownLatch begun, long limitMillis) {
        PictureDecoder standard = PictureDecoders.standard();
        decoders = new PictureDecoders(
                (bytes, header, shape, over) -> {
                    if (header.width() == 20) {
                        begun.countDown();
                        try {
                            release.await(Bound.SECONDS, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }
                    return standard.decode(bytes, header, shape, over);
                },
                limitMillis);
    }

    /** A picture that takes too long is given up, and the lane goes on while the decoder still has it. */
    @Test
    void aPictureThatIsNotDecodedInTimeIsBadAndTheLineGoesOn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        slowDecoders(begun, 50);
        PipelineHarness h = harness(CAMERA);
        h.object("camera", GOOD, "1.0").queue("1.0");
        Bound.await(
                () -> {
                    h.serveNow();
                    return h.decisions.size() == 1;
                },
                () -> h.decisions);
        assertEquals("BAD tag 'camera': Bad_Timeout, it was not decoded within 50 ms", last(h));
        h.queue("2.0").serveNow();
        assertEquals(2, h.decisions.size());
        release.countDown();
        assertTrue(decoders.awaitIdle(Bound.MILLIS));
        assertEquals(0, decoders.reservedBytes());
        h.lane.ended();
    }

    @Test
    void aSlowDecoderDelaysItsOwnLaneOnly() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        slowDecoders(begun);
        PipelineHarness slow = harness(CAMERA);
        PipelineHarness fast = harness(CAMERA);
        for (int i = 1; i <= 3; i++) {
            slow.object("camera", GOOD, i + ".0").queue(i + ".0");
        }
        assertTrue(begun.await(Bound.SECONDS, TimeUnit.SECONDS));
        slow.serveNow();
        assertEquals(0, slow.decisions.size(), "decided without its picture");
        ByteBuffer other = PictureFiles.encode(PictureFiles.noise(30, 30, BufferedImage.TYPE_3BYTE_BGR, 1), "png");
        fast.object("camera", other, "1.0").queue("1.0");
        Bound.await(
                () -> {
                    fast.serveNow();
                    return fast.decisions.size() == 1;
                },
                () -> fast.decisions);
        assertEquals("GOOD", last(fast));
        slow.serveNow();
        assertEquals(0, slow.decisions.size());
        release.countDown();
        slow.serve();
        assertEquals(3, slow.decisions.size());
        assertEquals("GOOD", last(slow));
        slow.lane.ended();
        fast.lane.ended();
    }

    /** The lane is woken when its picture is there; nobody has to send anything. */
    @Test
    void theLaneGoesOnByItselfWhenItsPictureIsDecoded() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        slowDecoders(begun);
        try (var pool = new Closing(PipelineHarness.pool(1))) {
            PipelineHarness h = harness(CAMERA);
            LaneBuilder built = new LaneBuilder(
                    h.configuration, h.plan, 500, h.counters, RunNumbers.unkept(), pool.pool, decoders, h);
            built.lane()
                    .offer(OpenModel.open(
                            PipelineHarness.offer(FakeModel.of(CAMERA)), h.plan, h.configuration.rules(), 1));
            built.intake().object(0, GOOD, 0, 1_000_000);
            built.intake().progress(1_000_000);
            assertTrue(begun.await(Bound.SECONDS, TimeUnit.SECONDS));
            assertEquals(0, built.lane().decided());
            release.countDown();
            Bound.await(() -> built.lane().decided() == 1, () -> h.counters.asMap());
            pool.pool.retire(built.lane(), 5000);
        }
    }

    private record Closing(LanePool pool) implements AutoCloseable {
        @Override
        public void close() {
            pool.close();
        }
    }

    @Test
    void picturesFasterThanTheyAreDecodedAreRefusedAndCountedAndWhatWaitsIsGivenUpAtTheEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        slowDecoders(begun);
        PipelineHarness h = harness(ShapedInputs.picture("camera", 900, 900));
        for (int i = 0; i < 70; i++) {
            h.object("camera", GOOD, "1." + (100 + i));
        }
        assertTrue(h.counters.crowded.get() > 0, h.counters.asMap().toString());
        assertTrue(decoders.reservedBytes() > 0);
        h.lane.ended();
        release.countDown();
        assertTrue(decoders.awaitIdle(Bound.MILLIS));
        assertEquals(0, decoders.reservedBytes());
        assertEquals(
                h.counters.crowded.get(),
                h.counters.unusable.get(),
                "nobody waits for those that are given up at the end");
    }

    @Test
    void aTextTagForAPictureIsNamedWithItsKindAndARemedy() throws Exception {
        PipelineHarness h = harness(CAMERA);
        h.describe("camera", "", Tag.Kind.TEXT);
        assertEquals(
                "Mapping of features to tags: tag 'camera' delivers TEXT, but input 'camera' takes a picture (ByteString); map it to another"
                        + " tag, or have the PLC write that type",
                h.intake.asset(0).problem().text());
        h.describe("camera", "", Tag.Kind.BYTES);
        assertEquals(null, h.intake.asset(0).problem());
        h.lane.ended();
    }

    @Test
    void eachPartHasItsOwnPicture() throws Exception {
        PipelineHarness h =
                new PipelineHarness(decoders, FakeModel.of(CAMERA), "window.kind", "part", "part.open", "on = true");
        h.play("1.0 on=0")
                .object("camera", GOOD, "1.5")
                .play("2.0 on=1")
                .play("3.0 on=0")
                .play("4.0");
        assertEquals("BAD tag 'camera': Bad_NoData", last(h));
        h.play("5.0 on=1").object("camera", GOOD, "5.5").play("6.0 on=0").play("7.0");
        assertEquals("GOOD", last(h));
        assertFalse(h.decisions.isEmpty());
        h.lane.ended();
    }
}
