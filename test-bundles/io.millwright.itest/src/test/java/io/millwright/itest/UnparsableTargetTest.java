package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.LogLine;
import io.millwright.gateway.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

/**
 * Felix SCR 2.1.16 gives up every component of a class when one configuration holds a target that it cannot parse: one
 * typing error would end all connections, or all pipelines, for good. No value of one component touches another; the one
 * that has it says so and heals by the right value.
 */
@Tag("slow")
class UnparsableTargetTest {
    private static final Map<String, String> LABELS = Map.of(
            "TagSource.target",
            "Connection is",
            "Model.target",
            "Model is",
            "CloudPublisher.target",
            "Cloud publisher is",
            "KeystoreService.target",
            "Keystore is");

    private static final Map<String, String> RIGHT = Map.of(
            "TagSource.target",
            Site.target(TwoMills.PLC2),
            "Model.target",
            Site.target("machine-failure"),
            "CloudPublisher.target",
            Site.target(Site.CLOUD),
            "KeystoreService.target",
            Site.target(Site.KEYS));

    private static TwoMills mills;

    @BeforeAll
    static void open() throws Exception {
        mills = TwoMills.open("unparsable-target", Platform.KURA_5);
    }

    @AfterAll
    static void close() {
        mills.close();
    }

    private static final List<String> UNPARSABLE = List.of(
            "(((x",
            "(plc2)",
            "kura.service.pid=plc2",
            "(kura.service.pid=plc2",
            "x".repeat(10_000),
            "(&".repeat(5_000));

    static Stream<Arguments> values() {
        List<Arguments> all = new ArrayList<>();
        for (String field : List.of("TagSource", "Model", "CloudPublisher")) {
            String missing =
                    switch (field) {
                        case "TagSource" -> "TAG_SOURCE_MISSING";
                        case "Model" -> "MODEL_MISSING";
                        default -> "RUNNING_UNPUBLISHED";
                    };
            add(all, TwoMills.P2, field, "CONFIGURATION_ERROR", missing);
        }
        add(all, TwoMills.PLC2, "KeystoreService", "CONFIGURATION_ERROR", "WAITING_FOR_KEYSTORE");
        all.add(Arguments.of(TwoMills.P2, "TagSource.target", "(kura.service.pid=plc*)", "CONFIGURATION_ERROR"));
        all.add(Arguments.of(TwoMills.P2, "TagSource.target", "(objectClass=*)", "CONFIGURATION_ERROR"));
        return all.stream();
    }

    private static void add(List<Arguments> all, String pid, String field, String wrong, String missing) {
        String attribute = field + ".target";
        UNPARSABLE.forEach(value -> all.add(Arguments.of(pid, attribute, value, wrong)));
        all.add(Arguments.of(pid, attribute, new String[] {"plc1", "plc2"}, wrong));
        all.add(Arguments.of(pid, attribute, new Integer[] {1, 2}, wrong));
        for (Object value : new Object[] {"", "  ", "nowhere", 42, true, new String[0], "(service.pid=nowhere)"}) {
            all.add(Arguments.of(pid, attribute, value, missing));
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void whateverIsTypedIsSaidHarmsNobodyElseAndHeals(String pid, String attribute, Object value, String code) {
        mills.gateway().forgetLog();
        mills.set(pid, attribute, value);
        try {
            Site.ComponentState state = mills.site()
                    .awaitState(
                            pid,
                            s -> s.code().equals(code) && s.text().contains(LABELS.get(attribute)),
                            code + " " + attribute);
            if (value instanceof String text) {
                String shown = text.strip();
                assertTrue(state.text().contains(shown.substring(0, Math.min(80, shown.length()))), state.text());
                assertEquals(text, mills.gateway().configuration(pid).get(attribute), "what was typed is kept");
            }
            mills.site().awaitGoodDecision(TwoMills.P1);
        } finally {
            // A case that fails must not fail the ones behind it.
            mills.set(pid, attribute, RIGHT.get(attribute));
        }
        mills.bothDecide();
        assertEquals(List.of(), mills.site().ours(LogLine.Level.ERROR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TagSource.target:plc2", "Model.target:machine-failure", "CloudPublisher.target:decisions"})
    void aNameIsUnderstoodWithoutALapse(String field) {
        String[] parts = field.split(":");
        mills.set(TwoMills.P2, parts[0], parts[1]);
        mills.bothDecide();
        mills.site().awaitState(TwoMills.P2, "RUNNING");
        assertEquals(parts[1], mills.gateway().configuration(TwoMills.P2).get(parts[0]));
        mills.set(TwoMills.P2, parts[0], Site.target(parts[1]));
        mills.bothDecide();
    }

    @Test
    void theNameOfAKeystoreIsUnderstood() {
        mills.set(TwoMills.PLC2, "KeystoreService.target", Site.KEYS);
        mills.site().awaitState(TwoMills.PLC2, "CONNECTED");
        mills.bothDecide();
        mills.set(TwoMills.PLC2, "KeystoreService.target", Site.target(Site.KEYS));
    }

    @Test
    void aFilterByAnotherKeyThatSelectsOneServiceDoes() {
        mills.set(TwoMills.P2, "TagSource.target", "(&(kura.service.pid=plc2)(millwright.state=*))");
        mills.bothDecide();
        mills.site().awaitState(TwoMills.P2, "RUNNING");
        mills.set(TwoMills.P2, "TagSource.target", Site.target("plc2"));
    }

    /** Without a target the component runtime would bind any service. */
    @Test
    void aMissingTargetChoosesNothing() {
        mills.storedDirectly(TwoMills.P2, values -> values.remove("TagSource.target"));
        Site.ComponentState state = mills.site().awaitState(TwoMills.P2, "TAG_SOURCE_MISSING");
        assertTrue(state.text().contains("Connection is empty"), state.text());
        mills.site().awaitGoodDecision(TwoMills.P1);
        mills.set(TwoMills.P2, "TagSource.target", Site.target("plc2"));
        mills.bothDecide();
    }

    /** Nobody is asked for them, but REST, the cloud and snapshots take any key. */
    @Test
    void noOtherReferenceCanBeSteered() {
        mills.storedDirectly(TwoMills.P2, values -> {
            values.put("LanePool.target", "(((x");
            values.put("ConfigurationAdmin.target", 5);
            values.put("Model.cardinality.minimum", "many");
        });
        mills.storedDirectly(TwoMills.PLC2, values -> values.put("CryptoService.target", "(((x"));
        mills.bothDecide();
        restart();
        mills.storedDirectly(TwoMills.P2, values -> {
            values.remove("LanePool.target");
            values.remove("ConfigurationAdmin.target");
            values.remove("Model.cardinality.minimum");
        });
        mills.storedDirectly(TwoMills.PLC2, values -> values.remove("CryptoService.target"));
        mills.bothDecide();
    }

    /** One of the two is enabled first: whichever it is. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theOtherLineLivesThroughEveryOrderOfStarting(int wrong) {
        String pipeline = "p" + wrong;
        String plc = "plc" + wrong;
        mills.set(pipeline, "TagSource.target", "(((x");
        mills.set(plc, "KeystoreService.target", "(kura.service.pid=keys");
        mills.site().awaitState(pipeline, "CONFIGURATION_ERROR");
        mills.site().awaitState(plc, "CONFIGURATION_ERROR");

        restart();
        onlyOneIsWrong(wrong);

        for (String bundle : List.of("io.millwright.pipeline", "io.millwright.opcua")) {
            restart(mills.gateway().bundleObject(bundle));
            onlyOneIsWrong(wrong);
        }

        assertTrue(mills.gateway()
                .installPackage(PackageVariant.of(Packages.millwright())
                        .version("0.2.0.order" + wrong)
                        .writeTo(mills.site().folder()))
                .isActive());
        onlyOneIsWrong(wrong);
        mills.gateway().installPackage(Packages.millwright());
        onlyOneIsWrong(wrong);

        mills.set(pipeline, "TagSource.target", Site.target(plc));
        mills.set(plc, "KeystoreService.target", Site.target(Site.KEYS));
        mills.bothDecide();
    }

    private static void onlyOneIsWrong(int wrong) {
        mills.site().awaitGoodDecision("p" + (3 - wrong));
        mills.site().awaitState("plc" + (3 - wrong), "CONNECTED");
        assertTrue(mills.site()
                .awaitState("p" + wrong, "CONFIGURATION_ERROR")
                .text()
                .contains("'(((x'"));
        mills.site().awaitState("plc" + wrong, "CONFIGURATION_ERROR");
        assertEquals("(((x", mills.gateway().configuration("p" + wrong).get("TagSource.target"));
        long now = Site.nowMicros();
        mills.site().awaitGoodDecision("p" + (3 - wrong));
        assertFalse(mills.site().received().decisions("p" + wrong).stream().anyMatch(d -> d.windowEndMicros() > now));
    }

    private static void restart() {
        mills.gateway().restart();
        mills.site().fresh();
    }

    private static void restart(Bundle bundle) {
        try {
            bundle.stop();
            bundle.start();
        } catch (org.osgi.framework.BundleException e) {
            throw new AssertionError(e);
        }
    }

    /** On a site of its own: the emulated ConfigurationService restarts with the runtime and makes its components again. */
    @Test
    void aRuntimeThatStartsAfterTheBundlesFindsTheTargetsChecked() throws Exception {
        try (TwoMills late = TwoMills.open("unparsable-target-late", Platform.KURA_5)) {
            late.set(TwoMills.P2, "TagSource.target", "(((x");
            late.set(TwoMills.PLC2, "KeystoreService.target", "(((x");
            late.site().awaitState(TwoMills.P2, "CONFIGURATION_ERROR");
            restart(late.gateway().bundleObject("org.apache.felix.scr"));
            late.site().awaitGoodDecision(TwoMills.P1);
            late.site().awaitState(TwoMills.P2, "CONFIGURATION_ERROR");
            late.site().awaitState(TwoMills.PLC2, "CONFIGURATION_ERROR");
            late.site().awaitState(TwoMills.PLC1, "CONNECTED");
        }
    }

    @Test
    void onKura6Too() throws Exception {
        try (TwoMills six = TwoMills.open("unparsable-target-6", Platform.KURA_6)) {
            six.set(TwoMills.P2, "TagSource.target", "(((x");
            six.site().awaitState(TwoMills.P2, "CONFIGURATION_ERROR");
            six.gateway().restart();
            six.site().awaitGoodDecision(TwoMills.P1);
            six.site().awaitState(TwoMills.P2, "CONFIGURATION_ERROR");
            six.set(TwoMills.P2, "TagSource.target", "plc2");
            six.bothDecide();
        }
    }
}
