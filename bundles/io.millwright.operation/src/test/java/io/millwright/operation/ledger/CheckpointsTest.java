package io.millwright.operation.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints outlive a kill at every byte that may be the last one written, and take no more room than they may. */
class CheckpointsTest {
    private static final int MANY = 2_000;

    @TempDir
    Path folder;

    private final Ledger ledger = new Ledger();
    private final List<FakeComponent> mills =
            List.of(new FakeComponent("mill-1"), new FakeComponent("mill-2"), new FakeComponent("mühle-3"));

    private Checkpoint checkpoint(long micros) {
        Random random = new Random(micros);
        FakeComponent one = mills.get(random.nextInt(mills.size()));
        one.set("decisions", one.counters().get("decisions") + random.nextInt(1_000));
        one.set("outbox.pending", random.nextInt(50));
        for (FakeComponent mill : mills) {
            // Larger than any count, so that few checkpoints fill a file.
            mill.set("windows.begun", random.nextLong());
            mill.set("outbox.offered", random.nextLong());
        }
        if (micros % 7 == 0) {
            one.set("windows.lost", one.counters().get("windows.lost") + 1);
        }
        return ledger.observe(List.copyOf(mills), false, micros);
    }

    private List<Checkpoint> written(int many) throws IOException {
        List<Checkpoint> written = new ArrayList<>();
        try (Checkpoints checkpoints = new Checkpoints(folder)) {
            for (int i = 1; i <= many; i++) {
                Checkpoint next = checkpoint(i);
                checkpoints.write(next);
                written.add(next);
            }
        }
        return written;
    }

    private List<Checkpoint> read() {
        return new Checkpoints(folder).read();
    }

    private Path newest() throws IOException {
        Path newest = null;
        long number = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                long filling = ByteBuffer.wrap(bytes).getLong(8);
                newest = filling > number ? file : newest;
                number = Math.max(number, filling);
            }
        }
        return newest;
    }

    @Test
    void whatWasWrittenIsReadInItsOrder() throws IOException {
        List<Checkpoint> written = written(20);
        assertEquals(written, read());
    }

    @Test
    void withoutFilesThereIsNothing() {
        assertEquals(List.of(), read());
    }

    @Test
    void anotherProcessGoesOnBesideWhatItRead() throws IOException {
        List<Checkpoint> before = written(5);
        Checkpoints second = new Checkpoints(folder);
        assertEquals(before, second.read());
        Checkpoint next = checkpoint(6);
        second.write(next);
        second.close();
        assertEquals(next, read().get(5));
        assertEquals(before, read().subList(0, 5));
    }

    @Test
    void aTornRecordAndWhateverLiesBehindItAreNotRead() throws IOException {
        List<Checkpoint> written = written(6);
        Path file = newest();
        byte[] whole = Files.readAllBytes(file);
        int end = whole.length;
        while (whole[end - 1] == 0) {
            end--;
        }
        int before = 7;
        for (int cut = end; cut > 16; cut--) {
            Files.write(file, Arrays.copyOf(Arrays.copyOf(whole, cut), whole.length));
            List<Checkpoint> read = read();
            assertTrue(read.size() <= before, "fewer and fewer");
            assertEquals(written.subList(0, read.size()), read);
            before = read.size();
        }
        assertEquals(0, before);
    }

    @Test
    void aBitThatIsWrongEndsWhatIsRead() throws IOException {
        List<Checkpoint> written = written(6);
        Path file = newest();
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] wrong = whole.clone();
            wrong[16 + random.nextInt(3_000)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, wrong);
            List<Checkpoint> read = read();
            assertEquals(written.subList(0, read.size()), read);
        }
    }

    @Test
    void theFilesStayAsLargeAsTheyAreAndTheNewestIsThere() throws IOException {
        List<Checkpoint> written = written(MANY);
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        assertEquals(2L * Checkpoints.LEAST_BYTES, bytes);
        List<Checkpoint> read = read();
        assertEquals(written.subList(MANY - read.size(), MANY), read);
    }

    /** A kill while the other file is begun anew. */
    @Test
    void aFileWithoutAWholeCheckpointGivesWayToTheOneBefore() throws IOException {
        List<Checkpoint> written = written(5);
        Checkpoints second = new Checkpoints(folder);
        second.read();
        second.write(checkpoint(6));
        second.close();
        Path file = newest();
        byte[] bytes = Files.readAllBytes(file);
        bytes[40] ^= 1;
        Files.write(file, bytes);
        assertEquals(written, read());
    }

    @Test
    void aFolderThatCannotBeWrittenIsTold() throws IOException {
        Files.write(folder.resolve("file"), new byte[1]);
        try (Checkpoints checkpoints = new Checkpoints(folder.resolve("file"))) {
            IOException told = assertThrows(IOException.class, () -> checkpoints.write(checkpoint(1)));
            assertTrue(told.getMessage().contains("file"), told.getMessage());
        }
    }
}
