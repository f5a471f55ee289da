package io.millwright.opcua.milo;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;

/** By subscription: the handle of the item that carries its values. Thread-safe. */
final class Carriers {
    /** Compared by identity: another subscription may have the same id and the same handle. */
    private static final class Carrier {
        private final UInteger handle;

        Carrier(UInteger handle) {
            this.handle = handle;
        }
    }

    private final Map<UInteger, Carrier> carriers = new ConcurrentHashMap<>();

    /**
     * Begins to carry.
     *
     * @param ended run at the end
     * @return ends it, unless another subscription has this id by then: after a restart servers give ids that they gave before
     */
    Runnable carry(UInteger subscriptionId, UInteger itemHandle, Runnable ended) {
        Carrier carrier = new Carrier(itemHandle);
        carriers.put(subscriptionId, carrier);
        return () -> {
            if (carriers.remove(subscriptionId, carrier)) {
                ended.run();
            }
        };
    }

    /** Returns the handle, or null. */
    UInteger handle(UInteger subscriptionId) {
        Carrier carrier = carriers.get(subscriptionId);
        return carrier == null ? null : carrier.handle;
    }
}
