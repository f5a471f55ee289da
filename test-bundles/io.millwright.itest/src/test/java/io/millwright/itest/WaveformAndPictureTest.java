package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.LogLine;
import io.millwright.gateway.Platform;
import io.millwright.gateway.receiver.Decision;
import io.millwright.simulator.CameraPicture;
import io.millwright.simulator.PictureFormat;
import io.millwright.simulator.SimulatorOptions;
import io.millwright.simulator.Waveform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A vibration sensor and a camera at a PLC: each decision was made of the waveform and the picture of its own time. */
class WaveformAndPictureTest {
    private static final int SAMPLES = 8192;
    private static final double RATE_HZ = 5;
    private static final int DECISIONS = 40;

    private static String tags() {
        return Stream.of("Wave1.vibration", "Wave1.number", "Camera1.picture", "Camera1.number")
                .map(name -> name + ",nsu=urn:millwright:simulator;s=" + name + ",0,10")
                .collect(Collectors.joining("\n", "name,nodeId,samplingMs,queue\n", "\n"));
    }

    @Test
    void everyDecisionIsOfTheWaveformAndThePictureOfItsTime() throws Exception {
        for (PictureFormat format : List.of(PictureFormat.PNG, PictureFormat.JPEG)) {
            decideWith(format, format == PictureFormat.JPEG ? 2 : 0.2);
        }
    }

    private static void decideWith(PictureFormat format, double tolerance) throws Exception {
        SimulatorOptions options =
                new SimulatorOptions().waves(1, SAMPLES, RATE_HZ).cameras(1, format, 640, 480, RATE_HZ);
        try (Site site = Site.open("waveform-and-" + format, Platform.KURA_5, options)) {
            Path model = SensorModel.write(site.folder().resolve("model"), SAMPLES, 320, 240);
            site.install(List.of(Packages.onnxruntime(), Packages.millwright(), model));
            site.createKeystore();
            site.createConnection(Map.of("tags", tags()));
            site.createPublisher();
            String pipeline = site.createPipeline(
                    SensorModel.NAME,
                    Map.of(
                            "mapping",
                            "vibration=Wave1.vibration\nwave_number=Wave1.number\npicture=Camera1.picture\n"
                                    + "camera_number=Camera1.number"));
            site.awaitState(pipeline, "RUNNING");
            site.await(DECISIONS + " good decisions", () -> good(site, pipeline).size() >= DECISIONS);
            Set<Long> pictures = new HashSet<>();
            for (Decision decision : good(site, pipeline)) {
                long wave = Math.round(decision.reading("wave_number").number());
                long picture = Math.round(decision.reading("camera_number").number());
                pictures.add(picture);
                double rms = Waveform.rms(1, wave);
                assertEquals(
                        rms, decision.reading("length").number() / Math.sqrt(SAMPLES), rms * 1e-4, "waveform " + wave);
                assertEquals(
                        CameraPicture.brightness(1, picture),
                        decision.reading("mean").number(),
                        tolerance,
                        "picture " + picture);
            }
            assertTrue(pictures.size() > DECISIONS / 2, pictures.size() + " different pictures");
            for (String counter :
                    List.of("samples.unusable", "samples.crowded", "samples.overwritten", "decisions.bad")) {
                assertEquals(0, site.counter(pipeline, counter), counter);
            }
            assertEquals(List.of(), site.ours(LogLine.Level.ERROR));
        }
    }

    private static List<Decision> good(Site site, String pipeline) {
        return new ArrayList<>(site.received().decisions(pipeline))
                .stream().filter(decision -> decision.quality().equals("GOOD")).toList();
    }
}
