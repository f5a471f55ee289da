package io.millwright.operation.view;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Contribution;
import io.millwright.decision.Decision;
import io.millwright.decision.Explanation;
import io.millwright.decision.HeatMap;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * One decision with what contributed to it: {@code decision/pipeline/asset/run/sequence}. Where its picture is seen, see {@link
 * PictureResource}.
 */
@Component(service = Resource.class)
public final class DecisionResource implements Resource {
    /** So many of an asset are looked through. */
    private static final int MOST_OPINIONS = 1_000;

    private final Services services;
    private final RecentDecisions recent;

    /** Called by the component runtime. */
    @Activate
    public DecisionResource(@Reference Services services, @Reference RecentDecisions recent) {
        this.services = services;
        this.recent = recent;
    }

    @Override
    public String name() {
        return "decision";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        List<String> path = query.parts("pipeline", "asset", "run", "sequence");
        Optional<RecentDecisions.Numbered> found =
                recent.newest(decision -> is(decision, path) && decision.role() != Decision.Role.SHADOW, 1).stream()
                        .findFirst();
        List<Explanation> explanations =
                services.explanations().map(known -> known.of(path.get(0), path.get(1))).orElse(List.of()).stream()
                        .filter(each -> is(each.decision(), path))
                        .toList();
        if (found.isEmpty() && explanations.isEmpty()) {
            throw Refusal.of(
                    Refusal.Kind.NOT_FOUND,
                    "decision " + String.join("/", path) + " is not kept here any more",
                    "the last " + RecentDecisions.KEPT + " are, and the last " + RecentDecisions.KEPT_BAD
                            + " warnings and alarms before them; look for it in the history or in the cloud");
        }
        Decision decision = found.map(RecentDecisions.Numbered::decision)
                .orElseGet(() -> explanations.get(0).decision());
        JsonArray items = new JsonArray();
        explanations.forEach(each -> items.add(explanation(each)));
        return Documents.of(decision).add("explanations", items).add("opinions", opinions(decision));
    }

    /** What people said of it, the newest first. */
    private JsonArray opinions(Decision decision) {
        JsonArray items = new JsonArray();
        services
                .feedback()
                .map(book -> book.latest(decision.pipeline(), decision.asset(), MOST_OPINIONS))
                .orElse(List.of())
                .stream()
                .filter(each ->
                        each.opinion().run() == decision.run() && each.opinion().sequence() == decision.sequence())
                .forEach(each -> items.add(new JsonObject()
                        .add("verdict", each.opinion().verdict().name())
                        .add("reading", each.opinion().reading())
                        .add("label", each.opinion().label())
                        .add("comment", each.opinion().comment())
                        .add("who", each.opinion().who())
                        .add("timeMicros", each.timeMicros())));
        return items;
    }

    private static boolean is(Decision decision, List<String> path) {
        return decision.pipeline().equals(path.get(0))
                && decision.asset().equals(path.get(1))
                && Long.toString(decision.run()).equals(path.get(2))
                && Long.toString(decision.sequence()).equals(path.get(3));
    }

    private static JsonObject explanation(Explanation each) {
        JsonArray contributions = new JsonArray();
        each.contributions().forEach(contribution -> contributions.add(contribution(contribution)));
        JsonObject item = new JsonObject()
                .add("reading", each.reading())
                .add("label", each.label())
                .add("method", each.method().name())
                .add("scale", each.scale().name())
                .add("output", Documents.number(each.output()))
                .add("expected", Documents.number(each.expected()))
                .add("contributions", contributions)
                .add("done", Documents.number(each.done()))
                .add("millis", each.millis());
        return each.heatMap() == null ? item : item.add("heatMap", heatMap(each.heatMap()));
    }

    private static JsonObject contribution(Contribution each) {
        return new JsonObject()
                .add("feature", each.feature())
                .add("through", each.through())
                .add("from", each.from())
                .add("to", each.to())
                .add("value", Documents.number(each.value()))
                .add("amount", Documents.number(each.amount()))
                .add("error", Documents.number(each.error()));
    }

    private static JsonObject heatMap(HeatMap map) {
        JsonArray values = new JsonArray();
        for (int row = 0; row < map.rows(); row++) {
            for (int column = 0; column < map.columns(); column++) {
                values.add(Documents.number(map.value(row, column)));
            }
        }
        return new JsonObject()
                .add("input", map.input())
                .add("rows", map.rows())
                .add("columns", map.columns())
                .add("row", map.row())
                .add("column", map.column())
                .add("x", map.x())
                .add("y", map.y())
                .add("tile", map.tile())
                .add("values", values);
    }
}
