package io.millwright.opcua.state;

import java.util.concurrent.atomic.AtomicLong;

/** What a fan-out delivered. Written by the thread that delivers, once per delivery. */
public final class Delivered {
    /** Samples, whoever listens. */
    public final AtomicLong samples = new AtomicLong();
    /** Samples among these that nobody sent: of a lost connection, a refused tag, a tag that is silent for too long. */
    public final AtomicLong made = new AtomicLong();
}
