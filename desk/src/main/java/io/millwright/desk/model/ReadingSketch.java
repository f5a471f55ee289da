package io.millwright.desk.model;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import java.util.List;

/**
 * What the model says, as it will stand in model.json.
 *
 * @param readings the list of model.json
 * @param outputs names of the outputs that it needs
 * @param score name of the output that is decided from
 * @param verdict an output of -1 and 1 that says which rows are unusual; "" where there is none
 * @param open whether which of two columns is the alarm was taken by guess, to be proved by the data's truth
 */
record ReadingSketch(JsonArray readings, List<String> outputs, String score, String verdict, boolean open) {
    /** Returns the most important reading. */
    JsonObject first() {
        return readings.get(0).asObject();
    }

    String task() {
        return first().getString("task", "");
    }
}
