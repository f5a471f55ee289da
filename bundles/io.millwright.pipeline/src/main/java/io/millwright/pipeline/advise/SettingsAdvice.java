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
        List<Value> values,
        List<Given> given,
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
        values = List.copyOf(values);
        given = List.copyOf(given);
        reasons = List.copyOf(reasons);
    }

    /** What became of it. */
    record Answer(Status status, String who, String comment, long micros) {
        static final Answer OPEN = new Answer(Status.OPEN, "", "", 0);
        static final Answer NONE = new Answer(Status.NONE, "", "", 0);
        static final Answer EXPIRED = new Answer(Status.EXPIRED, "", "", 0);
        static final Answer WITHDRAWN = new Answer(Status.WITHDRAWN, "", "", 0);
    }

    /**
     * See {@link Recommendation.Setting}.
     *
     * @param step the greatest change that one piece of advice makes, in the unit
     */
    record Value(String name, String unit, double present, double proposed, double low, double high, double step)
            implements Setting {}

    /**
     * What the proposal takes as it is: a feature that no setting moves.
     *
     * @param present its value, of a feature of categories the index of one
     * @param step the change, in the unit, after which the proposal is another question; 0: any
     * @param categories empty for a number
     */
    record Given(String name, String unit, double present, double step, List<String> categories) {
        Given {
            categories = List.copyOf(categories);
        }
    }

    /** See {@link Recommendation.Gain}. */
    record Expected(String reading, String unit, double before, double after, double spread, double atLeast)
            implements Gain {}

    /** See {@link Recommendation.Reason}. */
    record Because(String text, String feature, double contribution, About about) implements Reason {}

    /** Returns it after something became of it. */
    SettingsAdvice with(Answer other) {
        return with(why, other);
    }

    /** Returns it after what it was made from was no more. */
    SettingsAdvice withdrawn(String because) {
        return with(because, Answer.WITHDRAWN);
    }

    private SettingsAdvice with(String because, Answer other) {
        return new SettingsAdvice(
                id,
                pipeline,
                asset,
                part,
                run,
                sequence,
                role,
                kind,
                because,
                values,
                given,
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
    public List<Setting> settings() {
        return List.copyOf(values);
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
