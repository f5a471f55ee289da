package io.millwright.pipeline.advise;

import io.millwright.decision.Contribution;
import io.millwright.decision.Decision;
import io.millwright.decision.Explanation;
import io.millwright.decision.HeatMap;
import java.util.ArrayList;
import java.util.List;

/** An explanation of features a, b, c, … whose values are 1, 2, 3, …, for tests. */
record GivenExplanation(Decision decision, String reading, Scale scale, List<Contribution> contributions)
        implements Explanation {
    private record Part(String feature, double value, double amount) implements Contribution {
        @Override
        public String through() {
            return feature;
        }

        @Override
        public int from() {
            return 0;
        }

        @Override
        public int to() {
            return 1;
        }

        @Override
        public double error() {
            return 0;
        }
    }

    static GivenExplanation of(Decision decision, String reading, Scale scale, double... amounts) {
        List<Contribution> parts = new ArrayList<>();
        for (int i = 0; i < amounts.length; i++) {
            parts.add(new Part(TestAdvice.names(amounts.length).get(i), i + 1, amounts[i]));
        }
        return new GivenExplanation(decision, reading, scale, parts);
    }

    @Override
    public String label() {
        return "";
    }

    @Override
    public Method method() {
        return Method.SHAPLEY_EXACT;
    }

    @Override
    public double output() {
        return 0;
    }

    @Override
    public double expected() {
        return 0;
    }

    @Override
    public HeatMap heatMap() {
        return null;
    }

    @Override
    public int backgroundRows() {
        return 32;
    }

    @Override
    public long runs() {
        return 1;
    }

    @Override
    public double done() {
        return 1;
    }

    @Override
    public long millis() {
        return 1;
    }
}
