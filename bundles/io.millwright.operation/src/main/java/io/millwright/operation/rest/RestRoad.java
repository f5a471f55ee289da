package io.millwright.operation.rest;

import io.millwright.operation.resource.Catalogue;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the REST resource where the gateway has the classes that it takes (Kura 5); elsewhere there is none. Thread-safe. */
@Component(
        service = {},
        immediate = true)
public final class RestRoad {
    private static final Logger LOG = LoggerFactory.getLogger(RestRoad.class);

    private final BundleContext context;
    private final Catalogue catalogue;
    private RestService offered;

    /** Called by the component runtime. */
    @Activate
    public RestRoad(BundleContext context, @Reference Catalogue catalogue) {
        this.context = context;
        this.catalogue = catalogue;
    }

    @Activate
    void activate() {
        try {
            offered = RestService.offer(context, catalogue);
        } catch (NoClassDefFoundError e) {
            LOG.info(
                    "This gateway has no REST service of Kura 5: the command line reaches it by requests over MQTT only");
        }
    }

    @Deactivate
    void deactivate() {
        if (offered != null) {
            offered.close();
        }
    }
}
