package io.millwright.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The API's members, and the PIDs and attribute ids that gateways keep in their snapshots for ever, against committed
 * listings. Run with {@code -Dlisting.write=true} to write the listings anew, then read the difference.
 */
class ListingTest {
    @Test
    void apiMembersAreAsListed() throws IOException, ReflectiveOperationException {
        compare(Path.of("api.txt"), apiMembers());
    }

    @Test
    void pidsAndAttributesAreAsListed() throws Exception {
        List<String> lines = attributes();
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("io.millwright.opcua.OpcUaConnection ")));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("io.millwright.pipeline.InferencePipeline ")));
        compare(Path.of("attributes.txt"), lines);
    }

    /** A file of another name is never found by a gateway: no form, no warning. */
    @Test
    void metatypeFileIsNamedAfterThePidOfItsComponent() throws Exception {
        for (BuiltBundle bundle : BuiltBundle.all()) {
            for (String name : metatypeFiles(bundle)) {
                String pid = name.substring(name.lastIndexOf('/') + 1, name.length() - ".xml".length());
                Element root = parse(bundle.entries().get(name));
                assertEquals(pid, ((Element) root.getElementsByTagName("OCD").item(0)).getAttribute("id"), name);
                Element designate =
                        (Element) root.getElementsByTagName("Designate").item(0);
                if (designate == null) {
                    // No component has it: what describes itself hands it over, under a pid of its own each.
                    continue;
                }
                // A component of which there is one has a PID, the others a factory's.
                assertEquals(pid, designate.getAttribute("factoryPid") + designate.getAttribute("pid"), name);
                Element component = parse(bundle.entries().get("OSGI-INF/" + pid + ".xml"));
                assertEquals(pid, component.getAttribute("name"), name);
                NodeList properties = component.getElementsByTagName("property");
                for (int i = 0; i < properties.getLength(); i++) {
                    // SCR 2.1.16 would make it a list of two values, and Kura would mistake the component.
                    assertTrue(!"service.pid".equals(((Element) properties.item(i)).getAttribute("name")), name);
                }
            }
        }
    }

    static void compare(Path file, List<String> now) throws IOException {
        if (Boolean.getBoolean("listing.write")) {
            Files.write(file, now);
        }
        assertEquals(
                String.join("\n", Files.readAllLines(file)),
                String.join("\n", now),
                "cnf/checks/" + file
                        + " differs from what was built. Removing or changing a line breaks gateways; where it is "
                        + "only an addition, write the listing anew with -Dlisting.write=true");
    }

    private static List<String> attributes() throws Exception {
        List<String> lines = new ArrayList<>();
        for (BuiltBundle bundle : BuiltBundle.all()) {
            for (String name : metatypeFiles(bundle)) {
                Element root = parse(bundle.entries().get(name));
                String pid = ((Element) root.getElementsByTagName("OCD").item(0)).getAttribute("id");
                NodeList attributes = root.getElementsByTagName("AD");
                for (int i = 0; i < attributes.getLength(); i++) {
                    Element attribute = (Element) attributes.item(i);
                    lines.add(pid + " " + attribute.getAttribute("id") + " " + attribute.getAttribute("type"));
                }
            }
        }
        return lines.stream().sorted().toList();
    }

    static List<String> metatypeFiles(BuiltBundle bundle) {
        return bundle.entries().keySet().stream()
                .filter(name -> name.startsWith("OSGI-INF/metatype/") && name.endsWith(".xml"))
                .toList();
    }

    static Element parse(byte[] xml) throws ParserConfigurationException, SAXException, IOException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml))
                .getDocumentElement();
    }

    static List<String> apiMembers() throws IOException, ReflectiveOperationException {
        Path jar = apiJar();
        Set<String> lines = new TreeSet<>();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            for (String entry : BuiltBundle.read(jar).entries().keySet()) {
                if (entry.endsWith(".class") && !entry.endsWith("package-info.class")) {
                    Class<?> type = loader.loadClass(entry.substring(0, entry.length() - ".class".length())
                            .replace('/', '.'));
                    if (Modifier.isPublic(type.getModifiers())) {
                        members(type, lines);
                    }
                }
            }
        }
        return List.copyOf(lines);
    }

    static Path apiJar() throws IOException {
        try (Stream<Path> jars = Files.list(BuiltBundle.FOLDER)) {
            return jars.filter(file -> file.getFileName().toString().startsWith("io.millwright.api-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void members(Class<?> type, Set<String> lines) {
        lines.add(type.toGenericString());
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isPrivate(field.getModifiers()) && !field.isSynthetic()) {
                lines.add(type.getName() + ": " + field.toGenericString());
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (!Modifier.isPrivate(method.getModifiers()) && !method.isSynthetic()) {
                lines.add(type.getName() + ": " + method.toGenericString());
            }
        }
        Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> !Modifier.isPrivate(constructor.getModifiers()))
                .map(Constructor::toGenericString)
                .forEach(text -> lines.add(type.getName() + ": " + text));
    }
}
