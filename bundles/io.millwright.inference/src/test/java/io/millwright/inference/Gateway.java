package io.millwright.inference;

import io.millwright.model.EarlierVersion;
import io.millwright.model.Model;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** Equinox in this process, with the extender on its system bundle's context. */
final class Gateway implements AutoCloseable {
    /** Longer than any test: nothing is repeated by itself. */
    static final long NO_RETRY_MILLIS = 3_600_000;

    /** In which a session has to be there; longer than any needs that comes. */
    static final long OPEN_MILLIS = 240_000;

    /** The same for one that never comes. */
    static final long NEVER_MILLIS = 5_000;

    private static final int COMPUTE_THREADS = 2;

    private static final long WAIT_SECONDS = 120;

    private final Framework framework;
    private final Path data;
    private final long retryMillis;
    private final AtomicLong aheadNanos = new AtomicLong();
    private final AtomicLong openMillis = new AtomicLong(OPEN_MILLIS);
    private final AtomicLong availableBytes = new AtomicLong(-1);
    private ModelExtender extender;
    private EngineSettings settings = EngineSettings.DEFAULTS;

    /**
     * Starts a framework with empty storage, as a gateway has at every boot.
     *
     * @param storage for the framework
     * @param data the Kura data directory, which outlives boots
     */
    Gateway(Path storage, Path data) throws BundleException {
        this(storage, data, NO_RETRY_MILLIS);
    }

    /** The same, with the time after which a check that met passing trouble is repeated. */
    Gateway(Path storage, Path data, long retryMillis) throws BundleException {
        this.data = data;
        this.retryMillis = retryMillis;
        FrameworkFactory factory =
                ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
        framework = factory.newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE,
                storage.toString(),
                Constants.FRAMEWORK_STORAGE_CLEAN,
                Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                "osgi.framework.useSystemProperties",
                "false"));
        framework.start();
        startExtender();
    }

    /** Has the time pass for the extender, which looks at it with the next event. */
    void pass(long minutes) {
        aheadNanos.addAndGet(TimeUnit.MINUTES.toNanos(minutes));
    }

    void startExtender() {
        extender = new ModelExtender(
                context(),
                data,
                new Computing(COMPUTE_THREADS, 2),
                retryMillis,
                openMillis::get,
                () -> System.nanoTime() + aheadNanos.get(),
                this::availableBytes);
        extender.configure(settings);
        extender.activate();
    }

    private long availableBytes() {
        long seeming = availableBytes.get();
        return seeming < 0 ? new AvailableMemory().bytes() : seeming;
    }

    /** Gives a session so long to be there; 0 has every trial be late, as on a gateway that is too busy. */
    void openWithin(long millis) {
        openMillis.set(millis);
    }

    /** Has the gateway seem to have so much memory left. */
    void leaveMemory(long bytes) {
        availableBytes.set(bytes);
    }

    /** Has models run in another way from now on, also after {@link #startExtender}. */
    void configure(EngineSettings changed) {
        settings = changed;
        extender.configure(changed);
    }

    void stopExtender() {
        extender.deactivate();
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    NativeCounts counts() {
        return extender.counts();
    }

    Bundle install(InputStream bundle) throws BundleException {
        return context().installBundle("test:" + System.nanoTime(), bundle);
    }

    /** Returns the best service of a model name, null if there is none. */
    Model find(String name) {
        ServiceReference<Model> reference = reference(name);
        return reference == null ? null : context().getService(reference);
    }

    /** Holds the model's service no longer, however often {@link #find} took it. */
    void letGo(String name) {
        ServiceReference<Model> reference = reference(name);
        while (context().ungetService(reference)) {
            Thread.onSpinWait();
        }
    }

    ServiceReference<Model> reference(String name) {
        try {
            return context().getServiceReferences(Model.class, "(kura.service.pid=" + name + ")").stream()
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** Waits until a version of the model serves and returns it. */
    Model await(String name, String version) {
        await(name + " " + version + " serves", () -> {
            Model model = find(name);
            return model != null && model.version().equals(version);
        });
        return find(name);
    }

    /** Waits until the state has this code and its text contains all parts; returns the text. */
    String awaitState(ExtenderState.Code code, String... parts) {
        await(code + " " + List.of(parts), () -> {
            String text = String.valueOf(state(ExtenderState.TEXT));
            return code.name().equals(state(ExtenderState.CODE))
                    && Arrays.stream(parts).allMatch(text::contains);
        });
        return (String) state(ExtenderState.TEXT);
    }

    /** Waits until the loader has nothing to do. */
    void awaitRest() {
        Thread loader = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("millwright-inference-loader"))
                .findFirst()
                .orElseThrow();
        await("the loader rests", () -> loader.getState() == Thread.State.TIMED_WAITING);
    }

    Object state(String property) {
        if (context() == null) {
            return "stopped";
        }
        ServiceReference<?> reference = context().getServiceReference("io.millwright.inference.ModelExtender");
        return reference == null ? null : reference.getProperty(property);
    }

    long counter(String name) {
        return extender.counters().get(name);
    }

    ModelExtender extender() {
        return extender;
    }

    /** Waits until the service of a model says that an update was refused, with all parts; returns what it says. */
    String awaitRefusal(String name, String... parts) {
        await("a refusal " + List.of(parts), () -> {
            String said = refusal(name);
            return said != null && Arrays.stream(parts).allMatch(said::contains);
        });
        return refusal(name);
    }

    /** Returns what the service of a model says of a refused update and what to do, null if it says nothing. */
    String refusal(String name) {
        ServiceReference<Model> reference = reference(name);
        Object what = reference == null ? null : reference.getProperty(Model.UPDATE_REFUSED);
        return what == null ? null : what + " | " + reference.getProperty(Model.UPDATE_REMEDY);
    }

    /** Returns the version of a model that is kept beside the present one, null if there is none. */
    Model earlier(String name) {
        try {
            return context()
                    .getServiceReferences(EarlierVersion.class, "(" + EarlierVersion.NAME + "=" + name + ")")
                    .stream()
                    .map(reference -> context().getService(reference).model())
                    .findFirst()
                    .orElse(null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** Waits, bounded, until the condition holds. */
    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + WAIT_SECONDS + " s: " + what + "; state "
                        + state(ExtenderState.CODE) + " " + state(ExtenderState.TEXT));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /** Also waits for the extender's threads: on a slow disk they may outlive its patience, and write to the data directory. */
    @Override
    public void close() throws BundleException {
        extender.deactivate();
        await("no thread is left", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("millwright-inference")));
        framework.stop();
        try {
            framework.waitForStop(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
