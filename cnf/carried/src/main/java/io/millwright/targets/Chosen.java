package io.millwright.targets;

import io.millwright.form.Diagnosis;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;

/**
 * One reference of a component: what is chosen, what the component runtime has bound, and whether the two agree. Only a
 * service that is what the form shows is handed on; of any other nothing is used, and the reason is said. Any thread; what it
 * calls returns at once.
 */
public final class Chosen<S> implements AutoCloseable {
    /** Why nothing may be used. */
    public enum Trouble {
        /** Something may be used. */
        NONE,
        /** Nothing is chosen. */
        UNCHOSEN,
        /** What is chosen is not there. */
        AWAY,
        /** What was typed cannot be understood. */
        MISTYPED,
        /** What is bound is not what is chosen, or more than one is. */
        MISMATCHED
    }

    /**
     * What may be used.
     *
     * @param service null where nothing may be used
     * @param properties of the service
     * @param trouble why nothing may be used
     * @param why the same in words, and what to do
     */
    public record Use<S>(S service, Map<String, Object> properties, Trouble trouble, Diagnosis why) {
        /** Whether somebody has to change something, rather than to wait or to choose. */
        public boolean wrong() {
            return trouble == Trouble.MISTYPED || trouble == Trouble.MISMATCHED;
        }
    }

    private record Bound<S>(S service, Map<String, Object> properties) {
        String name() {
            return String.valueOf(properties.getOrDefault("kura.service.pid", "a service without a name"));
        }
    }

    private final Candidates candidates;
    private final Consumer<Runnable> afterRebinding;
    private final Consumer<Use<S>> changed;
    private Target target;
    private Bound<S> bound;
    private Use<S> told;
    private boolean rebinding;
    private Consumer<Use<S>> takes;
    private boolean closed;

    /**
     * Makes one that says nothing before {@link #choose}.
     *
     * @param afterRebinding runs a task when the component runtime has had the time to bind and unbind by what is newly
     *     chosen, so that nothing is said of the moment between
     * @param changed told what may be used, when it has changed
     */
    public Chosen(BundleContext context, Class<S> type, Consumer<Runnable> afterRebinding, Consumer<Use<S>> changed) {
        this(new RegisteredServices(context, type), afterRebinding, changed);
    }

    Chosen(Candidates candidates, Consumer<Runnable> afterRebinding, Consumer<Use<S>> changed) {
        this.candidates = candidates;
        this.afterRebinding = afterRebinding;
        this.changed = changed;
    }

    /** Takes what is chosen now; equal ones change nothing. Called before the component runtime binds by it. */
    public void choose(Target wanted) {
        choose(wanted, null);
    }

    /**
     * Takes what is chosen now, together with what belongs to it: neither is used with what was there before of the other.
     *
     * @param toTake given what may be used, instead of who is told of changes: at once, or, where the component runtime is about to bind
     *     or unbind by it, after that; not at all if something else is chosen before. Null if nothing belongs to it
     */
    public synchronized void choose(Target wanted, Consumer<Use<S>> toTake) {
        if (closed || wanted.equals(target)) {
            if (toTake != null) {
                takes = toTake;
                tell();
            }
            return;
        }
        target = wanted;
        candidates.unwatch();
        if (wanted.chosen() && !wanted.one()) {
            candidates.watch(wanted.filter(), this::compare);
        }
        rebinding = told != null
                && wanted.chosen()
                && (bound == null ? comes(wanted) : !wanted.matches(bound.properties()));
        takes = toTake;
        if (rebinding) {
            afterRebinding.accept(this::settle);
        } else {
            tell();
        }
    }

    private boolean comes(Target wanted) {
        return candidates.names(wanted.filter()).size() == 1;
    }

    private synchronized void settle() {
        rebinding = false;
        tell();
    }

    private void tell() {
        if (takes == null || rebinding) {
            compare();
            return;
        }
        if (!closed) {
            told = use();
        }
        Consumer<Use<S>> taking = takes;
        takes = null;
        taking.accept(told);
    }

    /** A replacement is bound before the old one is unbound; the same one again has other properties. */
    public synchronized void bind(S service, Map<String, Object> properties) {
        bound = new Bound<>(service, Map.copyOf(properties));
        settle();
    }

    /** Only what is still bound is dropped. */
    public synchronized void unbind(S service) {
        if (bound != null && bound.service() == service) {
            bound = null;
            settle();
        }
    }

    private synchronized void compare() {
        if (closed || target == null || rebinding) {
            return;
        }
        Use<S> now = use();
        boolean same = told != null && told.service() == now.service() && told.equals(now);
        if (!same) {
            told = now;
            changed.accept(now);
        }
    }

    private Use<S> use() {
        if (!target.chosen()) {
            return nothing(target.problem().isEmpty() ? Trouble.UNCHOSEN : Trouble.MISTYPED, target.missing());
        }
        Collection<String> names = target.one() ? List.of() : candidates.names(target.filter());
        if (names.size() > 1) {
            return nothing(Trouble.MISMATCHED, target.several(names));
        }
        if (bound == null) {
            return nothing(Trouble.AWAY, target.missing());
        }
        return target.matches(bound.properties())
                ? new Use<>(bound.service(), bound.properties(), Trouble.NONE, Diagnosis.NONE)
                : nothing(Trouble.MISMATCHED, target.other(bound.name()));
    }

    private Use<S> nothing(Trouble trouble, Diagnosis why) {
        return new Use<>(null, Map.of(), trouble, why);
    }

    /** Says nothing any more. */
    @Override
    public synchronized void close() {
        closed = true;
        candidates.unwatch();
    }
}
