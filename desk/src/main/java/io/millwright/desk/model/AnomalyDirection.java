package io.millwright.desk.model;

/** Holds the direction of an anomaly score against the verdict that the same graph gives: -1 is unusual, 1 is not. */
final class AnomalyDirection {
    private final ReadingSketch reading;
    private final Outcome outcome;

    AnomalyDirection(ReadingSketch reading, Outcome outcome) {
        this.reading = reading;
        this.outcome = outcome;
    }

    void check() throws Refusal {
        int agree = 0;
        int contradict = 0;
        for (int row = 0; row < outcome.rows(); row++) {
            double verdict = outcome.values(row, reading.verdict())[0];
            if (Math.abs(verdict) != 1) {
                throw unknown("has the value " + verdict + ", and -1 or 1 were expected");
            }
            // On the threshold itself both are right.
            if (outcome.number(row) != 0) {
                boolean unusual = outcome.alarm(row);
                agree += unusual == verdict < 0 ? 1 : 0;
                contradict += unusual == verdict < 0 ? 0 : 1;
            }
        }
        if (contradict > 0 && !thresholdGiven()) {
            throw unknown("contradicts " + contradict + " of " + (agree + contradict) + " rows");
        }
    }

    private boolean thresholdGiven() {
        return reading.first().get("thresholds").asArray().get(0).asDouble() != 0;
    }

    private Refusal unknown(String why) {
        return new Refusal(
                "whether low values of " + reading.score() + " are unusual is not known: its verdict "
                        + reading.verdict() + " " + why,
                "--task anomaly --output " + reading.score() + " with --low-is-bad or --high-is-bad, and --threshold");
    }
}
