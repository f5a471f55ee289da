package io.millwright.operation.setup;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.MappingProposals;
import io.millwright.decision.MappingProposals.Fit;
import io.millwright.decision.MappingProposals.Proposal;
import io.millwright.model.Aggregate;
import io.millwright.model.Model;
import io.millwright.operation.view.Services.Offered;
import io.millwright.tag.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How well the tags of a set-up fill the inputs of an installed model. Immutable.
 *
 * @param model its {@code kura.service.pid}
 * @param inputs signals and pictures that it takes
 * @param found of these, those for which there is a tag
 * @param sure whether every input that it needs has a tag of its own name, or of one that its author names
 * @param parts whether it is made for whole parts: it sees pictures, or what happened in a time that it does not give
 */
record Fitting(String model, int inputs, int found, boolean sure, boolean parts) {
    /** Returns how tags fit each model, those with most of their inputs found first. */
    static List<Fitting> of(List<Offered<Model>> models, MappingProposals proposals, Collection<Tag> tags) {
        List<Fitting> all = new ArrayList<>();
        for (Offered<Model> each : models) {
            List<Proposal> proposed = proposals.propose(each.service(), tags);
            List<Proposal> needed =
                    proposed.stream().filter(one -> !one.optional()).toList();
            int found =
                    (int) proposed.stream().filter(one -> !one.tag().isEmpty()).count();
            boolean sure = !needed.isEmpty()
                    && needed.stream().allMatch(one -> one.fit() == Fit.NAME || one.fit() == Fit.HINT);
            all.add(new Fitting(each.pid(), proposed.size(), found, sure, aboutParts(each.service())));
        }
        all.sort(Comparator.comparing(Fitting::share).reversed().thenComparing(Fitting::model));
        return all;
    }

    private static boolean aboutParts(Model model) {
        return model.rowPeriodMillis() == 0
                && model.inputs().stream()
                        .anyMatch(input -> input.image() != null
                                || input.features().stream()
                                        .anyMatch(
                                                each -> each.aggregate() != Aggregate.LAST && each.spanMillis() == 0));
    }

    private double share() {
        return inputs == 0 ? 0 : (double) found / inputs;
    }

    /** Returns the one model that fits for sure, "" where none does, or several do. */
    static String only(List<Fitting> all) {
        List<Fitting> sure = all.stream().filter(Fitting::sure).toList();
        return sure.size() == 1 ? sure.get(0).model() : "";
    }

    static JsonArray document(List<Fitting> all) {
        JsonArray items = new JsonArray();
        all.forEach(each -> items.add(new JsonObject()
                .add("model", each.model())
                .add("inputs", each.inputs())
                .add("found", each.found())
                .add("parts", each.parts())));
        return items;
    }
}
