package io.millwright.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.form.LiveForm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.eclipse.kura.core.configuration.metatype.Tad;
import org.eclipse.kura.core.configuration.metatype.Tocd;
import org.junit.jupiter.api.Test;

/** What Kura gets to see of the component, checked against what Kura demands of it. */
class LiveFormTest {
    private static final LiveForm FORM = LiveForm.of(InferencePipeline.class, InferencePipeline.PID);

    private static ComponentConfiguration configuration(Map<String, Object> stored) {
        return FORM.configuration("p1", "RUNNING", stored);
    }

    private static AD attribute(String id) {
        return configuration(Map.of()).getDefinition().getAD().stream()
                .filter(ad -> ad.getId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theFormIsTheOneOfTheMetatypeFile() {
        OCD form = configuration(Map.of()).getDefinition();
        assertEquals(InferencePipeline.PID, form.getId());
        assertEquals("Inference Pipeline", form.getName());
        assertEquals(
                InferencePipelineConfiguration.class.getDeclaredMethods().length,
                form.getAD().size());
        assertEquals(
                form.getAD().stream().collect(Collectors.toMap(AD::getId, AD::getName)),
                Labels.all(),
                "texts name the labels of the form");
        AD period = attribute("window.periodMs");
        assertEquals(
                List.of(Scalar.LONG, 0, "1000", "10", "86400000", false, "Window period (ms)"),
                List.of(
                        period.getType(),
                        period.getCardinality(),
                        period.getDefault(),
                        period.getMin(),
                        period.getMax(),
                        period.isRequired(),
                        period.getName()));
        assertTrue(attribute("mapping").getDescription().endsWith("|TextArea"));
        assertFalse(attribute("mapping").isRequired());
        assertEquals(
                List.of("hold", "skip", "flag"),
                attribute("quality.policy").getOption().stream()
                        .map(Option::getValue)
                        .toList());
    }

    /** Kura's XML writer and its default configuration cast to these classes. */
    @Test
    void theFormIsMadeOfKurasOwnClasses() {
        OCD form = configuration(Map.of()).getDefinition();
        assertInstanceOf(Tocd.class, form);
        form.getAD().forEach(ad -> assertInstanceOf(Tad.class, ad));
    }

    @Test
    void nothingInTheHeadOfTheFormIsShownAsAnEntity() {
        OCD form = FORM.configuration("p1", "BAD: tag 'a' <\"b\"> & c\nd", Map.of())
                .getDefinition();
        assertTrue(
                form.getDescription().startsWith("BAD: tag \u2019a\u2019 \u2039\u201db\u201d\u203a + c d | "),
                form.getDescription());
        for (String shown : List.of(form.getName(), form.getDescription())) {
            assertTrue(shown.chars().noneMatch(c -> "'\"<>&".indexOf(c) >= 0), shown);
        }
        assertTrue(FORM.configuration("p1", "x".repeat(100_000), Map.of())
                        .getDefinition()
                        .getDescription()
                        .length()
                < 1500);
    }

    /** One value of another type than its attribute's, and Kura drops the whole configuration. */
    @Test
    void valuesOfOtherTypesAreConvertedOrLeftOut() {
        Map<String, Object> stored = new HashMap<>();
        stored.put("window.periodMs", 500);
        stored.put("window.rows", "3");
        stored.put("rule.k", 2.0);
        stored.put("rule.n", "many");
        stored.put("queue.samples", 1e12);
        stored.put("rule.hysteresis", 1L);
        stored.put("rule.threshold", 0.7);
        stored.put("asset.name", new String[] {"press 4"});
        stored.put("rule.labels", new String[0]);
        stored.put("service.factoryPid", InferencePipeline.PID);
        ComponentConfiguration configuration = configuration(stored);
        Map<String, Object> expected = new HashMap<>();
        expected.put("window.periodMs", 500L);
        expected.put("window.rows", 3);
        expected.put("rule.k", 2);
        expected.put("rule.hysteresis", 1.0);
        expected.put("rule.threshold", "0.7");
        expected.put("asset.name", "press 4");
        expected.put("service.factoryPid", InferencePipeline.PID);
        assertEquals(expected, configuration.getConfigurationProperties());
        for (AD ad : configuration.getDefinition().getAD()) {
            Object value = configuration.getConfigurationProperties().get(ad.getId());
            assertTrue(
                    value == null
                            || value.getClass()
                                    .getSimpleName()
                                    .equals(ad.getType().value()),
                    ad.getId());
        }
    }

    /** Kura decrypts in the map that it is given. */
    @Test
    void thePropertiesAreACopyThatKuraMayChange() {
        Map<String, Object> stored = Map.of("asset.name", "press 4");
        configuration(stored).getConfigurationProperties().put("asset.name", "other");
        assertEquals("press 4", stored.get("asset.name"));
    }
}
