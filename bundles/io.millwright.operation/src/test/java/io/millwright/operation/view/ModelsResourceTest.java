package io.millwright.operation.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.AssetFitness;
import io.millwright.decision.Decision;
import io.millwright.decision.DriftLevel;
import io.millwright.decision.Fitness;
import io.millwright.decision.PlannerModels;
import io.millwright.model.Model;
import io.millwright.model.ModelLifecycle;
import io.millwright.model.ModelTrial;
import io.millwright.model.ModelVersion;
import io.millwright.operation.doctor.PlainModel;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.supervision.Supervised;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told of a model beside what its author states: how it was checked, how it fits, what its trial has shown. */
class ModelsResourceTest {
    private final Offers offers = new Offers()
            .with(
                    Model.class,
                    new PlainModel(),
                    Map.of("kura.service.pid", "machine-failure", Model.TRIAL, "1.1.0 SHADOW"))
            .with(ModelLifecycle.class, new Life(), Map.of())
            .with(ModelTrial.class, new Shadow(), Map.of(ModelTrial.NAME, "machine-failure"))
            .with(Supervised.class, Part.pipeline("line"), Map.of())
            .with(Fitness.class, new Watch(), Map.of());

    private JsonObject model() throws Refusal {
        return new ModelsResource(offers.services())
                .get(new Query(List.of(), Map.of()))
                .get("items")
                .asArray()
                .get(0)
                .asObject();
    }

    @Test
    void aModelThatAPlannerTakesSaysSo() throws Refusal {
        assertFalse(model().getBoolean("forPlanners", true));
        offers.with(PlannerModels.class, each -> each.name().equals("machine-failure"), Map.of());
        assertTrue(model().getBoolean("forPlanners", false));
    }

    @Test
    void aVersionSaysHowFarItDeviatesWhereThatIsKnown() throws Refusal {
        JsonArray versions = model().get("versions").asArray();

        assertEquals(64, versions.get(0).asObject().getInt("goldenRows", 0));
        assertEquals(2e-7, versions.get(0).asObject().getDouble("deviation", 0));
        assertNull(versions.get(1).asObject().get("deviation"));
        assertEquals("1.0.0", model().getString("pinned", ""));
    }

    @Test
    void aTrialSaysInFiguresHowFarBothAgree() throws Refusal {
        JsonObject trial = model().get("trial").asObject();

        assertEquals(90, trial.getInt("compared", 0));
        assertEquals(81, trial.getInt("agreed", 0));
        assertEquals("agrees in 90 %", trial.getString("text", ""));
    }

    @Test
    void fitnessStandsAtTheModelThatItIsAbout() throws Refusal {
        JsonArray fitness = model().get("fitness").asArray();

        assertEquals(1, fitness.size());
        assertEquals("Mill1", fitness.get(0).asObject().getString("asset", ""));
        assertEquals("line", fitness.get(0).asObject().getString("pipeline", ""));
        assertEquals("NOTE", fitness.get(0).asObject().getString("level", ""));
    }

    private record Version(String version, State state, int goldenRows, double deviation) implements ModelVersion {
        @Override
        public String sha256() {
            return "00";
        }

        @Override
        public long sinceMicros() {
            return 1;
        }

        @Override
        public String reason() {
            return "";
        }

        @Override
        public boolean barred() {
            return false;
        }

        @Override
        public long bytes() {
            return 1;
        }
    }

    private static final class Life implements ModelLifecycle {
        @Override
        public String name() {
            return "machine-failure";
        }

        @Override
        public List<ModelVersion> versions() {
            return List.of(
                    new Version("1.0.0", ModelVersion.State.ACTIVE, 64, 2e-7),
                    new Version("0.9.0", ModelVersion.State.RETIRED, 0, 0));
        }

        @Override
        public String pinned() {
            return "1.0.0";
        }

        @Override
        public void shadow(String version) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void canary() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void promote() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void rollBack(String why) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void reject(String why) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void pin(String version) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Shadow implements ModelTrial {
        @Override
        public Stage stage() {
            return Stage.SHADOW;
        }

        @Override
        public Model candidate() {
            return new PlainModel();
        }

        @Override
        public Model reference() {
            return new PlainModel();
        }

        @Override
        public Shown shown() {
            return new Shown(100, 10, 90, 81, "agrees in 90 %");
        }

        @Override
        public boolean decides(String pipeline, String asset) {
            return false;
        }

        @Override
        public void ran(String pipeline, boolean candidate, long windows, long failures, long nanos) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void compared(Decision candidate, Decision reference) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void unpaired(String pipeline, long windows) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void unfit(String pipeline, String why) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Watch implements Fitness {
        @Override
        public DriftLevel level(String pipeline, String asset) {
            return DriftLevel.NOTE;
        }

        @Override
        public List<AssetFitness> assets(String pipeline) {
            return List.of(
                    new AssetFitness("Mill1", "machine-failure 1.0.0", DriftLevel.NOTE, 5, "torque", 100, 50, 1),
                    new AssetFitness("Mill2", "machine-failure-2 1.0.0", DriftLevel.NONE, 0, "", 100, 50, 0));
        }

        @Override
        public boolean renew(String pipeline, String asset) {
            return false;
        }

        @Override
        public boolean accept(String pipeline, String asset) {
            return false;
        }

        @Override
        public boolean feedback(String pipeline, String asset, boolean wrong) {
            return false;
        }
    }
}
