package io.millwright.inference.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;

/**
 * Other bytes for a part of a file.
 *
 * @param from where the part begins
 * @param to where it ends; equal to {@code from} for what is put between
 * @param content what stands there instead
 */
record FileEdit(long from, long to, byte[] content) {
    /** Returns by how much the file becomes longer. */
    long growth() {
        return content.length - (to - from);
    }

    /** Copies a file with edits that do not overlap; nothing of it is held in memory. */
    static void copy(Path source, Path target, List<FileEdit> edits) throws IOException {
        List<FileEdit> inOrder =
                edits.stream().sorted(Comparator.comparingLong(FileEdit::from)).toList();
        try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        target,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            long at = 0;
            for (FileEdit edit : inOrder) {
                transfer(in, at, edit.from(), out);
                ByteBuffer content = ByteBuffer.wrap(edit.content());
                while (content.hasRemaining()) {
                    out.write(content);
                }
                at = edit.to();
            }
            transfer(in, at, in.size(), out);
        }
    }

    private static void transfer(FileChannel in, long from, long to, FileChannel out) throws IOException {
        long at = from;
        while (at < to) {
            long moved = in.transferTo(at, to - at, out);
            if (moved <= 0) {
                throw new EOFException("the file became shorter while it was copied");
            }
            at += moved;
        }
    }
}
