package io.millwright.operation.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a planner is given is taken whole or refused with what is wrong of it. */
class PlannerActsTest {
    private final List<String> done = new ArrayList<>();
    private final List<Action> acts = new PlannerActs(() -> List.of(new PlansOn(done))).all();
    private final Caller caller = new Caller("Ann", Caller.Road.PAGE, Permission.OPERATE);

    private JsonObject run(int act, JsonObject body) throws Refusal {
        return acts.get(act).run(new Fields(body), caller);
    }

    private static JsonObject jobs(String csv) {
        return new JsonObject().add("planner", "hall-1").add("input", "jobs").add("csv", csv);
    }

    @Test
    void jobsAreTakenAndPlanned() throws Refusal {
        assertEquals(2, run(0, jobs("job,seconds\na,3\nb,4\n")).getInt("lines", 0));
        run(1, new JsonObject().add("planner", "hall-1"));
        assertEquals(List.of("jobs", "plan"), done);
    }

    @Test
    void whoAsksForAPlanThatCannotBeMadeIsToldWhyAndWhatToDo() {
        PlansOn without = new PlansOn(done) {
            @Override
            public void plan() {
                throw new IllegalArgumentException("hall-1 plans nothing: no lines of jobs were given yet; give them");
            }
        };
        Action plan = new PlannerActs(() -> List.of(without)).all().get(1);
        Fields asked = new Fields(new JsonObject().add("planner", "hall-1"));
        Refusal refusal = assertThrows(Refusal.class, () -> plan.run(asked, caller));
        assertEquals(Refusal.Kind.CONFLICT, refusal.kind());
        assertEquals("give them", refusal.remedy());
    }

    @Test
    void fromABrowserFourMebibytesAreGivenAndAPlanIsAskedForInFewWords() {
        assertEquals(4 << 20, acts.get(0).mostBodyBytes());
        assertEquals(Action.USUAL_BODY_BYTES, acts.get(1).mostBodyBytes());
    }

    @Test
    void aWrongLineIsNamed() {
        Refusal refusal = assertThrows(Refusal.class, () -> run(0, jobs("job,seconds\na,soon\n")));
        assertEquals("csv", refusal.field());
        assertEquals("line 2: 'a,soon' has no whole seconds", refusal.getMessage());
        assertEquals(List.of(), done);
    }

    @Test
    void anUnknownPlannerOrInputIsNamedWithThoseThatThereAre() {
        assertEquals(
                "planner",
                assertThrows(Refusal.class, () -> run(1, new JsonObject().add("planner", "x")))
                        .field());
        assertEquals(
                "input",
                assertThrows(Refusal.class, () -> run(0, jobs("a\n").set("input", "prices")))
                        .field());
    }
}
