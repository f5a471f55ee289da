package io.millwright.pipeline.advise;

import io.millwright.decision.Contribution;
import io.millwright.decision.Decision;
import io.millwright.decision.Explanation;
import io.millwright.decision.Explanation.Scale;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Recommendation.About;
import io.millwright.decision.Recommendation.Reason;
import io.millwright.pipeline.advise.SettingsAdvice.Because;
import io.millwright.pipeline.listen.Explaining;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What contributed to the model's output at the present settings: asked of whoever explains decisions, and waited for within a bound. */
final class ModelReasons implements AutoCloseable {
    /** Longest wait: others may be explained first, and whoever explains rests between. */
    static final long WAIT_MILLIS = 1_500;

    /** How long the explanation itself may take. */
    private static final int BUDGET_MILLIS = 250;

    /** Most contributions that are told. */
    static final int MOST = 5;

    /** Of all contributions together: less is not worth telling. */
    private static final double LEAST_SHARE = 0.02;

    private static final String UNKNOWN =
            "What contributed to the model's output at the present settings is not known: ";

    private final Supplier<Explaining> explaining;
    private final long waitMillis;
    private volatile CompletableFuture<Optional<Explanation>> asked = new CompletableFuture<>();
    private volatile boolean closed;

    /** @param explaining returns who explains decisions, null while nobody does */
    ModelReasons(Supplier<Explaining> explaining, long waitMillis) {
        this.explaining = explaining;
        this.waitMillis = waitMillis;
    }

    /** Returns what contributed, the greatest first; or one reason that says why that is not known. Blocks, for the bound at most. */
    List<Reason> of(Decision decision, FeatureSnapshot inputs) {
        Explaining room = explaining.get();
        if (room == null) {
            return unknown("nothing explains decisions here");
        }
        CompletableFuture<Optional<Explanation>> answer = new CompletableFuture<>();
        asked = answer;
        boolean taken = !closed
                && room.explain(
                        decision,
                        inputs,
                        BUDGET_MILLIS,
                        explanation -> answer.complete(Optional.ofNullable(explanation)));
        return taken ? awaited(answer) : unknown("nothing is explained any more");
    }

    private List<Reason> awaited(CompletableFuture<Optional<Explanation>> answer) {
        // An engine may have left the flag set; that is no reason not to wait.
        Thread.interrupted();
        try {
            return answer.get(waitMillis, TimeUnit.MILLISECONDS)
                    .map(ModelReasons::told)
                    .orElseGet(() -> unknown("the decision could not be explained"));
        } catch (TimeoutException e) {
            return unknown("no explanation came within " + waitMillis + " ms");
        } catch (InterruptedException | ExecutionException e) {
            return unknown("the wait for an explanation was ended");
        }
    }

    private static List<Reason> unknown(String why) {
        return List.of(new Because(UNKNOWN + why, "", Double.NaN, About.OTHER));
    }

    /** Whether a reason says what contributed. */
    static boolean isContribution(Reason reason) {
        return reason.about() == About.OUTPUT;
    }

    private static List<Reason> told(Explanation explanation) {
        double all = 0;
        for (Contribution part : explanation.contributions()) {
            all += Math.abs(part.amount());
        }
        List<Reason> reasons = new ArrayList<>();
        for (Contribution part : explanation.contributions()) {
            if (reasons.size() < MOST && Math.abs(part.amount()) > LEAST_SHARE * all) {
                reasons.add(new Because(text(explanation, part), part.feature(), part.amount(), About.OUTPUT));
            }
        }
        return reasons.isEmpty() ? unknown("no feature contributed more than others") : List.copyOf(reasons);
    }

    private static String text(Explanation explanation, Contribution part) {
        String together = part.through().equals(part.feature()) ? "" : " to " + part.through();
        String at = !Double.isFinite(part.value()) ? "" : " at " + plain(part.value());
        String label = explanation.label().isEmpty() ? "" : " (" + explanation.label() + ")";
        return String.format(
                Locale.ROOT,
                "%s%s%s contributed %+.3g to the model's output %s%s%s, beside usual rows",
                part.feature(),
                together,
                at,
                part.amount(),
                explanation.reading(),
                label,
                explanation.scale() == Scale.LOGIT ? ", in log odds" : "");
    }

    private static String plain(double value) {
        return new BigDecimal(value, new MathContext(4)).stripTrailingZeros().toPlainString();
    }

    /** Ends a wait that is in progress, and all others. */
    @Override
    public void close() {
        closed = true;
        asked.complete(Optional.empty());
    }
}
