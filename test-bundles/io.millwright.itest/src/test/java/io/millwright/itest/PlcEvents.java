package io.millwright.itest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** What the PLC says of itself, and when. Can keep it down: its thread waits in here. Thread-safe. */
final class PlcEvents implements Consumer<String> {
    private record Event(String text, long micros) {}

    private final List<Event> events = new ArrayList<>();
    private CountDownLatch release = new CountDownLatch(0);

    /** From its next DOWN on the PLC stays down until {@link #release}. */
    synchronized void holdDown() {
        release = new CountDownLatch(1);
    }

    synchronized void release() {
        release.countDown();
    }

    /** Time of the newest event that begins so, microseconds since 1970 UTC; -1 where there is none. */
    synchronized long newestMicros(String start) {
        return events.stream()
                .filter(event -> event.text().startsWith(start))
                .mapToLong(Event::micros)
                .max()
                .orElse(-1);
    }

    @Override
    public void accept(String text) {
        CountDownLatch latch;
        synchronized (this) {
            events.add(new Event(text, Site.nowMicros()));
            latch = release;
        }
        if (text.equals("DOWN")) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
