package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.LogLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever an engineer types or installs: the component stays alive, its state names the field by its label, the value and the remedy, the log
 * has one line of it, and the right value heals it without a restart.
 */
@ExtendWith(SharedSite.class)
class BadInputTest {
    private static final String PIPELINE = SharedSite.PIPELINE;
    private static final String TORQUE = "nsu=urn:millwright:simulator;s=Mill1.torque";

    static Stream<Arguments> settings() {
        String tags = Site.millTags();
        return Stream.of(
                setting(
                        "a wrong NodeId",
                        Site.PLC,
                        Map.of("tags", tags.replace("Mill1.torque", "Mill1.torqe")),
                        "CONNECTED_WITH_ERRORS",
                        "line 6",
                        "nsu=urn:millwright:simulator;s=Mill1.torqe",
                        "Bad_NodeIdUnknown"),
                setting(
                        "an endpoint where nobody answers",
                        Site.PLC,
                        Map.of("endpoint.url", "opc.tcp://127.0.0.1:1/millwright"),
                        "SERVER_UNREACHABLE",
                        "Endpoint URL",
                        "opc.tcp://127.0.0.1:1/millwright"),
                setting(
                        "an endpoint that is no address",
                        Site.PLC,
                        Map.of("endpoint.url", "http://127.0.0.1"),
                        "CONFIGURATION_ERROR",
                        "Endpoint URL",
                        "http://127.0.0.1",
                        "opc.tcp://"),
                setting(
                        "a wrong password",
                        Site.PLC,
                        Map.of("user.name", "operator", "user.password", "guessed"),
                        "AUTHENTICATION_FAILED",
                        "User name",
                        "operator",
                        "Password"),
                setting(
                        "a missing keystore",
                        Site.PLC,
                        Map.of("KeystoreService.target", Site.target("nowhere")),
                        "WAITING_FOR_KEYSTORE",
                        "Keystore",
                        "nowhere"),
                setting(
                        "a certificate that is not the pinned one",
                        Site.PLC,
                        Map.of("server.certificate.sha256", "ab".repeat(32)),
                        "SERVER_UNTRUSTED",
                        "Server certificate",
                        "<thumbprint>"),
                setting(
                        "a certificate that nobody has trusted",
                        Site.PLC,
                        Map.of("server.certificate.sha256", ""),
                        "SERVER_UNTRUSTED",
                        "<thumbprint>",
                        "CN=",
                        "Server certificate"),
                setting(
                        "an absurd interval",
                        Site.PLC,
                        Map.of("publishing.intervalMs", 2_000_000_000),
                        "CONFIGURATION_ERROR",
                        "Publishing interval",
                        "2000000000",
                        "3600000"),
                setting(
                        "a malformed line of the tag table",
                        Site.PLC,
                        Map.of("tags", tags.replace(TORQUE, '"' + TORQUE + "\"x")),
                        "CONNECTED_WITH_ERRORS",
                        "line 6"),
                setting(
                        "an unknown column of the tag table",
                        Site.PLC,
                        Map.of("tags", tags.replace("name,nodeId", "name,nodeId,colour")),
                        "CONFIGURATION_ERROR|CONNECTED_WITH_ERRORS",
                        "line 1",
                        "colour",
                        "deadband"),
                setting(
                        "an unknown model",
                        PIPELINE,
                        Map.of("Model.target", Site.target("no-such-model")),
                        "MODEL_MISSING",
                        "Model is",
                        "no-such-model"),
                setting(
                        "an unknown connection",
                        PIPELINE,
                        Map.of("TagSource.target", Site.target("no-such-plc")),
                        "TAG_SOURCE_MISSING",
                        "Connection is",
                        "no-such-plc"),
                setting(
                        "a mapping of a feature that there is not",
                        PIPELINE,
                        Map.of("mapping", "torqe=torque"),
                        "MAPPING_ERROR",
                        "Mapping of features to tags",
                        "torqe",
                        "torque"),
                setting(
                        "a mapping to a tag that there is not",
                        PIPELINE,
                        Map.of("mapping", "torque=spindle"),
                        "MAPPING_ERROR",
                        "Mapping of features to tags",
                        "torque",
                        "spindle"),
                setting(
                        "an absurd number",
                        PIPELINE,
                        Map.of("window.periodMs", -5L),
                        "CONFIGURATION_ERROR",
                        "Window period (ms)",
                        "-5",
                        "from 10 to 86400000"),
                setting(
                        "a number that is none",
                        PIPELINE,
                        Map.of("rule.threshold", "half"),
                        "CONFIGURATION_ERROR",
                        "Threshold",
                        "half",
                        "enter a finite number"),
                setting(
                        "more of n than n",
                        PIPELINE,
                        Map.of("rule.k", 5, "rule.n", 3),
                        "CONFIGURATION_ERROR",
                        "k of n: k (labels)",
                        "5",
                        "3",
                        "set k to at most n"));
    }

    private static Arguments setting(String name, String pid, Map<String, Object> wrong, String code, String... named) {
        return Arguments.of(Named.of(name, pid), wrong, code, List.of(named));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aWrongSettingIsAStateAndTheRightOneHeals(
            String pid, Map<String, Object> wrong, String code, List<String> named, Site site) {
        Map<String, Object> before = site.gateway().configuration(pid);
        List<String> words = named.stream()
                .map(word -> word.replace("<thumbprint>", site.plc().thumbprint()))
                .toList();
        try {
            site.gateway().update(pid, wrong);
            Site.ComponentState state =
                    site.awaitState(pid, s -> List.of(code.split("\\|")).contains(s.code()), code);
            for (String word : words) {
                assertTrue(state.text().contains(word), () -> "\"" + word + "\" is not named: " + state);
            }
            assertNotNull(site.gateway().configuration(pid), "the component is alive");
            site.await(
                    "a line in the log", () -> !lines(site, pid, words.get(0)).isEmpty());
            List<LogLine> lines = lines(site, pid, words.get(0));
            assertEquals(1, lines.size(), () -> "one line in the log: " + lines);
            assertEquals("", lines.get(0).stack(), "expected trouble has no stack trace");
        } finally {
            Map<String, Object> right = new java.util.HashMap<>();
            wrong.keySet().forEach(key -> right.put(key, before.get(key)));
            right.replaceAll((key, value) -> "placeholder".equals(value) ? "" : value);
            site.gateway().update(pid, right);
        }
        Object password = wrong.get("user.password");
        assertTrue(site.gateway().log(LogLine.Level.TRACE).stream()
                .noneMatch(line -> password != null && line.message().contains((String) password)));
        site.awaitGoodDecision(PIPELINE);
        site.awaitState(pid, s -> s.code().equals("CONNECTED") || s.code().equals("RUNNING"), "healed");
    }

    private static List<LogLine> lines(Site site, String pid, String word) {
        return site.ours(LogLine.Level.INFO).stream()
                .filter(line ->
                        line.message().startsWith(pid + ": ") && line.message().contains(word))
                .toList();
    }

    /** A unit is never converted silently: the state says what to enter, and entering just that heals. */
    @Test
    void aUnitThatDoesNotFitIsAStateThatNamesScaleAndOffset(Site site) {
        String header = "name,nodeId,scale,offset,unit\n";
        StringBuilder celsius = new StringBuilder(header);
        StringBuilder converted = new StringBuilder(header);
        for (String name : Site.FEATURES) {
            String start = name + ",nsu=urn:millwright:simulator;s=Mill1." + name + ",,,";
            boolean air = name.equals("air_temperature");
            celsius.append(start).append(air ? "°C" : "").append('\n');
            converted
                    .append(air ? name + ",nsu=urn:millwright:simulator;s=Mill1." + name + ",1,0,K" : start)
                    .append('\n');
        }
        try {
            site.gateway().update(Site.PLC, Map.of("tags", celsius.toString()));
            List<String> words = List.of("air_temperature", "°C", "K", "scale", "offset", "273.15");
            site.awaitState(
                    PIPELINE,
                    s -> s.code().equals("UNIT_MISMATCH") && words.stream().allMatch(s.text()::contains),
                    "a unit error that names " + words);
            site.gateway().update(Site.PLC, Map.of("tags", converted.toString()));
            site.awaitGoodDecision(PIPELINE);
        } finally {
            site.gateway().update(Site.PLC, Map.of("tags", Site.millTags()));
        }
        site.awaitGoodDecision(PIPELINE);
    }

    static Stream<Arguments> models() {
        return Stream.of(
                model("a truncated .onnx", ModelVariant::truncated, "model.onnx"),
                model("a foreign .onnx", ModelVariant::foreign, "model.onnx"),
                model("another sha256", ModelVariant::otherHash, "onnx.sha256"),
                model("another golden row", ModelVariant::otherGolden, "golden"),
                model("a bundle that cannot resolve", ModelVariant::unresolvable, "onnx.sha256"));
    }

    private static Arguments model(String name, BiFunction<Path, String, Path> make, String named) {
        return Arguments.of(Named.of(name, make), named);
    }

    private static int versions;

    @ParameterizedTest
    @MethodSource("models")
    void aBrokenModelLeavesTheOneBeforeServing(BiFunction<Path, String, Path> make, String named, Site site) {
        String version = "2." + ++versions + ".0";
        String serving = site.awaitGoodDecision(PIPELINE).modelSha256();
        site.gateway().installPackage(make.apply(site.folder(), version));
        site.await("the refusal", () -> extender(site).get("millwright.state").equals("MODEL_REFUSED"));
        String text = (String) extender(site).get("millwright.state.text");
        for (String word : List.of(named, version, "Remedy")) {
            assertTrue(text.contains(word), () -> "\"" + word + "\" is not named: " + text);
        }
        assertEquals(serving, site.awaitGoodDecision(PIPELINE).modelSha256(), "the model before serves");
        Site.ComponentState state = site.awaitState(PIPELINE, "MODEL_UPDATE_REFUSED");
        for (String word : List.of(named, version, "goes on serving")) {
            assertTrue(state.text().contains(word), () -> "\"" + word + "\" is not named: " + state);
        }
        site.await("the state at the broker", () -> told(site, "MODEL_UPDATE_REFUSED"));
        List<LogLine> lines = site.ours(LogLine.Level.WARN);
        assertEquals(2, lines.size(), () -> "one line of the models and one of the pipeline: " + lines);
        assertTrue(lines.stream().allMatch(line -> line.stack().isEmpty()), lines::toString);

        site.gateway().installPackage(Packages.machineFailure());
        site.await("no refusal", () -> extender(site).get("millwright.state").equals("OK"));
        site.awaitState(PIPELINE, "RUNNING");
        assertEquals(serving, site.awaitGoodDecision(PIPELINE).modelSha256());
    }

    private static boolean told(Site site, String state) {
        return site.received().states(PIPELINE).stream().anyMatch(s -> s.state().equals(state));
    }

    private static Map<String, Object> extender(Site site) {
        return site.gateway()
                .services("(objectClass=io.millwright.inference.ModelExtender)")
                .get(0);
    }

    /** DeploymentAdmin says "installed" of bundles that do not resolve: the next right package must still do. */
    @Test
    void anAddOnThatCannotResolveIsReplacedByOneThatCan(Site site) {
        Path broken = PackageVariant.of(Packages.millwright())
                .version("0.3.0.broken")
                .header("Import-Package", "com.example.nowhere")
                .writeTo(site.folder());
        assertTrue(site.gateway().installPackage(broken).bundles().stream().noneMatch(b -> b.isActive()));
        assertEquals("0.3.0.broken", site.gateway().packages().get(Packages.MILLWRIGHT));
        assertTrue(site.gateway().installPackage(Packages.millwright()).isActive());
        site.awaitGoodDecision(PIPELINE);
        site.awaitState(PIPELINE, "RUNNING");
    }
}
