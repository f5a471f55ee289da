package io.millwright.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the form shows is what is used, or nothing is. */
class ChosenTest {
    private final List<String> there = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final List<Chosen.Use<String>> told = new ArrayList<>();
    private Runnable watch;

    private final Chosen<String> chosen = new Chosen<>(
            new Candidates() {
                @Override
                public Collection<String> names(String filter) {
                    return there.stream()
                            .filter(name -> target(filter).matches(service(name)))
                            .toList();
                }

                @Override
                public void watch(String filter, Runnable task) {
                    watch = task;
                }

                @Override
                public void unwatch() {
                    watch = null;
                }
            },
            later::add,
            told::add);

    private static Target target(Object typed) {
        return Target.of(TargetTest.FIELD, typed);
    }

    private static Map<String, Object> service(String name) {
        return Map.of("kura.service.pid", name);
    }

    private Chosen.Use<String> now() {
        return told.get(told.size() - 1);
    }

    @Test
    void whatIsChosenAndBoundIsUsed() {
        chosen.choose(target("plc1"));
        assertFalse(now().wrong());
        assertTrue(
                now().why().text().contains("matches no OPC UA connection"),
                now().why().text());
        chosen.bind("one", service("plc1"));
        assertEquals("one", now().service());
        chosen.bind("two", service("plc1"));
        chosen.unbind("one");
        assertEquals("two", now().service());
        chosen.unbind("two");
        assertNull(now().service());
        assertEquals(4, told.size());
    }

    @Test
    void anotherServiceThanTheOneChosenIsNotUsedAndSaid() {
        chosen.choose(target("plc1"));
        chosen.bind("one", service("plc1"));
        chosen.choose(target("(kura.service.pid=plcX)"));
        later.forEach(Runnable::run);
        assertNull(now().service());
        assertTrue(now().wrong());
        assertTrue(
                now().why().text().contains("plcX") && now().why().text().contains("still offers 'plc1'"),
                now().why().text());
        chosen.choose(target("(((x"));
        assertNull(now().service());
        chosen.choose(target("plc1"));
        assertEquals("one", now().service());
    }

    /** A connection whose address and keystore are changed by one form must open neither the old address nor the old keystore. */
    @Test
    void whatBelongsToTheChoiceIsTakenTogetherWithIt() {
        there.addAll(List.of("plc1", "plc2"));
        chosen.choose(target("plc1"));
        chosen.bind("one", service("plc1"));
        List<Chosen.Use<String>> taken = new ArrayList<>();
        chosen.choose(target("plc2"), taken::add);
        assertEquals("one", now().service());
        assertEquals(List.of(), taken);
        chosen.bind("two", service("plc2"));
        chosen.unbind("one");
        assertEquals(List.of("two"), taken.stream().map(Chosen.Use::service).toList());
        assertEquals(2, told.size(), "the change is told once, to who takes it");
        later.forEach(Runnable::run);
        chosen.choose(target("plc2"), taken::add);
        assertEquals("two", taken.get(1).service());
        assertEquals(2, taken.size());
        chosen.unbind("two");
        assertNull(now().service());
        assertEquals(3, told.size());
    }

    @Test
    void whatBelongsToAChoiceThatDoesNotComeIsTakenWhenItsTimeIsOver() {
        there.add("plc1");
        chosen.choose(target("changeme"));
        List<Chosen.Use<String>> taken = new ArrayList<>();
        chosen.choose(target("plc1"), taken::add);
        assertEquals(List.of(), taken);
        later.forEach(Runnable::run);
        assertEquals(1, taken.size());
        assertNull(taken.get(0).service());
        chosen.bind("one", service("plc1"));
        assertEquals("one", now().service());
    }

    @Test
    void nothingIsSaidOfTheMomentBeforeTheRuntimeBindsOrUnbinds() {
        there.add("plc1");
        chosen.choose(target("(((x"));
        chosen.choose(target("plc1"));
        chosen.bind("one", service("plc1"));
        chosen.choose(target("nowhere"));
        chosen.unbind("one");
        assertEquals(
                List.of("which is no filter", "", "matches no OPC UA connection"),
                told.stream()
                        .map(use -> use.why()
                                .text()
                                .replaceAll(".*(which is no filter|matches no OPC UA connection).*", "$1"))
                        .toList());
    }

    @Test
    void aRuntimeThatDoesNotBindWhatIsChosenIsFoundOut() {
        there.addAll(List.of("plc1", "plc2"));
        chosen.choose(target("plc1"));
        chosen.bind("one", service("plc1"));
        chosen.choose(target("plc2"));
        later.forEach(Runnable::run);
        assertNull(now().service());
        assertTrue(
                now().why().text().contains("still offers 'plc1'"), now().why().text());
    }

    @Test
    void ofServicesOfSeveralNamesNoneIsUsed() {
        there.add("plc1");
        chosen.choose(target("(kura.service.pid=plc*)"));
        chosen.bind("one", service("plc1"));
        assertEquals("one", now().service());
        there.add("plc2");
        watch.run();
        assertNull(now().service());
        assertTrue(now().wrong());
        assertTrue(
                now().why().text().contains("matches more than one OPC UA connection (plc1, plc2)"),
                now().why().text());
        there.remove("plc2");
        watch.run();
        assertEquals("one", now().service());
        chosen.choose(target("plc1"));
        assertNull(watch);
    }

    @Test
    void nothingIsSaidAfterTheEnd() {
        chosen.choose(target("plc1"));
        chosen.close();
        chosen.bind("one", service("plc1"));
        chosen.choose(target("plc2"));
        assertEquals(1, told.size());
    }
}
