package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.receiver.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operator of the demo takes advice over as it came, and the score is by the simulator's truth. */
class WeldScenarioTest {
    private static final String DECISION =
            """
            {"format":1,"kind":"decision","asset":"Weld1","pipeline":"p","counters":{},
             "model":{"name":"weld-quality","version":"1.0.0","sha256":"ab","executionProvider":"CPU"},
             "decisions":[{"sequence":%1$d,"windowEnd":1,"decision":"%2$s","label":"%2$s","score":%3$s,"quality":"GOOD",
              "reason":"","changed":false,"part":"W1-%1$05d","severity":"%4$s"}]}""";

    private static final String ADVICE =
            """
            {"format":1,"kind":"recommendation","id":"a","topic":"settings","asset":"Weld1","pipeline":"p","part":"W1-00001",
             "run":1,"sequence":1,"role":"serving","advice":"%s","why":"%s","status":"%s","who":"","comment":"","answered":0,
             "created":1,"expires":2,"confidence":0.9,"reasons":[{"text":"gas_flow is low","feature":"","contribution":null}],
             "settings":[{"name":"gas_flow","unit":"l/min","present":10,"proposed":13.5,"low":12,"high":15},
                         {"name":"current","unit":"A","present":200,"proposed":200,"low":190,"high":210}],
             "gain":{"reading":"good","unit":"","before":0.4,"after":0.8,"spread":0.02,"atLeast":0.3},
             "model":{"name":"weld-quality","version":"1.0.0","sha256":"ab","executionProvider":"CPU"},"inputsSha256":""}""";

    private final List<String> lines = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final WeldScenario scenario = new WeldScenario(new Terminal(lines::add, false, false));

    private static Message message(String text) throws Exception {
        return Message.decode("t", text.getBytes(StandardCharsets.UTF_8), 1);
    }

    private void weld(int number, boolean good, double probability) throws Exception {
        String truth = "WELD 1 W1-%05d %s %s porosity 1 2 3".formatted(number, good ? "good" : "bad", probability);
        assertTrue(scenario.simulatorSays(truth));
        String label = probability < 0.5 ? "suspect" : "good";
        String severity = probability < 0.5 ? "alarm" : "ok";
        message(DECISION.formatted(number, label, probability, severity))
                .decisions()
                .forEach(scenario::decided);
    }

    @Test
    void onlyChangedSettingsAreTakenOverAndTheTruthIsTheScore() throws Exception {
        scenario.begins(commands::add);
        scenario.heard(message(ADVICE.formatted("proposed", "", "open")));
        for (int i = 1; i <= 14; i++) {
            weld(i, i % 2 == 0, 0.4);
        }
        assertEquals(List.of("start-welds", "weld-settings 1 gas_flow=13.5000"), commands);
        for (int i = 15; i <= 20; i++) {
            weld(i, true, 0.9);
        }
        assertTrue(
                lines.stream().anyMatch(line -> line.contains("P(good) 0.40 -> 0.80, better by 0.30")),
                lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.contains("as good: 12.00 to 15.00")), lines::toString);
        assertFalse(lines.stream().anyMatch(line -> line.contains("current")), lines::toString);
        assertEquals(
                List.of(
                        "20 welds decided: 7 of 7 bad ones called suspect, with 14 welds to inspect; the simplest policy that"
                                + " finds them all inspects 20",
                        "true P(good) after advice 1 was taken over: 0.90; the simplest policy, to keep the habit: 0.40"),
                scenario.score());
    }

    @Test
    void withoutAProposalNothingIsChangedAndTheScoreSaysWhy() throws Exception {
        scenario.begins(commands::add);
        scenario.heard(message(ADVICE.formatted("withheld", "too far from the training data", "none")));
        scenario.heard(message(ADVICE.formatted("proposed", "", "expired")));
        for (int i = 1; i <= 20; i++) {
            weld(i, true, 0.7);
        }
        assertEquals(List.of("start-welds"), commands);
        assertTrue(
                scenario.score().get(1).contains("last withheld: too far from the training data"),
                scenario.score()::toString);
        assertFalse(scenario.simulatorSays("READY opc.tcp://x"));
    }
}
