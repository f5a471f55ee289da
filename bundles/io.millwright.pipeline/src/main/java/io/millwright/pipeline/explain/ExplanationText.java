package io.millwright.pipeline.explain;

import io.millwright.decision.Contribution;
import io.millwright.decision.Decision;
import io.millwright.decision.Explanation;
import io.millwright.decision.HeatMap;
import io.millwright.pipeline.publish.message.Annex;
import io.millwright.pipeline.publish.message.Json;
import io.millwright.pipeline.publish.message.Text;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes an explanation as a message of the kind {@code explanation}. */
final class ExplanationText {
    static final String KIND = "explanation";

    /** The greatest ones; more of them say little. */
    static final int MOST_CONTRIBUTIONS = 32;

    private static final int FORMAT = 1;
    private static final int EXPECTED_LENGTH = 4_096;

    private ExplanationText() {}

    static Annex annex(Explanation explanation) {
        Decision decision = explanation.decision();
        return new Annex(
                decision.pipeline(),
                decision.asset(),
                KIND,
                decision.windowEndMicros(),
                Map.of(
                        "sequence", decision.sequence(),
                        "reading", explanation.reading(),
                        "method", lowerCase(explanation.method())),
                json(explanation));
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static String json(Explanation explanation) {
        Decision decision = explanation.decision();
        Json json = new Json(EXPECTED_LENGTH);
        json.open()
                .member("format", FORMAT)
                .member("kind", KIND)
                .member("pipeline", Text.clean(decision.pipeline()))
                .member("asset", Text.clean(decision.asset()))
                .member("part", Text.clean(decision.part()))
                .member("run", decision.run())
                .member("sequence", decision.sequence())
                .member("windowEnd", decision.windowEndMicros());
        json.open("model")
                .member("name", Text.clean(decision.model().name()))
                .member("version", Text.clean(decision.model().version()))
                .member("sha256", Text.clean(decision.model().sha256()))
                .close();
        json.member("reading", Text.clean(explanation.reading()))
                .member("label", Text.clean(explanation.label()))
                .member("method", lowerCase(explanation.method()))
                .member("scale", lowerCase(explanation.scale()))
                .member("output", explanation.output())
                .member("expected", explanation.expected());
        contributions(json, explanation.contributions());
        if (explanation.heatMap() != null) {
            heatMap(json, explanation.heatMap());
        }
        return json.member("backgroundRows", explanation.backgroundRows())
                .member("runs", explanation.runs())
                .member("done", explanation.done())
                .member("millis", explanation.millis())
                .close()
                .toString();
    }

    private static void contributions(Json json, List<Contribution> contributions) {
        json.openArray("contributions");
        for (Contribution one : contributions.subList(0, Math.min(MOST_CONTRIBUTIONS, contributions.size()))) {
            json.element().member("feature", Text.clean(one.feature()));
            if (!one.through().equals(one.feature())) {
                json.member("through", Text.clean(one.through()));
            }
            json.member("from", one.from())
                    .member("to", one.to())
                    .member("value", one.value())
                    .member("amount", one.amount())
                    .member("error", one.error())
                    .close();
        }
        json.closeArray();
        if (contributions.size() > MOST_CONTRIBUTIONS) {
            json.member("omitted", contributions.size() - MOST_CONTRIBUTIONS);
        }
    }

    private static void heatMap(Json json, HeatMap map) {
        json.open("heatMap")
                .member("input", Text.clean(map.input()))
                .member("rows", map.rows())
                .member("columns", map.columns())
                .member("row", map.row())
                .member("column", map.column())
                .member("x", map.x())
                .member("y", map.y())
                .member("tile", map.tile());
        json.openArray("values");
        for (int row = 0; row < map.rows(); row++) {
            for (int column = 0; column < map.columns(); column++) {
                json.element(map.value(row, column));
            }
        }
        json.closeArray().close();
    }
}
