package io.millwright.gateway.kura.deployment;

import io.millwright.gateway.kura.configuration.GatewayConfiguration;
import io.millwright.gateway.kura.system.GatewaySystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.deploymentadmin.BundleInfo;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentException;
import org.osgi.service.deploymentadmin.DeploymentPackage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kura's agent around the real DeploymentAdmin: one thread for every operation, the .dp files and dpa.properties in
 * {@code packages}, and all packages re-installed from there at every boot, in no order that anyone may rely on.
 */
@Component(service = DeploymentAgent.class, immediate = true)
public final class DeploymentAgent {
    private static final Logger LOGGER = LoggerFactory.getLogger(DeploymentAgent.class);
    private static final long OPERATION_LIMIT_SECONDS = 120;
    private static final long STOP_LIMIT_SECONDS = 10;

    private final DeploymentAdmin admin;
    private final Path packages;
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "DeploymentAgent"));
    private final Future<?> boot;

    /** ConfigurationService comes first: at boot the configurations are there before any add-on. */
    @Activate
    public DeploymentAgent(
            BundleContext context,
            @Reference DeploymentAdmin admin,
            @Reference GatewaySystem system,
            @Reference GatewayConfiguration configuration) {
        this.admin = admin;
        packages = system.folder("packages");
        List<String> order = names(context.getProperty("millwright.gateway.boot.order"));
        List<String> without = names(context.getProperty("millwright.gateway.boot.without"));
        boot = executor.submit(() -> reinstall(order, without));
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        executor.shutdownNow();
        if (!executor.awaitTermination(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            LOGGER.warn("A deployment operation did not end within {} s", STOP_LIMIT_SECONDS);
        }
    }

    private static List<String> names(String list) {
        return list == null || list.isEmpty() ? List.of() : List.of(list.split(","));
    }

    private void reinstall(List<String> order, List<String> without) {
        Properties known = read();
        Set<String> names = new LinkedHashSet<>(order);
        known.keySet().forEach(name -> names.add((String) name));
        names.retainAll(known.keySet());
        for (String name : names) {
            if (without.contains(name)) {
                LOGGER.info("Package {} is left out at this boot", name);
                continue;
            }
            try {
                install(Path.of(URI.create(known.getProperty(name))));
            } catch (Exception e) {
                LOGGER.error("Package {} is not re-installed", name, e);
            }
        }
    }

    /** Waits until the re-installation at boot has ended. */
    public void awaitBoot(long limitMillis) throws Exception {
        result(boot, limitMillis);
    }

    /**
     * Installs a copy of a file, as the web admin does with an upload.
     *
     * @return name, version and the symbolic names of the package's bundles
     */
    public Map<String, Object> installCopy(Path file) throws Exception {
        return onThread(() -> {
            Path upload = Files.createTempFile(packages, "upload", ".tmp");
            try {
                Files.copy(file, upload, StandardCopyOption.REPLACE_EXISTING);
                return describe(install(upload));
            } catch (DeploymentException | IOException e) {
                LOGGER.error("Exception installing package {}", file.getFileName(), e);
                throw e;
            } finally {
                Files.deleteIfExists(upload);
            }
        });
    }

    private DeploymentPackage install(Path file) throws IOException, DeploymentException {
        DeploymentPackage installed;
        try (InputStream in = Files.newInputStream(file)) {
            installed = admin.installDeploymentPackage(in);
        }
        Path kept = packages.resolve(installed.getName() + "_" + installed.getVersion() + ".dp");
        if (!file.equals(kept)) {
            Files.move(file, kept, StandardCopyOption.REPLACE_EXISTING);
        }
        Properties known = read();
        known.setProperty(installed.getName(), kept.toUri().toString());
        write(known);
        LOGGER.info("Package {} {}: successful", installed.getName(), installed.getVersion());
        return installed;
    }

    private static Map<String, Object> describe(DeploymentPackage installed) {
        List<String> bundles = new ArrayList<>();
        for (BundleInfo bundle : installed.getBundleInfos()) {
            bundles.add(bundle.getSymbolicName());
        }
        return Map.of(
                "name", installed.getName(),
                "version", installed.getVersion().toString(),
                "bundles", bundles);
    }

    /** Uninstalls a package and forgets its current file; files of earlier versions stay. */
    public void uninstall(String name) throws Exception {
        onThread(() -> {
            DeploymentPackage installed = admin.getDeploymentPackage(name);
            if (installed == null) {
                throw new IllegalArgumentException("No deployment package " + name + " is installed");
            }
            installed.uninstall();
            Properties known = read();
            Files.deleteIfExists(Path.of(URI.create(known.getProperty(name))));
            known.remove(name);
            write(known);
            return null;
        });
    }

    /** Name to version of what DeploymentAdmin has. */
    public Map<String, String> installed() throws Exception {
        return onThread(() -> {
            Map<String, String> versions = new LinkedHashMap<>();
            for (DeploymentPackage one : admin.listDeploymentPackages()) {
                if (!"org.osgi.framework.system.bundle".equals(one.getName())
                        && !"System Bundle".equals(one.getName())) {
                    versions.put(one.getName(), one.getVersion().toString());
                }
            }
            return versions;
        });
    }

    private <T> T onThread(Callable<T> operation) throws Exception {
        return result(executor.submit(operation), TimeUnit.SECONDS.toMillis(OPERATION_LIMIT_SECONDS));
    }

    private static <T> T result(Future<T> future, long limitMillis) throws Exception {
        try {
            return future.get(limitMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } catch (TimeoutException e) {
            throw new TimeoutException("A deployment operation did not end within " + limitMillis + " ms");
        }
    }

    private Path list() {
        return packages.resolve("dpa.properties");
    }

    private Properties read() {
        Properties known = new Properties();
        if (Files.exists(list())) {
            try (Reader in = Files.newBufferedReader(list())) {
                known.load(in);
            } catch (IOException e) {
                LOGGER.error("Exception loading {}", list(), e);
            }
        }
        return known;
    }

    private void write(Properties known) throws IOException {
        try (OutputStream out = Files.newOutputStream(list())) {
            known.store(out, null);
        }
    }
}
