package io.millwright.operation.history;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.resource.Sha256;
import io.millwright.operation.view.Configurations;
import io.millwright.operation.view.Secrets;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * From what a decision was made, in a form that {@link EvidenceCheck} verifies elsewhere: {@code evidence/pipeline/asset/run/sequence} of a
 * decision that the history still has. {@code fromMicros} spares reading what is older.
 */
@Component(service = Resource.class)
public final class EvidenceResource implements Resource {
    /** About the text that the greatest search reads. */
    static final long MOST_CHARACTERS = 64 << 20;

    private final HistoryRoom room;
    private final Function<String, JsonObject> configurations;

    /** Called by the component runtime. */
    @Activate
    public EvidenceResource(
            @Reference HistoryRoom room, @Reference Configurations configurations, @Reference Secrets secrets) {
        this(room, pipeline -> configured(configurations, secrets, pipeline));
    }

    EvidenceResource(HistoryRoom room, Function<String, JsonObject> configurations) {
        this.room = room;
        this.configurations = configurations;
    }

    private static JsonObject configured(Configurations configurations, Secrets secrets, String pipeline) {
        Optional<Map<String, Object>> found = configurations.of(pipeline);
        return found.map(each -> Surroundings.configuration(each, secrets::includes))
                .orElse(null);
    }

    @Override
    public String name() {
        return "evidence";
    }

    /** Goes through the lines, keeping account of the chain. */
    private static final class Search implements Journal.Visitor {
        private final List<String> path;
        private final String pipeline;
        private final String sequence;
        private String header = "";
        private String chain = "";
        private String surroundings = "";
        private long characters;
        private boolean tooMuch;
        private String line = "";
        private String before = "";

        Search(List<String> path) {
            this.path = path;
            pipeline = Json.value(path.get(0)).toString();
            sequence = "\"sequence\":" + path.get(3) + ",";
        }

        @Override
        public boolean line(String blockHeader, String text) {
            characters += text.length();
            if (blockHeader.isEmpty() || characters > MOST_CHARACTERS) {
                tooMuch = characters > MOST_CHARACTERS;
                return false;
            }
            if (!blockHeader.equals(header)) {
                header = blockHeader;
                chain = Journal.chain(header);
            }
            if (text.contains(",\"surroundings\":")) {
                surroundings = text;
            } else if (text.contains(pipeline) && text.contains(sequence) && is(text)) {
                line = text;
                before = chain;
                return false;
            }
            chain = Journal.chained(chain, text);
            return true;
        }

        private boolean is(String text) {
            JsonObject said = Json.parse(text).asObject();
            if (said.get("decision") == null) {
                return false;
            }
            JsonObject decision = said.get("decision").asObject();
            return path.get(0).equals(decision.getString("pipeline", ""))
                    && path.get(1).equals(decision.getString("asset", ""))
                    && path.get(2).equals(decision.get("run").toString())
                    && path.get(3).equals(decision.get("sequence").toString());
        }
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        Search search = new Search(query.parts("pipeline", "asset", "run", "sequence"));
        long from = query.whole("fromMicros", 0, Long.MAX_VALUE, 0);
        try {
            room.read(from, Long.MAX_VALUE, search);
        } catch (IOException e) {
            throw Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    "the history cannot be read: " + e,
                    "look into the gateway's data directory");
        }
        if (search.line.isEmpty()) {
            throw search.tooMuch
                    ? Refusal.field(
                            "fromMicros", "too much history lies before it", "give a time shortly before the decision")
                    : Refusal.of(
                            Refusal.Kind.NOT_FOUND,
                            "decision " + String.join("/", search.path) + " is not in the history",
                            "it is there 10 s after it was made, while History, MB and days allow");
        }
        return EvidenceCheck.sealed(evidence(search));
    }

    private JsonObject evidence(Search search) {
        JsonObject evidence = new JsonObject()
                .add("line", search.line)
                .add("chainBefore", search.before)
                .add("chainAfter", Journal.chained(search.before, search.line));
        JsonObject made = search.surroundings.isEmpty()
                ? new JsonObject()
                : Json.parse(search.surroundings).asObject().get("surroundings").asObject();
        evidence.add("gateway", made.getString("gateway", ""));
        evidence.add("bundles", made.get("bundles") == null ? new JsonObject() : made.get("bundles"));
        String pipeline = search.path.get(0);
        String hash = made.get("configurations") == null
                ? ""
                : made.get("configurations").asObject().getString(pipeline, "");
        evidence.add("configurationSha256", hash);
        JsonObject present = configurations.apply(pipeline);
        if (present != null && Sha256.of(Canonical.of(present)).equals(hash)) {
            evidence.add("configuration", present);
        }
        return evidence;
    }
}
