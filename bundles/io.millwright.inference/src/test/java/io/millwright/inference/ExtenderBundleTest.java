package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import java.io.File;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.kura.system.SystemService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The bundles as they are built, with the component runtime of a 5.x gateway. */
class ExtenderBundleTest {
    private static final String STATE = "io.millwright.inference.ModelExtender";
    private static final long WAIT_SECONDS = 120;
    private static final int UPDATES = 20;

    /** Loader, trial, batcher and watchdog. */
    private static final int THREADS = 4;

    @TempDir
    Path storage;

    @TempDir
    Path data;

    private Framework framework;
    private Bundle inference;

    @BeforeEach
    void start() throws Exception {
        FrameworkFactory factory =
                ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
        framework = factory.newFramework(Map.of(
                Constants.FRAMEWORK_STORAGE,
                storage.toString(),
                "osgi.framework.useSystemProperties",
                "false",
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                "io.millwright.decision;version=1.1.0,io.millwright.model;version=1.0.0,io.millwright.supervision;version=1.0.0,org.eclipse.kura;version=1.6.0,"
                        + "org.eclipse.kura.configuration;version=1.2.0,org.eclipse.kura.configuration.metatype;version=1.1.0,"
                        + "org.eclipse.kura.core.configuration.metatype;version=1.0.0,org.eclipse.kura.crypto;version=1.3.0,"
                        + "org.eclipse.kura.security.keystore;version=1.1.0,org.eclipse.kura.system;version=1.6.0,"
                        + "org.osgi.service.cm;version=1.6.0,org.slf4j;version=1.7.36"));
        framework.start();
        context().registerService(SystemService.class, system(), null);
        install("org.osgi.util.function");
        install("org.osgi.util.promise");
        install("org.apache.felix.scr").start();
        inference = context()
                .installBundle("reference:" + Path.of("target", "classes").toUri());
        inference.start();
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        await("no thread is left", () -> threads() == 0);
    }

    /** The gateway lists what has a service.pid when it comes, whatever is configured later. */
    @Test
    void aGatewayFindsTheFormOfTheEngine() throws Exception {
        String component = "org.eclipse.kura.configuration.ConfigurableComponent";
        await("the form", () -> context().getServiceReference(component) != null);
        ServiceReference<?> form = context().getServiceReference(component);
        assertEquals(STATE, form.getProperty("service.pid"));
        assertEquals(STATE, form.getProperty("kura.service.pid"));
    }

    private BundleContext context() {
        return framework.getBundleContext();
    }

    /** Installs a bundle from the test's class path by the beginning of its file name. */
    private Bundle install(String name) throws Exception {
        Path file = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().startsWith(name)
                        || path.toString().contains(name + File.separator + "target" + File.separator + "classes"))
                .findFirst()
                .orElseThrow();
        return context().installBundle("reference:" + file.toUri());
    }

    private SystemService system() {
        return new SystemService() {
            @Override
            public String getKuraDataDirectory() {
                return data.toString();
            }

            @Override
            public String getKuraVersion() {
                return "5.6.0";
            }

            @Override
            public Properties getProperties() {
                return new Properties();
            }
        };
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("millwright-inference"))
                .count();
    }

    private ServiceReference<Model> model() {
        return context().getServiceReference(Model.class);
    }

    private Object state(String property) {
        try {
            // All, because the type is private to the bundle.
            ServiceReference<?>[] references = context().getAllServiceReferences(STATE, null);
            return references == null ? null : references[0].getProperty(property);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "not within " + WAIT_SECONDS + " s: " + what + "; state " + state(ExtenderState.TEXT));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    private static float answer(Model model) throws Exception {
        try (ModelRunner runner = model.open(1)) {
            runner.input(0).asFloatBuffer().put(0, new float[] {2, 0});
            runner.run(60_000);
            return runner.output(0).getFloat(0);
        }
    }

    /** Packages install in any order, and at boot in none: the engine that comes last is found without a restart. */
    @Test
    void theEngineMayComeLast() throws Exception {
        context()
                .installBundle(
                        "test:model", ModelFiles.linear("linear", "1.0.0", 3).bundle("test.linear", "1.0.0"));
        await("state", () -> "ENGINE_MISSING".equals(state(ExtenderState.CODE)));
        assertEquals(true, state(ExtenderState.TEXT).toString().contains("install the package millwright-onnxruntime"));
        install("io.millwright.onnxruntime");
        await("the model serves", () -> model() != null);
        assertEquals(6, answer(context().getService(model())));
        await("state", () -> "OK".equals(state(ExtenderState.CODE)));
        try (Stream<Path> files = Files.list(data.resolve("millwright/worker"))) {
            assertEquals(
                    List.of("io.millwright.inference", "io.millwright.onnxruntime", "native"),
                    files.map(file -> file.getFileName().toString().replaceFirst("-.*", ""))
                            .sorted()
                            .toList(),
                    "it had its trial with the classes of the bundles");
        }
    }

    @Test
    void hotUpdatesLeaveNoThreadNoClassLoaderAndNoModel() throws Exception {
        install("io.millwright.onnxruntime");
        context()
                .installBundle(
                        "test:model", ModelFiles.linear("linear", "1.0.0", 3).bundle("test.linear", "1.0.0"));
        ExecutorService consumer = Executors.newSingleThreadExecutor();
        AtomicReference<ModelRunner> inUse = new AtomicReference<>();
        // A consumer that gives its runner back when the model goes, off the framework's thread.
        context()
                .addServiceListener(
                        event -> {
                            if (event.getType() == ServiceEvent.UNREGISTERING) {
                                consumer.execute(inUse.getAndSet(null)::close);
                            }
                        },
                        "(objectClass=" + Model.class.getName() + ")");
        List<WeakReference<ClassLoader>> generations = new ArrayList<>();
        try {
            for (int i = 0; i <= UPDATES; i++) {
                await("the model serves", () -> model() != null);
                Model model = context().getService(model());
                assertEquals(6, answer(model));
                inUse.set(model.open(1));
                await("only the threads of this generation", () -> threads() == THREADS);
                generations.add(new WeakReference<>(inference.loadClass(STATE).getClassLoader()));
                if (i < UPDATES) {
                    inference.update();
                    assertThrows(IllegalStateException.class, () -> model.open(1));
                }
            }
        } finally {
            inference.stop();
            consumer.shutdown();
            consumer.awaitTermination(WAIT_SECONDS, TimeUnit.SECONDS);
        }
        await("no thread is left", () -> threads() == 0);
        await("class loaders of earlier generations are gone", () -> {
            System.gc();
            return generations.subList(0, UPDATES).stream().allMatch(generation -> generation.get() == null);
        });
    }
}
