package io.millwright.pipeline.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.CapturedData.Erased;
import io.millwright.decision.CapturedData.Erasure;
import io.millwright.decision.CapturedData.Segment;
import io.millwright.decision.Decision.Role;
import io.millwright.decision.Opinion.Verdict;
import io.millwright.decision.Severity;
import io.millwright.pipeline.FakeModel;
import io.millwright.seal.GatewayKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept around alarms, doubt and opinions; that it is encrypted, bounded, and really gone when it should be. */
class CaptureTest {
    @TempDir
    static Path keys;

    private static GatewayKey gateway;
    private static GatewayKey desk;

    @TempDir
    Path data;

    private KeptData kept;

    @BeforeAll
    static void makeKeys() throws Exception {
        gateway = GatewayKey.of(keys, "-keyalg RSA -keysize 2048");
        desk = GatewayKey.of(keys, "-keyalg EC -groupname secp256r1");
    }

    @BeforeEach
    void begin() {
        kept = new KeptData(data, gateway);
        kept.configure(KeptData.ON);
    }

    @Test
    void anAlarmIsKeptWithTenRowsBeforeAndAfterAndTheReturnToNormalToo() throws Exception {
        for (int i = 0; i < 20; i++) {
            kept.normal("Press1");
            kept.normal("Press2");
        }
        long alarm = kept.alarm("Press1");
        for (int i = 0; i < 30; i++) {
            kept.decide("Press1", 0.99, Severity.ALARM, false);
        }
        List<Long> rows = kept.kept();
        assertEquals(10 + 1 + 10, rows.size());
        assertEquals(
                List.of("before", "alarm", "after"),
                kept.rows.stream().map(CapturedRow::why).distinct().toList());
        assertTrue(kept.rows.stream().allMatch(row -> row.asset().equals("Press1")));
        long back = kept.decide("Press1", 0.01, Severity.OK, true);
        assertTrue(kept.kept().contains(alarm));
        assertTrue(kept.kept().contains(back));
        assertEquals(kept.rows.size(), kept.kept().stream().distinct().count(), "no row is kept twice");
    }

    @Test
    void aRowIsReadAsItWasDecided() throws Exception {
        long alarm = kept.alarm("Press1");
        kept.read(gateway);
        CapturedRow row = kept.rows.get(0);
        assertEquals(List.of("torque", "operator_badge"), kept.schemas.get(0).features());
        assertEquals("wear", kept.schemas.get(0).model());
        assertEquals("part-" + alarm, row.part());
        assertEquals(3, row.run());
        assertArrayEquals(new double[] {alarm, 0.1 * alarm}, row.values());
        assertEquals(0.99, row.readings().get(0).number());
        assertEquals("alarm", row.readings().get(0).label());
        assertEquals("ALARM", row.readings().get(0).severity());
    }

    @Test
    void whereTheModelWasUnsureAndEachSoManyThOfTheOthersIsKept() throws Exception {
        kept.configure(new CaptureSettings(true, 8 << 20, 0, 30, 5, List.of(), ""));
        long unsure = kept.decide("Press1", 0.45, Severity.OK, false);
        for (int i = 0; i < 10; i++) {
            kept.normal("Press1");
        }
        assertEquals(List.of(unsure, unsure + 5, unsure + 10), kept.kept());
        assertEquals(
                List.of("unsure", "routine", "routine"),
                kept.rows.stream().map(CapturedRow::why).toList());
    }

    /** Sure or not: of a model that was replaced meanwhile nobody knows it, and that is counted. */
    @Test
    void decisionsOfAModelThatIsGoneAreCountedAndNotTakenForSure() throws Exception {
        kept.configure(KeptData.ON);
        FakeModel model = kept.model;
        kept.model = null;
        kept.decide("Press1", 0.45, Severity.OK, false);
        kept.decide("Press1", 0.45, Severity.OK, false);
        assertEquals(2, kept.counters().modelGone.get());
        assertEquals(List.of(), kept.kept());
        kept.model = model;
        kept.pass(10, TimeUnit.SECONDS);
        long unsure = kept.decide("Press1", 0.45, Severity.OK, false);
        assertEquals(List.of(unsure), kept.kept());
        assertEquals(2, kept.counters().modelGone.get());
    }

    @Test
    void nothingIsKeptUnlessItWasAskedForNorOfModelsThatOnlyRunBeside() throws Exception {
        kept.decide("Press1", 0.99, Severity.ALARM, true, Role.SHADOW);
        kept.configure(CaptureSettings.NONE);
        kept.alarm("Press1");
        assertEquals(List.of(), kept.segments());
    }

    @Test
    void theDiskShowsNoNameAndNoValue() throws Exception {
        kept.alarm("Press1");
        assertEquals(1, kept.segments().size());
        for (String text : List.of("Press1", "torque", "alarm", "wear", "part-")) {
            assertFalse(kept.onDisk(text), text);
        }
        assertEquals(
                "rw-------",
                java.nio.file.attribute.PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(kept.segments().get(0))));
    }

    @Test
    void aRemovedFeatureAndThePartAreReallyAbsent() throws Exception {
        kept.configure(new CaptureSettings(true, 8 << 20, 0, 30, 0, List.of("operator_*", "part.number"), ""));
        kept.alarm("Press1");
        kept.read(gateway);
        assertEquals(List.of("torque"), kept.schemas.get(0).features());
        assertEquals(1, kept.rows.get(0).values().length);
        assertEquals("", kept.rows.get(0).part());
    }

    /** A misspelt name would write what must not be written. */
    @Test
    void whileARemovedNameIsNoFeatureNothingIsKept() throws Exception {
        kept.configure(new CaptureSettings(true, 8 << 20, 0, 30, 0, List.of("operater_badge"), ""));
        kept.alarm("Press1");
        assertEquals("CAPTURE_SETTING_WRONG", kept.state());
        assertEquals(List.of(), kept.segments());
        assertEquals(1, kept.counters().dropped.get());
        kept.configure(new CaptureSettings(true, 8 << 20, 0, 30, 0, List.of("operator_badge"), ""));
        kept.decide("Press1", 0.01, Severity.OK, true);
        assertEquals("CAPTURES", kept.state());
        assertEquals(2, kept.kept().size(), "the row before it was still in memory");
    }

    @Test
    void withoutAKeyNothingIsWrittenAndWithOneItBegins() throws Exception {
        kept.key = null;
        kept.alarm("Press1");
        assertEquals("CAPTURE_KEY_MISSING", kept.state());
        assertEquals(List.of(), kept.segments());
        kept.key = gateway;
        kept.decide("Press1", 0.01, Severity.OK, true);
        assertEquals("CAPTURES", kept.state());
        assertEquals(2, kept.kept().size());
    }

    @Test
    void theDesksKeyOpensWhatIsKeptAndAStrangersDoesNot() throws Exception {
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(desk.certificate().getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        kept.configure(new CaptureSettings(true, 8 << 20, 0, 30, 0, List.of(), pem));
        kept.alarm("Press1");
        Segment segment = kept.captures.segments(KeptData.PIPELINE).get(0);
        assertEquals(2, segment.certificates().size());
        String own = segment.certificates().get(1);
        kept.rows.clear();
        SegmentFile.read(
                kept.captures.open(KeptData.PIPELINE, segment.name()),
                certificate -> certificate.equals(own) ? desk.privateKey() : null,
                new SegmentFile.Reader() {
                    @Override
                    public void schema(CapturedSchema schema) {}

                    @Override
                    public void row(CapturedRow row) {
                        kept.rows.add(row);
                    }

                    @Override
                    public void opinion(CapturedOpinion opinion) {}

                    @Override
                    public void picture(CapturedPicture picture) {}
                });
        assertEquals(1, kept.rows.size());
        assertThrows(
                SegmentFile.NoKey.class,
                () -> SegmentFile.read(
                        kept.captures.open(KeptData.PIPELINE, segment.name()), certificate -> null, null));
    }

    /** A page that looks every few seconds must not cut the data into a thousand files. */
    @Test
    void lookingAtWhatIsKeptEndsNoSegment() throws Exception {
        for (int i = 0; i < 5; i++) {
            kept.alarm("Press1");
            Segment segment = kept.captures.segments(KeptData.PIPELINE).get(0);
            assertEquals(i + 1, segment.records());
            try (InputStream in = kept.captures.open(KeptData.PIPELINE, segment.name())) {
                assertEquals(segment.bytes(), in.readAllBytes().length);
            }
        }
        assertEquals(1, kept.segments().size());
    }

    @Test
    void aCertificateThatIsNoneKeepsNothingAndSaysSo() {
        kept.configure(new CaptureSettings(true, 8 << 20, 0, 30, 0, List.of(), "BEGIN nonsense"));
        kept.alarm("Press1");
        assertEquals("CAPTURE_SETTING_WRONG", kept.state());
        assertEquals(List.of(), kept.segments());
    }

    @Test
    void theBudgetHoldsTheOldestGoFirstAndAreCounted() throws Exception {
        kept.configure(new CaptureSettings(true, 1 << 20, 0, 30, 0, List.of(), ""));
        int alarms = 8_000;
        for (int i = 0; i < alarms; i++) {
            kept.decide("Press" + i % 7, 0.99, Severity.ALARM, true);
        }
        long bytes = 0;
        for (Path segment : kept.segments()) {
            bytes += Files.size(segment);
        }
        assertTrue(bytes <= 1 << 20, bytes + " bytes");
        List<Long> rows = kept.kept();
        assertTrue(kept.counters().rows.overBudget.get() > 0);
        assertEquals(alarms, rows.size() + kept.counters().rows.overBudget.get());
        assertEquals(alarms, rows.get(rows.size() - 1));
        assertEquals(rows.size() - 1, rows.get(rows.size() - 1) - rows.get(0), "the oldest went");
    }

    @Test
    void doubtfulRowsDoNotPushOutAlarms() throws Exception {
        kept.configure(new CaptureSettings(true, 1 << 20, 0, 30, 0, List.of(), ""));
        long alarm = kept.alarm("Press1");
        for (int i = 0; i < 20_000; i++) {
            kept.decide("Press2", 0.5, Severity.OK, false);
        }
        assertTrue(kept.kept().contains(alarm));
        assertTrue(kept.counters().paced.get() > 10_000);
        assertEquals(0, kept.counters().rows.overBudget.get());
    }

    @Test
    void whatIsTooOldGoesAlsoOfAPipelineThatIsGone() throws Exception {
        kept.alarm("Press1");
        kept.captures.close();
        kept.start();
        pass(29, TimeUnit.DAYS);
        assertEquals(1, kept.segments().size());
        pass(2, TimeUnit.DAYS);
        assertEquals(List.of(), kept.segments());
        assertEquals(1, kept.counters().rows.overAge.get());
    }

    /** Days in which the gateway looks once per minute, shortened to hours. */
    private void pass(long amount, TimeUnit unit) {
        for (long hours = unit.toHours(amount); hours > 0; hours--) {
            kept.pass(1, TimeUnit.HOURS);
            kept.captures.tidy();
        }
    }

    @Test
    void aLeapOfTheClockDeletesNothing() throws Exception {
        kept.alarm("Press1");
        kept.captures.tidy();
        kept.millis += TimeUnit.DAYS.toMillis(400);
        kept.captures.tidy();
        assertEquals(1, kept.segments().size(), "it may leap back");
        kept.millis -= TimeUnit.DAYS.toMillis(400);
        pass(2, TimeUnit.DAYS);
        assertEquals(1, kept.segments().size());
    }

    @Test
    void whatWasKeptWhileTheClockStoodIn1970CountsFromWhenItIsRight() throws Exception {
        kept.millis = 5_000;
        kept.start();
        kept.configure(KeptData.ON);
        kept.alarm("Press1");
        kept.captures.tidy();
        assertEquals(1, kept.segments().size());
        kept.millis = KeptData.START_MILLIS;
        kept.captures.tidy();
        assertEquals(1, kept.segments().size());
        assertEquals(1, kept.counters().rows.redated.get());
        pass(31, TimeUnit.DAYS);
        assertEquals(List.of(), kept.segments(), "it goes in time all the same");
    }

    @Test
    void theFutureIsForgottenWhenTheClockComesBack() throws Exception {
        kept.millis += TimeUnit.DAYS.toMillis(4_000);
        kept.start();
        kept.configure(KeptData.ON);
        kept.alarm("Press1");
        kept.captures.tidy();
        kept.millis = KeptData.START_MILLIS;
        kept.captures.tidy();
        assertEquals(1, kept.counters().rows.redated.get());
        pass(31, TimeUnit.DAYS);
        assertEquals(List.of(), kept.segments(), "otherwise it would stay for eleven years");
    }

    @Test
    void afterALossOfPowerAllButTheLastRecordIsReadAndANewSegmentBegins() throws Exception {
        long first = kept.alarm("Press1");
        long second = kept.decide("Press1", 0.01, Severity.OK, true);
        Path torn = kept.segments().get(0);
        byte[] bytes = Files.readAllBytes(torn);
        Files.write(torn, java.util.Arrays.copyOf(bytes, bytes.length - 7));
        kept.start();
        kept.configure(KeptData.ON);
        long third = kept.alarm("Press1");
        assertEquals(2, kept.segments().size());
        assertFalse(kept.read(gateway), "it says that something is missing");
        assertEquals(
                List.of(first, third),
                kept.rows.stream().map(CapturedRow::sequence).toList());
        assertTrue(second > first);
    }

    @Test
    void aChangedRecordIsRefused() throws Exception {
        kept.alarm("Press1");
        Path segment = kept.segments().get(0);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length - 30] ^= 1;
        Files.write(segment, bytes);
        assertThrows(IOException.class, () -> kept.read(gateway));
    }

    @Test
    void aFullDiskIsAStateAndCountedAndKeepsItsLastMegabytesForOthers() throws Exception {
        kept.freeBytes = CaptureStore.LEAST_FREE_BYTES - 1;
        kept.alarm("Press1");
        assertEquals("CAPTURE_NOT_WRITTEN", kept.state());
        assertEquals(List.of(), kept.segments());
        assertEquals(1, kept.counters().dropped.get());
        kept.freeBytes = 1L << 40;
        kept.decide("Press1", 0.01, Severity.OK, true);
        assertEquals("CAPTURES", kept.state());
        assertEquals(2, kept.kept().size());
    }

    @Test
    void aFolderThatCannotBeWrittenIsAStateAndIsTriedAgainLater() throws Exception {
        Files.createDirectories(kept.folder().getParent());
        Files.writeString(kept.folder(), "a file where the folder should be");
        kept.alarm("Press1");
        assertEquals("CAPTURE_NOT_WRITTEN", kept.state());
        Files.delete(kept.folder());
        kept.alarm("Press1");
        assertFalse(Files.exists(kept.folder()), "not at once");
        kept.pass(11, TimeUnit.SECONDS);
        kept.alarm("Press1");
        assertEquals("CAPTURES", kept.state());
        assertEquals(3, kept.kept().size());
    }

    @Test
    void anOpinionKeepsTheRowThatItIsAboutAndStandsBesideIt() throws Exception {
        long missed = kept.normal("Press1");
        kept.normal("Press1");
        kept.book.give(KeptData.opinion("Press1", missed, Verdict.REJECTED, "alarm"));
        assertEquals(List.of(missed), kept.kept());
        assertEquals("opinion", kept.rows.get(0).why());
        assertEquals("alarm", kept.opinions.get(0).label());
        assertEquals(missed, kept.opinions.get(0).sequence());
        kept.book.give(KeptData.opinion("Press1", 99_999, Verdict.CONFIRMED, ""));
        assertEquals(1, kept.counters().opinionsLate.get());
    }

    /** Without any private key, as the gateway's may have gone. */
    @Test
    void anAssetIsErasedFromEveryFileWithoutAKeyAndTheOthersStay() throws Exception {
        kept.alarm("Press1");
        long other = kept.alarm("Press2");
        kept.book.give(KeptData.opinion("Press1", 1, Verdict.CONFIRMED, ""));
        kept.book.give(KeptData.opinion("Press2", other, Verdict.CONFIRMED, ""));
        kept.key = null;
        Erased erased = kept.captures.erase(new Erasure("", "Press1", Long.MIN_VALUE, Long.MAX_VALUE, "eva"));
        assertEquals(3, erased.records(), "the row, its opinion, and the opinion in the book");
        kept.key = gateway;
        assertEquals(List.of(other), kept.kept());
        assertEquals(
                List.of("Press2"),
                kept.opinions.stream().map(CapturedOpinion::asset).toList());
        assertEquals(1, kept.book.latest("", "", 9).size());
        String audit = Files.readString(data.resolve("millwright/audit/capture.log"));
        assertTrue(audit.contains("erased 3 records") && audit.contains("by eva"), audit);
        assertFalse(
                Files.readString(data.resolve("millwright/feedback/opinions")).contains("Press1"));
        kept.decide("Press1", 0.01, Severity.OK, false);
        assertEquals(List.of(other), kept.kept(), "it was erased from the memory, too");
    }

    @Test
    void aTimeIsErasedAndThenAll() throws Exception {
        kept.alarm("Press1");
        kept.pass(1, TimeUnit.HOURS);
        long later = kept.decide("Press1", 0.01, Severity.OK, true);
        long limitMicros = TimeUnit.MILLISECONDS.toMicros(kept.millis);
        kept.captures.erase(new Erasure(KeptData.PIPELINE, "", Long.MIN_VALUE, limitMicros, "eva"));
        assertEquals(List.of(later), kept.kept());
        kept.captures.erase(new Erasure("", "", Long.MIN_VALUE, Long.MAX_VALUE, "eva"));
        assertEquals(List.of(), kept.segments());
    }

    @Test
    void aDamagedFileIsErasedAsAWholeAndATornOneLosesItsEnd() throws Exception {
        kept.alarm("Press1");
        Path torn = kept.segments().get(0);
        byte[] bytes = Files.readAllBytes(torn);
        Files.write(torn, java.util.Arrays.copyOf(bytes, bytes.length - 7));
        kept.captures.erase(new Erasure("", "Press9", Long.MIN_VALUE, Long.MAX_VALUE, "eva"));
        assertEquals(List.of(), kept.segments(), "nobody knows whose record the torn one was");
        kept.alarm("Press2");
        Path damaged = kept.segments().get(0);
        byte[] content = Files.readAllBytes(damaged);
        content[content.length - 30] ^= 1;
        Files.write(damaged, content);
        kept.captures.erase(new Erasure("", "Press9", Long.MIN_VALUE, Long.MAX_VALUE, "eva"));
        assertEquals(List.of(), kept.segments());
    }

    /** Too many open files, or a disk that is away for a moment, are no reason to delete what others have in the file. */
    @Test
    void aFileThatCannotBeReadNowIsNotErasedButToldAndGoesLater() throws Exception {
        kept.alarm("Press1");
        long other = kept.alarm("Press2");
        kept.captures.erase(new Erasure("", "Press9", Long.MIN_VALUE, Long.MAX_VALUE, "eva"));
        Path segment = kept.segments().get(0);
        Path aside = data.resolve("aside");
        Files.move(segment, aside);
        Files.createDirectory(segment);
        Erasure request = new Erasure("", "Press1", Long.MIN_VALUE, Long.MAX_VALUE, "eva");
        String told = assertThrows(IOException.class, () -> kept.captures.erase(request))
                .getMessage();
        assertTrue(told.contains("1 segments are as they were"), told);
        assertTrue(Files.exists(segment), "it is not deleted");
        assertEquals(0, kept.counters().rows.erased.get());
        Files.delete(segment);
        Files.move(aside, segment);
        assertEquals(1, kept.captures.erase(request).records());
        assertEquals(List.of(other), kept.kept());
    }

    @Test
    void thatOldDataCannotBeDeletedIsToldWhileItIsSo() throws Exception {
        kept.alarm("Press1");
        Path inTheWay = Files.createDirectories(
                kept.segments().get(0).resolveSibling("x.anew").resolve("y"));
        kept.captures.tidy();
        assertEquals("CAPTURE_NOT_WRITTEN", kept.state());
        kept.alarm("Press1");
        assertEquals("CAPTURE_NOT_WRITTEN", kept.state(), "a row that is kept does not delete the old ones");
        Files.delete(inTheWay);
        kept.captures.tidy();
        assertEquals("CAPTURES", kept.state());
        Files.createDirectories(inTheWay);
        kept.configure(CaptureSettings.NONE);
        kept.captures.tidy();
        assertEquals("CAPTURES", kept.state(), "nothing is to be kept");
        kept.configure(KeptData.ON);
        kept.captures.tidy();
        assertEquals("CAPTURE_NOT_WRITTEN", kept.state());
    }

    @Test
    void anOpinionOfARowThatWasRefusedDoesNotSayThatRowsAreKept() throws Exception {
        kept.configure(new CaptureSettings(true, 8 << 20, 0, 30, 0, List.of("operater_badge"), ""));
        long row = kept.normal("Press1");
        for (Verdict verdict : List.of(Verdict.REJECTED, Verdict.CONFIRMED)) {
            kept.book.give(KeptData.opinion("Press1", row, verdict, ""));
            assertEquals("CAPTURE_SETTING_WRONG", kept.state());
        }
        kept.book.give(KeptData.opinion("Press1", 99_999, Verdict.CONFIRMED, ""));
        assertEquals("CAPTURE_SETTING_WRONG", kept.state());
        assertEquals(3, kept.counters().opinions.get());
    }

    @Test
    void whatACrashLeftOfAnErasureGoesAlsoOfALivePipeline() throws Exception {
        kept.alarm("Press1");
        Path left = Files.writeString(kept.segments().get(0).resolveSibling("1.anew"), "x");
        kept.captures.tidy();
        assertFalse(Files.exists(left));
    }

    @Test
    void whereAPipelineKeepsNothingMoreItsFileEndsAndItsRowsAreForgotten() throws Exception {
        long row = kept.normal("Press1");
        kept.alarm("Press2");
        kept.configure(CaptureSettings.NONE);
        kept.captures.tidy();
        kept.configure(KeptData.ON);
        kept.book.give(KeptData.opinion("Press1", row, Verdict.CONFIRMED, ""));
        assertEquals(1, kept.counters().opinionsLate.get());
        assertEquals(2, kept.segments().size());
    }

    @Test
    void afterTheEndNothingBeginsAFile() throws Exception {
        long row = kept.normal("Press1");
        kept.captures.close();
        kept.book.give(KeptData.opinion("Press1", row, Verdict.CONFIRMED, ""));
        kept.alarm("Press1");
        assertEquals(List.of(), kept.segments());
    }
}
