package io.millwright.desk.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.desk.CommandRun;
import io.millwright.desk.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whoever plans from the desk sees what waits, and what was given arrives whole. */
class PlansCommandTest {
    @TempDir
    private Path folder;

    private StandIn gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new StandIn();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private CommandRun run(Object... command) throws Exception {
        return CommandRun.of(gateway.options(folder, command));
    }

    @Test
    void whatWaitsAndWhatIsInForceAreRowsWithTheirGain() throws Exception {
        gateway.document(
                "plans",
                "{\"items\":[{\"planner\":\"hall 2\",\"topic\":\"schedule\",\"inputs\":[],\"inForce\":null,\"proposed\":{\"id\":\"hall 2-7\","
                        + "\"expiresMicros\":1800000000000000,\"gapAtMost\":0.0163,\"gain\":{\"before\":1200,\"after\":975.126,\"unit\":\"s\"}}}]}");
        CommandRun run = run("plans", "list");
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        assertTrue(run.out().contains("hall 2-7") && run.out().contains("975.13 s"), run::out);
        assertTrue(run.out().contains("waits") && !run.out().contains("in force"), run::out);
        assertTrue(run.out().contains("1.6 %"), run::out);
    }

    @Test
    void aFileIsGivenWhole() throws Exception {
        gateway.act("planner/give", body -> {
            assertEquals("job,step\nA,10\nB,20\n", body.getString("csv", ""));
            return Json.object().add("planner", "hall 2").add("input", "jobs").add("lines", 2);
        });
        Path file = folder.resolve("jobs.csv");
        Files.writeString(file, "job,step\nA,10\nB,20\n");
        CommandRun run = run("plans", "give", "hall 2", "jobs", file);
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        assertTrue(run.out().contains("2 lines of jobs"), run::out);
    }

    @Test
    void aFileThatIsNotThereIsAWrongCommandLine() throws Exception {
        assertEquals(
                CommandLine.ExitCode.USAGE,
                run("plans", "give", "hall 2", "jobs", folder.resolve("none.csv"))
                        .exitCode());
    }

    /** A planner with a plan that waits, for which a reason and a simpler policy speak. */
    private void waits(String topic, String document) {
        gateway.document(
                "plans",
                "{\"items\":[{\"planner\":\"hall 2\",\"topic\":\"" + topic
                        + "\",\"state\":{\"code\":\"PLANNED\",\"severity\":\"INFO\",\"text\":\"a plan waits\",\"remedy\":\"\"},"
                        + "\"inputs\":[{\"name\":\"jobs\",\"header\":\"job,step\",\"needed\":true,\"takenMicros\":0}],\"inForce\":null,"
                        + "\"proposed\":{\"id\":\"hall 2-7\",\"createdMicros\":1800000000000000,\"expiresMicros\":1800003600000000,"
                        + "\"gapAtMost\":0.0163,\"confidence\":0.9,\"why\":\"\",\"model\":{\"name\":\"scheduling\",\"version\":\"1.2.0\"},"
                        + "\"reasons\":[{\"text\":\"All is done 3 h from now.\"}],\"alternatives\":[{\"policy\":\"FIFO\",\"value\":14400}],"
                        + "\"gain\":{\"reading\":\"time until all is done\",\"unit\":\"s\",\"before\":14400,\"after\":10800},\"document\":"
                        + document + "}}]}");
    }

    private String shown(Object... more) throws Exception {
        Object[] command = Arrays.copyOf(new Object[] {"plans", "show", "hall 2"}, 3 + more.length);
        System.arraycopy(more, 0, command, 3, more.length);
        CommandRun run = run(command);
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        return run.out();
    }

    private static void says(String out, String... wanted) {
        for (String each : wanted) {
            assertTrue(out.replaceAll(" +", " ").contains(each), () -> each + " is not in\n" + out);
        }
    }

    private static String orders(int orders) {
        return IntStream.range(0, orders)
                .mapToObj(i -> "{\"part\":\"P-" + i + "\",\"quantity\":" + (i % 2 == 0 ? 7 : 0)
                        + ",\"value\":70,\"up_to\":9,\"on_hand\":2,\"on_order\":0,\"expected\":6.5,\"periods\":3,"
                        + "\"class\":\"smooth\",\"policy\":\"CROSTON\"}")
                .collect(Collectors.joining(
                        ",",
                        "{\"topic\":\"orders\",\"parts\":900,\"orders_total\":30,\"orders_value\":2100,\"last_period\":\"2026-10\",\"orders\":[",
                        "]}"));
    }

    @Test
    void ordersAreRowsOfWhatIsOrderedAndTheRestIsCounted() throws Exception {
        waits("orders", orders(60));
        String out = shown();
        says(
                out,
                "jobs NEEDED job,step",
                "WAITS FOR AN ANSWER: hall 2-7",
                "expected time until all is done: 4 h 0 min -> 3 h 0 min (25.0 % less)",
                "bound at most 1.6 % above the best possible",
                "confidence 90.0 %",
                "model scheduling 1.2.0",
                "- All is done 3 h from now.",
                "FIFO 4 h 0 min",
                "no approved plan is in force",
                "30 orders of 900 parts, worth 2100; consumption is known up to 2026-10",
                "P-0 7 70 3 2 there, 0 on order, 6.5 expected; filled up to 9 (smooth, CROSTON)",
                "and 6 more orders; --all shows them");
        assertFalse(out.contains("P-1 "), out);
        assertTrue(out.lines().count() < 60, out);
        String all = shown("--all");
        assertEquals(30, all.lines().filter(line -> line.startsWith("P-")).count(), all);
        assertFalse(all.contains("more orders"), all);
    }

    @Test
    void aScheduleIsARowOfTimePerMachineAndTheStepsThatCome() throws Exception {
        long now = System.currentTimeMillis() / 1_000;
        waits(
                "schedule",
                "{\"nowSeconds\":" + now
                        + ",\"by\":\"CP-SAT\",\"machines\":[{\"name\":\"saw\",\"closings\":[[36000,72000]]},{\"name\":\"mill\",\"closings\":[]}],"
                        + "\"jobs\":[{\"name\":\"A\",\"steps\":[\"10\",\"20\",\"30\"]}],"
                        + "\"operations\":[[0,0,0,-72000,-36000,1],[0,1,0,-36000,36000,1],[0,2,1,36000,72000]],"
                        + "\"changes\":{\"moved\":1,\"kept\":2,\"added\":0,\"gone\":0,\"moves\":[{\"job\":\"A\",\"step\":\"30\",\"machineBefore\":\"saw\","
                        + "\"machine\":\"mill\",\"before\":35700,\"begin\":36000}]}}");
        String out = shown();
        says(
                out,
                "2 machines, 3 steps, 1 of them over; by CP-SAT",
                "saw " + "#".repeat(54) + "x".repeat(18),
                "mill " + ".".repeat(54) + ">".repeat(18),
                "saw A 20 fixed",
                "mill A 30 from saw, 5 min later",
                "of the steps 1 move, 2 stay");
        assertFalse(out.contains("A    10"), out);
    }

    @Test
    void aFirstScheduleIsBesideNoneAndOneThatIsShiftedIsBesideOne() throws Exception {
        String first = "{\"nowSeconds\":0,\"by\":\"FIFO\",\"machines\":[{\"name\":\"saw\"}],"
                + "\"jobs\":[{\"name\":\"A\",\"steps\":[\"10\"]}],\"operations\":[[0,0,0,0,60]],"
                + "\"changes\":{%s\"moved\":0,\"kept\":0,\"added\":1,\"gone\":0,\"moves\":[]}}";
        waits("schedule", first.formatted(""));
        says(shown(), "no schedule was in force when it was made");
        waits("schedule", first.formatted("\"shift\":{\"laterSeconds\":300,\"steps\":4},"));
        says(shown(), "of the steps 4 begin 5 min later, 1 are new");
    }

    @Test
    void aDayIsARowPerHourWithItsLoadsBatteryAndPeak() throws Exception {
        String eight = "[%1$s,%1$s,%1$s,%1$s,%1$s,%1$s,%1$s,%1$s]";
        waits(
                "energy",
                "{\"start\":\"2026-06-01T04:00:00Z\",\"part_minutes\":15,\"parts\":8,\"ceiling_kw\":220,\"filled_slots\":2,"
                        + "\"forecast_kw\":" + eight.formatted(100)
                        + ",\"grid_kw\":[100,110,120,130,131.26,100,100,100],\"battery_kw\":" + eight.formatted(15)
                        + ",\"stored_kwh\":[1,2,3,4,5,6,7,8],\"price_per_kwh\":" + eight.formatted(0.125)
                        + ",\"metered_kw\":[90,94,null,null,null,null,null,null],"
                        + "\"loads\":[{\"load\":\"extruder of hall 2\",\"kw\":30,\"on\":[[4,6]]},{\"load\":\"oven\",\"kw\":45,\"hours\":\"BEGUN\",\"on\":[]}]}");
        String out = shown();
        DateTimeFormatter local = DateTimeFormatter.ofPattern("MM-dd HH:mm").withZone(ZoneId.systemDefault());
        Instant start = Instant.parse("2026-06-01T04:00:00Z");
        String second = local.format(start.plus(1, ChronoUnit.HOURS));
        says(
                out,
                "peak from the grid: 131.3 kW at " + second + "; ceiling 220 kW",
                "2 quarters of an hour were not counted",
                "extruder of hall 2 30 " + second + " to ",
                "oven 45 no more: its hours have begun, and it has nothing left to run in them",
                local.format(start) + " 100 115 130 15 4 0.125 92",
                second + " 100 107.8 131.3 15 8 0.125 extruder of hall 2");
    }

    @Test
    void programsGetWhatTheGatewayHas() throws Exception {
        waits("orders", orders(2));
        JsonObject told = Json.parse(shown("--json")).asObject();
        assertEquals(
                2,
                told.get("gateways")
                        .asArray()
                        .get(0)
                        .asObject()
                        .get("planner")
                        .asObject()
                        .get("proposed")
                        .asObject()
                        .get("document")
                        .asObject()
                        .get("orders")
                        .asArray()
                        .size());
    }

    @Test
    void aDocumentThatThisDeskDoesNotKnowIsSaid() throws Exception {
        waits("schedule", "{\"nowSeconds\":1,\"operations\":[[0,0,0,0,1]]}");
        says(shown(), "this desk cannot read the plan's document; --json shows it as it came");
        waits("tides", "{\"moon\":1}");
        says(shown(), "this desk has no table for plans of tides; --json shows it as it came");
    }
}
