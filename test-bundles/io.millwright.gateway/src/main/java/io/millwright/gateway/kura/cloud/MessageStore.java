package io.millwright.gateway.kura.cloud;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Messages in memory, as with the shipped in-memory H2: lost when the gateway stops. Every row counts towards the
 * capacity until the housekeeper has removed it, confirmed ones included. Thread-safe.
 */
final class MessageStore {

    /** Rows are ordered by priority, then age. */
    record Message(int id, int priority, String topic, byte[] payload, int qos, boolean retain)
            implements Comparable<Message> {
        @Override
        public int compareTo(Message other) {
            int order = Integer.compare(priority, other.priority);
            return order != 0 ? order : Integer.compare(id, other.id);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Message message && message.id == id;
        }

        @Override
        public int hashCode() {
            return id;
        }
    }

    private final TreeSet<Message> unpublished = new TreeSet<>();
    private final Map<Integer, Message> inFlight = new HashMap<>();
    private final Map<Integer, Long> doneAtNanos = new HashMap<>();
    private int lastId;

    /** Returns null where the store holds {@code capacity} rows and the priority does not bypass the limit. */
    synchronized Integer store(String topic, byte[] payload, int qos, boolean retain, int priority, int capacity) {
        if (priority > 1 && size() >= capacity) {
            return null;
        }
        Message message = new Message(++lastId, priority, topic, payload, qos, retain);
        unpublished.add(message);
        return message.id();
    }

    synchronized int size() {
        return unpublished.size() + inFlight.size() + doneAtNanos.size();
    }

    synchronized int waiting() {
        return unpublished.size();
    }

    synchronized Message next() {
        return unpublished.isEmpty() ? null : unpublished.first();
    }

    synchronized void published(Message message) {
        unpublished.remove(message);
        if (message.qos() == 0) {
            doneAtNanos.put(message.id(), System.nanoTime());
        } else {
            inFlight.put(message.id(), message);
        }
    }

    /** The confirmed message, or null where it was not in flight. */
    synchronized Message confirmed(int id) {
        Message message = inFlight.remove(id);
        if (message != null) {
            doneAtNanos.put(id, System.nanoTime());
        }
        return message;
    }

    /** A new session: what was in flight is published again, in its old order. */
    synchronized void unpublishInFlight() {
        unpublished.addAll(inFlight.values());
        inFlight.clear();
    }

    synchronized void removeOlderThan(long nanos) {
        long now = System.nanoTime();
        List<Integer> old = new ArrayList<>();
        doneAtNanos.forEach((id, done) -> {
            if (now - done >= nanos) {
                old.add(id);
            }
        });
        old.forEach(doneAtNanos::remove);
    }
}
