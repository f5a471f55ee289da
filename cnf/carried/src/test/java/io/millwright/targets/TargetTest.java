package io.millwright.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.FrameworkUtil;

/** Whatever a person types: a filter that can be parsed, or one that matches nothing and a problem that says what is meant. */
class TargetTest {
    static final TargetField FIELD = new TargetField("TagSource", "Connection", "OPC UA connection");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            plc1                                  | (kura.service.pid=plc1)             | true
            ' plc1 '                              | (kura.service.pid=plc1)             | true
            (kura.service.pid=plc1)               | (kura.service.pid=plc1)             | true
            PLC (hall 2)*                         | (kura.service.pid=PLC \\(hall 2\\)\\*) | true
            5                                     | (kura.service.pid=5)                | true
            x(((                                  | (kura.service.pid=x\\(\\(\\()          | true
            (kura.service.pid=plc*)               | (kura.service.pid=plc*)             | false
            (service.pid=io.example-1)            | (service.pid=io.example-1)          | false
            (objectClass=*)                       | (objectClass=*)                     | false
            """)
    void aNameOrAFilterIsUnderstood(String typed, String filter, boolean one) {
        Target target = Target.of(FIELD, typed);
        assertEquals(filter, target.filter());
        assertEquals(one, target.one());
        assertTrue(target.chosen());
        assertEquals("", target.problem().text());
    }

    /** A list becomes this text where the gateway restarts from its snapshot, or goes back to it. */
    @Test
    void a1AListInASnapshotIsTheSameMistakeAsTheListItself() {
        Target list = Target.of(FIELD, new String[] {"plc1", "plc2"});
        assertEquals(list, Target.of(FIELD, "[plc1, plc2]"));
        assertTrue(list.problem().text().contains("is a list of 2 values"), list.toString());
        assertTrue(Target.of(FIELD, "[plc1]").chosen());
    }

    static Stream<Object> nothing() {
        return Stream.of(
                "", "  ", "changeme", "(kura.service.pid=changeme)", new String[0], new String[] {null}, List.of());
    }

    @Test
    void emptyMissingAndTheDefaultAreNothingChosen() {
        Stream.concat(nothing(), Stream.of((Object) null)).forEach(typed -> {
            Target target = Target.of(FIELD, typed);
            assertFalse(target.chosen());
            assertEquals("", target.problem().text());
            assertFalse(matchesAnything(target));
            assertTrue(
                    target.missing().text().startsWith("Connection is "),
                    target.missing().text());
        });
    }

    static Stream<Object> wrong() {
        return Stream.of(
                "(((x",
                "(plc1)",
                "(kura.service.pid=plc1",
                "kura.service.pid=plc1",
                "x".repeat(10_000),
                "(&".repeat(5_000),
                "(!".repeat(490),
                new String[] {"plc1", "plc2"},
                "[plc1, plc2]",
                new String[] {null, "plc1"},
                new int[] {1, 2});
    }

    @Test
    void whatIsNeitherMatchesNothingAndIsAProblem() {
        wrong().forEach(TargetTest::isAProblem);
    }

    private static void isAProblem(Object typed) {
        Target target = Target.of(FIELD, typed);
        assertFalse(target.chosen());
        assertFalse(matchesAnything(target));
        assertTrue(
                target.problem().text().startsWith("Connection is "),
                target.problem().text());
        assertTrue(
                target.problem()
                        .text()
                        .endsWith(
                                "; choose the OPC UA connection in the list, or enter its name or (kura.service.pid=name)"),
                target.problem().text());
        assertTrue(target.problem().text().length() < 350, target.problem().text());
        assertEquals(target.problem().text(), target.missing().text());
    }

    @Test
    void aFilterWithoutParenthesesIsGivenBackWithThem() {
        assertTrue(Target.of(FIELD, "kura.service.pid=plc1")
                .problem()
                .text()
                .contains("perhaps (kura.service.pid=plc1) is meant"));
    }

    @Test
    void numbersListsAndCharactersAreReadAsText() {
        assertEquals("(kura.service.pid=42)", Target.of(FIELD, 42).filter());
        assertEquals("(kura.service.pid=true)", Target.of(FIELD, true).filter());
        assertEquals(
                "(kura.service.pid=plc1)",
                Target.of(FIELD, new String[] {"plc1"}).filter());
        assertEquals(
                "(kura.service.pid=plc1)", Target.of(FIELD, List.of("plc1")).filter());
        assertEquals("(kura.service.pid=7)", Target.of(FIELD, new long[] {7}).filter());
        assertEquals(
                "(kura.service.pid=plc1)",
                Target.of(FIELD, "plc1".toCharArray()).filter());
        assertTrue(Target.of(FIELD, Arrays.asList(null, "a")).problem().text().contains("a list of 2 values"));
    }

    @Test
    void onlyWhatIsChosenMatches() {
        Target target = Target.of(FIELD, "PLC (hall 2)*\\");
        assertTrue(target.matches(Map.of("kura.service.pid", "PLC (hall 2)*\\")));
        assertFalse(target.matches(Map.of("kura.service.pid", "PLC (hall 2)x\\")));
        assertFalse(Target.of(FIELD, "").matches(Map.of("kura.service.pid", "")));
        assertFalse(Target.of(FIELD, "changeme").matches(Map.of("kura.service.pid", "changeme")));
        assertTrue(Target.of(FIELD, "(size>=3)").matches(Map.of("size", 4, "kura.service.pid", "plc1")));
    }

    private static boolean matchesAnything(Target target) {
        try {
            assertNotNull(FrameworkUtil.createFilter("(&(objectClass=*)" + target.filter() + ")"));
            return FrameworkUtil.createFilter(target.filter())
                    .matches(Map.of("objectClass", new String[] {"a.B"}, "kura.service.pid", "changeme"));
        } catch (org.osgi.framework.InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
