package io.millwright.operation.act;

import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Feedback;
import io.millwright.decision.Fitness;
import io.millwright.decision.Opinion;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendations;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What people say: of decisions, of advice, of whether a model still fits its machine. */
final class OpinionActs {
    /** Pipeline, asset, and the numbers of a decision: what advice is told by must be long enough to be answered. */
    private static final int LONGEST_ID = 2 * Opinion.LONGEST_NAME + 88;

    private static final int LONGEST_ANSWER = 1_000;
    private static final int LONGEST_WHO = 100;

    private final Supplier<Optional<Feedback>> feedback;
    private final Supplier<List<Recommendations>> recommendations;
    private final Supplier<Optional<Fitness>> fitness;

    OpinionActs(
            Supplier<Optional<Feedback>> feedback,
            Supplier<List<Recommendations>> recommendations,
            Supplier<Optional<Fitness>> fitness) {
        this.feedback = feedback;
        this.recommendations = recommendations;
        this.fitness = fitness;
    }

    List<Action> all() {
        return List.of(
                new Act("feedback", Permission.OPERATE, this::give),
                new Act("recommendation/approve", Permission.OPERATE, (fields, caller) -> answer(fields, caller, true)),
                new Act("recommendation/reject", Permission.OPERATE, (fields, caller) -> answer(fields, caller, false)),
                new Act("fitness/renew", Permission.OPERATE, (fields, caller) -> fit(fields, true)),
                new Act("fitness/accept", Permission.OPERATE, (fields, caller) -> fit(fields, false)));
    }

    private JsonObject give(Fields fields, Caller caller) throws Refusal {
        String pipeline = fields.text("pipeline", Opinion.LONGEST_NAME);
        String asset = fields.text("asset", Opinion.LONGEST_NAME);
        long run = fields.whole("run", 1, Long.MAX_VALUE);
        long sequence = fields.whole("sequence", 0, Long.MAX_VALUE);
        String verdict = fields.oneOf("verdict", "confirmed", "rejected", "commented");
        String reading = fields.text("reading", Opinion.LONGEST_NAME, "");
        String label = fields.text("label", Opinion.LONGEST_NAME, "");
        String comment = fields.text("comment", Opinion.LONGEST_COMMENT, "");
        fields.refuseUnread();
        Feedback book = feedback.get().orElseThrow(() -> Act.away("what takes opinions of decisions"));
        try {
            Feedback.Given given = book.give(new Opinion(
                    pipeline,
                    asset,
                    run,
                    sequence,
                    Opinion.Verdict.valueOf(verdict.toUpperCase(Locale.ROOT)),
                    reading,
                    label,
                    comment,
                    Act.who(caller, Opinion.LONGEST_NAME)));
            return new JsonObject()
                    .add("pipeline", pipeline)
                    .add("asset", asset)
                    .add("timeMicros", given.timeMicros());
        } catch (IllegalArgumentException e) {
            throw Refusal.field(field(e), e.getMessage(), "correct that field");
        } catch (IOException e) {
            throw Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    "the opinion could not be kept: " + e.getMessage(),
                    "make room on the disk");
        }
    }

    /** The message of an opinion that is none begins with the field that is wrong. */
    private static String field(IllegalArgumentException e) {
        return e.getMessage().split(" ", 2)[0];
    }

    private JsonObject answer(Fields fields, Caller caller, boolean approve) throws Refusal {
        String id = fields.text("id", LONGEST_ID);
        String comment = fields.text("comment", LONGEST_ANSWER, "");
        fields.refuseUnread();
        Recommendations book = book(id);
        String who = Act.who(caller, LONGEST_WHO);
        try {
            Recommendation now = approve ? book.approve(id, who, comment) : book.reject(id, who, comment);
            return new JsonObject()
                    .add("id", now.id())
                    .add("status", now.status().name())
                    .add("who", now.who());
        } catch (IllegalArgumentException e) {
            throw Refusal.of(Refusal.Kind.CONFLICT, e.getMessage(), "ask for recommendations with status=open");
        }
    }

    /** Returns the book that knows of it; any other, where none does, which says so. */
    private Recommendations book(String id) throws Refusal {
        List<Recommendations> books = recommendations.get();
        return books.stream()
                .filter(each -> each.recent().stream().anyMatch(one -> one.id().equals(id)))
                .findFirst()
                .or(() -> books.stream().findFirst())
                .orElseThrow(() -> Act.away("what knows of advice"));
    }

    private JsonObject fit(Fields fields, boolean renew) throws Refusal {
        String pipeline = fields.text("pipeline", Opinion.LONGEST_NAME);
        String asset = fields.text("asset", Opinion.LONGEST_NAME);
        fields.refuseUnread();
        Fitness watch = fitness.get().orElseThrow(() -> Act.away("what watches whether models fit"));
        boolean done = renew ? watch.renew(pipeline, asset) : watch.accept(pipeline, asset);
        if (!done) {
            throw Refusal.of(
                    Refusal.Kind.CONFLICT,
                    "asset '" + asset + "' of pipeline '" + pipeline + "' is not watched"
                            + (renew ? "" : ", or too little of it was seen"),
                    "see the pipeline's state for what is watched");
        }
        return new JsonObject().add("pipeline", pipeline).add("asset", asset);
    }
}
