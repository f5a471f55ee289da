package io.millwright.inference.remote;

import io.millwright.form.Diagnosis;
import io.millwright.form.Headline;
import io.millwright.supervision.State;
import io.millwright.supervision.State.Severity;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of a remote model: one log line per transition. Reported on the thread of its checks, read on any. */
final class RemoteState {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteModel.PID);
    private static final String UNFILLED = "Server URL is empty";

    /** What can be. */
    enum Code {
        STARTING(Severity.INFO),
        CONFIGURATION_ERROR(Severity.ERROR),
        WAITING_FOR_KEYSTORE(Severity.WARNING),
        WAITING_FOR_FALLBACK(Severity.WARNING),
        SERVER_UNREACHABLE(Severity.WARNING),
        SERVER_FAILING(Severity.WARNING),
        CERTIFICATE_REFUSED(Severity.ERROR),
        ACCESS_REFUSED(Severity.ERROR),
        MODEL_NOT_READY(Severity.WARNING),
        CONTRACT_DIFFERS(Severity.ERROR),
        RESULTS_DIFFER(Severity.ERROR),
        BREAKER_OPEN(Severity.WARNING),
        SERVING_FALLBACK(Severity.WARNING),
        FALLBACK_UNUSABLE(Severity.WARNING),
        SERVING(Severity.INFO),
        STOPPED(Severity.INFO);

        private final Severity severity;

        Code(Severity severity) {
            this.severity = severity;
        }

        /** Returns the state of a server whose check ended so. */
        static Code of(RemoteFailure.Kind kind) {
            return switch (kind) {
                case UNREACHABLE, TIMEOUT -> SERVER_UNREACHABLE;
                case CERTIFICATE -> CERTIFICATE_REFUSED;
                case ACCESS -> ACCESS_REFUSED;
                case NOT_READY -> MODEL_NOT_READY;
                case CONTRACT -> CONTRACT_DIFFERS;
                case RESULTS -> RESULTS_DIFFER;
                case SERVER, REFUSED, OPEN, CROWDED, UNSENDABLE -> SERVER_FAILING;
            };
        }
    }

    /** A state as it is read; text and remedy apart. */
    record Shown(Code which, Diagnosis diagnosis, long sinceMicros) implements State {
        @Override
        public String code() {
            return which.name();
        }

        @Override
        public Severity severity() {
            return which.severity;
        }

        @Override
        public String text() {
            return diagnosis.what();
        }

        @Override
        public String remedy() {
            return diagnosis.remedy();
        }
    }

    private final String pid;
    private final Runnable changed;
    private volatile Shown now = new Shown(Code.STARTING, Diagnosis.of("not tried yet"), micros());

    /** @param changed called after each change */
    RemoteState(String pid, Runnable changed) {
        this.pid = pid;
        this.changed = changed;
    }

    private static long micros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    Shown now() {
        return now;
    }

    /** Enters a state; the same again does nothing, the same with another text is not logged, but for wrong settings. */
    synchronized void report(Code code, Diagnosis diagnosis) {
        Shown before = now;
        if (before.which() == code && before.diagnosis().equals(diagnosis)) {
            return;
        }
        boolean transition = before.which() != code;
        now = new Shown(code, diagnosis, transition ? micros() : before.sinceMicros());
        if (transition || code == Code.CONFIGURATION_ERROR) {
            // A form that nobody has filled in yet is no trouble.
            boolean unfilled = diagnosis.what().startsWith(UNFILLED);
            if (code.severity == Severity.INFO || unfilled) {
                LOG.info("{}: {}: {}", pid, code, diagnosis.text());
            } else {
                LOG.warn("{}: {}: {}", pid, code, diagnosis.text());
            }
        }
        changed.run();
    }

    /** Returns the head of the form. */
    String headline(String counters) {
        Shown state = now;
        return Headline.of(state.code(), state.sinceMicros(), state.diagnosis(), counters, micros());
    }
}
