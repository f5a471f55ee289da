package io.millwright.gateway;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.receiver.Requester;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** What people ask of one planner from afar: they give, look what it proposes, and approve. Not thread-safe. */
final class PlannerRequests {
    private static final long LIMIT_MILLIS = 30_000;
    private static final long PAUSE_MILLIS = 100;

    private final Requester requester;
    private final String planner;
    private final BooleanSupplier over;

    /** @param over whether nobody shall be waited for any more */
    PlannerRequests(Requester requester, String planner, BooleanSupplier over) {
        this.requester = requester;
        this.planner = planner;
        this.over = over;
    }

    /**
     * Gives an input; tries for 30 s, since the switch that lets requests act takes a moment.
     *
     * @throws IOException it is not taken; the message says why
     */
    void give(String input, String csv) throws IOException, InterruptedException {
        String body = new JsonObject()
                .add("planner", planner)
                .add("input", input)
                .add("csv", csv)
                .toString();
        long end = end(LIMIT_MILLIS);
        Requester.Reply reply = requester.exec("planner/give", body);
        while (reply.code() != 200 && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            reply = requester.exec("planner/give", body);
        }
        if (reply.code() != 200) {
            throw new IOException("The gateway does not take " + input + ": " + reply.body());
        }
    }

    /**
     * Waits for a proposal.
     *
     * @param wanted which one
     * @return it, or null where none came in time
     */
    JsonObject proposed(Predicate<JsonObject> wanted, long limitMillis) throws IOException, InterruptedException {
        long end = end(limitMillis);
        while (System.nanoTime() - end < 0 && !over.getAsBoolean()) {
            String body = requester.get("plans", Map.of("planner", planner)).body();
            JsonValue proposed = Json.parse(body)
                    .asObject()
                    .get("items")
                    .asArray()
                    .get(0)
                    .asObject()
                    .get("proposed");
            if (!proposed.isNull() && wanted.test(proposed.asObject())) {
                return proposed.asObject();
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return null;
    }

    /**
     * Approves a proposal.
     *
     * @throws IOException it is not taken; the message says why
     */
    void approve(JsonObject plan, String comment) throws IOException {
        String body = new JsonObject()
                .add("id", plan.getString("id", ""))
                .add("comment", comment)
                .toString();
        Requester.Reply reply = requester.exec("recommendation/approve", body);
        if (reply.code() != 200) {
            throw new IOException("The plan is not approved: " + reply.body());
        }
    }

    private static long end(long limitMillis) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
    }
}
