package io.millwright.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The pages that operators read, against what was built: every field with its default and range, every state, every link. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".demo", "node_modules");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*)$");
    private static final Pattern STATE_ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|");

    @ParameterizedTest
    @CsvSource({
        "io.millwright.opcua.OpcUaConnection, ## OPC UA Connection, 15",
        "io.millwright.opcua.OpcUaDriver, ## OPC UA driver, 15",
        "io.millwright.asset.AssetTags, ## Asset Tags, 5",
        "io.millwright.pipeline.InferencePipeline, ## Inference Pipeline, 30",
        "io.millwright.inference.RemoteModel, ## Remote Model, 15",
        "io.millwright.inference.KuraInferenceEngine, ## Kura Inference Engine, 4",
        "io.millwright.pipeline.WireInference, ## Millwright Inference, 30",
        "io.millwright.inference.ModelForm, ## Model, 15",
        "io.millwright.inference.ModelExtender, ## Inference Engine, 10",
        "io.millwright.operation.Operation, ## Operation, 5",
        "io.millwright.planning.OrderPlanner, ## Order Planner, 13",
        "io.millwright.planning.SchedulePlanner, ## Schedule Planner, 17",
        "io.millwright.planning.EnergyPlanner, ## Energy Planner, 17"
    })
    void everyFieldHasARowWithItsDefaultAndRangeAndEveryRowAField(String pid, String heading, int least)
            throws Exception {
        Map<String, String[]> rows = fieldRows(section(read("docs/configuration.md"), heading));
        List<String> wrong = new ArrayList<>();
        NodeList attributes = form(pid).getElementsByTagName("AD");
        for (int i = 0; i < attributes.getLength(); i++) {
            compare((Element) attributes.item(i), rows, wrong);
            rows.remove(((Element) attributes.item(i)).getAttribute("id"));
        }
        rows.keySet().forEach(id -> wrong.add(id + " is no field of the form"));
        assertTrue(attributes.getLength() >= least, pid);
        assertEquals(List.of(), wrong, "docs/configuration.md, " + heading);
    }

    @Test
    void theScenariosNameFieldsAndChoicesThatTheFormsHave() throws Exception {
        Map<String, Element> fields = new HashMap<>();
        for (String form : List.of("io.millwright.opcua.OpcUaConnection", "io.millwright.pipeline.InferencePipeline")) {
            NodeList attributes = form(form).getElementsByTagName("AD");
            for (int i = 0; i < attributes.getLength(); i++) {
                Element attribute = (Element) attributes.item(i);
                fields.put(
                        (form.endsWith("Connection") ? "connection " : "pipeline ") + attribute.getAttribute("name"),
                        attribute);
            }
        }
        Matcher row = Pattern.compile("(?m)^\\| (connection|pipeline) \\| \\*(.+?)\\* \\| (.+) \\|$")
                .matcher(read("docs/scenarios.md"));
        int rows = 0;
        List<String> wrong = new ArrayList<>();
        for (; row.find(); rows++) {
            Element field = fields.get(row.group(1) + " " + row.group(2));
            NodeList options = field == null ? null : field.getElementsByTagName("Option");
            boolean known = options != null && options.getLength() == 0;
            for (int i = 0; options != null && i < options.getLength(); i++) {
                known |= row.group(3).equals("`" + ((Element) options.item(i)).getAttribute("value") + "`");
            }
            if (!known) {
                wrong.add(row.group());
            }
        }
        assertTrue(rows >= 15, rows + " rows");
        assertEquals(List.of(), wrong, "docs/scenarios.md");
    }

    private static void compare(Element attribute, Map<String, String[]> rows, List<String> wrong) {
        String id = attribute.getAttribute("id");
        String[] row = rows.get(id);
        if (row == null) {
            wrong.add(id + " has no row");
            return;
        }
        String label = attribute.getAttribute("name").replaceAll(" \\((ms|samples|rows|score|labels)\\)$", "");
        if (!row[1].strip().equals(label)) {
            wrong.add(id + ": the form's label is '" + label + "'");
        }
        String standard = attribute.getAttribute("default");
        if (!names(row[3], standard.isEmpty() ? "empty" : standard)) {
            wrong.add(id + ": the default is '" + standard + "'");
        }
        List<String> allowed = new ArrayList<>(List.of(attribute.getAttribute("min"), attribute.getAttribute("max")));
        NodeList options = attribute.getElementsByTagName("Option");
        for (int i = 0; i < options.getLength(); i++) {
            allowed.add(((Element) options.item(i)).getAttribute("value"));
        }
        for (String value : allowed) {
            if (!value.isEmpty() && !names(row[4], value)) {
                wrong.add(id + ": allowed is '" + value + "'");
            }
        }
    }

    /** Numbers are written with separators, and without a needless fraction. */
    private static boolean names(String cell, String value) {
        String text = value.endsWith(".0") ? value.substring(0, value.length() - 2) : value;
        String written = text.matches("-?\\d+") ? String.format(Locale.ROOT, "%,d", Long.parseLong(text)) : text;
        return Pattern.compile("(?<![\\w,.])" + Pattern.quote(written) + "(?![\\w])")
                .matcher(cell)
                .find();
    }

    private static Map<String, String[]> fieldRows(String section) {
        Map<String, String[]> rows = new HashMap<>();
        for (String line : section.split("\n")) {
            String[] cells = line.split("\\|", -1);
            if (line.startsWith("|") && cells.length > 5 && cells[2].contains("`")) {
                rows.put(cells[2].replace("`", "").strip(), cells);
            }
        }
        return rows;
    }

    private static Element form(String pid) throws Exception {
        String name = "OSGI-INF/metatype/" + pid + ".xml";
        for (BuiltBundle bundle : BuiltBundle.all()) {
            byte[] xml = bundle.entries().get(name);
            if (xml != null) {
                return DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(xml))
                        .getDocumentElement();
            }
        }
        throw new AssertionError("no bundle has " + name);
    }

    @ParameterizedTest
    @CsvSource({
        "io.millwright.opcua, io.millwright.opcua.state.StateCode, ### Connection",
        "io.millwright.pipeline, io.millwright.pipeline.state.Condition, ### Pipeline",
        "io.millwright.pipeline, io.millwright.pipeline.publish.OutboxState$Code, ### Outbox",
        "io.millwright.pipeline, io.millwright.pipeline.explain.ExplainState$Code, ### Explanations",
        "io.millwright.pipeline, io.millwright.pipeline.capture.NotKept$Code, ### Data kept",
        "io.millwright.inference, io.millwright.inference.ExtenderState$Code, ### Models",
        "io.millwright.inference, io.millwright.inference.remote.RemoteState$Code, ### Remote Model",
        "io.millwright.inference, io.millwright.inference.kura.EngineState$Code, ### Kura Inference Engine",
        "io.millwright.operation, io.millwright.operation.OperationState$Code, ### Operation",
        "io.millwright.planning, io.millwright.planning.plan.PlannerState$Code, ### Planner",
        "io.millwright.planning, io.millwright.planning.GuardState$Code, ### Peak guard"
    })
    void everyStateHasARowAndEveryRowAState(String bundle, String codes, String heading) throws Exception {
        Set<String> rows = new TreeSet<>();
        STATE_ROW
                .matcher(section(read("docs/operations.md"), heading))
                .results()
                .forEach(row -> rows.add(row.group(1)));
        assertEquals(constants(bundle, codes), rows, "docs/operations.md, " + heading);
    }

    @Test
    void everyFindingOfTheDoctorHasARow() throws Exception {
        Set<String> rows = new TreeSet<>();
        STATE_ROW
                .matcher(section(read("docs/operation.md"), "## Doctor"))
                .results()
                .forEach(row -> rows.add(row.group(1)));
        assertEquals(constants("io.millwright.operation", "io.millwright.operation.doctor.Finding$Code"), rows);
    }

    private static Set<String> constants(String bundle, String name) throws IOException, ClassNotFoundException {
        Set<String> names = new TreeSet<>();
        URL[] bundleAndApi = {jar(bundle), jar("io.millwright.api")};
        try (URLClassLoader loader = new URLClassLoader(bundleAndApi, null)) {
            Object[] constants = Class.forName(name, false, loader).getEnumConstants();
            Arrays.stream(constants).forEach(constant -> names.add(((Enum<?>) constant).name()));
        }
        return names;
    }

    private static URL jar(String bundle) throws IOException {
        try (Stream<Path> jars = Files.list(BuiltBundle.FOLDER)) {
            return jars.filter(file -> file.getFileName().toString().startsWith(bundle + "-"))
                    .findFirst()
                    .orElseThrow()
                    .toUri()
                    .toURL();
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        List<Path> pages = pages();
        assertTrue(pages.size() > 10, "pages found: " + pages);
        for (Path page : pages) {
            Matcher links = LINK.matcher(prose(Files.readString(page)));
            while (links.find()) {
                String target = links.group(1);
                if (!target.matches("(https?|mailto):.*") && !resolves(page, target)) {
                    broken.add(ROOT.relativize(page) + ": " + target);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static boolean resolves(Path page, String target) throws IOException {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path path = file.isEmpty() ? page : page.resolveSibling(file);
        if (!Files.exists(path) || hash < 0) {
            return Files.exists(path);
        }
        return HEADING.matcher(prose(Files.readString(path))).results().anyMatch(heading -> anchor(heading.group(1))
                .equals(target.substring(hash + 1)));
    }

    /** As the usual renderers make it: lower case, no punctuation, hyphens for blanks. */
    private static String anchor(String heading) {
        return heading.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean skipped = NOT_OURS.contains(folder.getFileName().toString());
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    pages.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return pages;
    }

    private static String prose(String page) {
        return CODE_BLOCK.matcher(page).replaceAll("");
    }

    private static String read(String page) throws IOException {
        return Files.readString(ROOT.resolve(page));
    }

    /** Returns what stands below a heading, up to the next one of any level. */
    private static String section(String page, String heading) {
        String text = prose(page);
        int from = text.indexOf("\n" + heading);
        assertFalse(from < 0, "no heading " + heading);
        Matcher next = HEADING.matcher(text);
        int to = next.find(text.indexOf('\n', from + 1)) ? next.start() : text.length();
        return text.substring(from, to);
    }
}
