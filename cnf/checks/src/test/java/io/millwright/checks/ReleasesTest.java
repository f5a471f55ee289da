package io.millwright.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * What was released against what was built. {@code releases/<version>} holds the API, the forms and a snapshot with a value other than the
 * default in every field, of two components of a form where fields exclude each other. A later build may add: it removes nothing that others call without a greater version, and takes every snapshot.
 * {@code -Dbaseline.write=true} writes API and forms of the version that is being built, until it is released; no folder of an earlier one is
 * ever written again.
 */
class ReleasesTest {
    private static final Path FOLDER = Path.of("releases");
    private static final String API = "api.txt";
    private static final String FORMS = "forms.txt";
    private static final String SNAPSHOT = "snapshot.xml";
    private static final String FACTORY = "service.factoryPid";
    /** The only form that several pids have which are no factory's: one per model. */
    private static final String MODEL_FORM = "io.millwright.inference.ModelForm";

    /** Its other value would make wrong what others of its form have: these allow something, which it forbids. */
    private static final String OTHERS_NEED = "cloud.read";

    private static final String MODEL_PID = "io.millwright.model.";

    static List<Path> releases() throws IOException {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            List<Path> found = folders.filter(Files::isDirectory).sorted().toList();
            assertFalse(found.isEmpty());
            return found;
        }
    }

    /** Before the others, whatever their order: they read it. */
    private static List<String> kept(Path release, String name, List<String> now) throws IOException {
        boolean current = BuiltBundle.read(ListingTest.apiJar()).version().startsWith(release.getFileName() + ".");
        if (Boolean.getBoolean("baseline.write") && current) {
            Files.write(release.resolve(name), now);
        }
        return Files.readAllLines(release.resolve(name));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void versionsOfTheApiTellWhatChanged(Path release) throws Exception {
        ApiListing now = ApiListing.built();
        assertTrue(now.versions().size() >= 4, now.versions()::toString);
        ApiListing before = ApiListing.of(kept(release, API, now.text()));
        assertEquals(List.of(), now.faultsAfter(before), "since " + release.getFileName());
    }

    @ParameterizedTest
    @MethodSource("releases")
    void theSnapshotHasAnotherValueThanTheDefaultInEveryField(Path release) throws Exception {
        List<Setting> snapshot = snapshot(release);
        List<String> wrong = new ArrayList<>();
        for (String line : kept(release, FORMS, forms())) {
            String[] field = line.split("[ =]", 4);
            boolean differs = snapshot.stream()
                    .filter(each -> each.form().equals(field[0]) && each.name().equals(field[1]))
                    .anyMatch(each -> each.type().equals(field[2])
                            && (!escaped(each.value()).equals(field[3]) || OTHERS_NEED.equals(field[1])));
            if (!differs) {
                wrong.add(line);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @ParameterizedTest
    @MethodSource("releases")
    void everyFieldOfTheSnapshotIsKnownWithItsTypeAndItsValueIsLegal(Path release) throws Exception {
        List<String> wrong = new ArrayList<>();
        Map<String, Map<String, Element>> forms = fields();
        for (Setting each : snapshot(release)) {
            Element attribute = forms.getOrDefault(each.form(), Map.of()).get(each.name());
            String fault = attribute == null ? "is no field any more" : fault(attribute, each.type(), each.value());
            if (!fault.isEmpty()) {
                wrong.add(each.form() + " " + each.name() + " " + fault);
            }
        }
        assertEquals(List.of(), wrong, "gateways have such values in their snapshots since " + release.getFileName());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Integer | 5        | ''
            Integer | 11       | is 11, of 1 to 10
            Integer | 0        | is 0, of 1 to 10
            Integer | five     | is 'five', no Integer
            Long    | 5        | was a Long, is Integer
            """)
    void anIllegalValueIsFound(String type, String value, String fault) throws Exception {
        String form = "<AD id=\"a\" type=\"Integer\" min=\"1\" max=\"10\"/>";
        Element attribute = ListingTest.parse(form.getBytes(StandardCharsets.UTF_8));
        assertEquals(fault, fault(attribute, type, value));
    }

    @Test
    void whatVersionsDoNotTellIsFound() {
        ApiListing before = ApiListing.of(List.of(
                "package io.millwright.tag 1.2.0",
                "provided io.millwright.tag.Source",
                "public abstract interface io.millwright.tag.Source",
                "io.millwright.tag.Source: public abstract int io.millwright.tag.Source.size()",
                "public abstract interface io.millwright.tag.Listener",
                "io.millwright.tag.Listener: public abstract void io.millwright.tag.Listener.came()"));
        String ours = "io.millwright.tag.Source: public abstract int io.millwright.tag.Source.more()";
        String theirs = "io.millwright.tag.Listener: public abstract void io.millwright.tag.Listener.went()";
        String fresh = "io.millwright.tag.New: public abstract void io.millwright.tag.New.all()";
        String came = "io.millwright.tag.Listener: public abstract void io.millwright.tag.Listener.came()";
        assertEquals(0, faults(before, "1.2.0", List.of(), ""));
        assertEquals(1, faults(before, "1.2.9", List.of(ours), ""), "an addition needs 1.3");
        assertEquals(0, faults(before, "1.3.0", List.of(ours, fresh), ""));
        assertEquals(1, faults(before, "1.3.0", List.of(theirs), ""), "others implement it");
        assertEquals(0, faults(before, "2.0.0", List.of(theirs), ""));
        assertEquals(1, faults(before, "1.3.0", List.of(), came), "others call it");
        assertEquals(0, faults(before, "2.0.0", List.of(), came));
        assertEquals(1, ApiListing.of(List.of()).faultsAfter(before).size(), "the package is gone");
    }

    private static int faults(ApiListing before, String version, List<String> more, String gone) {
        List<String> text = new ArrayList<>(before.text());
        text.replaceAll(line -> line.startsWith("package ") ? "package io.millwright.tag " + version : line);
        text.addAll(more);
        text.remove(gone);
        return ApiListing.of(text).faultsAfter(before).size();
    }

    /** Returns what is wrong with a value, "" if nothing is. */
    private static String fault(Element attribute, String type, String value) {
        if (!attribute.getAttribute("type").equals(type)) {
            return "was a " + type + ", is " + attribute.getAttribute("type");
        }
        NodeList options = attribute.getElementsByTagName("Option");
        boolean among = options.getLength() == 0;
        for (int i = 0; i < options.getLength(); i++) {
            among |= ((Element) options.item(i)).getAttribute("value").equals(value);
        }
        if (!among) {
            return "is '" + value + "', which can no longer be chosen";
        }
        return switch (type) {
            case "Integer", "Long", "Double" -> number(attribute, type, value);
            case "Boolean" -> value.matches("true|false") ? "" : "is '" + value + "', no Boolean";
            default -> "";
        };
    }

    private static String number(Element attribute, String type, String value) {
        try {
            double number = type.equals("Double") ? Double.parseDouble(value) : Long.parseLong(value);
            String least = attribute.getAttribute("min");
            String most = attribute.getAttribute("max");
            boolean legal = (least.isEmpty() || number >= Double.parseDouble(least))
                    && (most.isEmpty() || number <= Double.parseDouble(most));
            return legal ? "" : "is " + value + ", of " + least + " to " + most;
        } catch (NumberFormatException e) {
            return "is '" + value + "', no " + type;
        }
    }

    private static List<String> forms() throws Exception {
        List<String> lines = new ArrayList<>();
        for (BuiltBundle bundle : BuiltBundle.all()) {
            for (String name : ListingTest.metatypeFiles(bundle)) {
                NodeList attributes =
                        ListingTest.parse(bundle.entries().get(name)).getElementsByTagName("AD");
                for (int i = 0; i < attributes.getLength(); i++) {
                    Element attribute = (Element) attributes.item(i);
                    lines.add(name.replaceAll(".*/|\\.xml$", "") + " " + attribute.getAttribute("id") + " "
                            + attribute.getAttribute("type") + "=" + escaped(attribute.getAttribute("default")));
                }
            }
        }
        return lines.stream().sorted().toList();
    }

    /** Returns a text on one line. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    /** Returns the fields of each form by their ids. */
    private static Map<String, Map<String, Element>> fields() throws Exception {
        Map<String, Map<String, Element>> forms = new HashMap<>();
        for (BuiltBundle bundle : BuiltBundle.all()) {
            for (String name : ListingTest.metatypeFiles(bundle)) {
                Map<String, Element> fields = new HashMap<>();
                NodeList attributes =
                        ListingTest.parse(bundle.entries().get(name)).getElementsByTagName("AD");
                for (int i = 0; i < attributes.getLength(); i++) {
                    fields.put(((Element) attributes.item(i)).getAttribute("id"), (Element) attributes.item(i));
                }
                forms.put(name.replaceAll(".*/|\\.xml$", ""), fields);
            }
        }
        return forms;
    }

    /** A value that a component of a form has. */
    private record Setting(String form, String name, String type, String value) {}

    /** Returns the values of all components, but what every component has. */
    private static List<Setting> snapshot(Path release) throws Exception {
        List<Setting> settings = new ArrayList<>();
        NodeList components = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(Files.readAllBytes(release.resolve(SNAPSHOT))))
                .getElementsByTagName("esf:configuration");
        for (int c = 0; c < components.getLength(); c++) {
            Element component = (Element) components.item(c);
            Map<String, Element> values = new TreeMap<>();
            NodeList properties = component.getElementsByTagName("esf:property");
            for (int i = 0; i < properties.getLength(); i++) {
                Element property = (Element) properties.item(i);
                values.put(property.getAttribute("name"), property);
            }
            Element factory = values.remove(FACTORY);
            values.remove("kura.service.pid");
            String pid = component.getAttribute("pid");
            String form = factory != null ? factory.getTextContent() : pid.startsWith(MODEL_PID) ? MODEL_FORM : pid;
            values.forEach((name, value) ->
                    settings.add(new Setting(form, name, value.getAttribute("type"), value.getTextContent())));
        }
        return settings;
    }
}
