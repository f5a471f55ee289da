package io.millwright.gateway.kura.configuration;

import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks components that bring their own configuration and form. */
final class SelfConfigured {
    private static final Logger LOGGER = LoggerFactory.getLogger(SelfConfigured.class);

    private final BundleContext context;

    SelfConfigured(BundleContext context) {
        this.context = context;
    }

    /** Null where there is no such component, or it answers with another pid. */
    ComponentConfiguration configuration(String pid) {
        try {
            String filter = "(" + ConfigurationService.KURA_SERVICE_PID + "=" + pid + ")";
            for (ServiceReference<SelfConfiguringComponent> reference :
                    context.getServiceReferences(SelfConfiguringComponent.class, filter)) {
                SelfConfiguringComponent component = context.getService(reference);
                try {
                    ComponentConfiguration own = component == null ? null : component.getConfiguration();
                    if (own != null && pid.equals(own.getPid())) {
                        return own;
                    }
                    LOGGER.error("SelfConfiguringComponent {} does not answer with its own pid: ignored", pid);
                } finally {
                    context.ungetService(reference);
                }
            }
        } catch (KuraException | InvalidSyntaxException e) {
            LOGGER.error("SelfConfiguringComponent {} has no configuration: ignored", pid, e);
        }
        return null;
    }
}
