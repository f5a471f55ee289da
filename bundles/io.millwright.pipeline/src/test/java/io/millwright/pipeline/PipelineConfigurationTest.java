package io.millwright.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.form.Diagnosis;
import io.millwright.pipeline.decide.RuleWish;
import io.millwright.pipeline.grid.QualityPolicy;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kura checks nothing: whatever a snapshot or a REST call holds is read, or named with value and remedy. */
class PipelineConfigurationTest {
    private static PipelineConfiguration with(Object... settings) {
        Map<String, Object> properties = new HashMap<>(Map.of("kura.service.pid", "p1"));
        for (int i = 0; i < settings.length; i += 2) {
            properties.put((String) settings[i], settings[i + 1]);
        }
        return PipelineConfiguration.of(properties);
    }

    private static List<String> texts(PipelineConfiguration configuration) {
        return configuration.problems().stream().map(Diagnosis::text).toList();
    }

    /** The defaults stand in two places, the form and the reader; a property that is missing gives what the form shows. */
    @Test
    void theFormsDefaultsAreTheReadersDefaults() {
        Map<String, Object> form = new HashMap<>(Map.of("kura.service.pid", "p1"));
        for (Method attribute : InferencePipelineConfiguration.class.getDeclaredMethods()) {
            form.put(attribute.getName().replace('_', '.'), attribute.getDefaultValue());
        }
        assertEquals(57, form.size());
        PipelineConfiguration fromForm = PipelineConfiguration.of(form);
        assertEquals(List.of(), fromForm.problems());
        assertTrue(fromForm.sameWindows(with()));
        assertEquals("p1", fromForm.asset());
        assertEquals("(kura.service.pid=changeme)", fromForm.targets().model().typed());
    }

    @Test
    void anyTypeThatHoldsTheValueIsRead() {
        PipelineConfiguration c = with(
                "window.periodMs",
                250,
                "rule.k",
                "2",
                "rule.n",
                3L,
                "rule.hysteresis",
                "0.25",
                "rule.threshold",
                0.75,
                "quality.policy",
                "SKIP",
                "hold.limitMs",
                new Long[] {7L},
                "rule.labels",
                "a, b");
        assertEquals(List.of(), c.problems());
        assertEquals(250, c.periodMillis());
        RuleWish rule = c.rules().get(0);
        assertEquals(2, rule.k());
        assertEquals(3, rule.n());
        assertEquals(0.25, rule.hysteresis());
        assertEquals(List.of(0.75), rule.thresholds());
        assertEquals(QualityPolicy.SKIP, c.policy());
        assertEquals(7, c.holdLimitMillis());
        assertEquals(List.of("a", "b"), rule.labels());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window.periodMs|0|Window period (ms) is '0'; enter a whole number from 10 to 86400000 (default 1000)",
                "window.periodMs|1e18|Window period (ms) is '1e18'; enter a whole number from 10 to 86400000 (default 1000)",
                "window.rows|2.5|Window rows is '2.5'; enter a whole number from 0 to 4096 (default 0)",
                "window.stride|-1|Window stride (rows) is '-1'; enter a whole number from 1 to 4096 (default 1)",
                "window.latenessMs|soon|Lateness (ms) is 'soon'; enter a number, with a point for decimals",
                "queue.samples|99999999|Queue (samples) is '99999999'; enter a whole number from 1024 to 1048576 (default 16384)",
                "rule.threshold|NaN|Threshold is 'NaN'; enter a finite number with a point for decimals, or several in rising order with blanks between, or nothing for the model's",
                "rule.threshold|0,5|Threshold is '0,5'; enter a finite number with a point for decimals, or several in rising order with blanks between, or nothing for the model's",
                "rule.hysteresis|-1|Hysteresis is '-1'; enter a number from 0.0 to 1.0E300 (default 0.0)",
                "rule.hysteresis|NaN|Hysteresis is 'NaN'; enter a number from 0.0 to 1.0E300 (default 0.0)",
                "rule.k|2|k of n: k (labels) is 2 and k of n: n (labels) is 1; set k to at most n",
                "quality.policy|ignore|Quality policy is 'ignore'; enter one of hold, skip, flag",
                "publish.reconnectWhenStuck|perhaps|Reconnect when the publisher is stuck is 'perhaps'; enter true or false",
                "mapping|torque|Mapping of features to tags line 1 is 'torque'; enter feature=tag",
            })
    void whatIsWrongIsNamedWithValueAndRemedy(String attribute, String value, String problem) {
        assertEquals(List.of(problem), texts(with(attribute, value)));
    }

    @Test
    void labelsMustBeTwoOrMoreAndDifferent() {
        for (String labels : List.of("one", "a,a", "a,,b", "ok,unknown")) {
            assertTrue(
                    with("rule.labels", labels).problems().get(0).text().startsWith("Labels is '" + labels + "'"),
                    labels);
        }
    }

    @Test
    void mappingLinesAreReadWithTheirNumbers() {
        PipelineConfiguration c = with("mapping", "# features\n a = T 1 \r\n\nb=x=y\na=z\n=q");
        assertEquals(Map.of("a", "T 1", "b", "x=y"), c.mapping());
        assertEquals(
                List.of(
                        "Mapping of features to tags line 5 is 'a=z', but 'a' has a line already; delete one of the lines",
                        "Mapping of features to tags line 6 is '=q'; enter feature=tag"),
                texts(c));
        assertFalse(c.valid());
    }

    @Test
    void aTargetThatIsNoneIsAProblemThatNamesTheField() {
        assertEquals(
                List.of("Model is '(((x', which is no filter; choose the model in the list, or enter its"
                        + " name or (kura.service.pid=name)"),
                texts(with("Model.target", "(((x")));
        assertEquals(List.of(), with("Model.target", "machine-failure").problems());
    }

    @Test
    void equalPropertiesAreEqualAndTargetsAloneNeedNoNewLane() {
        assertEquals(with("rule.k", 1), with("rule.k", 1L));
        PipelineConfiguration other = with("Model.target", "(kura.service.pid=m)");
        assertNotEquals(with(), other);
        assertTrue(with().sameWindows(other));
        assertTrue(with().sameWindows(with("publish.reconnectWhenStuck", "FALSE")));
        assertFalse(with("publish.reconnectWhenStuck", "FALSE").reconnectWhenStuck());
        assertTrue(with("publish.reconnectWhenStuck", "").reconnectWhenStuck());
        assertFalse(with().sameWindows(with("asset.name", "A1")));
    }

    @Test
    void aPeriodThatNeedsTooManyRowsIsRefusedWithTheLimit() {
        assertNull(with().periodProblem(0));
        assertNull(with("window.periodMs", 10).periodProblem(500));
        assertNull(with("window.latenessMs", 3_600_000).periodProblem(1000));
        assertEquals(
                "Window period (ms) is 10 and Lateness (ms) is 200000, too many rows would wait for late samples; set"
                        + " Lateness (ms) to at most 103320, or a longer Window period (ms)",
                with("window.periodMs", 10, "window.latenessMs", 200_000)
                        .periodProblem(500)
                        .text());
        assertNull(with("window.periodMs", 10, "window.latenessMs", 103_320).periodProblem(500));
        assertEquals(
                "Window period (ms) is 10 and the connection's publishing interval 60000 ms, that is more than 1024 rows"
                        + " per notification; set Window period (ms) to at least 59, or shorten the interval",
                with("window.periodMs", 10).periodProblem(60_000).text());
        assertNull(with("window.periodMs", 59).periodProblem(60_000));
    }

    @Test
    void latenessIsTheSourcesIntervalUnlessGiven() {
        assertEquals(250_000, with().latenessMicros(250));
        assertEquals(1_000_000, with().latenessMicros(0));
        assertEquals(70_000, with("window.latenessMs", 70).latenessMicros(250));
        assertEquals(5_000_000, with().gapMicros(250));
        assertEquals(30_000_000, with().gapMicros(10_000));
    }
}
