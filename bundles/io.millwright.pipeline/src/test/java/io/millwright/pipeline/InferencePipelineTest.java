package io.millwright.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.advise.Adviser;
import io.millwright.pipeline.assembly.BackgroundThreads;
import io.millwright.pipeline.assembly.Threads;
import io.millwright.pipeline.capture.CaptureRoom;
import io.millwright.pipeline.capture.FeedbackBook;
import io.millwright.pipeline.drift.FitnessWatch;
import io.millwright.pipeline.lane.LanePool;
import io.millwright.pipeline.lane.PipelineHarness;
import io.millwright.pipeline.lane.ShadowThreads;
import io.millwright.pipeline.listen.DecisionListeners;
import io.millwright.pipeline.numbers.RunNumberFiles;
import io.millwright.pipeline.pause.PauseFiles;
import io.millwright.pipeline.publish.Outboxes;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.supervision.Pausable;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagSource;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.system.SystemService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationPlugin;

/** The component's life in the order in which SCR lives it: constructor, binds, activate method. */
class InferencePipelineTest {
    private final Outboxes outboxes = new Outboxes(fake(BundleContext.class, (proxy, method, arguments) -> null));
    private final LanePool pool = PipelineHarness.pool(1);
    private final BackgroundThreads threads = Threads.withOneOpener();

    @TempDir
    static Path data;

    private final Map<String, Object> settings = new HashMap<>(Map.of(
            "kura.service.pid",
            "p1",
            "service.pid",
            "io.millwright.pipeline.InferencePipeline-1",
            "service.factoryPid",
            InferencePipeline.PID,
            "TagSource.target",
            "(kura.service.pid=plc1)",
            "Model.target",
            "(kura.service.pid=fake)",
            "rule.k",
            1));
    private Dictionary<String, Object> stored;
    private List<String> registeredAs;
    private Object registered;
    private Dictionary<?, ?> registeredWith;
    private final InferencePipeline pipeline = new InferencePipeline(
            fake(BundleContext.class, (proxy, method, arguments) -> {
                if ("getServiceReferences".equals(method.getName())) {
                    return arguments[0] instanceof String ? null : List.of();
                }
                assertEquals("registerService", method.getName());
                registeredAs = List.of((String[]) arguments[0]);
                registered = arguments[1];
                registeredWith = (Dictionary<?, ?>) arguments[2];
                return fake(ServiceRegistration.class, (p, m, a) -> null);
            }),
            settings,
            outboxes,
            pool,
            new PictureDecoders(),
            threads,
            new ShadowThreads(),
            new DecisionListeners(),
            new Adviser(fake(BundleContext.class, (p, m, a) -> null), annex -> false),
            new RunNumberFiles(system(), threads),
            new FitnessWatch(fake(BundleContext.class, (proxy, method, arguments) -> null), outboxes),
            new CaptureRoom(
                    fake(BundleContext.class, (proxy, method, arguments) -> null),
                    system(),
                    threads,
                    new FeedbackBook(system())),
            new PauseFiles(data),
            fake(ConfigurationAdmin.class, (proxy, method, arguments) -> {
                assertEquals("(service.pid=io.millwright.pipeline.InferencePipeline-1)", arguments[0]);
                return stored == null
                        ? null
                        : new Configuration[] {fake(Configuration.class, (p, m, a) -> configured(m.getName(), a))};
            }));

    private SystemService system() {
        return fake(SystemService.class, (proxy, method, arguments) -> {
            assertEquals("getKuraDataDirectory", method.getName());
            return data.toString();
        });
    }

    private final CompletableFuture<Object> written = new CompletableFuture<>();

    private Object configured(String method, Object[] arguments) {
        if ("update".equals(method)) {
            written.complete(arguments[0]);
        }
        return switch (method) {
            case "getProperties" -> stored;
            case "getChangeCount" -> 1L;
            default -> null;
        };
    }

    /** As the component runtime reads a configuration. */
    private static Map<String, Object> read(ConfigurationPlugin plugin, Map<String, Object> values) {
        Hashtable<String, Object> table = new Hashtable<>(values);
        plugin.modifyConfiguration(null, table);
        return new HashMap<>(table);
    }

    private static ConfigurationPlugin plugin() {
        List<Object> plugins = new ArrayList<>();
        new PipelineActivator().start(fake(BundleContext.class, (proxy, method, arguments) -> {
            assertEquals(ConfigurationPlugin.class, arguments[0]);
            plugins.add(arguments[1]);
            return null;
        }));
        return (ConfigurationPlugin) plugins.get(0);
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @AfterEach
    void close() {
        if (registered != null) {
            pipeline.deactivate();
        }
        threads.close();
        pool.close();
    }

    /** The opener has done all that it was asked for so far. */
    private void openerIsIdle() throws InterruptedException {
        CountDownLatch idle = new CountDownLatch(1);
        threads.open(idle::countDown);
        assertTrue(idle.await(Bound.SECONDS, TimeUnit.SECONDS));
    }

    private String state() throws KuraException {
        String head = pipeline.getConfiguration().getDefinition().getDescription();
        return head.substring(0, head.indexOf(' '));
    }

    @Test
    void nothingIsMissingBeforeTheReferencesAreBound() throws Exception {
        openerIsIdle();
        assertNull(registered);
        assertEquals("STARTING", state());
        pipeline.bindTagSource(new FakeSource("a"), Map.of("kura.service.pid", "plc1", TagSource.STATE, "CONNECTED"));
        openerIsIdle();
        assertEquals("STARTING", state());
        pipeline.bindModel(FakeModel.sum("a"), Map.of("kura.service.pid", "fake"));
        openerIsIdle();
        assertEquals("STARTING", state());
        pipeline.start();
        openerIsIdle();
        assertEquals("WAITING_FOR_VALUES", state());
    }

    /** Not every gateway stops its bundles before its VM. */
    @Test
    void f8WhenTheVmStopsNoNumberIsWastedAndADeactivationAfterwardsChangesNothing() throws Exception {
        FakeSource source = new FakeSource("a");
        pipeline.bindTagSource(source, Map.of("kura.service.pid", "plc1", TagSource.STATE, "CONNECTED"));
        pipeline.bindModel(FakeModel.sum("a"), Map.of("kura.service.pid", "fake"));
        pipeline.start();
        FakeSource.Subscription subscription = source.subscribed();
        long reserved = reserved();
        pipeline.end();
        assertTrue(subscription.closed());
        assertEquals("STOPPED", state());
        assertEquals(reserved - RunNumbers.BLOCK, reserved());
        pipeline.deactivate();
        registered = null;
        assertEquals(reserved - RunNumbers.BLOCK, reserved());
    }

    private static long reserved() throws IOException {
        String kept = Files.readString(
                data.resolve("millwright").resolve("numbers").resolve("p1.numbers"), StandardCharsets.US_ASCII);
        return Long.parseLong(kept.split(" ")[2]);
    }

    @Test
    void whatIsMissingAfterTheStartIsSaid() throws Exception {
        pipeline.start();
        openerIsIdle();
        assertEquals("TAG_SOURCE_MISSING", state());
    }

    /** Kura asks every service of a pid for its configuration, and its web lists each that does not ask to be hidden. */
    @Test
    void theStateIsRegisteredAsTheComponentItselfAndHiddenInTheWeb() {
        pipeline.start();
        assertSame(pipeline, registered);
        assertTrue(registered instanceof SelfConfiguringComponent);
        assertEquals(
                List.of(InferencePipeline.class.getName(), Supervised.class.getName(), Pausable.class.getName()),
                registeredAs);
        assertEquals("p1", registeredWith.get("kura.service.pid"));
        assertEquals("true", registeredWith.get("kura.ui.service.hide"));
        assertEquals("STARTING", registeredWith.get("millwright.state"));
    }

    /** Kura merges a change into what the component answers: a change that modified has not brought yet must be in it. */
    @Test
    void theAnswerHoldsWhatIsStoredAndNotWhatWasDelivered() throws Exception {
        stored = new Hashtable<>(settings);
        stored.put("rule.k", 2);
        stored.put("somebody.else", "x");
        ComponentConfiguration answer = pipeline.getConfiguration();
        assertEquals("p1", answer.getPid());
        assertEquals(2, answer.getConfigurationProperties().get("rule.k"));
        assertEquals("x", answer.getConfigurationProperties().get("somebody.else"));
        assertEquals(InferencePipeline.PID, answer.getConfigurationProperties().get("service.factoryPid"));
        stored = null;
        assertEquals(1, pipeline.getConfiguration().getConfigurationProperties().get("rule.k"));
    }

    /** Of two saves at once the second is read by the component runtime, and not handed over. */
    @Test
    void aSaveThatTheRuntimeMissedIsDeliveredAndCounted() throws Exception {
        ConfigurationPlugin plugin = plugin();
        Map<String, Object> first = new HashMap<>(settings);
        first.put("TagSource.target", "(((x");
        pipeline.modified(read(plugin, first));
        pipeline.start();
        stored = new Hashtable<>(settings);
        Map<String, Object> second = read(plugin, settings);
        assertEquals(stored, written.get(Bound.SECONDS, TimeUnit.SECONDS));
        assertEquals(0, pipeline.counters().get("configurations.recovered"));
        pipeline.modified(second);
        Bound.await(() -> pipeline.counters().get("configurations.recovered") == 1, pipeline::counters);
        openerIsIdle();
        assertEquals("TAG_SOURCE_MISSING", state());
    }

    @Test
    void whatWasReadOfAnotherPipelineOrHoldsTheSameChangesNothing() throws Exception {
        ConfigurationPlugin plugin = plugin();
        pipeline.modified(read(plugin, settings));
        pipeline.start();
        stored = new Hashtable<>(settings);
        read(plugin, settings);
        Map<String, Object> another = new HashMap<>(settings);
        another.put("service.pid", InferencePipeline.PID + "-2");
        read(plugin, another);
        CountDownLatch looks = new CountDownLatch(3);
        threads.watch(looks::countDown);
        assertTrue(looks.await(Bound.SECONDS, TimeUnit.SECONDS));
        openerIsIdle();
        assertFalse(written.isDone());
    }
}
