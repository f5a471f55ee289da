package io.millwright.pipeline.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.CapturedData.Erased;
import io.millwright.decision.CapturedData.Erasure;
import io.millwright.decision.CapturedData.Segment;
import io.millwright.decision.Decision.Role;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Opinion.Verdict;
import io.millwright.decision.Picture;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.pipeline.decide.PictureInputs;
import io.millwright.seal.GatewayKey;
import io.millwright.supervision.State;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which pictures are kept, for how long, and that an erasure leaves none. */
class PictureCaptureTest {
    private static final CaptureSettings ON = new CaptureSettings(true, 8 << 20, 8 << 20, 30, 0, List.of(), "");

    @TempDir
    static Path keys;

    private static GatewayKey gateway;

    @TempDir
    Path data;

    private KeptData kept;
    private final Random random = new Random(5);

    @BeforeAll
    static void makeKey() throws Exception {
        gateway = GatewayKey.of(keys, "-keyalg EC -groupname secp256r1");
    }

    @BeforeEach
    void start() {
        kept = new KeptData(data, gateway);
        kept.configure(ON);
    }

    private static FeatureSnapshot seen(Picture... pictures) {
        return new PictureInputs(null, List.of(pictures));
    }

    private long ok(FeatureSnapshot inputs) {
        return kept.decide("Cell1", 0.01, Severity.OK, false, Role.SERVING, Quality.GOOD, inputs);
    }

    private long alarm(FeatureSnapshot inputs) {
        return kept.decide("Cell1", 0.99, Severity.ALARM, false, Role.SERVING, Quality.GOOD, inputs);
    }

    private KeptPicture noise(int bytes) {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        return KeptPicture.jpeg(content);
    }

    private List<Long> pictures() throws Exception {
        kept.read(kept.key);
        return kept.pictures.stream().map(CapturedPicture::sequence).toList();
    }

    private long counter(String name) {
        return kept.counters().asMap().get("capture.pictures." + name);
    }

    @Test
    void thePictureOfEachAlarmIsKeptAsItCameAndUnreadableOnTheDisk() throws Exception {
        byte[] content = "a picture that shows a defect".getBytes();
        ok(seen(noise(1_000)));
        long first = alarm(seen(KeptPicture.jpeg(content)));
        long[] others = new long[15];
        for (int i = 0; i < others.length; i++) {
            others[i] = alarm(seen(noise(1_000)));
        }
        assertEquals(first, pictures().get(0));
        assertEquals(16, pictures().size(), "an alarm that goes on shows another case with each picture");
        assertEquals(others[14], pictures().get(15));
        CapturedPicture picture = kept.pictures.get(0);
        assertArrayEquals(content, picture.bytes());
        assertEquals("camera", picture.feature());
        assertEquals(Picture.Format.JPEG, picture.format());
        assertEquals(640, picture.width());
        assertEquals(List.of("alarm"), picture.labels());
        assertEquals("Cell1", picture.asset());
        assertFalse(kept.onDisk("shows a defect"));
        assertEquals(16, counter("kept"));
        assertTrue(counter("bytes") > 16_000);
    }

    @Test
    void doubtfulOnesAreKeptAsFarAsHalfOfTheBudgetLasts() throws Exception {
        long near = kept.decide("Cell1", 0.45, Severity.OK, false, Role.SERVING, Quality.GOOD, seen(noise(1_000)));
        long uncertain =
                kept.decide("Cell1", 0.01, Severity.OK, false, Role.SERVING, Quality.UNCERTAIN, seen(noise(1_000)));
        assertEquals(List.of(near, uncertain), pictures());
        for (int i = 0; i < 5; i++) {
            kept.decide("Cell1", 0.45, Severity.OK, false, Role.SERVING, Quality.GOOD, seen(noise(100_000)));
        }
        assertTrue(counter("paced") > 0, kept.counters().asMap().toString());
        assertEquals(7, pictures().size() + counter("paced"));
    }

    @Test
    void routinePicturesShowWhatIsGood() throws Exception {
        kept.configure(new CaptureSettings(true, 8 << 20, 8 << 20, 30, 3, List.of(), ""));
        for (int i = 0; i < 9; i++) {
            ok(seen(noise(1_000)));
        }
        assertEquals(3, pictures().size());
    }

    @Test
    void theOldestPicturesGoForNewerOnesAndNoRowDoes() throws Exception {
        long last = 0;
        for (int i = 0; i < 40; i++) {
            last = alarm(seen(noise(500_000)));
        }
        List<Long> left = pictures();
        assertEquals(last, left.get(left.size() - 1));
        assertEquals(40, left.size() + counter("overBudget"));
        assertTrue(counter("overBudget") >= 20, kept.counters().asMap().toString());
        assertTrue(counter("bytes") <= 8 << 20);
        assertEquals(40, kept.rows.size());
        assertEquals(0, kept.counters().rows.overBudget.get());
    }

    @Test
    void picturesGoWhenTheirTimeIsOver() throws Exception {
        alarm(seen(noise(1_000)));
        kept.pass(31, TimeUnit.DAYS);
        kept.captures.tidy();
        assertEquals(List.of(), pictures());
        assertEquals(1, counter("overAge"));
        assertEquals(0, counter("bytes"));
    }

    @Test
    void anErasureLeavesNoPictureOfAnAssetNeitherOnTheDiskNorInMemory() throws Exception {
        long waits = ok(seen(noise(1_000)));
        alarm(seen(noise(1_000)));
        long other = kept.decide("Cell2", 0.99, Severity.ALARM, true, Role.SERVING, Quality.GOOD, seen(noise(1_000)));
        kept.key = null;
        Erased erased =
                kept.captures.erase(new Erasure(KeptData.PIPELINE, "Cell1", Long.MIN_VALUE, Long.MAX_VALUE, "eva"));
        assertEquals(2 + 1, erased.records(), "two rows and a picture");
        kept.key = gateway;
        kept.book.give(KeptData.opinion("Cell1", waits, Verdict.REJECTED, "scratch"));
        kept.start();
        assertEquals(
                1,
                kept.segments().stream()
                        .filter(file -> file.toString().contains("pictures"))
                        .count());
        assertTrue(other > 0);
    }

    @Test
    void whatAPersonSpokeOfIsKeptWhileItsPictureIsInMemory() throws Exception {
        long first = ok(seen(noise(10_000_000)));
        long second = ok(seen(noise(1_000)));
        ok(seen(noise(10_000_000)));
        kept.configure(new CaptureSettings(true, 8 << 20, 64 << 20, 30, 0, List.of(), ""));
        kept.book.give(KeptData.opinion("Cell1", second, Verdict.REJECTED, "scratch"));
        kept.book.give(KeptData.opinion("Cell1", first, Verdict.REJECTED, "scratch"));
        assertEquals(List.of(second), pictures());
        assertEquals(1, counter("missing"));
        assertEquals(2, kept.opinions.size());
    }

    @Test
    void aPictureThatWasNotInMemoryWhenItWasDecidedIsCounted() throws Exception {
        alarm(seen(KeptPicture.jpeg()));
        assertEquals(List.of(), pictures());
        assertEquals(1, counter("missing"));
    }

    @Test
    void aRemovedFeatureIsNoPictureAndKeepsNothingFromBeingKept() throws Exception {
        kept.configure(new CaptureSettings(true, 8 << 20, 8 << 20, 30, 0, List.of("operator_view"), ""));
        KeptPicture view = new KeptPicture("operator_view", false, Picture.Format.PNG, 1, 1, "", new byte[] {1});
        alarm(seen(noise(1_000), view));
        assertEquals(1, pictures().size());
        assertEquals("camera", kept.pictures.get(0).feature());
    }

    @Test
    void aMisspeltNameKeepsPicturesFromBeingWrittenToo() throws Exception {
        kept.configure(new CaptureSettings(true, 8 << 20, 8 << 20, 30, 0, List.of("operater_view"), ""));
        alarm(seen(new KeptPicture("operator_view", false, Picture.Format.PNG, 1, 1, "", new byte[] {1})));
        assertEquals(List.of(), pictures());
        assertEquals("CAPTURE_SETTING_WRONG", kept.state());
        assertEquals(1, counter("dropped"));
    }

    @Test
    void nothingIsKeptOfPicturesUnlessTheyHaveABudget() throws Exception {
        kept.configure(KeptData.ON);
        assertFalse(kept.captures.keepsPictures(KeptData.PIPELINE));
        alarm(seen(noise(1_000)));
        assertEquals(List.of(), pictures());
        assertEquals(List.of(), kept.rows);
    }

    @Test
    void aPictureThatIsTooLargeIsAStateAndCounted() throws Exception {
        alarm(seen(noise(3_000_000)));
        assertEquals("CAPTURE_SETTING_WRONG", kept.state());
        assertEquals(1, counter("dropped"));
        alarm(seen(noise(1_000)));
        assertEquals("CAPTURES", kept.state());
    }

    @Test
    void onlyAPictureThatWasWrittenEndsTheTroubleOfPictures() throws Exception {
        kept.configure(new CaptureSettings(true, 64 << 20, 1 << 20, 30, 0, List.of(), ""));
        alarm(seen(noise(300_000)));
        assertEquals("CAPTURE_SETTING_WRONG", kept.state());
        alarm(seen(KeptPicture.jpeg()));
        assertEquals("CAPTURE_SETTING_WRONG", kept.state(), "missing");
        kept.decide("Cell2", 0.45, Severity.OK, false, Role.SERVING, Quality.GOOD, seen(noise(200_000)));
        assertEquals(1, counter("paced"));
        assertEquals("CAPTURE_SETTING_WRONG", kept.state(), "paced");
        alarm(seen(noise(1_000)));
        assertEquals("CAPTURES", kept.state());
    }

    @Test
    void aDecisionOfWhichOnePictureIsTooLargeIsOneTroubleThatStays() throws Exception {
        KeptPicture reference = new KeptPicture("reference", true, Picture.Format.PNG, 1, 1, "", new byte[] {1});
        alarm(seen(noise(3_000_000), reference));
        State first = kept.captures.state().now();
        assertEquals("CAPTURE_SETTING_WRONG", first.code());
        alarm(seen(noise(3_000_001), reference));
        assertEquals(first.text(), kept.captures.state().now().text(), "told once");
        assertEquals(2, counter("dropped"));
        assertEquals(2, counter("kept"));
    }

    @Test
    void aPictureThatIsGoneIsCountedOnceHoweverManySpeakOfIt() throws Exception {
        long gone = ok(seen(noise(10_000_000)));
        ok(seen(noise(10_000_000)));
        for (int i = 0; i < 3; i++) {
            kept.book.give(KeptData.opinion("Cell1", gone, Verdict.REJECTED, "scratch"));
        }
        assertEquals(3, kept.counters().opinions.get());
        assertEquals(1, counter("missing"));
    }

    @Test
    void segmentsWithPicturesAreListedAndOpenedLikeTheOthers() throws Exception {
        alarm(seen(noise(1_000)));
        List<Segment> segments = kept.captures.segments(KeptData.PIPELINE);
        assertEquals(2, segments.size());
        Segment pictures = segments.get(1);
        assertTrue(pictures.name().startsWith("pictures/"), pictures.name());
        assertEquals(1, pictures.records());
        try (InputStream in = kept.captures.open(KeptData.PIPELINE, pictures.name())) {
            assertEquals(pictures.bytes(), in.readAllBytes().length);
        }
    }

    /** A folder whose segments cannot be read at the moment must not hide from an erasure, nor keep a wrong name. */
    @Test
    void aFolderThatCannotBeReadIsStillThatOfItsPipeline() throws Exception {
        alarm(seen(noise(1_000)));
        kept.captures.close();
        for (Path segment : kept.segments()) {
            Files.write(segment, new byte[] {1, 2, 3});
        }
        kept.start();
        assertEquals(List.of(KeptData.PIPELINE), kept.captures.pipelines());
        kept.captures.erase(new Erasure(KeptData.PIPELINE, "", Long.MIN_VALUE, Long.MAX_VALUE, "eva"));
        assertEquals(List.of(), kept.segments());
    }
}
