package io.millwright.operation.history;

import io.millwright.decision.Decision;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import java.util.List;

/** A decision of one value. */
record Made(String pipeline, String asset, long sequence, double number, String modelSha256) implements Decision {
    private record Score(double number) implements Value {
        @Override
        public String name() {
            return "score";
        }

        @Override
        public String unit() {
            return "";
        }

        @Override
        public String rawLabel() {
            return "";
        }

        @Override
        public String label() {
            return "=ok, \"fine\"";
        }

        @Override
        public Severity severity() {
            return Severity.OK;
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

    private record Identity(String name, String version, String sha256, String executionProvider)
            implements ModelIdentity {}

    /** Two features in one row. */
    record Inputs(double first, double second) implements FeatureSnapshot {
        @Override
        public List<String> features() {
            return List.of("speed", "torque");
        }

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public double value(int row, int column) {
            return column == 0 ? first : second;
        }
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
        return List.of(new Score(number));
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
        return new Identity("m", "1.0.0", modelSha256, "CPUExecutionProvider");
    }
}
