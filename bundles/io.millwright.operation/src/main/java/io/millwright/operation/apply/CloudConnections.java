package io.millwright.operation.apply;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.kura.data.DataService;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** Whether the gateway's cloud connections are connected. Loaded only where its classes are there. Thread-safe. */
final class CloudConnections implements AutoCloseable {
    private final ServiceTracker<DataService, DataService> tracker;

    private CloudConnections(BundleContext context) {
        tracker = new ServiceTracker<>(context, DataService.class, null);
        tracker.open();
    }

    /** Returns them, null on a gateway that has none of this kind. */
    static CloudConnections of(BundleContext context) {
        try {
            return new CloudConnections(context);
        } catch (NoClassDefFoundError e) {
            return null;
        }
    }

    List<Boolean> connected() {
        List<Boolean> all = new ArrayList<>();
        tracker.getTracked().values().forEach(each -> all.add(each.isConnected()));
        return all;
    }

    @Override
    public void close() {
        tracker.close();
    }
}
