package io.millwright.planning.shop.solver.child;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The solver's process: one problem over standard input, answers over standard output. It ends with its standard input. */
public final class SolverMain {
    /** System property: the path of OR-tools' native library. */
    public static final String LIBRARY = "millwright.solver.library";

    private static final Path OOM_SCORE = Path.of("/proc/self/oom_score_adj");
    private static final String FIRST = "1000";
    private static final long BEAT_MILLIS = 500;

    private SolverMain() {}

    /** No arguments. */
    public static void main(String[] arguments) {
        int status = 1;
        try {
            // Of all processes the kernel ends this one first when memory is short.
            Files.writeString(OOM_SCORE, FIRST);
        } catch (IOException e) {
            System.err.println("oom_score_adj stays as it is: " + e);
        }
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
            // Whoever else prints does not disturb the answers.
            System.setOut(System.err);
            Answers answers = new Answers(out);
            Problem problem = Problem.read(in);
            daemon("beat", () -> beat(answers));
            daemon("parent", () -> untilEnd(in));
            System.load(System.getProperty(LIBRARY));
            new ShopModel(problem).solve(answers);
            status = 0;
        } catch (Throwable e) {
            e.printStackTrace();
        } finally {
            // At once: no native object has to be closed in a process that ends.
            Runtime.getRuntime().halt(status);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void beat(Answers answers) {
        try {
            while (true) {
                answers.beat();
                Thread.sleep(BEAT_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    private static void untilEnd(DataInputStream in) {
        try {
            while (in.read() >= 0) {
                // Nothing more is expected.
            }
        } catch (IOException e) {
            // The end as well.
        }
        Runtime.getRuntime().halt(1);
    }
}
