package io.millwright.inference.kura;

import io.millwright.form.Diagnosis;
import io.millwright.form.Headline;
import io.millwright.supervision.State;
import io.millwright.supervision.State.Severity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's state: the worst of what is wrong with its models. Good and bad records may alternate at any rate, so trouble of
 * a model ends when a run succeeds {@link #HOLD_MILLIS} after it was last seen; and, as nobody may ask for that model any more,
 * {@link #FORGET_MILLIS} after it was. Thread-safe.
 */
final class EngineState {
    static final long HOLD_MILLIS = 10_000;
    static final long FORGET_MILLIS = 600_000;

    private static final Logger LOG = LoggerFactory.getLogger(KuraInferenceEngine.PID);
    private static final int MOST_MODELS = 256;

    /** The worst first. */
    enum Code {
        CONFIGURATION_ERROR(Severity.ERROR),
        MODEL_UNUSABLE(Severity.ERROR),
        RUNS_FAILING(Severity.ERROR),
        MODEL_MISSING(Severity.WARNING),
        RECORDS_REFUSED(Severity.WARNING),
        MODEL_AWAITED(Severity.INFO),
        ENGINE_CLOSED(Severity.INFO),
        OPENING(Severity.INFO),
        OK(Severity.INFO);

        private final Severity severity;

        Code(Severity severity) {
            this.severity = severity;
        }
    }

    /** Says once that something is the first of its kind. Any thread. */
    static final class Once {
        private final AtomicBoolean said = new AtomicBoolean();

        boolean first() {
            return !said.get() && said.compareAndSet(false, true);
        }
    }

    private record Shown(String code, Severity severity, long sinceMicros, String text, String remedy)
            implements State {}

    private record Trouble(Code code, Diagnosis diagnosis, long seenNanos) {}

    private static final Trouble FINE = new Trouble(Code.OK, Diagnosis.of("runs models for the AI component"), 0);

    private final String pid;
    private final Runnable changed;
    private final LongSupplier nanoTime;
    private final long startedNanos;
    private final Map<String, Trouble> troubles = new LinkedHashMap<>();
    private volatile boolean anyTrouble;
    private Trouble shown = FINE;
    private long sinceMicros = nowMicros();

    /** @param changed called after each transition, on the thread that brought it about */
    EngineState(String pid, Runnable changed, LongSupplier nanoTime) {
        this.pid = pid;
        this.changed = changed;
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
    }

    /** Whether the component was started less than so long ago. */
    boolean young(long millis) {
        return nanoTime.getAsLong() - startedNanos < TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Everything that was known is void: the configuration is another one. */
    void anew(Diagnosis problem) {
        synchronized (this) {
            troubles.clear();
            if (!problem.isEmpty()) {
                troubles.put("", new Trouble(Code.CONFIGURATION_ERROR, problem, 0));
            }
        }
        look();
    }

    /** Something is wrong with a model, or it is being opened. */
    void trouble(String model, Code code, Diagnosis diagnosis) {
        synchronized (this) {
            // A name may be anything that somebody asks for.
            if (troubles.size() >= MOST_MODELS && !troubles.containsKey(model)) {
                return;
            }
            troubles.put(model, new Trouble(code, diagnosis, nanoTime.getAsLong()));
            anyTrouble = true;
        }
        look();
    }

    /** A run of the model gave outputs. */
    void ran(String model) {
        if (anyTrouble) {
            end(model, HOLD_MILLIS);
        }
    }

    /** What was wrong with a model is void. */
    void over(String model) {
        end(model, 0);
    }

    private void end(String model, long holdMillis) {
        synchronized (this) {
            Trouble trouble = troubles.get(model);
            if (trouble == null
                    || nanoTime.getAsLong() - trouble.seenNanos < TimeUnit.MILLISECONDS.toNanos(holdMillis)) {
                return;
            }
            troubles.remove(model);
        }
        look();
    }

    private void look() {
        synchronized (this) {
            anyTrouble = !troubles.isEmpty();
            Trouble worst = FINE;
            for (Trouble next : troubles.values()) {
                worst = next.code().compareTo(worst.code()) < 0 ? next : worst;
            }
            boolean transition = worst.code() != shown.code();
            shown = worst;
            if (!transition) {
                return;
            }
            sinceMicros = nowMicros();
            log(worst);
        }
        changed.run();
    }

    private void log(Trouble now) {
        String text = now.diagnosis().text();
        switch (now.code().severity) {
            case ERROR -> LOG.error("{}: {}: {}", pid, now.code(), text);
            case WARNING -> LOG.warn("{}: {}: {}", pid, now.code(), text);
            default -> LOG.info("{}: {}: {}", pid, now.code(), text);
        }
    }

    State now() {
        forget();
        synchronized (this) {
            return shownNow();
        }
    }

    /** What was seen once and never again is void; a model that does not open is seen with each look at it. */
    private void forget() {
        synchronized (this) {
            long now = nanoTime.getAsLong();
            boolean any = troubles.values()
                    .removeIf(trouble -> trouble.code() != Code.CONFIGURATION_ERROR
                            && now - trouble.seenNanos() >= TimeUnit.MILLISECONDS.toNanos(FORGET_MILLIS));
            if (!any) {
                return;
            }
        }
        look();
    }

    private State shownNow() {
        return new Shown(
                shown.code().name(),
                shown.code().severity,
                sinceMicros,
                shown.diagnosis().what(),
                shown.diagnosis().remedy());
    }

    /** Returns the head of the form. */
    String headline(String counters) {
        State now = now();
        return Headline.of(
                now.code(), now.sinceMicros(), new Diagnosis(now.text(), now.remedy()), counters, nowMicros());
    }

    private static long nowMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }
}
