package io.millwright.opcua.fanout;

import java.util.List;

/** Which subscribers want which row: row {@code r} goes to the entries from {@code first(r)} to {@code first(r + 1)}. */
final class Routes {
    static final Routes NONE = new Routes(new int[1], new Subscriber[0], new int[0]);

    private final int[] first;
    private final Subscriber[] subscribers;
    private final int[] indices;

    private Routes(int[] first, Subscriber[] subscribers, int[] indices) {
        this.first = first;
        this.subscribers = subscribers;
        this.indices = indices;
    }

    static Routes of(Rows of, List<Subscriber> all) {
        int rows = of.all().size();
        int[] first = new int[rows + 1];
        for (Subscriber subscriber : all) {
            for (String name : subscriber.names()) {
                Integer row = of.ofName().get(name);
                if (row != null) {
                    first[row + 1]++;
                }
            }
        }
        for (int row = 0; row < rows; row++) {
            first[row + 1] += first[row];
        }
        Subscriber[] subscribers = new Subscriber[first[rows]];
        int[] indices = new int[first[rows]];
        int[] next = first.clone();
        for (Subscriber subscriber : all) {
            for (int i = 0; i < subscriber.names().size(); i++) {
                Integer row = of.ofName().get(subscriber.names().get(i));
                if (row != null) {
                    int at = next[row]++;
                    subscribers[at] = subscriber;
                    indices[at] = i;
                }
            }
        }
        return new Routes(first, subscribers, indices);
    }

    int first(int row) {
        return first[row];
    }

    Subscriber subscriber(int at) {
        return subscribers[at];
    }

    int index(int at) {
        return indices[at];
    }

    /** Tells each subscriber whether one of its rows comes apart from the others. */
    static void apart(boolean[] byRow, Rows rows, List<Subscriber> subscribers) {
        for (Subscriber subscriber : subscribers) {
            subscriber.apart(subscriber.names().stream()
                    .map(rows.ofName()::get)
                    .anyMatch(row -> row != null && row < byRow.length && byRow[row]));
        }
    }

    /** Returns by row whether some subscriber wants samples that repeat a value. */
    static boolean[] everyChange(Rows rows, List<Subscriber> subscribers) {
        boolean[] every = new boolean[rows.all().size()];
        for (Subscriber subscriber : subscribers) {
            for (int i = 0; subscriber.everyChange() && i < subscriber.names().size(); i++) {
                Integer row = rows.ofName().get(subscriber.names().get(i));
                if (row != null) {
                    every[row] = true;
                }
            }
        }
        return every;
    }
}
