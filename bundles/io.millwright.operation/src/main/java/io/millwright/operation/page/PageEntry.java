package io.millwright.operation.page;

import io.millwright.form.Diagnosis;
import io.millwright.operation.DeviceName;
import io.millwright.operation.Settings;
import io.millwright.operation.Trouble;
import io.millwright.operation.page.jakarta.JakartaConsole;
import io.millwright.operation.page.javax.JavaxConsole;
import io.millwright.operation.resource.Catalogue;
import io.millwright.operation.resource.Permission;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the page into the web admin as soon as there is one, and takes it out when it is switched off. The web admin's and the servlets'
 * classes are named by those classes alone that are loaded where they are there. Thread-safe.
 */
@Component(service = Trouble.class, immediate = true)
public final class PageEntry implements Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(PageEntry.class);
    private static final String CONSOLE = "org.eclipse.kura.web.api.Console";
    private static final String WEB_ADMIN = "org.eclipse.kura.web2";

    /** While a gateway boots, the web admin comes later than we. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final BundleContext context;
    private final PageCore core;
    private final ServiceTracker<Object, Object> consoles;
    private final long startedNanos = System.nanoTime();

    /** Written under the lock of this, read by whoever asks for the state. */
    private volatile Object console;

    private volatile boolean enabled;
    private volatile ConsolePlace place;
    private Object placedIn;
    private volatile String failure = "";

    /** Called by the component runtime. */
    @Activate
    public PageEntry(BundleContext context, @Reference Catalogue catalogue, @Reference SystemService system) {
        this.context = context;
        core = new PageCore(catalogue, this::permission, () -> DeviceName.of(system));
        consoles = new ServiceTracker<>(context, CONSOLE, new Consoles());
        // Of every bundle: while ours is not wired to the web admin, the service would not be shown.
        consoles.open(true);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            updated = "settingsChanged")
    void setSettings(Settings settings) {
        settingsChanged(settings);
    }

    void settingsChanged(Settings settings) {
        enabled = settings.inForce().page();
        settle();
    }

    void unsetSettings(Settings settings) {
        // Another one is bound, or the bundle stops.
    }

    @Deactivate
    void close() {
        enabled = false;
        settle();
        consoles.close();
    }

    private Permission permission(String user) {
        try {
            return Rights.of(context, user);
        } catch (NoClassDefFoundError e) {
            // A gateway without user administration has users that may nothing in particular.
            return Permission.READ;
        }
    }

    /** Brings what is there to what is wanted. The web admin is called under the lock; it calls nothing that takes it. */
    private synchronized void settle() {
        Object there = console;
        boolean wanted = enabled && there != null;
        if (place != null && (!wanted || placedIn != there)) {
            place.close();
            place = null;
        }
        if (place == null && wanted) {
            try {
                place = opened(there);
                placedIn = there;
                failure = "";
                LOG.info("The page is at {} of the web admin", PageCore.PATH);
            } catch (Exception | LinkageError e) {
                failure = String.valueOf(e.getMessage());
                LOG.error("The page is not put into the web admin: {}", failure);
            }
        }
    }

    private ConsolePlace opened(Object service) throws Exception {
        String servlet = servletType(service);
        return servlet.startsWith("javax.") ? new JavaxConsole(service, core) : new JakartaConsole(service, core);
    }

    /** Returns which servlets this web admin takes. */
    private static String servletType(Object service) throws ClassNotFoundException {
        boolean javax = isThere("javax.servlet.http.HttpServletRequest");
        if (javax != isThere("jakarta.servlet.http.HttpServletRequest")) {
            return javax ? "javax." : "jakarta.";
        }
        Class<?> type = Class.forName(CONSOLE, false, service.getClass().getClassLoader());
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals("registerSecuredServlet"))
                .map(method -> method.getParameterTypes()[1].getName())
                .findFirst()
                .orElse("javax.");
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, PageEntry.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            return false;
        }
    }

    @Override
    public Diagnosis trouble() {
        if (!enabled || place != null) {
            return Diagnosis.NONE;
        }
        if (!failure.isEmpty()) {
            return new Diagnosis("the live page is not there: " + failure, "restart the gateway, or look into its log");
        }
        boolean patient = System.nanoTime() - startedNanos < PATIENCE_NANOS;
        return patient || !webAdminInstalled()
                ? Diagnosis.NONE
                : new Diagnosis(
                        "the live page is not there: the web admin is installed, but does not run",
                        "start the web admin, or switch Live page off in the form Operation (Millwright)");
    }

    private boolean webAdminInstalled() {
        return Arrays.stream(context.getBundles()).map(Bundle::getSymbolicName).anyMatch(WEB_ADMIN::equals);
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("pageCallsRefused", core.refused());
    }

    private final class Consoles implements ServiceTrackerCustomizer<Object, Object> {
        @Override
        public Object addingService(ServiceReference<Object> reference) {
            Object service = context.getService(reference);
            console = service;
            settle();
            return service;
        }

        @Override
        public void modifiedService(ServiceReference<Object> reference, Object service) {
            // Its properties do not matter.
        }

        @Override
        public void removedService(ServiceReference<Object> reference, Object service) {
            if (console == service) {
                console = null;
            }
            settle();
            context.ungetService(reference);
        }
    }
}
