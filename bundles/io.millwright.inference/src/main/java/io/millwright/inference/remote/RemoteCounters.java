package io.millwright.inference.remote;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What a remote model counts, since its component started. */
final class RemoteCounters {
    final AtomicLong runs = new AtomicLong();
    final AtomicLong requests = new AtomicLong();
    final AtomicLong retries = new AtomicLong();
    final AtomicLong failures = new AtomicLong();
    final AtomicLong timeouts = new AtomicLong();
    final AtomicLong fallbacks = new AtomicLong();
    final AtomicLong lost = new AtomicLong();
    final AtomicLong waited = new AtomicLong();
    final AtomicLong opened = new AtomicLong();
    final AtomicLong checks = new AtomicLong();
    final AtomicLong bytesSent = new AtomicLong();
    final AtomicLong bytesReceived = new AtomicLong();
    final AtomicLong bugs = new AtomicLong();
    final AtomicLong configurationsRecovered = new AtomicLong();

    /** Returns them by name, in a fixed order. */
    Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("runs", runs.get());
        all.put("runs.fallback", fallbacks.get());
        all.put("runs.failed", lost.get());
        all.put("requests", requests.get());
        all.put("requests.retried", retries.get());
        all.put("requests.failed", failures.get());
        all.put("requests.timeouts", timeouts.get());
        all.put("requests.waited", waited.get());
        all.put("breaker.opened", opened.get());
        all.put("checks", checks.get());
        all.put("bytes.sent", bytesSent.get());
        all.put("bytes.received", bytesReceived.get());
        all.put("bugs", bugs.get());
        all.put("configurations.recovered", configurationsRecovered.get());
        return all;
    }

    /** Returns those that a person wants in the head of the form. */
    String headline() {
        return runs.get() + " runs, " + fallbacks.get() + " by the fall-back, " + lost.get() + " failed; "
                + requests.get() + " requests, " + failures.get() + " failed, " + timeouts.get() + " of them too late";
    }
}
