package io.millwright.gateway.kura.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Icon;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Reads a metatype file as Kura's own parser does, which is stricter and laxer than the OSGi one: element names are
 * matched without prefix; an attribute type that is not spelled exactly as Kura knows it rejects the whole file;
 * {@code required} is true unless said otherwise; {@code %key} texts are not resolved.
 */
final class MetatypeParser {

    private MetatypeParser() {}

    /**
     * @param pid the pid or factory pid that the file is named after
     * @throws IOException where Kura would drop the file; the message says why
     */
    static Metatype parse(String pid, InputStream file) throws IOException {
        Element root = document(file).getDocumentElement();
        Element designate = designate(root, pid);
        String factoryPid = designate.getAttribute("factoryPid");
        Element object = only(designate, "Object");
        String reference = object == null ? "" : object.getAttribute("ocdref");
        for (Element definition : children(root, "OCD")) {
            if (definition.getAttribute("id").equals(reference)) {
                return new Metatype(pid, !factoryPid.isEmpty(), definition(definition));
            }
        }
        throw new IOException("The Designate of " + pid + " refers to an OCD " + reference + " that is not there");
    }

    private static Element designate(Element root, String pid) throws IOException {
        for (Element designate : children(root, "Designate")) {
            if (pid.equals(designate.getAttribute("factoryPid")) || pid.equals(designate.getAttribute("pid"))) {
                return designate;
            }
        }
        throw new IOException("No Designate with pid or factoryPid " + pid);
    }

    private static Metatype.Definition definition(Element ocd) throws IOException {
        List<AD> attributes = new ArrayList<>();
        for (Element ad : children(ocd, "AD")) {
            attributes.add(attribute(ad));
        }
        List<Icon> icons = new ArrayList<>();
        for (Element icon : children(ocd, "Icon")) {
            icons.add(new Metatype.Image(icon.getAttribute("resource"), new BigInteger(text(icon, "size", "32"))));
        }
        return new Metatype.Definition(
                ocd.getAttribute("id"),
                text(ocd, "name", null),
                text(ocd, "description", null),
                List.copyOf(attributes),
                List.copyOf(icons));
    }

    private static Metatype.Attribute attribute(Element ad) throws IOException {
        String id = ad.getAttribute("id");
        Scalar type;
        try {
            type = Scalar.fromValue(ad.getAttribute("type"));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "AD " + id + " has the type \"" + ad.getAttribute("type") + "\", which Kura lacks", e);
        }
        List<Option> options = new ArrayList<>();
        for (Element option : children(ad, "Option")) {
            options.add(new Metatype.Choice(option.getAttribute("label"), option.getAttribute("value")));
        }
        return new Metatype.Attribute(
                id,
                text(ad, "name", null),
                text(ad, "description", null),
                type,
                Integer.parseInt(text(ad, "cardinality", "0")),
                text(ad, "min", null),
                text(ad, "max", null),
                text(ad, "default", null),
                Boolean.parseBoolean(text(ad, "required", "true")),
                List.copyOf(options));
    }

    private static Document document(InputStream file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(file);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("Not XML: " + e.getMessage(), e);
        }
    }

    private static Element only(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? null : found.get(0);
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && name.equals(element.getLocalName())) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element element, String attribute, String absent) {
        return element.hasAttribute(attribute) ? element.getAttribute(attribute) : absent;
    }
}
