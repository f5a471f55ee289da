package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import java.util.Arrays;
import java.util.List;

/**
 * An input as it will stand in model.json.
 *
 * @param features empty for pictures and for what no pipeline fills
 * @param image null for all others
 * @param shape the batch first, also where the graph has none
 * @param layout "" for channels first
 * @param batched whether the graph has that first dimension
 */
record InputSketch(
        String name,
        String type,
        long[] shape,
        List<FeatureSketch> features,
        JsonObject image,
        String layout,
        boolean batched) {

    /** Returns the elements of one row of the batch. */
    long elementsPerRow() {
        long elements = 1;
        for (int i = 1; i < shape.length; i++) {
            elements *= Math.max(1, shape[i]);
        }
        return elements;
    }

    /** Returns the shape as the graph has it. */
    long[] graphShape() {
        return batched ? shape : Arrays.copyOfRange(shape, 1, shape.length);
    }

    boolean picture() {
        return image != null;
    }

    boolean ofArrays() {
        return features.stream().anyMatch(feature -> feature.elements() > 1);
    }

    JsonObject json() {
        JsonObject json = tensor(name, type, graphShape());
        if (!batched && shape.length > 1) {
            json.add("batch", false);
        }
        if (!features.isEmpty()) {
            JsonArray list = new JsonArray();
            features.forEach(feature -> list.add(feature.json()));
            json.add("features", list);
        }
        if (image != null) {
            json.add("image", image);
        }
        return layout.isEmpty() ? json : json.add("layout", layout);
    }

    static JsonObject tensor(String name, String type, long[] shape) {
        JsonArray dimensions = new JsonArray();
        for (long dimension : shape) {
            dimensions.add(Json.value(dimension));
        }
        return Json.object().add("name", name).add("type", type).add("shape", dimensions);
    }
}
