package io.millwright.inference.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Memory that gateway and worker both see: a file in /dev/shm where there is one, which only this user may open. */
final class SharedMemory implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");

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
        Path folder = Files.isWritable(MEMORY) ? MEMORY : otherwise;
        Path file = Files.createTempFile(folder, "millwright-", ".shared");
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

    /** The name goes; the memory goes with the last process that has it mapped. */
    @Override
    public void close() {
        Workers.delete(file);
    }
}
