package io.millwright.gateway.kura.configuration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kura's parser rules, where they differ from those of the OSGi metatype service. */
class MetatypeParserTest {
    private static final String PID = "io.example.Thing";

    private static Metatype parse(String attributes) throws IOException {
        return parseFile(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0" localization="l10n/x">
                  <OCD id="io.example.Thing" name="Thing" description="A thing">%s</OCD>
                  <Designate factoryPid="io.example.Thing"><Object ocdref="io.example.Thing"/></Designate>
                </metatype:MetaData>
                """
                        .formatted(attributes));
    }

    private static Metatype parseFile(String xml) throws IOException {
        return MetatypeParser.parse(PID, new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, Object> defaults(String attributes) throws IOException {
        return Defaults.of(parse(attributes).definition());
    }

    @Test
    void aPrefixedRootAndUnprefixedChildrenAreRead() throws Exception {
        Metatype metatype = parse("<AD id=\"a\" name=\"A\" type=\"String\"/><Icon resource=\"i.png\" size=\"32\"/>");
        assertTrue(metatype.factory());
        assertEquals("Thing", metatype.definition().getName());
        assertEquals("i.png", metatype.definition().getIcon().get(0).getResource());
    }

    @Test
    void prefixedElementsAreReadToo() throws Exception {
        Metatype metatype = parseFile(
                """
                <m:MetaData xmlns:m="http://www.osgi.org/xmlns/metatype/v1.2.0">
                  <m:OCD id="io.example.Thing" name="Thing"><m:AD id="a" type="Long" default="1"/></m:OCD>
                  <m:Designate pid="io.example.Thing"><m:Object ocdref="io.example.Thing"/></m:Designate>
                </m:MetaData>
                """);
        assertFalse(metatype.factory());
        assertEquals(Map.of("a", 1L), Defaults.of(metatype.definition()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Character", "int", "string", "URI", ""})
    void aTypeThatKuraDoesNotSpellSoRejectsTheWholeFile(String type) {
        String attributes = "<AD id=\"good\" type=\"String\"/><AD id=\"bad\" type=\"" + type + "\"/>";
        IOException refused = assertThrows(IOException.class, () -> parse(attributes));
        assertTrue(refused.getMessage().contains("bad"), refused.getMessage());
    }

    @Test
    void requiredIsTrueUnlessSaidOtherwise() throws Exception {
        var attributes = parse("<AD id=\"a\" type=\"String\"/><AD id=\"b\" type=\"String\" required=\"false\"/>")
                .definition();
        assertTrue(attributes.getAD().get(0).isRequired());
        assertFalse(attributes.getAD().get(1).isRequired());
    }

    @ParameterizedTest
    @CsvSource({
        "String, text, java.lang.String",
        "Long, 1, java.lang.Long",
        "Double, 1, java.lang.Double",
        "Float, 1, java.lang.Float",
        "Integer, 1, java.lang.Integer",
        "Byte, 1, java.lang.Byte",
        "Char, c, java.lang.Character",
        "Boolean, true, java.lang.Boolean",
        "Short, 1, java.lang.Short",
        "Password, p, org.eclipse.kura.configuration.Password"
    })
    void aDefaultHasTheTypeOfItsAttribute(String type, String text, Class<?> expected) throws Exception {
        Object value = defaults("<AD id=\"a\" type=\"%s\" default=\"%s\"/>".formatted(type, text))
                .get("a");
        assertEquals(expected, value.getClass());
        assertEquals(text, value instanceof Number ? text : value.toString());
    }

    @Test
    void anEmptyDefaultIsNone() throws Exception {
        assertEquals(Map.of(), defaults("<AD id=\"a\" type=\"String\" default=\"\"/><AD id=\"b\" type=\"String\"/>"));
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "-1"})
    void anUnescapedCommaCutsAScalarDefaultShort(int cardinality) throws Exception {
        String attributes =
                """
                <AD id="cut" type="String" cardinality="%1$d" default="a,b"/>
                <AD id="whole" type="String" cardinality="%1$d" default="a\\,b"/>
                """
                        .formatted(cardinality);
        assertEquals(Map.of("cut", "a", "whole", "a,b"), defaults(attributes));
    }

    @ParameterizedTest
    @CsvSource({"3", "-3"})
    void aLargerCardinalityOfEitherSignIsAnArray(int cardinality) throws Exception {
        Object value = defaults("<AD id=\"a\" type=\"Integer\" cardinality=\"" + cardinality + "\" default=\"1,2\"/>")
                .get("a");
        assertArrayEquals(new Integer[] {1, 2}, (Integer[]) value);
    }

    @Test
    void optionsKeepLabelAndValue() throws Exception {
        AD attribute = parse("<AD id=\"a\" type=\"String\"><Option label=\"Two\" value=\"2\"/></AD>")
                .definition()
                .getAD()
                .get(0);
        assertEquals("Two", attribute.getOption().get(0).getLabel());
        assertEquals("2", attribute.getOption().get(0).getValue());
    }

    @Test
    void localisationKeysAreNotResolved() throws Exception {
        assertEquals(
                "%a",
                parse("<AD id=\"a\" name=\"%a\" type=\"String\"/>")
                        .definition()
                        .getAD()
                        .get(0)
                        .getName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<MetaData/>", "not xml", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>"})
    void whatIsNoMetatypeIsRefused(String xml) {
        assertThrows(IOException.class, () -> parseFile(xml));
    }

    @Test
    void aPasswordDoesNotShowItsDefaultAsText() throws Exception {
        Object value =
                defaults("<AD id=\"a\" type=\"Password\" default=\"p\"/>").get("a");
        assertArrayEquals(new char[] {'p'}, ((Password) value).getPassword());
    }
}
