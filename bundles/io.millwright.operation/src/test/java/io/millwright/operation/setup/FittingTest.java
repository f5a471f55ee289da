package io.millwright.operation.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.eclipsesource.json.JsonObject;
import io.millwright.decision.MappingProposals;
import io.millwright.decision.MappingProposals.Fit;
import io.millwright.decision.MappingProposals.Proposal;
import io.millwright.model.Model;
import io.millwright.operation.doctor.PlainModel;
import io.millwright.operation.view.Services.Offered;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which model a set-up proposes for its tags. */
class FittingTest {
    private final Map<Model, List<Proposal>> proposals = new LinkedHashMap<>();
    private final List<Offered<Model>> models = new ArrayList<>();

    private void model(String pid, Proposal... proposed) {
        Model model = new PlainModel();
        proposals.put(model, List.of(proposed));
        models.add(new Offered<>(model, Map.of("kura.service.pid", pid)));
    }

    private static Proposal input(String tag, Fit fit) {
        return new Proposal("signal", "", false, tag, fit);
    }

    private static Proposal optional() {
        return new Proposal("spare", "", true, "", Fit.NONE);
    }

    private List<Fitting> fitting() {
        MappingProposals known = (model, tags) -> proposals.get(model);
        return Fitting.of(models, known, List.of());
    }

    @Test
    void theOneModelIsProposedWhoseNeedsAreAllMetByNameOrByItsAuthorsHints() {
        model("day-ahead", input("", Fit.NONE));
        model("mill", input("speed", Fit.NAME), input("torque", Fit.HINT), optional());

        assertEquals("mill", Fitting.only(fitting()));
        JsonObject first = Fitting.document(fitting()).get(0).asObject();
        assertEquals("mill", first.getString("model", ""));
        assertEquals(2, first.getInt("found", -1));
        assertEquals(3, first.getInt("inputs", -1));
    }

    @Test
    void aNameThatIsOnlyNearDecidesNothing() {
        model("mill", input("speed", Fit.NAME), input("torque-2", Fit.NEAR));
        assertEquals("", Fitting.only(fitting()));
    }

    @Test
    void ofTwoThatFitAPersonChooses() {
        model("mill", input("speed", Fit.NAME));
        model("mill-too", input("speed", Fit.NAME));
        assertEquals("", Fitting.only(fitting()));
    }
}
