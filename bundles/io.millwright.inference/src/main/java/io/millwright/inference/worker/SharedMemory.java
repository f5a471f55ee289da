package io.millwright.inference.worker;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory that gateway and worker both see: a file in /dev/shm where there is one, which only this user may open. */
final class SharedMemory implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String NAME = "millwright-";
    private static final String NAME_END = ".shared";
    private static final Pattern LEFT = Pattern.compile(NAME + "(\\d{1,10})-.*" + Pattern.quote(NAME_END));

    /** Of a cache line, which also aligns every element type. */
    private static final int ALIGNMENT = 64;

    private final Path file;
    private final ByteBuffer whole;
    private final int[] offsets;
    private final int[] lengths;

    private SharedMemory(Path file, ByteBuffer whole, int[] offsets, int[] lengths) {
        this.file = file;
        this.whole = whole;
        this.offsets = offsets;
        this.lengths = lengths;
    }

    /** @param otherwise where the file is made if there is no /dev/shm */
    static SharedMemory of(List<SharedTensor> tensors, Path otherwise) throws IOException {
        int[] offsets = new int[tensors.size()];
        int[] lengths = new int[tensors.size()];
        long bytes = 0;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = Math.toIntExact(bytes);
            lengths[i] = tensors.get(i).bytes();
            bytes += (lengths[i] + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
        }
        Path file = Files.createTempFile(folder(otherwise), name(), NAME_END);
        boolean whole = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, Math.max(1, bytes));
            whole = true;
            return new SharedMemory(file, mapped, offsets, lengths);
        } finally {
            if (!whole) {
                Workers.delete(file);
            }
        }
    }

    /** Returns where what is shared for the life of a runner has its name. */
    static Path folder(Path otherwise) {
        return Files.isWritable(MEMORY) ? MEMORY : otherwise;
    }

    /** Returns how such a name begins: with this process's number, so that a later one finds what it left. */
    static String name() {
        return NAME + ProcessHandle.current().pid() + "-";
    }

    /** Deletes what processes that have ended left: it takes the system's memory. */
    static void clean(Path otherwise) {
        File[] left = folder(otherwise).toFile().listFiles((any, name) -> leftOver(name));
        for (File file : left == null ? new File[0] : left) {
            Workers.delete(file.toPath());
        }
    }

    private static boolean leftOver(String name) {
        Matcher of = LEFT.matcher(name);
        return of.matches() && ProcessHandle.of(Long.parseLong(of.group(1))).isEmpty();
    }

    Path file() {
        return file;
    }

    long bytes() {
        return whole.capacity();
    }

    int offset(int tensor) {
        return offsets[tensor];
    }

    ByteBuffer buffer(int tensor) {
        return whole.slice(offsets[tensor], lengths[tensor]).order(ByteOrder.nativeOrder());
    }

    /** The name goes; the memory goes with the last process that has it mapped. Idempotent. */
    @Override
    public void close() {
        Workers.delete(file);
    }
}
