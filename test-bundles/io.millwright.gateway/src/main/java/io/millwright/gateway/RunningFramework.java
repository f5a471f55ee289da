package io.millwright.gateway;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;

/**
 * One boot of Equinox with the platform's bundles, in this JVM, on the strict side: no compatibility boot delegation,
 * the framework's folder wiped before every boot, as on a gateway.
 */
final class RunningFramework {
    static final String LOG_SINK = "millwright.gateway.log";

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final Framework framework;

    private RunningFramework(Framework framework) {
        this.framework = framework;
    }

    static RunningFramework boot(Platform platform, Path work, Map<String, String> properties, Consumer<Object[]> log) {
        Path storage = work.resolve("framework");
        try {
            delete(storage);
            Path scratch = Files.createDirectories(work.resolve("framework/generated"));
            PlatformBundles bundles = new PlatformBundles(platform);
            Framework framework =
                    EquinoxLoader.factory(bundles.framework()).newFramework(configuration(storage, properties));
            framework.init();
            RunningFramework running = new RunningFramework(framework);
            try {
                running.startPlatform(bundles.locations(scratch), log);
            } catch (BundleException | RuntimeException e) {
                running.stop();
                throw e;
            }
            return running;
        } catch (IOException | BundleException e) {
            throw new GatewayException("The gateway does not start: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> configuration(Path storage, Map<String, String> properties) {
        Map<String, String> configuration = new HashMap<>(properties);
        configuration.put(
                Constants.FRAMEWORK_STORAGE, storage.resolve("configuration").toString());
        configuration.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        configuration.put(Constants.FRAMEWORK_BUNDLE_PARENT, Constants.FRAMEWORK_BUNDLE_PARENT_FRAMEWORK);
        configuration.put(Constants.FRAMEWORK_BOOTDELEGATION, "");
        configuration.put("osgi.compatibility.bootdelegation", "false");
        configuration.put("osgi.clean", "true");
        configuration.put("osgi.framework.useSystemProperties", "false");
        configuration.put("osgi.noShutdown", "true");
        return configuration;
    }

    private void startPlatform(List<String> locations, Consumer<Object[]> log) throws BundleException {
        BundleContext context = framework.getBundleContext();
        context.registerService(Consumer.class, log, new Hashtable<>(Map.of(LOG_SINK, true)));
        context.addFrameworkListener(event -> frameworkEvent(event, log));
        framework.start();
        List<Bundle> bundles = new ArrayList<>();
        for (String location : locations) {
            bundles.add(context.installBundle(location));
        }
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            startLogFirst(bundles);
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    /** The emulator sets up the log, so it starts before everything but the log's own bundles. */
    private static void startLogFirst(List<Bundle> bundles) throws BundleException {
        List<Bundle> rest = new ArrayList<>();
        for (Bundle bundle : bundles) {
            String name = bundle.getSymbolicName();
            boolean first = name.startsWith("slf4j") || name.startsWith("ch.qos") || name.startsWith("io.millwright");
            if (isFragment(bundle)) {
                continue;
            }
            if (first) {
                bundle.start();
            } else {
                rest.add(bundle);
            }
        }
        for (Bundle bundle : rest) {
            bundle.start();
        }
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    }

    private static void frameworkEvent(FrameworkEvent event, Consumer<Object[]> log) {
        if (event.getThrowable() != null) {
            String level = event.getType() == FrameworkEvent.ERROR ? "ERROR" : "WARN";
            java.io.StringWriter stack = new java.io.StringWriter();
            event.getThrowable().printStackTrace(new java.io.PrintWriter(stack));
            log.accept(new Object[] {
                System.currentTimeMillis(),
                level,
                "framework." + event.getBundle().getSymbolicName(),
                Thread.currentThread().getName(),
                String.valueOf(event.getThrowable().getMessage()),
                stack.toString()
            });
        }
    }

    BundleContext context() {
        BundleContext context = framework.getBundleContext();
        if (context == null) {
            throw new GatewayException("The gateway is not running");
        }
        return context;
    }

    void stop() {
        try {
            framework.stop();
            if (framework.waitForStop(STOP_LIMIT.toMillis()).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                throw new GatewayException("The gateway did not stop within " + STOP_LIMIT.toSeconds() + " s");
            }
            ClassLoader loader = framework.getClass().getClassLoader();
            if (loader instanceof EquinoxLoader own) {
                own.close();
            }
        } catch (BundleException | IOException e) {
            throw new GatewayException("The gateway does not stop: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("Interrupted while the gateway was stopping", e);
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, IOException failure) throws IOException {
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
