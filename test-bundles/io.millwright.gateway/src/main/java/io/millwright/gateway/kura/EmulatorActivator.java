package io.millwright.gateway.kura;

import io.millwright.gateway.kura.log.LogForwarding;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Sets the gateway's log up before anything else runs. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class EmulatorActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        LogForwarding.install(context);
    }

    @Override
    public void stop(BundleContext context) {
        LogForwarding.remove();
    }
}
