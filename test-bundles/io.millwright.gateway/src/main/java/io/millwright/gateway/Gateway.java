package io.millwright.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * A gateway in this JVM that behaves like Kura where an add-on touches it: Equinox, Felix SCR, the real Felix
 * DeploymentAdmin, and emulated Kura services. One folder holds everything that survives a restart:
 * <ul>
 * <li>{@code data} – the Kura data directory; {@code snapshots} – the configurations</li>
 * <li>{@code packages} – the .dp files and dpa.properties, re-installed at every boot</li>
 * <li>{@code framework} – wiped at every boot; {@code log/kura.log}</li>
 * </ul>
 * Calls block until the gateway has done what was asked; configuration changes reach the component soon after, on
 * Configuration Admin's thread, so wait for their effect with {@link #await}. Thread-safe. What goes in and comes out
 * are JDK types, because the classes of the bundles are not those of the caller's class path.
 */
public final class Gateway implements AutoCloseable {
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(120);
    private static final long RECHECK_MILLIS = 50;

    private final Path work;
    private final Platform platform;
    private final Map<String, String> properties;
    private final LogBook log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicLong changes = new AtomicLong();
    private volatile RunningFramework running;

    private Gateway(Builder builder) {
        work = builder.work.toAbsolutePath();
        platform = builder.platform;
        properties = new LinkedHashMap<>(builder.properties);
        properties.put("millwright.gateway.work", work.toString());
        properties.put("millwright.gateway.kura.version", platform == Platform.KURA_5 ? "5.6.0" : "6.0.0");
        log = new LogBook(work.resolve("log/kura.log"), this::signal);
    }

    /** A gateway that keeps its files in the given folder, created where missing; Kura 5 unless said otherwise. */
    public static Builder in(Path workFolder) {
        return new Builder(workFolder);
    }

    /** What a gateway is given before its first boot. */
    public static final class Builder {
        private final Path work;
        private Platform platform = Platform.KURA_5;
        private final Map<String, String> properties = new HashMap<>();

        private Builder(Path work) {
            this.work = work;
        }

        /** Which line of gateways to be. */
        public Builder platform(Platform value) {
            platform = value;
            return this;
        }

        /** A framework property. */
        public Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** Boots; returns when every package of an earlier boot has been re-installed. */
        public Gateway start() {
            Gateway gateway = new Gateway(this);
            gateway.boot(Boot.asListed());
            return gateway;
        }
    }

    /** Stops and boots again with the same files, as after a power cycle; with Kura's hash order of packages. */
    public void restart() {
        restart(Boot.asListed());
    }

    /** As {@link #restart()}, with another order of re-installation or without some packages. */
    public void restart(Boot boot) {
        halt();
        boot(boot);
    }

    private void boot(Boot boot) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(boot.properties());
        running = RunningFramework.boot(platform, work, all, log);
        BundleContext context = running.context();
        context.addBundleListener(event -> signal());
        context.addServiceListener(event -> signal());
        await("the emulated services", BOOT_LIMIT, () -> controlReference() != null);
        control("boot", Map.of("limitMillis", BOOT_LIMIT.toMillis()));
    }

    private void halt() {
        RunningFramework now = running;
        running = null;
        if (now != null) {
            now.stop();
        }
    }

    /** Stops the gateway; its files stay. Idempotent. */
    @Override
    public void close() {
        halt();
        log.close();
    }

    // Deployment packages

    /**
     * Hands a deployment package to DeploymentAdmin, as the web admin does with an uploaded file.
     *
     * @throws GatewayException with DeploymentAdmin's words where it refuses
     */
    public Installation installPackage(Path file) {
        Map<?, ?> result = (Map<?, ?>)
                control("install", Map.of("file", file.toAbsolutePath().toString()));
        List<BundleState> states = new ArrayList<>();
        for (Object name : (Collection<?>) result.get("bundles")) {
            states.add(bundle((String) name));
        }
        return new Installation((String) result.get("name"), (String) result.get("version"), List.copyOf(states));
    }

    /** Uninstalls a package by its symbolic name. */
    public void uninstallPackage(String name) {
        control("uninstall", Map.of("name", name));
    }

    /** Name to version of what DeploymentAdmin has. */
    public Map<String, String> packages() {
        return texts(control("packages", Map.of()));
    }

    // Configuration

    /** Creates a factory configuration and a snapshot, as the web admin's "create component" does. */
    public void createFactory(String factoryPid, String pid, Map<String, ?> values) {
        control("create", Map.of("factoryPid", factoryPid, "pid", pid, "values", values));
    }

    /** As {@link #createFactory}, without a snapshot: for many components, followed by one {@link #snapshot()}. */
    public void createFactoryWithoutSnapshot(String factoryPid, String pid, Map<String, ?> values) {
        control("create", Map.of("factoryPid", factoryPid, "pid", pid, "values", values, "snapshot", false));
    }

    /** Updates a component's configuration and takes a snapshot. Nothing is checked, as in Kura. */
    public void update(String pid, Map<String, ?> values) {
        control("update", Map.of("pid", pid, "values", values));
    }

    /** Deletes a factory configuration and takes a snapshot. */
    public void delete(String pid) {
        control("delete", Map.of("pid", pid));
    }

    /** A component's properties; a password reads {@code placeholder}, as over REST. Null where no such component is tracked. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> configuration(String pid) {
        return (Map<String, Object>) control("configuration", Map.of("pid", pid));
    }

    /** The form of a component or factory: one map per attribute with id, name, description, type, default, options. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> form(String pid) {
        return (List<Map<String, Object>>) control("form", Map.of("pid", pid));
    }

    /** Pids of the factories that the "create component" list offers. */
    public List<String> factories() {
        return ((Collection<?>) control("factories", Map.of()))
                .stream().map(String::valueOf).sorted().toList();
    }

    /** Takes a snapshot; returns its id, milliseconds since 1970. */
    public long snapshot() {
        return (Long) control("snapshot", Map.of());
    }

    /** Returns to the configurations of a snapshot. */
    public void rollback(long snapshot) {
        control("rollback", Map.of("id", snapshot));
    }

    // Cloud

    /**
     * Publishes a message through an emulated cloud publisher.
     *
     * @param metrics Double, Float, Long, Integer, Boolean, String, byte[]
     * @param body may be null
     * @return the message id, null at QoS 0
     */
    public String publish(String publisherPid, Map<String, ?> metrics, byte[] body, Map<String, ?> messageProperties) {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("pid", publisherPid);
        arguments.put("metrics", metrics);
        arguments.put("body", body);
        arguments.put("properties", messageProperties);
        return (String) control("publish", arguments);
    }

    /** The cloud connection's counters: stored, published, confirmed, inFlight, leaked, refused, connected (0 or 1). */
    public Map<String, Long> cloudCounters() {
        Map<String, Long> counters = new HashMap<>();
        ((Map<?, ?>) control("counters", Map.of())).forEach((k, v) -> counters.put((String) k, (Long) v));
        return counters;
    }

    /** Switches a fault on or off. */
    public void fault(Fault fault, boolean on) {
        control("fault", Map.of("name", fault.name(), "on", on));
    }

    // Web admin

    /** A link that logs a user in to the web admin's stand-in, once; permissions as {@code kura.admin}. */
    public String login(String user, String... permissions) {
        return (String) control("login", Map.of("user", user, "permissions", List.of(permissions)));
    }

    // What is there

    /** Every installed bundle but the framework itself. */
    public List<BundleState> bundles() {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> bundle.getBundleId() != 0)
                .map(BundleState::of)
                .toList();
    }

    /** The bundle of that symbolic name; state UNINSTALLED and version "" where there is none. */
    public BundleState bundle(String symbolicName) {
        return bundles().stream()
                .filter(bundle -> bundle.name().equals(symbolicName))
                .findFirst()
                .orElse(new BundleState(symbolicName, "", "UNINSTALLED"));
    }

    /**
     * The properties of every service that the filter selects, those of one service all of one moment; with the counters, as
     * {@code millwright.counter.<name>}, of those that can be asked for them.
     */
    public List<Map<String, Object>> services(String filter) {
        try {
            ServiceReference<?>[] references = context().getAllServiceReferences(null, filter);
            List<Map<String, Object>> services = new ArrayList<>();
            for (ServiceReference<?> reference : references == null ? new ServiceReference<?>[0] : references) {
                Dictionary<String, Object> now = reference.getProperties();
                Map<String, Object> values = new HashMap<>();
                Collections.list(now.keys()).forEach(key -> values.put(key, now.get(key)));
                values.putAll(Supervision.counters(context(), reference));
                services.add(values);
            }
            return services;
        } catch (InvalidSyntaxException e) {
            throw new GatewayException("The filter " + filter + " is not valid: " + e.getMessage(), e);
        }
    }

    /** The log's newest lines at or above a level, over all boots of this object. */
    public List<LogLine> log(LogLine.Level minimum) {
        return log.atLeast(minimum);
    }

    /** Forgets the log lines in memory, so that a test sees what follows. */
    public void forgetLog() {
        log.forget();
    }

    /** The Kura data directory. */
    public Path dataFolder() {
        return work.resolve("data");
    }

    /** The log file. */
    public Path logFile() {
        return work.resolve("log/kura.log");
    }

    /** The framework's own context, for tests that look deeper. */
    public BundleContext context() {
        RunningFramework now = running;
        if (now == null) {
            throw new GatewayException("The gateway is not running");
        }
        return now.context();
    }

    /** The running bundle object of that name, or null. */
    public Bundle bundleObject(String symbolicName) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElse(null);
    }

    /**
     * Waits until the condition holds; looked at whenever a bundle, a service or the log changes, and twenty times a second.
     *
     * @param what named in the exception
     * @throws GatewayException when the limit has passed, with the log's last warnings
     */
    public void await(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            long seen = changes.get();
            if (condition.getAsBoolean()) {
                return;
            }
            if (System.nanoTime() - end >= 0) {
                throw new GatewayException("Not within " + limit.toMillis() + " ms: " + what + lastWarnings());
            }
            awaitChange(what, seen);
        }
    }

    /** The condition is never looked at under the lock: what it calls may log, and logging signals. */
    private void awaitChange(String what, long seen) {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(RECHECK_MILLIS);
            while (changes.get() == seen && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("Interrupted while waiting for " + what, e);
        } finally {
            lock.unlock();
        }
    }

    private String lastWarnings() {
        List<LogLine> warnings = log.atLeast(LogLine.Level.WARN);
        StringBuilder text = new StringBuilder();
        warnings.subList(Math.max(0, warnings.size() - 10), warnings.size())
                .forEach(line -> text.append("\n  ").append(line));
        return text.toString();
    }

    private void signal() {
        changes.incrementAndGet();
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private ServiceReference<?> controlReference() {
        try {
            ServiceReference<?>[] found =
                    context().getAllServiceReferences(Function.class.getName(), "(millwright.gateway.control=true)");
            return found == null ? null : found[0];
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private Object control(String command, Map<String, ?> arguments) {
        ServiceReference<?> reference = controlReference();
        if (reference == null) {
            throw new GatewayException("The emulated services are not running");
        }
        Map<String, Object> call = new HashMap<>(arguments);
        call.put("command", command);
        var control =
                (Function<Map<String, Object>, Map<String, Object>>) context().getService(reference);
        try {
            Map<String, Object> answer = control.apply(call);
            if (answer.get("failure") instanceof Throwable failure) {
                throw new GatewayException(String.valueOf(failure.getMessage()), failure);
            }
            return answer.get("result");
        } finally {
            context().ungetService(reference);
        }
    }

    private static Map<String, String> texts(Object map) {
        Map<String, String> texts = new LinkedHashMap<>();
        ((Map<?, ?>) map).forEach((key, value) -> texts.put((String) key, (String) value));
        return texts;
    }
}
