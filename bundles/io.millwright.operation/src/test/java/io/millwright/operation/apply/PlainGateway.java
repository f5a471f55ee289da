package io.millwright.operation.apply;

import io.millwright.operation.resource.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;

/** One connection with a few fields, which is connected while its address is the right one; and a pipeline that decides meanwhile. */
final class PlainGateway implements Gateway {
    static final String RIGHT = "opc.tcp://plc:4840";

    final Map<String, Object> values = new TreeMap<>();
    final AtomicLong millis = new AtomicLong(1_000_000);
    final List<Map<String, Map<String, Object>>> sets = new ArrayList<>();
    boolean refuses;
    boolean starts;
    boolean decides = true;
    private long decided;

    PlainGateway() {
        values.put("endpoint.url", RIGHT);
        values.put("request.timeoutMs", 5_000);
        values.put("user.password", new Password("plain"));
        values.put("lists", new String[] {"a", "b"});
    }

    private record Field(
            String getId,
            String getName,
            Scalar getType,
            int getCardinality,
            String getMin,
            String getMax,
            boolean isRequired)
            implements AD {
        @Override
        public List<Option> getOption() {
            return List.of();
        }

        @Override
        public String getDescription() {
            return "";
        }

        @Override
        public String getDefault() {
            return null;
        }
    }

    @Override
    public List<String> components() {
        return List.of("plc");
    }

    @Override
    public Form form(String pid) throws Refusal {
        if (starts || !pid.equals("plc")) {
            throw Refusal.of(Refusal.Kind.NOT_FOUND, "there is no " + pid, "give plc");
        }
        return new Form(
                pid,
                new HashMap<>(values),
                List.of(
                        new Field("endpoint.url", "Endpoint URL", Scalar.STRING, 0, null, null, true),
                        new Field("request.timeoutMs", "Request timeout, ms", Scalar.INTEGER, 0, "100", "60000", true),
                        new Field("user.password", "Password", Scalar.PASSWORD, 0, null, null, false),
                        new Field("note", "Note", Scalar.STRING, 0, null, null, false),
                        new Field("KeystoreService.target", "Keystore", Scalar.STRING, 0, null, null, false),
                        new Field("lists", "Lists", Scalar.STRING, 5, null, null, false)));
    }

    @Override
    public Map<String, Object> kept(String pid) {
        Map<String, Object> kept = new HashMap<>(values);
        kept.put("user.password", "encrypted:" + values.get("user.password"));
        return kept;
    }

    @Override
    public boolean matches(String target) {
        return target.equals("there");
    }

    @Override
    public void set(Map<String, Map<String, Object>> all) throws KuraException {
        sets.add(all);
        if (refuses) {
            refuses = false;
            throw new KuraException(KuraErrorCode.CONFIGURATION_UPDATE, "no");
        }
        Map<String, Object> given = new HashMap<>(all.get("plc"));
        // As the configuration service does with what is encrypted already.
        given.computeIfPresent(
                "user.password", (id, word) -> new Password(word.toString().replaceFirst("^encrypted:", "")));
        values.putAll(given);
    }

    boolean connected() {
        return values.get("endpoint.url").equals(RIGHT);
    }

    @Override
    public Map<String, Health.Now> health() {
        decided += decides && connected() ? 1 : 0;
        return Map.of(
                "connection plc",
                new Health.Now(Health.Kind.CONNECTION, connected() ? "CONNECTED" : "CONNECTING", 0, false, 0),
                "pipeline welder",
                new Health.Now(Health.Kind.PIPELINE, "RUNNING", 0, false, decided));
    }

    @Override
    public Map<String, Long> decidesWithinMillis() {
        return Map.of("pipeline welder", 5_000L);
    }
}
