package io.millwright.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.receiver.Decision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionPrinterTest {
    private final List<String> lines = new ArrayList<>();

    private static Decision decision(Double score, String label, String severity) {
        return new Decision(
                1_700_000_001_000_000L,
                "topic",
                "Mill1",
                "pipeline",
                1,
                1_700_000_000_000_000L,
                label,
                label,
                score,
                "GOOD",
                "",
                false,
                "press",
                "1.0.0",
                "",
                "CPUExecutionProvider",
                1,
                0,
                "",
                "serving",
                severity,
                false,
                List.of());
    }

    @Test
    void anAlarmStandsOutWithoutColoursToo() {
        DecisionPrinter printer = new DecisionPrinter(lines::add, false, false);
        printer.print(decision(0.25, "tight", "ok"));
        printer.print(decision(0.75, "leak", "alarm"));
        assertTrue(lines.get(0).startsWith("   "), lines.get(0));
        assertTrue(
                lines.get(0).contains("#####...............   0.2500  tight     ok      GOOD       1000 ms"),
                lines.get(0));
        assertTrue(lines.get(1).startsWith("!! "), lines.get(1));
        assertTrue(lines.get(1).contains("###############.....   0.7500  leak      ALARM   GOOD "), lines.get(1));
        assertTrue(lines.stream().allMatch(line -> line.chars().allMatch(c -> c < 128)), lines::toString);
    }

    @Test
    void coloursAreForWhatIsNotOk() {
        DecisionPrinter printer = new DecisionPrinter(lines::add, true, true);
        printer.print(decision(0.25, "tight", "ok"));
        printer.print(decision(0.75, "leak", "alarm"));
        assertFalse(lines.get(0).contains("\u001b"), lines.get(0));
        assertTrue(lines.get(1).startsWith("\u001b[1;31m!! ") && lines.get(1).endsWith("\u001b[0m"), lines.get(1));
    }

    @Test
    void aBarReachesFromTheLeastToTheGreatestScoreSoFar() {
        ScoreBar bar = new ScoreBar(false);
        assertEquals("....................", bar.of(0.0));
        assertEquals("####################", bar.of(1.0));
        assertEquals("####################", bar.of(200.0));
        assertEquals("##########..........", bar.of(100.0));
        assertEquals("....................", bar.of(-200.0));
        assertEquals("##########..........", bar.of(0.0));
        assertEquals(" ".repeat(ScoreBar.WIDTH), bar.of(null));
        assertEquals(" ".repeat(ScoreBar.WIDTH), bar.of(Double.NaN));
    }
}
