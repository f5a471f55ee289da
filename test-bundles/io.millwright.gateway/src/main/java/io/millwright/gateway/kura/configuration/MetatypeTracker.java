package io.millwright.gateway.kura.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.util.tracker.BundleTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at ACTIVE bundles only. For every pid that the metatype service reports, exactly
 * {@code OSGI-INF/metatype/<pid>.xml} is read; where that file is missing nothing happens and nothing is said.
 */
final class MetatypeTracker extends BundleTracker<Bundle> {

    /** Told on the thread that started or stopped the bundle. */
    interface Listener {
        void found(Metatype metatype, Bundle bundle);

        void gone(Bundle bundle);
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(MetatypeTracker.class);

    private final MetaTypeService metatypes;
    private final Listener listener;

    MetatypeTracker(BundleContext context, MetaTypeService metatypes, Listener listener) {
        super(context, Bundle.ACTIVE, null);
        this.metatypes = metatypes;
        this.listener = listener;
    }

    @Override
    public Bundle addingBundle(Bundle bundle, BundleEvent event) {
        for (String pid : pids(bundle)) {
            URL file = bundle.getEntry("OSGI-INF/metatype/" + pid + ".xml");
            if (file == null) {
                continue;
            }
            try (InputStream in = file.openStream()) {
                listener.found(MetatypeParser.parse(pid, in), bundle);
            } catch (IOException e) {
                LOGGER.error("The metatype of {} in {} is dropped: {}", pid, bundle.getSymbolicName(), e.getMessage());
            }
        }
        return bundle;
    }

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, Bundle same) {
        listener.gone(bundle);
    }

    private List<String> pids(Bundle bundle) {
        List<String> pids = new ArrayList<>();
        MetaTypeInformation information = metatypes.getMetaTypeInformation(bundle);
        if (information != null) {
            pids.addAll(List.of(information.getPids()));
            pids.addAll(List.of(information.getFactoryPids()));
        }
        return pids;
    }
}
