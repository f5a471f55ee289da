package io.millwright.pipeline.capture;

import io.millwright.form.Diagnosis;
import io.millwright.pipeline.capture.NotKept.Code;
import io.millwright.pipeline.state.SupervisedState;
import io.millwright.supervision.State;
import io.millwright.supervision.State.Severity;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which pipelines' data cannot be kept, and why. One log line per transition of a pipeline. Thread-safe. */
final class CaptureState {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureRoom.class);

    private record Trouble(Code code, Diagnosis why) {}

    private final Map<String, Trouble> troubles = new TreeMap<>();
    private long sinceMicros = nowMicros();

    private static long nowMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    void keeps(String pipeline) {
        synchronized (this) {
            if (troubles.remove(pipeline) == null) {
                return;
            }
            sinceMicros = nowMicros();
        }
        LOG.info("{}: captured data are kept again, or no longer wanted", pipeline);
    }

    /** One trouble is over; another one that has taken its place stays. */
    void over(String pipeline, NotKept why) {
        synchronized (this) {
            Trouble now = troubles.get(pipeline);
            if (now == null || !now.why().equals(why.why())) {
                return;
            }
        }
        keeps(pipeline);
    }

    void trouble(String pipeline, NotKept why) {
        synchronized (this) {
            Trouble before = troubles.get(pipeline);
            boolean same = before != null && before.code() == why.code();
            if (same
                    && (why.code() != Code.CAPTURE_SETTING_WRONG || before.why().equals(why.why()))) {
                return;
            }
            troubles.put(pipeline, new Trouble(why.code(), why.why()));
            sinceMicros = nowMicros();
        }
        LOG.warn(
                "{}: {}: {}; {}",
                pipeline,
                why.code(),
                why.why().what(),
                why.why().remedy());
    }

    /** Returns what is the matter with one pipeline, or nothing. */
    synchronized Diagnosis of(String pipeline) {
        Trouble trouble = troubles.get(pipeline);
        return trouble == null ? Diagnosis.NONE : trouble.why();
    }

    synchronized State now() {
        if (troubles.isEmpty()) {
            return new SupervisedState(
                    Code.CAPTURES.name(), Severity.INFO, sinceMicros, "keeps the data that it is asked to", "");
        }
        Map.Entry<String, Trouble> first = troubles.entrySet().iterator().next();
        Trouble trouble = first.getValue();
        String more = troubles.size() == 1 ? "" : "; and of " + (troubles.size() - 1) + " more pipelines";
        return new SupervisedState(
                trouble.code().name(),
                Severity.WARNING,
                sinceMicros,
                "data of " + first.getKey() + " are not kept: " + trouble.why().what() + more,
                trouble.why().remedy());
    }
}
