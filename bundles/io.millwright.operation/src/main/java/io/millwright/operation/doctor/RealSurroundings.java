package io.millwright.operation.doctor;

import io.millwright.model.Model;
import io.millwright.operation.view.Configurations;
import io.millwright.operation.view.Services;
import io.millwright.operation.view.Services.Offered;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The gateway that this bundle runs on. Thread-safe. */
@Component(service = RealSurroundings.class)
public final class RealSurroundings implements Surroundings {
    private static final String KURA_SERVICE_PID = "kura.service.pid";
    private static final String OURS = "io.millwright.";
    private static final Map<Kind, String> INTERFACES = Map.of(
            Kind.PUBLISHER, "org.eclipse.kura.cloudconnection.publisher.CloudPublisher",
            Kind.ENDPOINT, "org.eclipse.kura.cloudconnection.CloudEndpoint",
            Kind.KEYSTORE, "org.eclipse.kura.security.keystore.KeystoreService");

    private final BundleContext context;
    private final Services services;
    private final Configurations configurations;
    private final SystemService system;

    /** Called by the component runtime. */
    @Activate
    public RealSurroundings(
            BundleContext context,
            @Reference Services services,
            @Reference Configurations configurations,
            @Reference SystemService system) {
        this.context = context;
        this.services = services;
        this.configurations = configurations;
        this.system = system;
    }

    @Override
    public List<Map<String, Object>> components() {
        return configurations.all();
    }

    @Override
    public List<Supervised> supervised() {
        return services.supervised();
    }

    @Override
    public List<Offered<TagSource>> sources() {
        return services.sources();
    }

    @Override
    public List<Offered<Model>> models() {
        return services.models();
    }

    @Override
    public List<String> pids(Kind kind) {
        return references(INTERFACES.get(kind)).stream()
                .map(reference -> String.valueOf(reference.getProperty(KURA_SERVICE_PID)))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public List<Held> certificates() {
        List<Held> found = new ArrayList<>();
        for (ServiceReference<?> reference : references(INTERFACES.get(Kind.KEYSTORE))) {
            String pid = String.valueOf(reference.getProperty(KURA_SERVICE_PID));
            try {
                if (context.getService(reference) instanceof KeystoreService keystore) {
                    keystore.getEntries().forEach((alias, entry) -> held(pid, alias, entry, found));
                }
            } catch (KuraException e) {
                // The connection that needs this keystore says what is wrong with it.
            } finally {
                context.ungetService(reference);
            }
        }
        return found;
    }

    private static void held(String pid, String alias, KeyStore.Entry entry, List<Held> found) {
        if (entry instanceof KeyStore.PrivateKeyEntry own && own.getCertificate() instanceof X509Certificate each) {
            found.add(new Held(pid, alias, true, each));
        } else if (entry instanceof KeyStore.TrustedCertificateEntry trusted
                && trusted.getTrustedCertificate() instanceof X509Certificate each) {
            found.add(new Held(pid, alias, false, each));
        }
    }

    @Override
    public List<Installed> bundles() {
        return Arrays.stream(context.getBundles())
                .filter(each ->
                        each.getSymbolicName() != null && each.getSymbolicName().startsWith(OURS))
                .map(each -> new Installed(
                        each.getSymbolicName(),
                        each.getVersion().toString(),
                        each.getState() == Bundle.ACTIVE || each.getState() == Bundle.STARTING,
                        each.getHeaders().get(Constants.FRAGMENT_HOST) != null))
                .toList();
    }

    @Override
    public Machine machine() {
        Path data = Path.of(system.getKuraDataDirectory());
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        long used = 0;
        long most = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage after = pool.getCollectionUsage();
            if (pool.getType() == MemoryType.HEAP && after != null) {
                used += after.getUsed();
            }
        }
        most = Runtime.getRuntime().maxMemory();
        return new Machine(
                System.currentTimeMillis(),
                built(context.getBundle().getVersion().getQualifier()),
                data.toString(),
                free(data),
                temporary.toString(),
                free(temporary),
                Mounts.noexec(mounts(), temporary.toAbsolutePath()),
                used,
                most);
    }

    /** Returns the time in a version's qualifier, {@code yyyyMMddHHmmss} by UTC, 0 where it has none. */
    static long built(String qualifier) {
        if (!qualifier.matches("20\\d{12}.*")) {
            return 0;
        }
        return java.time.LocalDateTime.parse(
                        qualifier.substring(0, 14), java.time.format.DateTimeFormatter.ofPattern("yyyyMMddHHmmss"))
                .toInstant(java.time.ZoneOffset.UTC)
                .toEpochMilli();
    }

    private static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static List<String> mounts() {
        try {
            return Files.readAllLines(Path.of("/proc/mounts"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public Optional<Boolean> connected(String endpointPid) {
        for (ServiceReference<?> reference : references("org.eclipse.kura.cloudconnection.CloudConnectionManager")) {
            if (endpointPid.equals(reference.getProperty(KURA_SERVICE_PID))) {
                Object manager = context.getService(reference);
                try {
                    // By name: a gateway without that package has no such service either.
                    return Optional.of((Boolean)
                            manager.getClass().getMethod("isConnected").invoke(manager));
                } catch (ReflectiveOperationException | RuntimeException e) {
                    return Optional.empty();
                } finally {
                    context.ungetService(reference);
                }
            }
        }
        return Optional.empty();
    }

    private List<ServiceReference<?>> references(String type) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter is wrong", e);
        }
    }
}
