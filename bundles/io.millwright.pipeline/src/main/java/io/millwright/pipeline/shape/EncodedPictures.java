package io.millwright.pipeline.shape;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** The newest pictures of one tag as they came, within a number of bytes, for whoever keeps them. Thread-safe; locked for moments. */
final class EncodedPictures {
    private record Entry(long generation, EncodedPicture picture) {}

    private final long mostBytes;

    /** Guarded by this, like the next one. */
    private final Deque<Entry> entries = new ArrayDeque<>();

    private long bytes;

    EncodedPictures(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Adds one; the oldest go where there are too many. One that is too large is left out. */
    synchronized void put(long generation, EncodedPicture picture) {
        if (picture.bytes().length > mostBytes) {
            return;
        }
        entries.addLast(new Entry(generation, picture));
        bytes += picture.bytes().length;
        while (bytes > mostBytes) {
            bytes -= entries.removeFirst().picture().bytes().length;
        }
    }

    /** Returns the one of a generation, null where it is not here any more. */
    synchronized EncodedPicture get(long generation) {
        Iterator<Entry> newest = entries.descendingIterator();
        while (newest.hasNext()) {
            Entry entry = newest.next();
            if (entry.generation() == generation) {
                return entry.picture();
            }
        }
        return null;
    }

    synchronized void clear() {
        entries.clear();
        bytes = 0;
    }
}
