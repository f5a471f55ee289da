package io.millwright.gateway.kura;

import io.millwright.gateway.kura.log.LogForwarding;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Sets the gateway's log and its thread for events up before any add-on runs. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class EmulatorActivator implements BundleActivator {
    private EventThread events;

    @Override
    public void start(BundleContext context) {
        LogForwarding.install(context);
        events = new EventThread(context);
        events.open();
    }

    @Override
    public void stop(BundleContext context) {
        events.close();
        LogForwarding.remove();
    }
}
