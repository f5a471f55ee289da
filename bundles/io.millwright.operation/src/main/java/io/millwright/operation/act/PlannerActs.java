package io.millwright.operation.act;

import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Planner;
import io.millwright.form.Diagnosis;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import java.util.List;
import java.util.function.Supplier;

/** What planners are given, and that they plan now. Plans are answered as any other recommendation. */
final class PlannerActs {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_CSV = 16 << 20;

    /** From a browser. */
    private static final int MOST_GIVEN_BYTES = 4 << 20;

    private final Supplier<List<Planner>> planners;

    PlannerActs(Supplier<List<Planner>> planners) {
        this.planners = planners;
    }

    List<Action> all() {
        return List.of(
                new Act("planner/give", Permission.OPERATE, MOST_GIVEN_BYTES, this::give),
                new Act("planner/plan", Permission.OPERATE, this::plan));
    }

    private JsonObject give(Fields fields, Caller caller) throws Refusal {
        Planner planner = planner(fields);
        String input = fields.text("input", LONGEST_NAME);
        String csv = fields.text("csv", LONGEST_CSV);
        fields.refuseUnread();
        List<String> known = planner.inputs().stream().map(Planner.Input::name).toList();
        if (!known.contains(input)) {
            throw Refusal.field(
                    "input",
                    planner.name() + " takes no input '" + input + "'",
                    "give one of " + String.join(", ", known));
        }
        try {
            return new JsonObject()
                    .add("planner", planner.name())
                    .add("input", input)
                    .add("lines", planner.accept(input, csv));
        } catch (IllegalArgumentException e) {
            // The page and the command join text and remedy, each in its own way.
            String wrong = e.getMessage().replaceFirst("\\.$", "");
            throw Refusal.field("csv", wrong, "correct that and give the whole text again");
        }
    }

    private JsonObject plan(Fields fields, Caller caller) throws Refusal {
        Planner planner = planner(fields);
        fields.refuseUnread();
        try {
            planner.plan();
        } catch (IllegalArgumentException e) {
            Diagnosis why = Diagnosis.parse(e.getMessage());
            throw Refusal.of(Refusal.Kind.CONFLICT, why.what(), why.remedy());
        }
        return new JsonObject().add("planner", planner.name());
    }

    private Planner planner(Fields fields) throws Refusal {
        String name = fields.text("planner", LONGEST_NAME);
        List<Planner> all = planners.get();
        return all.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.field(
                        "planner",
                        "there is no planner '" + name + "'",
                        all.isEmpty()
                                ? "install and configure one"
                                : "give one of "
                                        + String.join(
                                                ", ",
                                                all.stream().map(Planner::name).toList())));
    }
}
