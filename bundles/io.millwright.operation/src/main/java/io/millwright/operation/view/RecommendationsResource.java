package io.millwright.operation.view;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Plan;
import io.millwright.decision.Planner;
import io.millwright.decision.Recommendation;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import java.util.Comparator;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Advice, the newest first; {@code status=open} leaves what waits for an answer, the oldest first, {@code status=answered} what somebody
 * approved or rejected.
 */
@Component(service = Resource.class)
public final class RecommendationsResource implements Resource {
    private final Services services;

    /** Called by the component runtime. */
    @Activate
    public RecommendationsResource(@Reference Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "recommendations";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        String status = query.oneOf("status", "all", "open", "answered");
        boolean open = status.equals("open");
        String pipeline = query.text("pipeline");
        Page page = Page.of(query);
        Comparator<Recommendation> oldest = Comparator.comparingLong(Recommendation::createdMicros);
        List<Recommendation> wanted = services.recommendations().stream()
                .flatMap(book -> (open ? book.open() : book.recent()).stream())
                .filter(each -> pipeline.isEmpty() || pipeline.equals(each.pipeline()))
                .filter(each -> !status.equals("answered") || isAnswered(each))
                .sorted(open ? oldest : oldest.reversed())
                .toList();
        List<Planner> planners = services.planners();
        return page.document(wanted, each -> item(each).add("plan", isShownByPlans(each, planners)));
    }

    /** Advice that a planner gives beside its plans, such as its peak guard's, is answered by itself. */
    private static boolean isShownByPlans(Recommendation advice, List<Planner> planners) {
        return advice instanceof Plan
                && planners.stream()
                        .anyMatch(each -> each.name().equals(advice.pipeline())
                                && each.topic().equals(advice.topic()));
    }

    private static boolean isAnswered(Recommendation advice) {
        return advice.status() == Recommendation.Status.APPROVED || advice.status() == Recommendation.Status.REJECTED;
    }

    static JsonObject item(Recommendation advice) {
        JsonObject item = new JsonObject()
                .add("id", advice.id())
                .add("topic", advice.topic())
                .add("pipeline", advice.pipeline())
                .add("asset", advice.asset())
                .add("part", advice.part())
                .add("run", advice.run())
                .add("sequence", advice.sequence())
                .add("kind", advice.kind().name())
                .add("why", advice.why())
                .add("settings", settings(advice))
                .add("confidence", Documents.number(advice.confidence()))
                .add("reasons", reasons(advice))
                .add("createdMicros", advice.createdMicros())
                .add("expiresMicros", advice.expiresMicros())
                .add("status", advice.status().name())
                .add("who", advice.who())
                .add("comment", advice.comment())
                .add("answeredMicros", advice.answeredMicros())
                .add("inputsSha256", advice.inputsSha256())
                .add("model", advice.model() == null ? Json.NULL : Documents.of(advice.model()));
        Recommendation.Gain gain = advice.gain();
        return gain == null
                ? item
                : item.add(
                        "gain",
                        new JsonObject()
                                .add("reading", gain.reading())
                                .add("unit", gain.unit())
                                .add("before", Documents.number(gain.before()))
                                .add("after", Documents.number(gain.after()))
                                .add("spread", Documents.number(gain.spread()))
                                .add("atLeast", Documents.number(gain.atLeast())));
    }

    private static JsonArray settings(Recommendation advice) {
        JsonArray settings = new JsonArray();
        for (Recommendation.Setting setting : advice.settings()) {
            settings.add(new JsonObject()
                    .add("name", setting.name())
                    .add("unit", setting.unit())
                    .add("present", Documents.number(setting.present()))
                    .add("proposed", Documents.number(setting.proposed()))
                    .add("low", Documents.number(setting.low()))
                    .add("high", Documents.number(setting.high())));
        }
        return settings;
    }

    private static JsonArray reasons(Recommendation advice) {
        JsonArray reasons = new JsonArray();
        for (Recommendation.Reason reason : advice.reasons()) {
            reasons.add(new JsonObject()
                    .add("text", reason.text())
                    .add("feature", reason.feature())
                    .add("contribution", Documents.number(reason.contribution()))
                    .add("about", reason.about().name()));
        }
        return reasons;
    }
}
