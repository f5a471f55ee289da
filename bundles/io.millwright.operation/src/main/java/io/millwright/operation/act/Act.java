package io.millwright.operation.act;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;

/** An action of a few lines. */
record Act(String name, Permission permission, int mostBodyBytes, Body body) implements Action {
    /** One with a body of the usual size. */
    Act(String name, Permission permission, Body body) {
        this(name, permission, USUAL_BODY_BYTES, body);
    }

    /** What it does. */
    interface Body {
        JsonObject run(Fields fields, Caller caller) throws Refusal;
    }

    @Override
    public JsonObject run(Fields fields, Caller caller) throws Refusal {
        return body.run(fields, caller);
    }

    /** Returns a caller as others are told of it: that nobody in the cloud is authenticated must not get lost on the way. */
    static String who(Caller caller, int longest) {
        String mark = caller.road() == Caller.Road.CLOUD ? " (cloud)" : "";
        String name = caller.name().isBlank() ? "unnamed" : caller.name();
        return name.substring(0, Math.min(name.length(), longest - mark.length())) + mark;
    }

    /** Returns what is refused because the service that it takes is not there. */
    static Refusal away(String what) {
        return Refusal.of(
                Refusal.Kind.UNAVAILABLE, what + " is not there", "see whether the bundle that brings it runs");
    }
}
