package io.millwright.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Asks every supervised service of a gateway several times per second whether the equations hold that its counters obey, on a thread of its
 * own. Threads count while it reads, so a difference in one reading says nothing; one that stays for seconds is something that was
 * lost without being counted. Thread-safe.
 */
public final class BalanceWatch implements AutoCloseable {
    private static final String INTERFACE = "io.millwright.supervision.Supervised";
    private static final String BALANCE = "io.millwright.supervision.Balance";
    private static final long POLL_MILLIS = 250;

    /** A difference that is still there after so long is none of the moment. */
    private static final long LASTING_NANOS = 10_000_000_000L;

    private static final long JOIN_MILLIS = 5_000;

    /** A difference, and since when no reading was without it. */
    private record Open(long sinceNanos, String what) {}

    private final Gateway gateway;
    private final Thread thread;

    /** Guarded by this, like the next three. By component and equation. */
    private final Map<String, Open> open = new HashMap<>();

    private final Map<String, String> broken = new TreeMap<>();
    private final Set<String> seen = new HashSet<>();
    private long readings;
    private volatile boolean closed;

    /** Begins to look at a gateway. */
    public BalanceWatch(Gateway gateway) {
        this.gateway = gateway;
        thread = new Thread(this::run, "balance-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            look();
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look() {
        try {
            BundleContext context = gateway.context();
            ServiceReference<?>[] found = context.getAllServiceReferences(INTERFACE, null);
            Set<String> there = new HashSet<>();
            for (ServiceReference<?> reference : found == null ? new ServiceReference<?>[0] : found) {
                Object service = context.getService(reference);
                if (service != null) {
                    look(service, "", there);
                    context.ungetService(reference);
                }
            }
            synchronized (this) {
                // What went with its component may have been in the middle of something: its successor begins at 0.
                open.keySet().retainAll(there);
                readings++;
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IllegalStateException | GatewayException e) {
            // The framework, or a bundle, is stopping.
        }
    }

    private void look(Object supervised, String of, Set<String> there) {
        try {
            Class<?> type = supervised.getClass().getClassLoader().loadClass(INTERFACE);
            Class<?> equation = supervised.getClass().getClassLoader().loadClass(BALANCE);
            String name = of + type.getMethod("kind").invoke(supervised) + " "
                    + type.getMethod("pid").invoke(supervised);
            for (Object balance : (List<?>) type.getMethod("balances").invoke(supervised)) {
                Map<?, ?> counters = (Map<?, ?>) type.getMethod("counters").invoke(supervised);
                long missing = (Long) equation.getMethod("missing", Map.class).invoke(balance, counters);
                String key = name + ", " + balance;
                there.add(key);
                note(key, missing, counters.toString());
            }
            for (Object part : (List<?>) type.getMethod("parts").invoke(supervised)) {
                look(part, name + " ", there);
            }
        } catch (ReflectiveOperationException e) {
            // As far as is known it does not hold.
            note(of + supervised.getClass().getName() + " cannot be read: " + e, 1, String.valueOf(e.getCause()));
        }
    }

    private synchronized void note(String key, long missing, String counters) {
        seen.add(key);
        if (missing == 0) {
            open.remove(key);
            return;
        }
        Open before = open.get(key);
        long since = before == null ? System.nanoTime() : before.sinceNanos();
        String what = missing + " of which nothing is known: " + counters;
        open.put(key, new Open(since, what));
        if (System.nanoTime() - since > LASTING_NANOS) {
            broken.put(key, what);
        }
    }

    /** Returns how many equations of how many components were looked at so far. */
    public synchronized int equations() {
        return seen.size();
    }

    /**
     * Waits until every equation has held in a reading that began from now on, or did not for seconds.
     *
     * @return those that did not hold at some time, each with the counters; empty where nothing was lost without being counted
     */
    public List<String> settle() throws InterruptedException {
        long from;
        synchronized (this) {
            from = readings + 1;
        }
        long end = System.nanoTime() + 2 * LASTING_NANOS;
        while (System.nanoTime() < end && !closed) {
            synchronized (this) {
                if (readings > from && open.keySet().stream().allMatch(broken::containsKey)) {
                    break;
                }
            }
            Thread.sleep(POLL_MILLIS / 5);
        }
        synchronized (this) {
            List<String> all = new ArrayList<>();
            broken.forEach((key, what) -> all.add(key + ": " + what));
            return all;
        }
    }

    /** Ends the thread. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
