package io.millwright.operation.audit;

import com.eclipsesource.json.JsonObject;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Has it written down when bundles of ours, models among them, come, change and go. A boot, which installs all of them again, is
 * none of that. What goes while this bundle is not there is not seen. Called where bundles are
 * installed, and not later: the framework starts a thread for the first who wants that, which keeps the class loader of whoever
 * happened to install something then.
 */
@Component(
        service = {},
        immediate = true)
public final class PackageWatch implements SynchronousBundleListener {
    private static final String KIND = "packages";

    private final BundleContext context;
    private final AuditRoom audit;
    private final Known known;

    /** Called by the component runtime. */
    @Activate
    public PackageWatch(BundleContext context, @Reference AuditRoom audit, @Reference Known known) {
        this.context = context;
        this.audit = audit;
        this.known = known;
    }

    @Activate
    void activate() {
        context.addBundleListener(this);
        for (Bundle bundle : context.getBundles()) {
            seen(bundle);
        }
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        switch (event.getType()) {
            case BundleEvent.INSTALLED, BundleEvent.UPDATED -> seen(event.getBundle());
            case BundleEvent.UNINSTALLED -> gone(event.getBundle());
            default -> {}
        }
    }

    private void seen(Bundle bundle) {
        String name = bundle.getSymbolicName();
        if (!isOurs(bundle) || bundle.getState() == Bundle.UNINSTALLED) {
            return;
        }
        String version = bundle.getVersion().toString();
        JsonObject now = new JsonObject().add("version", version);
        JsonObject before = known.swap(KIND, name, now);
        if (!now.equals(before)) {
            JsonObject fields = new JsonObject().add("bundle", name).add("version", version);
            audit.happened(
                    before == null ? "package/installed" : "package/changed",
                    before == null ? fields : fields.add("before", before.getString("version", "")));
        }
    }

    private void gone(Bundle bundle) {
        if (isOurs(bundle) && known.swap(KIND, bundle.getSymbolicName(), null) != null) {
            audit.happened(
                    "package/removed",
                    new JsonObject()
                            .add("bundle", bundle.getSymbolicName())
                            .add("version", bundle.getVersion().toString()));
        }
    }

    /** By its name, or because it brings a model. */
    private static boolean isOurs(Bundle bundle) {
        String name = bundle.getSymbolicName();
        String needs = bundle.getHeaders("").get(Constants.REQUIRE_CAPABILITY);
        return name != null
                && (name.startsWith("io.millwright.") || needs != null && needs.contains("millwright.model"));
    }
}
