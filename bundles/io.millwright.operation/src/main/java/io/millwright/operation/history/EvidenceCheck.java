package io.millwright.operation.history;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import io.millwright.operation.resource.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies a document of {@code evidence} away from the gateway, by what it says itself and, where they are at hand, by the model's file and
 * the configuration's. It finds what was changed in one place; that nobody wrote a whole new document only the chain shows, against a
 * copy of the history's files.
 */
public final class EvidenceCheck {
    private static final String SEAL = "evidenceSha256";
    private static final List<String> SEALED =
            List.of("line", "chainBefore", "chainAfter", "gateway", "bundles", "configurationSha256", "configuration");

    private EvidenceCheck() {}

    /** Returns a document with the hash of its canonical form. */
    static JsonObject sealed(JsonObject evidence) {
        return evidence.add(SEAL, seal(evidence));
    }

    private static String seal(JsonObject evidence) {
        JsonObject sealed = new JsonObject();
        for (String name : SEALED) {
            JsonValue value = evidence.get(name);
            if (value != null) {
                sealed.add(name, value);
            }
        }
        return Sha256.of(Canonical.of(sealed));
    }

    /**
     * Verifies a document.
     *
     * @param document JSON as the gateway gave it
     * @param model the ONNX file that is said to have decided; null if it is not at hand
     * @param configuration JSON of the pipeline's configuration as evidence and diagnostics have it; null if it is not at hand
     * @return what is wrong, empty where nothing is
     * @throws IOException a file cannot be read
     */
    public static List<String> faults(String document, Path model, Path configuration) throws IOException {
        List<String> faults = new ArrayList<>();
        try {
            JsonObject evidence = Json.parse(document).asObject();
            if (!seal(evidence).equals(evidence.getString(SEAL, ""))) {
                faults.add("the document is not as the gateway sealed it");
            }
            String line = evidence.getString("line", "");
            String after = Journal.chained(evidence.getString("chainBefore", ""), line);
            if (!after.equals(evidence.getString("chainAfter", ""))) {
                faults.add("the decision's line does not lead to chainAfter");
            }
            JsonObject decision = Json.parse(line).asObject().get("decision").asObject();
            String stated = decision.get("model").asObject().getString("sha256", "");
            if (model != null && !stated.equals(Sha256.of(model))) {
                faults.add("the model's file has SHA-256 " + Sha256.of(model) + ", decided has " + stated);
            }
            String hash = evidence.getString("configurationSha256", "");
            JsonValue inside = evidence.get("configuration");
            if (inside != null && !Sha256.of(Canonical.of(inside)).equals(hash)) {
                faults.add("the configuration in the document is another one than configurationSha256 says");
            }
            if (configuration != null
                    && !Sha256.of(Canonical.of(Json.parse(Files.readString(configuration))))
                            .equals(hash)) {
                faults.add("the configuration's file is another one than configurationSha256 says");
            }
        } catch (ParseException | UnsupportedOperationException | NullPointerException e) {
            faults.add("this is no evidence: " + e.getMessage());
        }
        return faults;
    }

    /**
     * Verifies a copy of the history's folder: that each block follows from what is before it.
     *
     * @return what is wrong, empty where nothing is
     * @throws IOException a file cannot be read
     */
    public static List<String> chainFaults(Path folder) throws IOException {
        List<String> faults = new ArrayList<>();
        String[] state = {"", ""};
        new Journal(folder).read(0, Long.MAX_VALUE, (header, line) -> {
            if (!header.equals(state[0])) {
                String stated = Journal.chain(header);
                // What the oldest file follows went with the one before it.
                if (!state[0].isEmpty() && !stated.equals(state[1])) {
                    faults.add("the block at " + Journal.at(header) + " does not follow from what is before it");
                }
                state[0] = header;
                state[1] = stated;
            }
            state[1] = Journal.chained(state[1], line);
            return true;
        });
        return faults;
    }
}
