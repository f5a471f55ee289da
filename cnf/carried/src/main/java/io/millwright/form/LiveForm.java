package io.millwright.form;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.eclipse.kura.core.configuration.metatype.Tad;
import org.eclipse.kura.core.configuration.metatype.Tocd;
import org.eclipse.kura.core.configuration.metatype.Toption;
import org.eclipse.kura.core.configuration.metatype.Tscalar;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The form of a component whose head shows the live state. Read from the bundle's own metatype file, so that there is one
 * definition only. Made of Kura's own definition classes: its XML writer and its default configuration cast to them.
 * Immutable.
 */
public final class LiveForm {
    /** A remedy is shown whole, so a bound for what nobody foresaw lies above that of the headline. */
    private static final int LONGEST_STATE = 2 * Headline.LONGEST;

    private final Element definition;
    private final List<Tad> attributes = new ArrayList<>();

    private LiveForm(Element definition) {
        this.definition = definition;
        NodeList elements = definition.getElementsByTagName("AD");
        for (int i = 0; i < elements.getLength(); i++) {
            attributes.add(attribute((Element) elements.item(i)));
        }
    }

    /**
     * Reads {@code OSGI-INF/metatype/<pid>.xml} of the class's bundle.
     *
     * @throws IllegalStateException if it is not there or not metatype: a fault of the build
     */
    public static LiveForm of(Class<?> component, String pid) {
        String file = "/OSGI-INF/metatype/" + pid + ".xml";
        try (InputStream in = component.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing in the bundle");
            }
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            NodeList definitions =
                    factory.newDocumentBuilder().parse(in).getDocumentElement().getElementsByTagName("OCD");
            return new LiveForm((Element) definitions.item(0));
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }

    private static Tad attribute(Element element) {
        Tad attribute = new Tad();
        attribute.setId(element.getAttribute("id"));
        attribute.setName(text(element, "name"));
        attribute.setDescription(text(element, "description"));
        attribute.setType(Tscalar.fromValue(element.getAttribute("type")));
        attribute.setCardinality(
                element.hasAttribute("cardinality") ? Integer.valueOf(text(element, "cardinality")) : 0);
        attribute.setRequired(!"false".equals(element.getAttribute("required")));
        attribute.setDefault(text(element, "default"));
        attribute.setMin(text(element, "min"));
        attribute.setMax(text(element, "max"));
        NodeList options = element.getElementsByTagName("Option");
        for (int i = 0; i < options.getLength(); i++) {
            Toption option = new Toption();
            option.setLabel(text((Element) options.item(i), "label"));
            option.setValue(text((Element) options.item(i), "value"));
            attribute.setOption(option);
        }
        return attribute;
    }

    private static String text(Element element, String name) {
        return element.hasAttribute(name) ? element.getAttribute(name) : null;
    }

    /**
     * Returns what Kura asks a component for that describes itself.
     *
     * @param pid the component's {@code kura.service.pid}
     * @param state the live state in words
     * @param stored the component's properties, of any type. A value whose type is not the attribute's is converted, or left
     *     out where that is impossible: one value of another type would make Kura ignore the whole component
     */
    public ComponentConfiguration configuration(String pid, String state, Map<String, Object> stored) {
        return configuration(pid, definition.getAttribute("name"), state, stored);
    }

    /**
     * The same for a component that is no instance of a factory: the web lists it by its name, and where nothing was stored yet
     * nobody but the component says its defaults.
     */
    public ComponentConfiguration single(String pid, String name, String state, Map<String, Object> stored) {
        Map<String, Object> whole = new HashMap<>();
        for (Tad attribute : attributes) {
            Object standard = fitted(attribute.getDefault(), attribute.getType());
            if (standard != null) {
                whole.put(attribute.getId(), standard);
            }
        }
        whole.putAll(stored);
        return configuration(pid, name, state, whole);
    }

    private ComponentConfiguration configuration(String pid, String name, String state, Map<String, Object> stored) {
        Tocd form = new Tocd();
        form.setId(definition.getAttribute("id"));
        form.setName(name);
        form.setDescription(plain(state) + " | " + definition.getAttribute("description"));
        Map<String, Object> values = new HashMap<>(stored);
        for (Tad attribute : attributes) {
            form.addAD(attribute);
            Object value = fitted(one(attribute.getId(), values.get(attribute.getId())), attribute.getType());
            if (value == null) {
                values.remove(attribute.getId());
            } else {
                values.put(attribute.getId(), value);
            }
        }
        return new Described(pid, form, values);
    }

    /** The form's head shows quotes and markup characters as entities, so it gets their typographic likes. */
    private static String plain(String text) {
        String line = Signs.shown(text.replaceAll("[\\p{Cntrl}\\s]+", " "));
        return line.length() <= LONGEST_STATE ? line : line.substring(0, LONGEST_STATE) + " \u2026";
    }

    /** The first of several values; but the first of several chosen services would be one that nobody chose. */
    private static Object one(String id, Object value) {
        if (!(value instanceof Object[] array)) {
            return value;
        }
        boolean several = array.length > 1 && id.endsWith(".target");
        return several ? Arrays.toString(array) : array.length == 0 ? null : array[0];
    }

    private static Object fitted(Object one, Scalar type) {
        if (one == null || one.getClass().getSimpleName().equals(type.value())) {
            return one;
        }
        String text = one instanceof char[] characters ? new String(characters) : one.toString();
        try {
            return switch (type) {
                case STRING -> text;
                case PASSWORD -> new Password(text);
                case BOOLEAN -> Boolean.valueOf(text.strip());
                case DOUBLE -> Double.valueOf(text.strip());
                case FLOAT -> Float.valueOf(text.strip());
                case LONG -> new BigDecimal(text.strip()).longValueExact();
                case INTEGER -> new BigDecimal(text.strip()).intValueExact();
                case SHORT -> new BigDecimal(text.strip()).shortValueExact();
                case BYTE -> new BigDecimal(text.strip()).byteValueExact();
                case CHAR -> null;
            };
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    private static final class Described implements ComponentConfiguration {
        private final String pid;
        private final Tocd form;
        private final Map<String, Object> values;

        Described(String pid, Tocd form, Map<String, Object> values) {
            this.pid = pid;
            this.form = form;
            this.values = values;
        }

        @Override
        public String getPid() {
            return pid;
        }

        @Override
        public OCD getDefinition() {
            return form;
        }

        /** Kura decrypts passwords in this very map. */
        @Override
        public Map<String, Object> getConfigurationProperties() {
            return values;
        }
    }
}
