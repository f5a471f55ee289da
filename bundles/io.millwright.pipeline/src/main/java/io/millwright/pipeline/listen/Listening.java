package io.millwright.pipeline.listen;

import io.millwright.decision.DecisionListener;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * Has a listener told decisions only while it is wanted, and asked anew of which pipelines it wants the inputs: they cost a copy each.
 * Thread-safe. Foreign code runs while a service comes, changes or goes, so no lock is held; whoever finds another one at it leaves it to
 * that one, which looks again.
 */
public final class Listening implements AutoCloseable {
    /** Service property (String[]): what the listener wants beside decisions. Its change has the listener asked anew. */
    static final String WISHES = "millwright.decision.wishes";

    private final BundleContext context;
    private final DecisionListener listener;
    private final BooleanSupplier wanted;
    private final Supplier<? extends Collection<String>> wishes;
    private final Runnable begins;
    private final Runnable ended;

    /** Guarded by this, like the next one. */
    private ServiceRegistration<DecisionListener> registration;

    /** What is wanted, as the service says. */
    private SortedSet<String> said = new TreeSet<>();

    /** Somebody is registering, changing or unregistering the listener. */
    private boolean changing;

    private volatile boolean closed;

    /**
     * Creates it without listening. What is passed is asked with a lock held and must return at once.
     *
     * @param wanted whether decisions are to be told
     * @param wishes words that are others whenever the listener would answer otherwise: the pipelines whose inputs it wants
     */
    public Listening(
            BundleContext context,
            DecisionListener listener,
            BooleanSupplier wanted,
            Supplier<? extends Collection<String>> wishes) {
        this(context, listener, wanted, wishes, () -> {}, () -> {});
    }

    /**
     * As {@link #Listening(BundleContext, DecisionListener, BooleanSupplier, Supplier)}.
     *
     * @param begins called before the listener is told decisions
     * @param ended called after it was told the last one
     */
    public Listening(
            BundleContext context,
            DecisionListener listener,
            BooleanSupplier wanted,
            Supplier<? extends Collection<String>> wishes,
            Runnable begins,
            Runnable ended) {
        this.context = context;
        this.listener = listener;
        this.wanted = wanted;
        this.wishes = wishes;
        this.begins = begins;
        this.ended = ended;
    }

    /** Listens or not, and says whose inputs it wants, as is wanted now. */
    public void update() {
        for (; ; ) {
            ServiceRegistration<DecisionListener> before;
            boolean listen;
            SortedSet<String> wish;
            synchronized (this) {
                listen = !closed && wanted.getAsBoolean();
                wish = listen ? new TreeSet<>(wishes.get()) : said;
                if (changing || listen == (registration != null) && wish.equals(said)) {
                    return;
                }
                changing = true;
                before = registration;
            }
            ServiceRegistration<DecisionListener> now = null;
            try {
                now = change(before, listen, wish);
            } catch (IllegalStateException e) {
                // Our own bundle is stopping.
                closed = true;
            } finally {
                synchronized (this) {
                    registration = now;
                    said = wish;
                    changing = false;
                }
            }
        }
    }

    private ServiceRegistration<DecisionListener> change(
            ServiceRegistration<DecisionListener> before, boolean listen, SortedSet<String> wish) {
        if (!listen) {
            end(before);
            ended.run();
            return null;
        }
        Dictionary<String, Object> properties = new Hashtable<>(Map.of(WISHES, wish.toArray(String[]::new)));
        if (before == null) {
            begins.run();
            return context.registerService(DecisionListener.class, listener, properties);
        }
        before.setProperties(properties);
        return before;
    }

    private static void end(ServiceRegistration<DecisionListener> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            // The framework has already taken the services of a stopping bundle back.
        }
    }

    /** Listens no more, for good. */
    @Override
    public void close() {
        closed = true;
        update();
    }
}
