package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.LogLine;
import io.millwright.gateway.Platform;
import io.millwright.gateway.receiver.Requester;
import io.millwright.simulator.SimulatorOptions;
import io.millwright.simulator.TagType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From a machine that breaks down, over OPC UA, to a schedule that is proposed beside the one that people work by. */
class ShopFloorLineTest {
    private static final String OPERATION = "io.millwright.operation.Operation";
    private static final String PLANNER = "io.millwright.planning.SchedulePlanner";
    private static final String HALL = "hall 2";
    private static final String JOBS = "job,step,after,machine,duration_s\n"
            + "A,10,,saw,600\nA,20,10,mill,1800\nB,10,,saw,1200\nB,20,10,mill,300\nC,10,,mill,900\n";
    private static final String TAGS = "name,nodeId\nsaw.state,nsu=urn:millwright:simulator;s=saw.state\n"
            + "saw.done,nsu=urn:millwright:simulator;s=saw.done\n"
            + "mill.state,nsu=urn:millwright:simulator;s=mill.state\n"
            + "mill.done,nsu=urn:millwright:simulator;s=mill.done\n";

    private static SimulatorOptions plc() {
        return new SimulatorOptions()
                .machines(0)
                .tag("saw.state", TagType.BOOLEAN)
                .tag("saw.done", TagType.UINT32)
                .tag("mill.state", TagType.STRING)
                .tag("mill.done", TagType.STRING);
    }

    @Test
    void aBreakdownIsProposedAroundAndWhatIsDoneStaysOverARestart() throws Exception {
        try (Site site = Site.open("shop-floor", Platform.KURA_5, plc())) {
            site.install(List.of(Packages.onnxruntime(), Packages.millwright(), Packages.planning()));
            site.createKeystore();
            site.createConnection(Map.of("tags", TAGS));
            site.plc().write("saw.state", true);
            site.plc().write("saw.done", 7);
            site.plc().write("mill.state", "waiting");
            site.plc().write("mill.done", "");
            site.awaitState(Site.PLC, "CONNECTED");
            site.gateway().update(OPERATION, Map.of("cloud.operate", true));
            site.gateway()
                    .createFactory(
                            PLANNER,
                            HALL,
                            Map.of(
                                    "solver.seconds",
                                    0,
                                    "frozen.minutes",
                                    0,
                                    "repair.minutes",
                                    300,
                                    "machines.connection",
                                    Site.PLC,
                                    "machines.tags",
                                    "saw,saw.state,saw.done\nmill,mill.state,mill.done",
                                    "states.running",
                                    "1,working",
                                    "states.idle",
                                    "waiting",
                                    "states.down",
                                    "0,broken"));
            try (Asking requester = Asking.at(site)) {
                site.await("the switch", () -> give(requester).code() == 200);
                site.await("a proposal", () -> !plan(requester, "proposed").isNull());
                String first = plan(requester, "proposed").asObject().getString("id", "");
                String answer = new JsonObject().add("id", first).toString();
                assertEquals(
                        200, requester.exec("recommendation/approve", answer).code());

                site.plc().write("saw.done", 8);
                site.await("a step that is done", () -> counter(site, "floor.done") == 1);
                site.plc().write("mill.state", "smoking");
                site.await("a state that nobody named", () -> counter(site, "tags.unknown") == 1);
                site.plc().write("mill.state", "broken");
                site.await("a proposal", () -> proposedBeside(requester, first, "mill is down"));
                JsonObject broken = plan(requester, "proposed").asObject();
                assertEquals(first, plan(requester, "inForce").asObject().getString("id", ""));
                double after = broken.get("gain").asObject().get("after").asDouble();
                assertTrue(after > 300 * 60, broken::toString);

                site.gateway().bundleObject("io.millwright.planning").stop();
                site.plc().write("mill.state", "waiting");
                site.gateway().bundleObject("io.millwright.planning").start();
                site.await("a proposal after the repair", () -> works(requester, broken.getString("id", "")));
                assertEquals(first, plan(requester, "inForce").asObject().getString("id", ""));
                String operations = plan(requester, "proposed")
                        .asObject()
                        .get("document")
                        .asObject()
                        .get("operations")
                        .toString();
                assertTrue(operations.contains(",1]"), () -> "what was done before is known: " + operations);
            }
            assertEquals(List.of(), site.ours(LogLine.Level.ERROR));
        }
    }

    private static boolean proposedBeside(Asking requester, String before, String reason) {
        JsonValue proposed = plan(requester, "proposed");
        return !proposed.isNull()
                && !before.equals(proposed.asObject().getString("id", ""))
                && proposed.toString().contains(reason);
    }

    private static boolean works(Asking requester, String before) {
        JsonValue proposed = plan(requester, "proposed");
        return !proposed.isNull()
                && !before.equals(proposed.asObject().getString("id", ""))
                && !proposed.toString().contains("mill is down");
    }

    private static Requester.Reply give(Asking requester) {
        String body = new JsonObject()
                .add("planner", HALL)
                .add("input", "jobs")
                .add("csv", JOBS)
                .toString();
        try {
            return requester.exec("planner/give", body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonValue plan(Asking requester, String which) {
        try {
            return Json.parse(requester.get("plans", Map.of("planner", HALL)).body())
                    .asObject()
                    .get("items")
                    .asArray()
                    .get(0)
                    .asObject()
                    .get(which);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long counter(Site site, String name) {
        return site.gateway().services("(&(millwright.planner=" + HALL + ")(millwright.state=*))").stream()
                .map(properties -> (Long) properties.getOrDefault("millwright.counter." + name, -1L))
                .findFirst()
                .orElse(-1L);
    }
}
