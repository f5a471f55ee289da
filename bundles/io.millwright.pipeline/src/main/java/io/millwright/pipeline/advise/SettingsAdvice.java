package io.millwright.pipeline.advise;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Recommendation;
import java.util.List;

/** A recommendation of settings, see {@link Recommendation}. */
record SettingsAdvice(
        String id,
        String pipeline,
        String asset,
        String part,
        long run,
        long sequence,
        Role role,
        Kind kind,
        String why,
        List<Setting> settings,
        Gain gain,
        double confidence,
        List<Reason> reasons,
        long createdMicros,
        long expiresMicros,
        ModelIdentity model,
        String inputsSha256,
        Answer answer)
        implements Recommendation {
    SettingsAdvice {
        settings = List.copyOf(settings);
        reasons = List.copyOf(reasons);
    }

    /** What became of it. */
    record Answer(Status status, String who, String comment, long micros) {
        static final Answer OPEN = new Answer(Status.OPEN, "", "", 0);
        static final Answer NONE = new Answer(Status.NONE, "", "", 0);
        static final Answer EXPIRED = new Answer(Status.EXPIRED, "", "", 0);
    }

    /** See {@link Recommendation.Setting}. */
    record Value(String name, String unit, double present, double proposed, double low, double high)
            implements Setting {}

    /** See {@link Recommendation.Gain}. */
    record Expected(String reading, String unit, double before, double after, double spread, double atLeast)
            implements Gain {}

    /** See {@link Recommendation.Reason}. */
    record Because(String text, String feature, double contribution) implements Reason {}

    /** Returns it after something became of it. */
    SettingsAdvice with(Answer other) {
        return new SettingsAdvice(
                id,
                pipeline,
                asset,
                part,
                run,
                sequence,
                role,
                kind,
                why,
                settings,
                gain,
                confidence,
                reasons,
                createdMicros,
                expiresMicros,
                model,
                inputsSha256,
                other);
    }

    @Override
    public String topic() {
        return "settings";
    }

    @Override
    public Status status() {
        return answer.status();
    }

    @Override
    public String who() {
        return answer.who();
    }

    @Override
    public String comment() {
        return answer.comment();
    }

    @Override
    public long answeredMicros() {
        return answer.micros();
    }
}
