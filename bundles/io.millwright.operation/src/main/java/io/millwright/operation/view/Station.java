package io.millwright.operation.view;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.supervision.State;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** One station of a route; used by one thread. */
final class Station {
    private static final int MOST_SHARING = 20;
    private static final MathContext DIGITS = new MathContext(3);

    private final String name;
    private final String pid;
    private final JsonObject more = new JsonObject();
    private final JsonArray losses = new JsonArray();
    private State state;

    /** Nothing comes this far, so there is nothing to say of it. */
    private boolean idle;

    /** A state that a route finds out itself. */
    record Said(String code, Severity severity, String text, String remedy) implements State {
        static Said fine(String code, String text) {
            return new Said(code, Severity.INFO, text, "");
        }

        @Override
        public long sinceMicros() {
            return 0;
        }
    }

    Station(String name, String pid, State state) {
        this.name = name;
        this.pid = pid;
        this.state = state;
    }

    String name() {
        return name;
    }

    /** Takes what another one says of it where that is worse, or where this has nothing of its own to say. */
    void worse(State other) {
        boolean own = state.sinceMicros() != 0 || state.severity() != State.Severity.INFO;
        if (other.severity().compareTo(state.severity()) > 0 || !own && other.severity() == state.severity()) {
            state = other;
        }
    }

    boolean isWell() {
        return state.severity() == State.Severity.INFO;
    }

    boolean isBlocked() {
        return state.severity() == State.Severity.ERROR;
    }

    /** Nothing comes this far. */
    void idle(String because) {
        idle = true;
        state = Said.fine("NOTHING_COMES", because);
    }

    Station with(String member, String value) {
        if (!value.isEmpty()) {
            more.set(member, value);
        }
        return this;
    }

    Station with(String member, long value) {
        more.set(member, value);
        return this;
    }

    /** Other pipelines that go through here as well. */
    Station shared(List<String> pipelines) {
        if (!pipelines.isEmpty()) {
            JsonArray names = new JsonArray();
            pipelines.stream().limit(MOST_SHARING).forEach(names::add);
            more.set("shared", names);
        }
        return this;
    }

    /** The one number that tells most of it; nothing where it is not known. */
    Station figure(String what, double value) {
        if (Double.isFinite(value)) {
            more.set("figure", new JsonObject().add("name", what).add("value", rounded(value)));
        }
        return this;
    }

    /** The same, of how many. */
    Station figure(String what, long value, long of) {
        more.set(
                "figure", new JsonObject().add("name", what).add("value", value).add("of", of));
        return this;
    }

    /** Three figures are enough for people, and a document that says the same need not be sent again. */
    private static JsonValue rounded(double value) {
        return Documents.number(new BigDecimal(value).round(DIGITS).doubleValue());
    }

    /** Something was lost here in the last minute, or was not confirmed and may have come. */
    void lost(long count, String units, String why, boolean unconfirmed) {
        JsonObject loss = new JsonObject()
                .add("count", count)
                .add("unit", Units.of(count, units))
                .add("text", why);
        losses.add(unconfirmed ? loss.add("unconfirmed", true) : loss);
    }

    String light() {
        if (idle) {
            return "grey";
        }
        return switch (state.severity()) {
            case INFO -> "green";
            case WARNING -> "yellow";
            default -> "red";
        };
    }

    JsonObject document() {
        JsonObject document = new JsonObject()
                .add("station", name)
                .add("pid", pid)
                .add("light", light())
                .add("state", Documents.of(state));
        more.forEach(member -> document.add(member.getName(), member.getValue()));
        return losses.isEmpty() ? document : document.add("losses", losses);
    }
}
