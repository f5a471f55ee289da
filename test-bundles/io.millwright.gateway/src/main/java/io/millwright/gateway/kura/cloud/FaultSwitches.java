package io.millwright.gateway.kura.cloud;

import java.util.HashSet;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Which faults are on, by name. Thread-safe. */
@Component(service = FaultSwitches.class)
public final class FaultSwitches {
    static final String STORE_FULL = "STORE_FULL";
    static final String PUBLISH_HANGS = "PUBLISH_HANGS";
    static final String ENDPOINT_MISSING = "ENDPOINT_MISSING";
    static final String CONFIRM_BEFORE_PUBLISH_RETURNS = "CONFIRM_BEFORE_PUBLISH_RETURNS";
    static final String CONFIRMATIONS_LOST = "CONFIRMATIONS_LOST";
    static final String IN_FLIGHT_LEAK = "IN_FLIGHT_LEAK";

    private final Set<String> on = new HashSet<>();

    /** Switches a fault. */
    public synchronized void set(String name, boolean value) {
        if (value) {
            on.add(name);
        } else {
            on.remove(name);
        }
        notifyAll();
    }

    synchronized boolean isOn(String name) {
        return on.contains(name);
    }

    /** Blocks while the fault is on; an interrupt ends the wait and stays set. */
    synchronized void blockWhile(String name) {
        try {
            while (on.contains(name)) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
