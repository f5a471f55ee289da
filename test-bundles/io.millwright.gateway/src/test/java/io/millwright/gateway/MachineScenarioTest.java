package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.receiver.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The maintenance of the demo acts on an alarm that stands, after its notice, and the score is by the simulator's truth. */
class MachineScenarioTest {
    private static final String LIFE =
            """
            {"format":1,"kind":"decision","asset":"Hall1","pipeline":"p","counters":{},
             "model":{"name":"remaining-life","version":"1.0.0","sha256":"ab","executionProvider":"CPU"},
             "decisions":[{"sequence":%1$d,"windowEnd":%1$d,"decision":"%3$s","label":"%3$s","score":%2$s,"quality":"GOOD",
              "reason":"","changed":false,"severity":"ok","readings":[{"name":"life","unit":"cycles","number":%2$s,
              "label":"%3$s","rawLabel":"%3$s","severity":"ok","lower":%4$s,"upper":%5$s}]}]}""";

    private final List<String> lines = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final MachineScenario scenario = new MachineScenario(new Terminal(lines::add, false, false));

    private void cycle(int number, int left, double said) throws Exception {
        assertTrue(scenario.simulatorSays("ENGINE Engine1 1 " + (200 - left) + " " + left + " " + number));
        String text = LIFE.formatted(number, said, said < 30 ? "due" : "healthy", said - 10, said + 10);
        Message.decode("t", text.getBytes(StandardCharsets.UTF_8), 1)
                .decisions()
                .forEach(scenario::decided);
    }

    @Test
    void theEngineIsTakenOutOfServiceAfterTheNoticeOfAnAlarmThatStands() throws Exception {
        scenario.begins(commands::add);
        commands.clear();
        int number = 0;
        for (int left = 100; left >= 10 && commands.isEmpty(); left--) {
            // One decision alone below the limit is none.
            cycle(++number, left, left == 80 ? 20 : left);
        }
        // Stands with 27 cycles left, in cycle 173.
        assertEquals(List.of("overhaul 1 188"), commands);
        assertTrue(scenario.simulatorSays("ENGINE Engine1 1 187 13 900"));
        assertTrue(scenario.simulatorSays("ENGINE Engine1 2 0 210 901"));
        List<String> score = scenario.score();
        assertTrue(score.get(1).contains("with 13 of its 200 cycles left"), score::toString);
        assertTrue(score.get(1).contains("after 170 cycles, gives 30 away"), score::toString);
        assertTrue(score.contains("0 engines failed in service"), score::toString);
        assertTrue(score.get(0).contains("% inside the 90 % interval"), score::toString);
    }

    @Test
    void whatIsNotTheEnginesIsShown() {
        assertTrue(!scenario.simulatorSays("READY opc.tcp://x"));
    }
}
