package io.millwright.inference.worker.child;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.millwright.inference.worker.child.BoundTensors.Place;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tensor of texts, of which the memory holds the indexes into what they may be. */
final class TextTensor {
    private static final int UNKNOWN = -1;

    private final Place place;
    private final IntBuffer indexes;
    private final String[] texts;
    private final int[] made;

    /** By the place of an element in a row. */
    private final List<Map<String, Integer>> known = new ArrayList<>();

    TextTensor(Place place) throws OrtException {
        this.place = place;
        if (place.texts().isEmpty()) {
            throw new OrtException(place.name() + " holds texts, and none is known of it");
        }
        indexes = place.memory().asIntBuffer();
        texts = new String[indexes.capacity()];
        made = new int[texts.length];
        for (List<String> list : place.texts()) {
            Map<String, Integer> byText = new HashMap<>();
            for (String text : list) {
                byText.put(text, byText.size());
            }
            known.add(byText);
        }
    }

    Place place() {
        return place;
    }

    /** Puts the tensor of the indexes' texts in the place of the one before, if that is another. */
    void make(OrtEnvironment environment, Map<String, OnnxTensor> inputs) throws OrtException {
        boolean changed = !inputs.containsKey(place.name());
        for (int i = 0; i < texts.length; i++) {
            int index = indexes.get(i);
            List<String> list = place.texts().get(i % place.texts().size());
            if (index < 0 || index >= list.size()) {
                throw new OrtException("element " + i + " of " + place.name() + " = " + index
                        + ": is no index of a category, 0 to " + (list.size() - 1));
            }
            changed |= made[i] != index || texts[i] == null;
            made[i] = index;
            texts[i] = list.get(index);
        }
        if (changed) {
            OnnxTensor before = inputs.put(place.name(), OnnxTensor.createTensor(environment, texts, place.shape()));
            if (before != null) {
                before.close();
            }
        }
    }

    /** Writes the indexes of what the tensor says. */
    void read(OnnxTensor tensor) throws OrtException {
        read(tensor.getValue(), 0);
    }

    private int read(Object value, int first) {
        if (value instanceof Object[] nested) {
            int at = first;
            for (Object one : nested) {
                at = read(one, at);
            }
            return at;
        }
        indexes.put(first, known.get(first % known.size()).getOrDefault((String) value, UNKNOWN));
        return first + 1;
    }
}
