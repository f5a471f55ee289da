package io.millwright.operation.view;

import io.millwright.model.ModelBundle;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.List;
import java.util.Map;

/** A bundle whose model does not serve. */
public record BroughtModel(String model, State state) implements ModelBundle {
    private static final long SINCE_MICROS = 1_800_000_000_000_000L;

    private record Now(String code, Severity severity, String text, String remedy) implements State {
        @Override
        public long sinceMicros() {
            return SINCE_MICROS;
        }
    }

    /** All models of a gateway. */
    private record Models(List<? extends Supervised> parts) implements Supervised {
        @Override
        public String pid() {
            return "models";
        }

        @Override
        public String kind() {
            return "models";
        }

        @Override
        public State state() {
            return new Now("OK", State.Severity.INFO, "", "");
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of();
        }
    }

    /** Returns the one whose golden rows differ. */
    public static BroughtModel refused(String model) {
        return new BroughtModel(
                model,
                new Now("MODEL_REFUSED", State.Severity.ERROR, model + " refused: golden rows differ", "export it"));
    }

    /** Returns the one whose trial lasts. */
    public static BroughtModel onTrial(String model) {
        return new BroughtModel(model, new Now("TRYING", State.Severity.INFO, model + " is being tried", ""));
    }

    /** Returns what has these for parts. */
    public static Supervised models(BroughtModel... bundles) {
        return new Models(List.of(bundles));
    }

    @Override
    public String pid() {
        return "bundle 7";
    }

    @Override
    public String kind() {
        return "model";
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of();
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }
}
