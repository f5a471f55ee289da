package io.millwright.desk.browse;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets Ctrl-C end what is under way in order: it is cancelled, and the program ends when this is closed, or after 5 s. */
final class Interruption implements AutoCloseable {
    private static final long LONGEST_SECONDS = 5;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "millwright-desk-interruption");
    private volatile Runnable cancel = () -> {};

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Says what is to be cancelled. */
    void of(Runnable cancellation) {
        cancel = cancellation;
    }

    private void end() {
        cancel.run();
        try {
            closed.await(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running: the program ends.
        }
    }
}
