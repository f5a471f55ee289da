package io.millwright.operation.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.operation.resource.Query;
import io.millwright.supervision.Supervised;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerRoomTest {
    @TempDir
    Path folder;

    private final FakeComponent pipeline = new FakeComponent("welder");

    @Test
    void anOrderlyEndOfTheVmIsNoKill() throws Exception {
        LedgerRoom room = room();
        pipeline.set("windows.begun", 5).set("windows.waiting", 5);
        room.tick();
        // What was there has gone its way by the time that the pipeline has ended.
        pipeline.set("windows.waiting", 0).set("decisions", 5).set("decisions.unpublished", 5);
        pipeline.stopped();
        room.end();
        List<String> causes = causes(room());
        assertEquals(List.of("EARLIER"), causes);
    }

    @Test
    void withoutAnEndItIsAKill() throws Exception {
        LedgerRoom room = room();
        pipeline.set("windows.begun", 5).set("windows.waiting", 5);
        room.tick();
        assertTrue(causes(room()).contains("KILL"));
    }

    private LedgerRoom room() {
        return new LedgerRoom(() -> List.<Supervised>of(pipeline), () -> false, folder);
    }

    private static List<String> causes(LedgerRoom room) throws Exception {
        return room.get(new Query(List.of(), Map.of())).get("items").asArray().values().stream()
                .map(item -> item.asObject().getString("cause", ""))
                .toList();
    }
}
