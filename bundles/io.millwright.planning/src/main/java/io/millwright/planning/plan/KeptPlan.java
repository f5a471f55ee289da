package io.millwright.planning.plan;

import io.millwright.decision.Decision;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Plan;
import java.util.List;

/** A plan as it is kept. Immutable. */
record KeptPlan(
        String id,
        String topic,
        String pipeline,
        String asset,
        Kind kind,
        String why,
        PlanGain gain,
        double confidence,
        List<Reason> reasons,
        long createdMicros,
        long expiresMicros,
        ModelIdentity model,
        Basis basis,
        List<Alternative> alternatives,
        double gapAtMost,
        String document,
        Status status,
        String who,
        String comment,
        long answeredMicros)
        implements Plan {

    record PlanGain(String reading, String unit, double before, double after, double spread, double atLeast)
            implements Gain {}

    record Because(String text) implements Reason {
        @Override
        public String feature() {
            return "";
        }

        @Override
        public double contribution() {
            return Double.NaN;
        }

        @Override
        public About about() {
            return About.OTHER;
        }
    }

    record Simpler(String policy, double value) implements Alternative {}

    KeptPlan {
        reasons = List.copyOf(reasons);
        alternatives = List.copyOf(alternatives);
    }

    @Override
    public String inputsSha256() {
        return basis.sha256();
    }

    @Override
    public String part() {
        return "";
    }

    @Override
    public long run() {
        return 0;
    }

    @Override
    public long sequence() {
        return 0;
    }

    @Override
    public Decision.Role role() {
        return Decision.Role.SERVING;
    }

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    KeptPlan answered(Status now, String by, String said, long micros) {
        return with(why, document, now, by, said, micros);
    }

    KeptPlan withdrawn(String because, long micros) {
        return with(because, document, Status.WITHDRAWN, who, comment, micros);
    }

    /** Returns the same without the document, for the long list. */
    KeptPlan brief() {
        return with(why, "", status, who, comment, answeredMicros);
    }

    /** Returns the same with another document. */
    KeptPlan showing(String shown) {
        return shown.equals(document) ? this : with(why, shown, status, who, comment, answeredMicros);
    }

    private KeptPlan with(String because, String kept, Status now, String by, String said, long micros) {
        return new KeptPlan(
                id,
                topic,
                pipeline,
                asset,
                kind,
                because,
                gain,
                confidence,
                reasons,
                createdMicros,
                expiresMicros,
                model,
                basis,
                alternatives,
                gapAtMost,
                kept,
                now,
                by,
                said,
                micros);
    }
}
