package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.simulator.PlcClient.Notifications;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Waveforms and pictures arrive whole, one per period, and their content tells which they are. */
class SensorsTest {
    private static final long WAVE_PERIOD_MICROS = 50_000;
    private static final long CAMERA_PERIOD_MICROS = 100_000;

    private static long micros(DataValue value) {
        return Times.micros(value.sourceTime().getJavaInstant());
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 8_192, 65_536})
    void everyWaveformArrivesOnceAndWhole(int samples) throws Exception {
        try (Simulator simulator = Simulator.start(new SimulatorOptions().waves(2, samples, 20));
                PlcClient client = PlcClient.connect(simulator)) {
            Notifications seen = client.subscribe(PlcClient.node(simulator, "Wave2.vibration"), 0);
            long before = micros(seen.await(v -> v.statusCode().isGood()));
            for (int i = 0; i < 10; i++) {
                DataValue value = seen.next();
                assertEquals(before + WAVE_PERIOD_MICROS, micros(value));
                before = micros(value);
                float[] wave = floats(value.value().value());
                long number = Waveform.number(before, WAVE_PERIOD_MICROS);
                assertArrayEquals(Waveform.samples(2, number, samples), wave);
                assertEquals(Waveform.rms(2, number), rms(wave), 1e-4);
            }
            DataValue number = client.read(PlcClient.node(simulator, "Wave1.number"));
            assertEquals(
                    Waveform.number(micros(number), WAVE_PERIOD_MICROS),
                    number.value().value());
        }
    }

    private static float[] floats(Object array) {
        if (array instanceof float[] floats) {
            return floats;
        }
        Float[] boxed = (Float[]) array;
        float[] floats = new float[boxed.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = boxed[i];
        }
        return floats;
    }

    private static double rms(float[] wave) {
        double sum = 0;
        for (float sample : wave) {
            sum += sample * sample;
        }
        return Math.sqrt(sum / wave.length);
    }

    @ParameterizedTest
    @EnumSource(PictureFormat.class)
    void everyPictureArrivesOnceWithTheBrightnessOfItsNumber(PictureFormat format) throws Exception {
        try (Simulator simulator = Simulator.start(new SimulatorOptions().cameras(1, format, 640, 480, 10));
                PlcClient client = PlcClient.connect(simulator)) {
            Notifications seen = client.subscribe(PlcClient.node(simulator, "Camera1.picture"), 0);
            long before = micros(seen.await(v -> v.statusCode().isGood()));
            for (int i = 0; i < 5; i++) {
                DataValue value = seen.next();
                assertEquals(before + CAMERA_PERIOD_MICROS, micros(value));
                before = micros(value);
                long number = CameraPicture.number(before, CAMERA_PERIOD_MICROS);
                byte[] picture = ((ByteString) value.value().value()).bytesOrEmpty();
                byte[] pixels = format == PictureFormat.RAW ? picture : pixels(picture);
                int brightness = CameraPicture.brightness(1, number);
                double exact = format == PictureFormat.JPEG ? 2 : 0;
                assertEquals(brightness + 20, mean(pixels, 0), exact);
                assertEquals(brightness, mean(pixels, 1), exact);
                assertEquals(brightness - 20, mean(pixels, 2), exact);
                if (format != PictureFormat.JPEG) {
                    assertArrayEquals(CameraPicture.pixels(1, number, 640, 480), pixels);
                }
            }
        }
    }

    @Test
    void picturesInARowHaveDifferentBrightness() {
        List<Integer> all = new ArrayList<>();
        for (long number = 100; number < 100 + CameraPicture.PICTURES; number++) {
            all.add(CameraPicture.brightness(3, number));
        }
        assertEquals(CameraPicture.PICTURES, all.stream().distinct().count());
        assertTrue(all.stream().allMatch(b -> b > 50 && b < 200));
    }

    private static byte[] pixels(byte[] encoded) throws Exception {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(encoded));
        assertEquals(640, image.getWidth());
        assertEquals(480, image.getHeight());
        byte[] pixels = new byte[640 * 480 * 3];
        int at = 0;
        for (int rgb : image.getRGB(0, 0, 640, 480, null, 0, 640)) {
            pixels[at++] = (byte) (rgb >> 16);
            pixels[at++] = (byte) (rgb >> 8);
            pixels[at++] = (byte) rgb;
        }
        return pixels;
    }

    private static double mean(byte[] pixels, int channel) {
        long sum = 0;
        for (int i = channel; i < pixels.length; i += 3) {
            sum += pixels[i] & 255;
        }
        return sum / (pixels.length / 3.0);
    }
}
