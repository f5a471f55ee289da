package io.millwright.planning.shop.floor;

/** How a machine is, as far as a schedule cares. */
public enum MachineState {
    /** It works on something. */
    RUNNING,
    /** It could. */
    IDLE,
    /** It cannot until it says otherwise. */
    DOWN
}
