package io.millwright.opcua.logging;

import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/** Makes loggers that write into the gateway's slf4j, or into java.util.logging where there is none. Thread-safe. */
final class GatewayLoggers implements ILoggerFactory {
    private static final String SLF4J = "org.slf4j";

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final LogTarget.Factory targets = targets();

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, n -> new GatewayLogger(n, targets.target(n)));
    }

    private static LogTarget.Factory targets() {
        try {
            Class<?> host = hostLoggerFactory();
            if (host != null) {
                return new Slf4jTarget.Factory(host, MethodHandles.publicLookup());
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            System.getLogger(GatewayLoggers.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "The gateway's slf4j cannot be used; using java.util.logging.",
                            e);
        }
        return JulTarget::new;
    }

    /** Returns the gateway's org.slf4j.LoggerFactory, or null outside a framework or without an exporter. */
    private static Class<?> hostLoggerFactory() throws ClassNotFoundException {
        Bundle self;
        try {
            self = FrameworkUtil.getBundle(GatewayLoggers.class);
        } catch (NoClassDefFoundError e) {
            return null;
        }
        if (self == null || self.getBundleContext() == null) {
            return null;
        }
        for (Bundle bundle : self.getBundleContext().getBundles()) {
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            if (wiring == null || bundle == self) {
                continue;
            }
            for (BundleCapability capability : wiring.getCapabilities(BundleRevision.PACKAGE_NAMESPACE)) {
                if (SLF4J.equals(capability.getAttributes().get(BundleRevision.PACKAGE_NAMESPACE))) {
                    return bundle.loadClass(SLF4J + ".LoggerFactory");
                }
            }
        }
        return null;
    }
}
