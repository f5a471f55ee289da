package io.millwright.inference;

import io.millwright.decision.Decision;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import io.millwright.model.ModelTrial;
import java.util.List;

/** A decision of one reading, as a pipeline tells it to a trial. */
public record Told(String asset, Quality quality, double number, String label) implements Decision {
    private static final long NANOS = 20_000;

    /** Tells a trial of windows of which so many were decided alike. */
    static void agreed(ModelTrial trial, int windows, int alike) {
        trial.ran("p", true, windows, 0, windows * NANOS);
        trial.ran("p", false, windows, 0, windows * NANOS);
        for (int i = 0; i < windows; i++) {
            trial.compared(
                    new Told("a", Quality.GOOD, 1, i < alike ? "ok" : "alarm"), new Told("a", Quality.GOOD, 1, "ok"));
        }
    }

    @Override
    public List<Value> values() {
        return quality == Quality.BAD ? List.of() : List.of(new Said(number, label));
    }

    private record Said(double number, String label) implements Value {
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
            return label;
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

    @Override
    public String pipeline() {
        return "p";
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
    public long sequence() {
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
        return Role.SHADOW;
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
        return null;
    }
}
