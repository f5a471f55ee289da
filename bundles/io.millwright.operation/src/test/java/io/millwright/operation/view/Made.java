package io.millwright.operation.view;

import io.millwright.decision.Decision;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import java.util.List;

/** A decision of one reading. */
record Made(long sequence, String pipeline, String asset, Severity severity) implements Decision {
    Made(long sequence) {
        this(sequence, "p", "a", Severity.OK);
    }

    @Override
    public String part() {
        return "";
    }

    @Override
    public long run() {
        return 1;
    }

    @Override
    public long windowStartMicros() {
        return 0;
    }

    @Override
    public long windowEndMicros() {
        return 0;
    }

    @Override
    public Role role() {
        return Role.SERVING;
    }

    @Override
    public List<Value> values() {
        return List.of(new Reading(severity));
    }

    @Override
    public Quality quality() {
        return Quality.GOOD;
    }

    @Override
    public String reason() {
        return "";
    }

    @Override
    public boolean changed() {
        return false;
    }

    @Override
    public ModelIdentity model() {
        return new Identity("m", "1.0.0", "00", "CPUExecutionProvider");
    }

    private record Identity(String name, String version, String sha256, String executionProvider)
            implements ModelIdentity {}

    private record Reading(Severity severity) implements Value {
        @Override
        public String name() {
            return "score";
        }

        @Override
        public String unit() {
            return "";
        }

        @Override
        public double number() {
            return 0.5;
        }

        @Override
        public String rawLabel() {
            return "";
        }

        @Override
        public String label() {
            return "";
        }

        @Override
        public double lower() {
            return Double.NaN;
        }

        @Override
        public double upper() {
            return Double.NaN;
        }

        @Override
        public double[] steps() {
            return new double[0];
        }
    }
}
