package io.millwright.pipeline.explain;

import io.millwright.model.Model;
import io.millwright.model.State;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.model.TensorSpec.Layout;
import io.millwright.pipeline.explain.Player.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * The players of a model: its features, each with all rows of the window, each array as a whole. Where there are so few of them
 * that they say little, each is divided into stretches of time.
 */
final class Players {
    /** With fewer channels than this, time is divided. */
    private static final int FEW = 4;

    private static final int STRETCHES = 8;

    private Players() {}

    /** Returns the players of the inputs that features fill; empty where pictures alone do. */
    static List<Player> of(Model model) {
        List<TensorSpec> inputs = model.inputs();
        int channels = 0;
        for (int i = 0; i < inputs.size(); i++) {
            channels += isState(model, i) ? 0 : inputs.get(i).features().size();
        }
        int stretches = channels < FEW ? STRETCHES / Math.max(1, channels) : 1;
        List<Player> players = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (!isState(model, i)) {
                add(players, i, inputs.get(i), stretches);
            }
        }
        return players;
    }

    /** Whether an input is what the model remembers: it is nobody's, and stays as it was. */
    static boolean isState(Model model, int input) {
        return model.states().stream().map(State::input).anyMatch(state -> state == input);
    }

    /** Returns the elements of one row of the batch. */
    static int elements(TensorSpec tensor) {
        long elements = 1;
        long[] shape = tensor.shape();
        for (int i = 1; i < shape.length; i++) {
            elements *= shape[i];
        }
        return Math.toIntExact(elements);
    }

    private static void add(List<Player> players, int input, TensorSpec tensor, int stretches) {
        int features = tensor.features().size();
        if (features == 0) {
            return;
        }
        int length = elements(tensor) / features;
        boolean arrays = tensor.features().stream().anyMatch(feature -> feature.elements() > 1);
        boolean blocks = arrays && (features == 1 || tensor.layout() == Layout.CHANNELS_FIRST);
        int parts = Math.min(stretches, length);
        for (int f = 0; f < features; f++) {
            Feature feature = tensor.features().get(f);
            int stride = blocks ? 1 : features;
            int first = blocks ? f * length : f;
            for (int part = 0; part < parts; part++) {
                int from = (int) ((long) length * part / parts);
                int to = (int) ((long) length * (part + 1) / parts);
                Span span = blocks
                        ? new Span(input, first + from, 0, 1, to - from)
                        : new Span(input, first + from * stride, stride, to - from, 1);
                Span newest = arrays ? null : new Span(input, first + (to - 1) * stride, 0, 1, 1);
                players.add(new Player(feature.name(), feature.name(), from, to, List.of(span), newest));
            }
        }
    }

    /** Returns no more players than a number: neighbours are put together. */
    static List<Player> atMost(List<Player> players, int most) {
        if (players.size() <= most) {
            return players;
        }
        List<Player> fewer = new ArrayList<>();
        for (int group = 0; group < most; group++) {
            int from = (int) ((long) players.size() * group / most);
            int to = (int) ((long) players.size() * (group + 1) / most);
            fewer.add(Player.together(players.subList(from, to)));
        }
        return fewer;
    }
}
