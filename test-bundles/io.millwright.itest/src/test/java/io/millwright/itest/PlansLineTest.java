package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.LogLine;
import io.millwright.gateway.receiver.Requester;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
            site.gateway()
                    .createFactory(
                            "io.millwright.planning.SchedulePlanner",
                            HALL,
                            Map.of("solver.seconds", 0, "site", "west"));
            awaitState(site, "INPUT_MISSING");
            try (Requester requester = site.requester()) {
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

    private static void awaitState(Site site, String code) {
        String filter = "(&(millwright.planner=" + HALL + ")(millwright.state=" + code + "))";
        site.await(code, () -> !site.gateway().services(filter).isEmpty());
    }

    private static Requester.Reply give(Requester requester, String input, String csv) {
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

    private static String inForce(Requester requester) {
        return plan(requester, "inForce").asObject().getString("id", "");
    }

    private static JsonValue plan(Requester requester, String which) {
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
