package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.LogLine;
import io.millwright.gateway.receiver.Decision;
import io.millwright.inference.remote.ProtocolServer;
import io.millwright.inference.remote.ProtocolServer.Described;
import io.millwright.inference.remote.ProtocolServer.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;

/** A model that a server computes, on a gateway: the server dies and returns, and the installed model stands in meanwhile. */
class RemoteModelLineTest {
    private static final String REMOTE = "far-away";
    private static final float PROBABILITY = 0.125f;

    /** The same inputs and outputs as the installed model, and a result that it never has. */
    private static Tensor zeros(String name, int rows, int columns) {
        return new Tensor(name, "FP32", new long[] {rows, columns}, new byte[rows * columns * Float.BYTES]);
    }

    private static ProtocolServer server(int port) throws IOException {
        return ProtocolServer.start(
                ServerSocketFactory.getDefault(),
                port,
                "machine-failure",
                List.of(new Described("features", "FP32", -1, 6)),
                List.of(
                        new Described("probability", "FP32", -1, 1),
                        new Described("hint", "FP32", -1, 5),
                        new Described("modes", "FP32", -1, 4)),
                given -> {
                    int rows = (int) given.get("features").shape()[0];
                    ByteBuffer data = ByteBuffer.allocate(4 * rows).order(ByteOrder.LITTLE_ENDIAN);
                    for (int row = 0; row < rows; row++) {
                        data.putFloat(PROBABILITY);
                    }
                    return List.of(
                            new Tensor("probability", "FP32", new long[] {rows, 1}, data.array()),
                            zeros("hint", rows, 5),
                            zeros("modes", rows, 4));
                });
    }

    @Test
    void everyDecisionTellsWhetherTheServerOrTheFallBackMadeItAndNoneIsLost() throws Exception {
        ProtocolServer server = server(0);
        try (Site site = Site.open("remote-model")) {
            site.install(Packages.all());
            site.configureLine();
            site.gateway()
                    .createFactory(
                            "io.millwright.inference.RemoteModel",
                            REMOTE,
                            Map.of(
                                    "url",
                                    "http://127.0.0.1:" + server.port(),
                                    "http.allowed",
                                    true,
                                    "Fallback.target",
                                    Site.target("machine-failure"),
                                    "breaker.openMs",
                                    200));
            site.awaitState(REMOTE, "SERVING");
            String pipeline = site.createPipeline(REMOTE, Map.of());
            Decision remote = site.awaitGoodDecision(pipeline);
            assertEquals(REMOTE, remote.modelName());
            assertEquals("OpenInferenceProtocol 127.0.0.1:" + server.port(), remote.executionProvider());
            assertEquals(PROBABILITY, remote.score(), 0);

            int port = server.port();
            server.close();
            Decision local =
                    site.awaitDecision(pipeline, d -> d.modelName().equals("machine-failure"), "by the fall-back");
            assertEquals("GOOD", local.quality(), local.line());
            assertEquals("CPUExecutionProvider", local.executionProvider());
            site.awaitState(REMOTE, "SERVER_UNREACHABLE");

            server = server(port);
            site.awaitDecision(pipeline, d -> d.modelName().equals(REMOTE), "by the server again");
            site.awaitState(REMOTE, "SERVING");
            assertNoneLost(site, pipeline);
            assertEquals(List.of(), site.ours(LogLine.Level.ERROR));
        } finally {
            server.close();
        }
    }

    /** By sequence, and none without a model's result once the first was good. */
    private static void assertNoneLost(Site site, String pipeline) {
        List<Decision> all = site.received().decisions(pipeline);
        long[] sequences =
                all.stream().mapToLong(Decision::sequence).sorted().distinct().toArray();
        assertEquals(sequences.length - 1, sequences[sequences.length - 1] - sequences[0], "a decision is missing");
        long firstGood = all.stream()
                .filter(d -> d.quality().equals("GOOD"))
                .mapToLong(Decision::sequence)
                .min()
                .orElseThrow();
        assertTrue(
                all.stream().filter(d -> d.sequence() > firstGood).noneMatch(d -> d.quality()
                        .equals("BAD")),
                "a window was lost");
    }
}
