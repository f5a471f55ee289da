package io.millwright.gateway.kura;

import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Has Event Admin start its thread at boot, as the many events of a gateway do: it keeps the class loader of whoever sends the first
 * event that somebody hears, and that must be none of an add-on.
 */
final class EventThread extends ServiceTracker<EventAdmin, EventAdmin> {
    private static final String TOPIC = "io/millwright/gateway/BOOTED";

    private ServiceRegistration<EventHandler> handler;

    EventThread(BundleContext context) {
        super(context, EventAdmin.class, null);
    }

    @Override
    public EventAdmin addingService(ServiceReference<EventAdmin> reference) {
        EventAdmin admin = context.getService(reference);
        Hashtable<String, Object> topics = new Hashtable<>(Map.of(EventConstants.EVENT_TOPIC, TOPIC));
        handler = context.registerService(EventHandler.class, event -> {}, topics);
        Thread here = Thread.currentThread();
        ClassLoader before = here.getContextClassLoader();
        here.setContextClassLoader(EventThread.class.getClassLoader());
        try {
            admin.postEvent(new Event(TOPIC, Map.of()));
        } finally {
            here.setContextClassLoader(before);
        }
        return admin;
    }

    @Override
    public void removedService(ServiceReference<EventAdmin> reference, EventAdmin admin) {
        handler.unregister();
        super.removedService(reference, admin);
    }
}
