package io.millwright.inference.worker.child;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The worker's process. It ends with its standard input, and without its parent. */
public final class WorkerMain {
    private static final Path OOM_SCORE = Path.of("/proc/self/oom_score_adj");

    /** Of all processes the kernel ends this one first when memory is short. */
    private static final String FIRST = "1000";

    private WorkerMain() {}

    /** No arguments. */
    public static void main(String[] arguments) {
        int status = 1;
        try {
            Files.writeString(OOM_SCORE, FIRST);
        } catch (IOException e) {
            System.err.println("oom_score_adj stays as it is: " + e);
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
                FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            // Whoever else prints does not disturb the answers.
            System.setOut(System.err);
            new Requests(in, new Answers(out)).serve();
            status = 0;
        } catch (Throwable e) {
            e.printStackTrace();
        } finally {
            // At once: no native object has to be closed in a process that ends.
            Runtime.getRuntime().halt(status);
        }
    }
}
