package io.millwright.itest;

import static io.millwright.itest.Site.FEATURES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.LogLine;
import io.millwright.gateway.Platform;
import io.millwright.gateway.receiver.Decision;
import io.millwright.simulator.SimulatorOptions;
import io.millwright.simulator.TagType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From PLC tags to decoded messages: what the cloud is told is what the trainer's own software says of the tags. */
class WholeLineTest {
    private static final long PERIOD_MICROS = 50_000;
    private static final int ROWS = 60;

    @Test
    void bothModelsDecideAsTheTrainerSaysOverASecuredSession() throws Exception {
        SimulatorOptions options = new SimulatorOptions().stepped();
        FEATURES.forEach(name -> options.tag(name, name.equals("type") ? TagType.STRING : TagType.DOUBLE));
        try (Site site = Site.open("golden-rows", Platform.KURA_5, options)) {
            site.install(Packages.all());
            site.createKeystore();
            site.createConnection(Map.of("tags", tags()));
            site.createPublisher();
            site.awaitState(Site.PLC, state -> state.code().startsWith("CONNECTED"), "connected");
            long end = 0;
            for (Path model : List.of(Packages.machineFailure(), Packages.denseClassifier())) {
                end = decideGoldenRows(site, model, end);
            }
            // The replay stamps its rows by a clock of its own, which may be seconds ahead: values go on, and the state
            // says so.
            site.awaitState(
                    Site.PLC, s -> s.code().equals("CONNECTED") || s.code().equals("CLOCK_DIFFERENCE"), "connected");
            for (Path model : List.of(Packages.machineFailure(), Packages.denseClassifier())) {
                site.awaitState(GoldenRow.description(model).get("name").asString() + "-pipeline", "RUNNING");
            }
            assertEquals(1, site.plc().counters().get("sessions"), "one session serves both pipelines");
            assertEquals(List.of(), site.ours(LogLine.Level.ERROR));
            assertEquals(List.of(), site.received().foreign());
        }
    }

    private static String tags() {
        StringBuilder table = new StringBuilder("name,nodeId,samplingMs,queue\n");
        FEATURES.forEach(name -> table.append(name)
                .append(",ns=2;s=")
                .append(name)
                .append(",0,")
                .append(ROWS + 10)
                .append('\n'));
        return table.toString();
    }

    /** Returns the time of the last row; the next model's rows lie behind it, because a tag's time never goes back. */
    private static long decideGoldenRows(Site site, Path model, long end) {
        String name = GoldenRow.description(model).get("name").asString();
        String sha256 = GoldenRow.description(model)
                .get("onnx")
                .asObject()
                .get("sha256")
                .asString();
        List<GoldenRow> all = GoldenRow.of(model);
        List<GoldenRow> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(all.get(i * all.size() / ROWS));
        }
        String pipeline = site.createPipeline(
                name,
                // Golden rows are no machine in its usual order.
                Map.of("window.periodMs", PERIOD_MICROS / 1000, "asset.name", name, "drift.enabled", false));
        site.awaitState(pipeline, state -> state.code().matches("RUNNING|INPUT_BAD|WAITING_FOR_VALUES"), "ready");
        write(site, rows.get(0), Math.max(Site.nowMicros(), end + PERIOD_MICROS));
        site.awaitGoodDecision(pipeline);

        // The samples' own times put them on the rows, however they travel; ten seconds ahead none is late.
        long first = (Math.max(Site.nowMicros(), end) / PERIOD_MICROS + 200) * PERIOD_MICROS;
        for (int i = 0; i < ROWS; i++) {
            write(site, rows.get(i), first + i * PERIOD_MICROS);
        }
        site.await("a decision for every golden row of " + name, () -> {
            Set<Long> decided = byTime(site, pipeline).keySet();
            return IntStream.range(0, ROWS).allMatch(i -> decided.contains(first + i * PERIOD_MICROS));
        });
        Map<Long, Decision> byTime = byTime(site, pipeline);
        int failures = 0;
        for (int i = 0; i < ROWS; i++) {
            Decision decision = byTime.get(first + i * PERIOD_MICROS);
            double expected = rows.get(i).score();
            assertEquals(expected, decision.score(), 1e-5 + 1e-5 * Math.abs(expected), "row " + i + " of " + name);
            // Made rows are within each range, and not all of them as the ranges go together.
            boolean alike = rows.get(i).trained() && !decision.line().contains("do not go together as in the training");
            assertEquals(alike ? "GOOD" : "UNCERTAIN", decision.quality(), decision.line());
            assertEquals(expected >= 0.5 ? "failure" : "healthy", decision.decision());
            assertEquals(name, decision.modelName());
            assertEquals(sha256, decision.modelSha256());
            assertEquals("CPUExecutionProvider", decision.executionProvider());
            failures += expected >= 0.5 ? 1 : 0;
        }
        assertTrue(failures > 0 && failures < ROWS, "both labels were asked for: " + failures);
        return first + (ROWS - 1) * PERIOD_MICROS;
    }

    private static Map<Long, Decision> byTime(Site site, String pipeline) {
        Map<Long, Decision> byTime = new HashMap<>();
        site.received().decisions(pipeline).forEach(d -> byTime.put(d.windowEndMicros(), d));
        return byTime;
    }

    private static void write(Site site, GoldenRow row, long micros) {
        row.inputs().forEach((tag, value) -> site.plc().write(tag, value, 0, micros));
    }

    @Test
    void aRunningMillIsDecidedWithinItsPeriod() throws Exception {
        try (Site site = Site.open("whole-line")) {
            site.install(Packages.all());
            site.configureLine();
            String pipeline = site.createPipeline("machine-failure", Map.of());
            Decision decision = site.awaitGoodDecision(pipeline);
            assertEquals("mill-1", decision.asset());
            assertTrue(decision.score() >= 0 && decision.score() <= 1, decision.line());
            site.awaitState(pipeline, "RUNNING");

            site.plc().fault("failure:OSF:20");
            site.awaitDecision(pipeline, d -> d.decision().equals("failure"), "that sees the overstrain failure");
            assertEquals(List.of(), site.warnings(), "nothing to warn of");
        }
    }

    /** What the PLC wrote last may be older than the gateway's attempt to connect; it holds all the same. */
    @Test
    void aMachineThatStandsStillWhileTheGatewayConnectsIsDecidedOn() throws Exception {
        try (Site site = Site.open(
                "standing-mill",
                Platform.KURA_5,
                new SimulatorOptions().machines(1).stepped())) {
            site.install(Packages.all());
            site.configureLine();
            String pipeline = site.createPipeline("machine-failure", Map.of());
            site.awaitGoodDecision(pipeline);
            site.awaitState(pipeline, "RUNNING");
            assertEquals(List.of(), site.warnings(), "nothing to warn of");
        }
    }
}
