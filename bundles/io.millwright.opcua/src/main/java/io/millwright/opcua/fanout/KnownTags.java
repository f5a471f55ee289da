package io.millwright.opcua.fanout;

import io.millwright.tag.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The tags as they are known now. Read on any thread, changed inside deliveries. */
final class KnownTags {
    /** The array's elements are replaced, never the rest. */
    private record Snapshot(Map<String, Integer> rowOfName, AtomicReferenceArray<Tag> tags) {}

    private volatile Snapshot snapshot = new Snapshot(Map.of(), new AtomicReferenceArray<>(0));

    List<Tag> all() {
        AtomicReferenceArray<Tag> now = snapshot.tags();
        List<Tag> tags = new ArrayList<>(now.length());
        for (int row = 0; row < now.length(); row++) {
            tags.add(now.get(row));
        }
        return List.copyOf(tags);
    }

    /** Returns a tag, also one that the table lacks. */
    Tag get(String name) {
        Snapshot now = snapshot;
        Integer row = now.rowOfName().get(name);
        return row == null ? ConfiguredTag.unknown(name) : now.tags().get(row);
    }

    /** Something of one tag became known. */
    void set(int row, Tag tag) {
        snapshot.tags().set(row, tag);
    }

    /** A new tag table is in force. */
    void replace(Rows rows) {
        AtomicReferenceArray<Tag> tags = new AtomicReferenceArray<>(rows.all().size());
        for (int row = 0; row < tags.length(); row++) {
            tags.set(row, rows.values().tag(row, rows.all().get(row)));
        }
        snapshot = new Snapshot(rows.ofName(), tags);
    }
}
