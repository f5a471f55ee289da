package io.millwright.unload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A gateway is stopped with SIGTERM, and stops no bundle. */
class JvmStopTest {
    private static final long WAIT_SECONDS = 60;
    private static final long LIMIT_MILLIS = 500;
    private static final int SIGTERM_STATUS = 128 + 15;

    @TempDir
    Path folder;

    /** Three components: one ends, one never returns, one was deactivated before. */
    static final class Gateway {
        private Gateway() {}

        public static void main(String[] arguments) throws InterruptedException {
            Path ended = Path.of(arguments[0]);
            JvmStop.watch(
                    "ends",
                    LIMIT_MILLIS,
                    () -> write(ended, Thread.currentThread().getName()));
            JvmStop.watch("blocks", LIMIT_MILLIS, Gateway::block);
            JvmStop deactivated = JvmStop.watch("deactivated", LIMIT_MILLIS, () -> write(ended, "deactivated"));
            deactivated.now();
            write(ended, "then");
            System.out.println("runs");
            block();
        }

        private static void write(Path file, String text) {
            try {
                String before = Files.exists(file) ? Files.readString(file) + " " : "";
                Files.writeString(file, before + text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void block() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void f8SigtermEndsWhatRunsInOrderAndNobodyHoldsTheVmUp() throws Exception {
        Path ended = folder.resolve("ended");
        Process gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Gateway.class.getName(),
                        ended.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = gateway.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("runs", output.readLine());
            gateway.toHandle().destroy();
            assertTrue(gateway.waitFor(WAIT_SECONDS, TimeUnit.SECONDS), "the VM is held up");
            assertEquals(SIGTERM_STATUS, gateway.exitValue());
            assertEquals(List.of(), output.lines().toList());
            assertEquals("deactivated then millwright-stop-ends", Files.readString(ended));
        } finally {
            gateway.destroyForcibly();
        }
    }

    @Test
    void aComponentEndsOnce() {
        AtomicInteger ends = new AtomicInteger();
        JvmStop stop = JvmStop.watch("once", LIMIT_MILLIS, ends::incrementAndGet);
        stop.now();
        stop.now();
        assertEquals(1, ends.get());
    }

    @Test
    void aDeactivatedComponentIsForgotten() {
        WeakReference<Object> component = deactivated();
        for (int round = 0; round < 100 && component.get() != null; round++) {
            System.gc();
        }
        assertNull(component.get());
    }

    private static WeakReference<Object> deactivated() {
        Object component = new AtomicInteger();
        JvmStop.watch("forgotten", LIMIT_MILLIS, ((AtomicInteger) component)::incrementAndGet)
                .now();
        return new WeakReference<>(component);
    }
}
