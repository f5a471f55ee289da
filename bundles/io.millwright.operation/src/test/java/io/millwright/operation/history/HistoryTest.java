package io.millwright.operation.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept, what it costs nobody, and how it is asked for. */
class HistoryTest {
    @TempDir
    Path folder;

    /** The line before the first decision. */
    private static final long SURROUNDINGS = 1;

    private JsonObject ask(KeptHere here, Map<String, String> parameters) throws Refusal {
        return new HistoryResource(here.room).get(new Query(List.of(), parameters));
    }

    private static List<Integer> sequences(JsonArray items) {
        return items.values().stream()
                .map(each -> each.asObject().get("decision").asObject().getInt("sequence", -1))
                .toList();
    }

    @Test
    void decisionsAreThereAtOnceAndAfterARestart() throws Refusal {
        KeptHere here = new KeptHere(folder);
        here.tick();
        here.decide("mill", "a", 1, 0.5);
        here.decide("other", "a", 2, 0.5);
        here.tick();
        here.decide("mill", "b", 3, 0.5);
        here.tick();
        assertEquals(
                List.of(1, 2, 3), sequences(ask(here, Map.of()).get("items").asArray()));
        here.room.close();
        assertTrue(here.listening.isEmpty());

        KeptHere again = new KeptHere(folder);
        assertEquals(
                List.of(1, 3),
                sequences(ask(again, Map.of("pipeline", "mill")).get("items").asArray()));
        assertEquals(
                List.of(3),
                sequences(ask(again, Map.of("pipeline", "mill", "asset", "b"))
                        .get("items")
                        .asArray()));
    }

    @Test
    void aClockThatIsPutBackKeepsNothingFromTheDisk() {
        KeptHere here = new KeptHere(folder);
        here.flush();
        here.decide("mill", "a", 1, 0.5);
        here.micros -= TimeUnit.HOURS.toMicros(1);
        here.tick();
        assertEquals(1 + SURROUNDINGS, here.room.counters().get("history.kept"));
    }

    @Test
    void whereNothingIsKeptNobodyListensAndNothingStays() throws Exception {
        KeptHere here = new KeptHere(folder);
        here.tick();
        here.decide("mill", "a", 1, 0.5);
        here.flush();
        here.flush();
        assertEquals(1, here.listening.size());
        here.budgetBytes = 0;

        here.tick();

        assertTrue(here.listening.isEmpty());
        assertEquals(0, files());
    }

    @Test
    void whatWasKeptGoesWhereItWasSwitchedOffMeanwhile() throws Exception {
        KeptHere here = new KeptHere(folder);
        here.tick();
        here.decide("mill", "a", 1, 0.5);
        here.tick();
        here.room.close();
        assertEquals(1, files());
        KeptHere again = new KeptHere(folder);
        again.budgetBytes = 0;

        again.tick();

        assertEquals(0, files());
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void moreThanCanWaitIsCountedAndNobodyWaits() {
        KeptHere here = new KeptHere(folder);
        here.tick();
        for (int i = 0; i < HistoryRoom.MOST_WAITING + 5; i++) {
            here.decide("mill", "a", i, 0.5);
        }

        assertEquals(5L, here.room.counters().get("history.dropped"));
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidAndWhatComesLaterIsKept() throws Exception {
        Path file = Files.createFile(folder.resolve("taken"));
        KeptHere here = new KeptHere(file);
        here.tick();
        here.decide("mill", "a", 1, 0.5);
        here.flush();
        assertTrue(here.room.trouble().what().contains("cannot be written"));
        Files.delete(file);

        here.decide("mill", "a", 2, 0.5);
        here.flush();

        assertTrue(here.room.trouble().isEmpty());
        assertEquals(List.of(1, 2), sequences(ask(here, Map.of()).get("items").asArray()));
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() throws Refusal {
        KeptHere here = new KeptHere(folder);
        here.tick();
        for (int i = 1; i <= 5; i++) {
            here.decide("mill", "a", i, 0.5);
        }
        here.flush();

        JsonObject first = ask(here, Map.of("size", "3"));
        JsonObject second = ask(
                here,
                Map.of("size", "3", "fromMicros", first.get("nextFromMicros").toString()));

        assertEquals(List.of(1, 2, 3), sequences(first.get("items").asArray()));
        assertEquals(List.of(4, 5), sequences(second.get("items").asArray()));
        assertNull(second.get("nextFromMicros"));
    }

    @Test
    void aReadingIsBoundedAndTellsWhereToGoOn() throws Refusal {
        KeptHere here = new KeptHere(folder);
        here.tick();
        for (int i = 1; i <= 50; i++) {
            here.decide("mill", "a", i, 0.5);
        }
        here.flush();
        HistoryResource bounded = new HistoryResource(here.room, 2_000);
        String from = "0";
        int pages = 0;
        int found = 0;
        while (from != null) {
            JsonObject page = bounded.get(new Query(List.of(), Map.of("fromMicros", from)));
            found += page.get("items").asArray().size();
            from = page.get("nextFromMicros") == null
                    ? null
                    : page.get("nextFromMicros").toString();
            pages++;
        }

        assertEquals(50, found);
        assertTrue(pages > 5, pages + " pages");
    }

    @Test
    void aTrendHasLeastAndGreatestOfEachBin() throws Refusal {
        KeptHere here = new KeptHere(folder);
        here.tick();
        long from = here.micros;
        for (int i = 0; i < 20; i++) {
            here.decide("mill", "a", i, i);
            here.tick();
        }
        JsonArray points = ask(
                        here,
                        Map.of(
                                "pipeline", "mill",
                                "value", "score",
                                "points", "2",
                                "fromMicros", Long.toString(from),
                                "toMicros", Long.toString(from + 20_999_999)))
                .get("points")
                .asArray();

        assertEquals(2, points.size());
        assertEquals(0, points.get(0).asObject().getDouble("min", -1));
        assertEquals(19, points.get(1).asObject().getDouble("max", -1));
        assertEquals(
                20,
                points.values().stream()
                        .mapToInt(each -> each.asObject().getInt("count", 0))
                        .sum());
        assertThrows(Refusal.class, () -> ask(here, Map.of("points", "10")));
    }

    @Test
    void csvHoldsTextsThatASpreadsheetMustNotCompute() throws Refusal {
        KeptHere here = new KeptHere(folder);
        here.tick();
        here.decide("mill", "a", 1, 0.5);
        here.tick();

        String csv = ask(here, Map.of("export", "csv")).getString("csv", "");

        String[] lines = csv.split("\r\n");
        assertEquals(2, lines.length);
        assertTrue(lines[1].endsWith(",mill,a,,1,1,0,0,GOOD,,score,0.5,,\"'=ok, \"\"fine\"\"\",OK,,"), lines[1]);
    }

    @Test
    void chosenTagsAreKeptOncePerSecondAndFollowTheTable() throws Refusal {
        KeptHere here = new KeptHere(folder);
        Spindle plc = new Spindle();
        here.sources.add(plc.offered());
        here.patterns = List.of("plc/sp*");
        here.tick();
        for (int i = 0; i < 1_000; i++) {
            plc.tell("speed", i);
            plc.tell("load", i);
        }
        here.tick();
        plc.tell("speed", 5);
        here.tick();
        here.tick();

        JsonArray items = ask(here, Map.of("tag", "plc/speed")).get("items").asArray();
        assertEquals(2, items.size());
        assertEquals(999, items.get(0).asObject().getInt("value", -1));
        assertEquals(5, items.get(1).asObject().getInt("value", -1));
        assertEquals(
                0, ask(here, Map.of("tag", "plc/load")).get("items").asArray().size());
        here.patterns = List.of();
        here.tick();
        assertEquals(0, plc.subscriptions());
    }
}
