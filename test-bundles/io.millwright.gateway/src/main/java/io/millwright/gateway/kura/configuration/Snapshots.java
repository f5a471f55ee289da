package io.millwright.gateway.kura.configuration;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.eclipse.kura.crypto.CryptoService;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Snapshots as files {@code snapshot_<id>.xml}, encrypted as a whole; the newest ten and number 0 are kept. */
final class Snapshots {
    private static final int KEPT = 10;
    private static final String PREFIX = "snapshot_";

    private final Path folder;
    private final CryptoService crypto;

    Snapshots(Path folder, CryptoService crypto) {
        this.folder = folder;
        this.crypto = crypto;
    }

    SortedSet<Long> ids() {
        SortedSet<Long> ids = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*.xml")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                ids.add(Long.valueOf(name.substring(PREFIX.length(), name.length() - ".xml".length())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the snapshots in " + folder, e);
        }
        return ids;
    }

    /** Writes the next snapshot; its id is the time in milliseconds, 0 for the first. */
    long write(List<ComponentConfiguration> components) throws KuraException {
        SortedSet<Long> ids = ids();
        long id = ids.isEmpty() ? 0 : Math.max(System.currentTimeMillis(), ids.last() + 1);
        try {
            Path temporary = folder.resolve("new");
            Files.writeString(
                    temporary, new String(crypto.encryptAes(text(components).toCharArray())));
            Files.move(temporary, file(id), StandardCopyOption.ATOMIC_MOVE);
            ids.add(id);
            collectGarbage(ids);
        } catch (IOException e) {
            throw new KuraException(KuraErrorCode.CONFIGURATION_SNAPSHOT_TAKING, e, folder);
        }
        return id;
    }

    private void collectGarbage(SortedSet<Long> ids) throws IOException {
        int surplus = ids.size() - KEPT;
        for (Long id : ids) {
            if (surplus <= 0) {
                return;
            }
            if (id != 0) {
                Files.deleteIfExists(file(id));
                surplus--;
            }
        }
    }

    /** Passwords come back encrypted. */
    List<ComponentConfiguration> read(long id) throws KuraException {
        if (!Files.exists(file(id))) {
            throw new KuraException(KuraErrorCode.CONFIGURATION_SNAPSHOT_NOT_FOUND, id);
        }
        try {
            String plain =
                    new String(crypto.decryptAes(Files.readString(file(id)).toCharArray()));
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            Element root = factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(plain.getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
            List<ComponentConfiguration> components = new ArrayList<>();
            for (Element component : elements(root, "esf:configuration")) {
                components.add(new Component(component.getAttribute("pid"), null, properties(component)));
            }
            return components;
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new KuraException(KuraErrorCode.CONFIGURATION_SNAPSHOT_LOADING, e, file(id));
        }
    }

    private Path file(long id) {
        return folder.resolve(PREFIX + id + ".xml");
    }

    private static String text(List<ComponentConfiguration> components) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<esf:configurations xmlns:esf=\"http://eurotech.com/esf/2.0\">\n");
        for (ComponentConfiguration component : components) {
            xml.append(" <esf:configuration pid=\"")
                    .append(escaped(component.getPid()))
                    .append("\">\n  <esf:properties>\n");
            new TreeMap<>(component.getConfigurationProperties()).forEach((name, value) -> append(xml, name, value));
            xml.append("  </esf:properties>\n </esf:configuration>\n");
        }
        return xml.append("</esf:configurations>\n").toString();
    }

    private static void append(StringBuilder xml, String name, Object value) {
        boolean array = value.getClass().isArray();
        Class<?> type = array ? value.getClass().getComponentType() : value.getClass();
        xml.append("   <esf:property array=\"")
                .append(array)
                .append("\" encrypted=\"")
                .append(type == Password.class)
                .append("\" name=\"")
                .append(escaped(name))
                .append("\" type=\"")
                .append(scalar(type).value())
                .append("\">");
        for (int i = 0; i < (array ? Array.getLength(value) : 1); i++) {
            Object item = array ? Array.get(value, i) : value;
            xml.append("<esf:value>").append(escaped(String.valueOf(item))).append("</esf:value>");
        }
        xml.append("</esf:property>\n");
    }

    private static Scalar scalar(Class<?> type) {
        for (Scalar scalar : Scalar.values()) {
            if (Defaults.javaType(scalar) == type) {
                return scalar;
            }
        }
        throw new IllegalArgumentException("A snapshot cannot hold a value of type " + type.getName());
    }

    private static Map<String, Object> properties(Element component) {
        Map<String, Object> values = new HashMap<>();
        for (Element property : elements(component, "esf:property")) {
            Scalar type = Scalar.fromValue(property.getAttribute("type"));
            List<String> texts = elements(property, "esf:value").stream()
                    .map(Element::getTextContent)
                    .toList();
            boolean array = Boolean.parseBoolean(property.getAttribute("array"));
            values.put(
                    property.getAttribute("name"),
                    array ? Defaults.array(type, texts) : Defaults.scalar(type, texts.get(0)));
        }
        return values;
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> found = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("\r", "&#13;")
                .replace("\n", "&#10;")
                .replace("\t", "&#9;");
    }
}
