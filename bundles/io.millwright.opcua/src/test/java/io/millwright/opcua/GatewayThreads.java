package io.millwright.opcua;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** The threads that connections have in this JVM, and those that Milo and Netty start for them. */
public final class GatewayThreads {
    /** Shorter than the 30 s after which idle threads of the pool end even if nobody ends them. */
    private static final long WAIT_SECONDS = 20;

    private GatewayThreads() {}

    static Set<String> names() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("millwright-opcua-")
                        || name.startsWith("milo-")
                        || name.startsWith("globalEventExecutor")
                        || name.startsWith("threadDeathWatcher"))
                .collect(Collectors.toSet());
    }

    /** Waits until none is left: on a slow machine the last ones may outlive the patience of a close. */
    public static void awaitEnd() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        for (Set<String> left = names(); !left.isEmpty(); left = names()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("left after " + WAIT_SECONDS + " s: " + left);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }
}
