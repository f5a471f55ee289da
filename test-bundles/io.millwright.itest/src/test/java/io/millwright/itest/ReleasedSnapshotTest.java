package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.millwright.gateway.LogLine;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A gateway that was set up with a release, in every field, and starts with what is built now: each component is active with the values that
 * it had, as they were typed, and finds none of them wrong.
 */
@Tag("slow")
class ReleasedSnapshotTest {
    private static final String FACTORY = "service.factoryPid";
    /** Starts with Kura's wires, which the emulator leaves out: only its values are looked at. */
    private static final String WIRES = "io.millwright.pipeline.WireInference";

    private static final String DISK = "/opt/plant/";
    private static final String MODEL_FORM = "io.millwright.model.machine-failure";

    static List<Path> releases() throws Exception {
        try (Stream<Path> folders = Files.list(Packages.root().resolve("cnf/checks/releases"))) {
            List<Path> found = folders.filter(Files::isDirectory).sorted().toList();
            assertFalse(found.isEmpty());
            return found;
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void everyComponentStartsWithTheValuesThatItHad(Path release) throws Exception {
        Map<String, Map<String, Object>> snapshot = snapshot(release.resolve("snapshot.xml"));
        try (Site site = Site.open("snapshot-" + release.getFileName())) {
            site.install(Packages.all());
            site.createKeystore();
            site.createPublisher();
            // Kura tracks a component before it knows that it brings its own form, and takes no values until then.
            site.await("the form of the model", () -> {
                Map<String, Object> form = site.gateway().configuration(MODEL_FORM);
                return form != null && form.containsKey("promote.self");
            });
            snapshot.forEach((pid, values) -> {
                if (values.containsKey(FACTORY)) {
                    site.gateway().createFactoryWithoutSnapshot((String) values.get(FACTORY), pid, values);
                } else {
                    site.gateway().update(pid, values);
                }
            });
            site.gateway().snapshot();
            site.gateway().restart();
            List<String> wrong = new ArrayList<>();
            for (Map.Entry<String, Map<String, Object>> each : snapshot.entrySet()) {
                look(site, each.getKey(), each.getValue(), wrong);
            }
            // What has no state under its pid, the engine, a model's form and the operation, says it in the log.
            site.ours(LogLine.Level.WARN).stream()
                    .filter(line -> line.message().contains("CONFIGURATION_ERROR")
                            || line.message().contains("correct it in the form"))
                    // What lay on that gateway's disk is not on this one's.
                    .filter(line -> !line.message().contains(DISK))
                    .forEach(line -> wrong.add(line.message()));
            assertEquals(List.of(), wrong);
        }
    }

    private static void look(Site site, String pid, Map<String, Object> values, List<String> wrong) {
        site.await(pid + " to be there", () -> site.gateway().configuration(pid) != null);
        Map<String, Object> now = site.gateway().configuration(pid);
        values.forEach((name, value) -> {
            if (!value.equals(now.get(name)) && !"placeholder".equals(now.get(name))) {
                wrong.add(pid + " " + name + " was " + value + " and is " + now.get(name));
            }
        });
        if (values.containsKey(FACTORY) && !WIRES.equals(values.get(FACTORY))) {
            Site.ComponentState state =
                    site.awaitState(pid, told -> !told.code().equals("MODEL_OPENING"), "to say how it is");
            System.out.println("itest: " + pid + " is " + state);
            if (state.code().equals("CONFIGURATION_ERROR")) {
                wrong.add(pid + ": " + state.text());
            }
        }
    }

    private static Map<String, Map<String, Object>> snapshot(Path file) throws Exception {
        Map<String, Map<String, Object>> components = new TreeMap<>();
        NodeList all = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(Files.readAllBytes(file)))
                .getElementsByTagName("esf:configuration");
        for (int c = 0; c < all.getLength(); c++) {
            Element component = (Element) all.item(c);
            Map<String, Object> values = new HashMap<>();
            NodeList properties = component.getElementsByTagName("esf:property");
            for (int i = 0; i < properties.getLength(); i++) {
                Element property = (Element) properties.item(i);
                values.put(property.getAttribute("name"), value(property));
            }
            components.put(component.getAttribute("pid"), values);
        }
        return components;
    }

    private static Object value(Element property) {
        String text = property.getTextContent();
        return switch (property.getAttribute("type")) {
            case "Integer" -> Integer.valueOf(text);
            case "Long" -> Long.valueOf(text);
            case "Double" -> Double.valueOf(text);
            case "Boolean" -> Boolean.valueOf(text);
            default -> text;
        };
    }
}
