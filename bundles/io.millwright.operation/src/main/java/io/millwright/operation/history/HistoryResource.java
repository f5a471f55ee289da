package io.millwright.operation.history;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.view.Documents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What was kept: decisions of a {@code pipeline} and {@code asset}, or values of a {@code tag}, from {@code fromMicros} to {@code
 * toMicros} by the gateway's clock; as {@code size} items, as {@code points} with least and greatest value for a picture, or as CSV. Reads
 * {@value #MOST_CHARACTERS} characters at most and tells where to go on.
 */
@Component(service = Resource.class)
public final class HistoryResource implements Resource {
    static final long MOST_CHARACTERS = 16 << 20;
    private static final int MOST_ITEMS = 1_000;
    private static final int STANDARD_ITEMS = 100;

    private final HistoryRoom room;
    private final long mostCharacters;

    /** Called by the component runtime. */
    @Activate
    public HistoryResource(@Reference HistoryRoom room) {
        this(room, MOST_CHARACTERS);
    }

    HistoryResource(HistoryRoom room, long mostCharacters) {
        this.room = room;
        this.mostCharacters = mostCharacters;
    }

    @Override
    public String name() {
        return "history";
    }

    /** What one reading came to. */
    private static final class Reading {
        final List<JsonObject> found = new ArrayList<>();
        long characters;
        long goOnMicros;
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        Asked asked = Asked.of(query);
        int points = (int) query.whole("points", 0, MOST_ITEMS, 0);
        int size = (int) query.whole("size", 1, MOST_ITEMS, STANDARD_ITEMS);
        boolean csv = query.oneOf("export", "none", "csv").equals("csv");
        if (points > 0 && (csv || asked.toMicros() == Long.MAX_VALUE || asked.fromMicros() >= asked.toMicros())) {
            throw Refusal.field(
                    "points",
                    "points is " + points + ", which needs fromMicros before toMicros and no export",
                    "give both times");
        }
        Bins bins = points > 0 ? new Bins(asked.fromMicros(), asked.toMicros(), points) : null;
        Reading reading = read(asked, size, bins);
        JsonObject document = new JsonObject();
        if (bins != null) {
            document.add("points", bins.document());
        } else if (csv) {
            document.add("csv", Csv.of(asked, reading.found));
        } else {
            JsonArray items = new JsonArray();
            reading.found.forEach(each -> items.add(item(asked, each)));
            document.add("items", items);
        }
        return reading.goOnMicros == 0 ? document : document.add("nextFromMicros", reading.goOnMicros);
    }

    private Reading read(Asked asked, int size, Bins bins) throws Refusal {
        Reading reading = new Reading();
        try {
            room.read(asked.fromMicros(), asked.toMicros(), (header, line) -> {
                long at = Journal.at(line);
                if (at < asked.fromMicros()) {
                    return true;
                }
                if (at > asked.toMicros()) {
                    return false;
                }
                boolean full = bins == null && reading.found.size() >= size;
                if (full || reading.characters > mostCharacters) {
                    reading.goOnMicros = at;
                    return false;
                }
                reading.characters += line.length();
                JsonObject said = asked.fits(line);
                if (said != null && bins != null) {
                    bins.add(at, asked.number(said));
                } else if (said != null) {
                    reading.found.add(said);
                }
                return true;
            });
        } catch (IOException e) {
            throw Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    "the history cannot be read: " + e,
                    "look into the gateway's data directory");
        }
        return reading;
    }

    private static JsonValue item(Asked asked, JsonObject said) {
        if (asked.tag().isEmpty()) {
            return said;
        }
        JsonArray value = said.get("tags").asObject().get(asked.name()).asArray();
        return new JsonObject()
                .add("at", said.get("at"))
                .add("value", value.get(0))
                .add("status", value.get(1))
                .add("timeMicros", value.get(2));
    }

    /** Equal parts of a time. */
    private static final class Bins {
        private final long from;
        private final double width;
        private final long[] counts;
        private final double[] least;
        private final double[] most;
        private final double[] sums;

        Bins(long from, long to, int points) {
            this.from = from;
            width = (double) (to - from) / points;
            counts = new long[points];
            least = new double[points];
            most = new double[points];
            sums = new double[points];
        }

        void add(long at, double number) {
            if (!Double.isFinite(number)) {
                return;
            }
            int bin = Math.min(counts.length - 1, (int) ((at - from) / width));
            least[bin] = counts[bin] == 0 ? number : Math.min(least[bin], number);
            most[bin] = counts[bin] == 0 ? number : Math.max(most[bin], number);
            sums[bin] += number;
            counts[bin]++;
        }

        /** Those without a value are left out. */
        JsonArray document() {
            JsonArray points = new JsonArray();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    points.add(new JsonObject()
                            .add("fromMicros", from + (long) (i * width))
                            .add("count", counts[i])
                            .add("min", Documents.number(least[i]))
                            .add("max", Documents.number(most[i]))
                            .add("mean", Documents.number(sums[i] / counts[i])));
                }
            }
            return points;
        }
    }
}
