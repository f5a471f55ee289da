package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.millwright.gateway.LogLine;
import io.millwright.gateway.receiver.Message.Annex;
import io.millwright.gateway.receiver.Requester;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** From what somebody gives over the cloud to a plan that a person has approved, and that stands whatever comes after. */
class PlansLineTest {
    private static final String OPERATION = "io.millwright.operation.Operation";
    private static final String HALL = "hall 2";
    private static final String JOBS = "job,step,after,machine,duration_s\n"
            + "A,10,,saw,600\nA,20,10,mill,1800\nB,10,,saw,1200\nB,20,10,mill,300\nC,10,,mill,900\n";

    @Test
    void aPlanIsMadeOfWhatWasGivenAndStandsOnceItIsApproved() throws Exception {
        try (Site site = Site.open("plans")) {
            site.install(List.of(Packages.onnxruntime(), Packages.millwright(), Packages.planning()));
            site.createPublisher();
            site.gateway()
                    .createFactory(
                            "io.millwright.planning.SchedulePlanner",
                            HALL,
                            Map.of(
                                    "solver.seconds",
                                    0,
                                    "site",
                                    "west",
                                    "CloudPublisher.target",
                                    Site.target(Site.CLOUD),
                                    "publish.document",
                                    true));
            awaitState(site, "INPUT_MISSING");
            try (Asking requester = Asking.at(site)) {
                assertEquals(403, give(requester, "jobs", JOBS).code());
                site.gateway().update(OPERATION, Map.of("cloud.operate", true));
                site.await("the switch", () -> give(requester, "jobs", JOBS).code() == 200);
                site.await("a proposal", () -> !plan(requester, "proposed").isNull());
                JsonObject proposed = plan(requester, "proposed").asObject();
                assertEquals("OPEN", proposed.getString("status", ""));
                assertTrue(proposed.get("alternatives").toString().contains("FIFO"), proposed::toString);
                assertEquals("schedule", proposed.get("document").asObject().getString("kind", ""), proposed::toString);

                String answer =
                        new JsonObject().add("id", proposed.getString("id", "")).toString();
                assertEquals(
                        200, requester.exec("recommendation/approve", answer).code());
                site.await(
                        "two messages of it",
                        () -> site.received().annexes(HALL, "plan").size() >= 2);
                checkMessages(site.received().annexes(HALL, "plan"), proposed.getString("id", ""));

                Requester.Reply refused = give(requester, "jobs", JOBS.replace("600", "-1"));
                assertEquals(400, refused.code());
                assertTrue(refused.body().contains("line 2"), refused::body);
                site.gateway().update(HALL, Map.of("frozen.minutes", 99_999));
                awaitState(site, "PLANNER_SETTINGS_WRONG");
                assertEquals(proposed.getString("id", ""), inForce(requester));

                site.gateway().bundleObject("io.millwright.planning").stop();
                assertFalse(Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().startsWith("millwright-planning-")));
                site.gateway().bundleObject("io.millwright.planning").start();
                awaitState(site, "PLANNER_SETTINGS_WRONG");
                assertEquals(proposed.getString("id", ""), inForce(requester));
            }
            assertEquals(List.of(), site.ours(LogLine.Level.ERROR));
        }
    }

    /** What an application at the broker reads: the plan as it was proposed, then that it was approved. */
    private static void checkMessages(List<Annex> messages, String id) throws IOException {
        Validator validator = new ValidatorFactory()
                .withJsonNodeFactory(new GsonNode.Factory())
                .createValidator();
        URI schema = validator.registerSchema(
                Files.readString(Path.of(System.getProperty("millwright.root"), "docs", "plan.schema.json")));
        for (Annex each : messages) {
            assertEquals(
                    List.of(),
                    validator.validate(schema, each.body().toString()).getErrors().stream()
                            .map(error -> error.getInstanceLocation() + ": " + error.getError())
                            .toList());
            assertEquals(id, each.body().getString("id", ""));
            assertEquals("west", each.asset());
            assertEquals("schedule", each.body().get("document").asObject().getString("kind", ""), "the whole plan");
        }
        assertEquals("open", messages.get(0).body().getString("status", ""));
        assertEquals("approved", messages.get(1).body().getString("status", ""));
    }

    @Test
    void aPolicyThatComesLaterMakesANewPlanAndARestartAsksNobodyAgain() throws Exception {
        try (Site site = Site.open("plans-later")) {
            site.install(List.of(Packages.onnxruntime(), Packages.millwright(), Packages.planning()));
            site.gateway().update(OPERATION, Map.of("cloud.operate", true));
            site.gateway().createFactory("io.millwright.planning.SchedulePlanner", HALL, Map.of("solver.seconds", 0));
            try (Asking requester = Asking.at(site)) {
                site.await("the switch", () -> give(requester, "jobs", JOBS).code() == 200);
                site.await("a proposal", () -> !plan(requester, "proposed").isNull());
                assertFalse(policy(requester));
                site.install(List.of(Packages.dispatchPolicy()));
                site.await("a proposal with the policy", () -> policy(requester));
                String id = plan(requester, "proposed").asObject().getString("id", "");

                Bundle engine = site.gateway().bundleObject("io.millwright.inference");
                Bundle planning = site.gateway().bundleObject("io.millwright.planning");
                planning.stop();
                engine.stop();
                site.await("no policy", () -> site.gateway()
                        .services("(&(objectClass=io.millwright.model.Model)(kura.service.pid=dispatch-policy))")
                        .isEmpty());
                planning.start();
                awaitState(site, "PLANNER_READY");
                engine.start();
                site.await("the policy", () -> !site.gateway()
                        .services("(&(objectClass=io.millwright.model.Model)(kura.service.pid=dispatch-policy))")
                        .isEmpty());
                site.gateway().update(HALL, Map.of("frozen.minutes", 31));
                site.await(
                        "a proposal by other settings",
                        () -> !id.equals(plan(requester, "proposed").asObject().getString("id", "")));
                // Without the policy, with it, by other settings; none when the policy came back.
                assertEquals(3, made(requester));
            }
            assertEquals(List.of(), site.ours(LogLine.Level.ERROR));
        }
    }

    private static boolean policy(Asking requester) {
        return plan(requester, "proposed").toString().contains("dispatch-policy");
    }

    private static int made(Asking requester) throws IOException {
        return Json.parse(requester.get("recommendations", Map.of()).body())
                .asObject()
                .get("items")
                .asArray()
                .size();
    }

    private static void awaitState(Site site, String code) {
        String filter = "(&(millwright.planner=" + HALL + ")(millwright.state=" + code + "))";
        site.await(code, () -> !site.gateway().services(filter).isEmpty());
    }

    private static Requester.Reply give(Asking requester, String input, String csv) {
        String body = new JsonObject()
                .add("planner", HALL)
                .add("input", input)
                .add("csv", csv)
                .toString();
        try {
            return requester.exec("planner/give", body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String inForce(Asking requester) {
        return plan(requester, "inForce").asObject().getString("id", "");
    }

    private static JsonValue plan(Asking requester, String which) {
        try {
            JsonObject plans = Json.parse(
                            requester.get("plans", Map.of("planner", HALL)).body())
                    .asObject();
            return plans.get("items").asArray().get(0).asObject().get(which);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
