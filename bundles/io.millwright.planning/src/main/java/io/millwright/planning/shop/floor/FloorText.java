package io.millwright.planning.shop.floor;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.planning.shop.Progress;
import io.millwright.planning.shop.Released.Key;

/** The floor as a text, for a restart: what is true of machines and steps, not what was counted. */
public final class FloorText {
    private FloorText() {}

    /** Returns the text. */
    public static String of(Floor floor) {
        JsonArray machines = new JsonArray();
        for (FloorMachine each : floor.machines().values()) {
            JsonObject one = new JsonObject().add("name", each.name);
            if (each.state != null) {
                one.add("state", each.state.name()).add("since", each.sinceSeconds);
            }
            if (each.works != null) {
                one.add("job", each.works.job()).add("step", each.works.step()).add("concluded", each.concluded);
            }
            if (each.done != null) {
                one.add("done", each.done);
            }
            machines.add(one.add("count", each.count).add("ended", each.endedSeconds));
        }
        JsonArray steps = new JsonArray();
        for (Progress each : floor.steps().told()) {
            steps.add(new JsonArray()
                    .add(each.job())
                    .add(each.step())
                    .add(each.machine())
                    .add(each.startedSeconds())
                    .add(each.endedSeconds()));
        }
        return new JsonObject().add("machines", machines).add("steps", steps).toString();
    }

    /**
     * Puts a text into a floor that has heard nothing yet; machines that it does not have are left out.
     *
     * @throws IllegalArgumentException if it is no such text; the floor is then half filled and of no use
     */
    public static void read(String text, Floor floor) {
        try {
            JsonObject all = Json.parse(text).asObject();
            for (JsonValue each : all.get("steps").asArray()) {
                JsonArray one = each.asArray();
                floor.steps()
                        .tell(new Progress(
                                one.get(0).asString(),
                                one.get(1).asString(),
                                one.get(2).asString(),
                                one.get(3).asLong(),
                                one.get(4).asLong()));
            }
            for (JsonValue each : all.get("machines").asArray()) {
                JsonObject one = each.asObject();
                FloorMachine machine = floor.machines().get(one.getString("name", ""));
                if (machine != null) {
                    fill(machine, one);
                }
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("this is no text of a floor: " + e, e);
        }
    }

    private static void fill(FloorMachine machine, JsonObject from) {
        String state = from.getString("state", "");
        // Whether it has a tag for its state the form says now, not the text.
        if (machine.state == null && !state.isEmpty()) {
            machine.state = MachineState.valueOf(state);
        }
        machine.sinceSeconds = from.getLong("since", 0);
        String job = from.getString("job", "");
        machine.works = job.isEmpty() ? null : new Key(job, from.getString("step", ""));
        machine.concluded = from.getBoolean("concluded", false);
        machine.count = from.getLong("count", FloorMachine.NONE);
        machine.done = from.getString("done", null);
        machine.endedSeconds = from.getLong("ended", 0);
    }
}
