package io.millwright.gateway;

import java.util.concurrent.TimeUnit;

/** Ends processes that this one started. */
final class ChildProcess {

    private ChildProcess() {}

    /** Asks, waits, then kills. */
    static void end(Process process, long limitSeconds) {
        process.destroy();
        try {
            if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(limitSeconds, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
