package io.millwright.operation;

/** Something that has to be looked after once per second: a service of this bundle. */
public interface Tick {
    /** Called on the bundle's one thread, never twice at once; takes milliseconds. What it throws is logged once. */
    void tick();
}
