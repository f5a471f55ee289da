package io.millwright.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Decision;
import io.millwright.form.LiveForm;
import io.millwright.model.ModelTrial;
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
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.wire.Envelopes;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.system.SystemService;
import org.eclipse.kura.type.TypedValue;
import org.eclipse.kura.wire.WireHelperService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.wireadmin.Wire;

/** The wire component from its ports: records in, records out, and an end within 5 s whatever goes on. */
class WireInferenceTest {
    private static final int DECISION = 0;
    private static final int READING = 1;
    private static final int ERROR = 2;

    @TempDir
    Path data;

    private final LanePool pool = PipelineHarness.pool(1);
    private final BackgroundThreads threads = Threads.withOneOpener();
    private final FakeWires wires = new FakeWires();
    private final Map<String, Object> settings = new HashMap<>(Map.of(
            "kura.service.pid",
            "inference",
            "service.pid",
            "io.millwright.pipeline.WireInference-1",
            "service.factoryPid",
            WireInference.PID,
            "Model.target",
            "(kura.service.pid=fake)",
            "window.periodMs",
            1000L,
            "window.latenessMs",
            0L));
    private final ShadowThreads shadowThreads = new ShadowThreads();
    private final ServiceReference<?> trialReference = fake(ServiceReference.class, (proxy, method, arguments) -> {
        return switch (method.getName()) {
            case "getProperty" -> arguments[0].equals(ModelTrial.NAME) ? "fake" : null;
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> 1;
            default -> null;
        };
    });
    private volatile ModelTrial trial;
    private final Adviser adviser = new Adviser(fake(BundleContext.class, (p, m, a) -> null), annex -> false);
    private FitnessWatch fitness;
    private WireInference component;

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void create(Object... more) {
        for (int i = 0; i < more.length; i += 2) {
            settings.put((String) more[i], more[i + 1]);
        }
        BundleContext context = fake(BundleContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getServiceReferences" -> arguments[0] instanceof String
                    ? null
                    : arguments[0] == ModelTrial.class && trial != null ? List.of(trialReference) : List.of();
            case "ungetService" -> true;
            case "getService" -> arguments[0] == trialReference ? trial : null;
            case "registerService" -> fake(ServiceRegistration.class, (p, m, a) -> null);
            default -> null;
        });
        SystemService system = fake(SystemService.class, (p, m, a) -> data.toString());
        component = new WireInference(
                context,
                settings,
                fake(WireHelperService.class, (p, m, a) -> wires),
                pool,
                new PictureDecoders(),
                threads,
                shadowThreads,
                new DecisionListeners(),
                adviser,
                new RunNumberFiles(system, threads),
                fitness = new FitnessWatch(context, annex -> false),
                new CaptureRoom(
                        fake(BundleContext.class, (p, m, a) -> null), system, threads, new FeedbackBook(system)),
                fake(ConfigurationAdmin.class, (p, m, a) -> null));
    }

    private void start(FakeModel model) {
        component.bindModel(model, Map.of("kura.service.pid", "fake"));
        component.start(fake(ComponentContext.class, (p, m, a) -> null));
    }

    private void send(String asset, long millis, String values) {
        component.updated(null, FakeWires.asset(asset, millis, values));
    }

    private void awaitState(String code) {
        Bound.await(() -> component.state().code().equals(code), () -> component.state());
    }

    @AfterEach
    void close() {
        if (component != null) {
            component.deactivate();
        }
        threads.close();
        shadowThreads.close();
        pool.close();
        Bound.await(() -> ownThreads().isEmpty(), WireInferenceTest::ownThreads);
    }

    private static List<String> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("millwright-"))
                .toList();
    }

    private static Object value(Map<String, TypedValue<?>> properties, String name) {
        TypedValue<?> typed = properties.get(name);
        return typed == null ? null : typed.getValue();
    }

    @Test
    void recordsOfAnAssetBecomeDecisionsOfThatAsset() throws Exception {
        create();
        start(FakeModel.sum("a", "b"));
        send("Mill1", 1_000, "a=1 b=2");
        awaitState("WAITING_FOR_VALUES");
        send("Mill1", 2_000, "a=3 b=4");
        send("Mill1", 3_000, "a=0 b=1");
        Map<String, TypedValue<?>> first = wires.next(READING);
        assertEquals("Mill1", value(first, "assetName"));
        assertEquals(2_000L, value(first, "windowEnd"));
        assertEquals(7.0, value(first, "score"));
        assertEquals("GOOD", value(first, "quality"));
        assertEquals("fake", value(first, "model"));
        assertEquals(1.0, value(wires.next(READING), "score"));
        assertEquals(2_000L, value(wires.next(DECISION), "windowEnd"));
    }

    /** The harness of the whole way: one line in, one line out. */
    @Test
    void manyAssetsAreDecidedEachFromItsOwnRecords() throws Exception {
        create("assets", "Mill[1..2]", "window.latenessMs", 1_000L);
        start(FakeModel.sum("a", "b"));
        send("Mill1", 1_000, "a=1 b=0");
        send("Mill2", 1_000, "a=2 b=0");
        awaitState("WAITING_FOR_VALUES");
        List<String> decided = new ArrayList<>();
        for (int second = 2; second <= 5; second++) {
            send("Mill1", second * 1_000, "a=10 b=" + second);
            send("Mill2", second * 1_000, "a=20 b=" + second);
        }
        for (int i = 0; i < 5; i++) {
            Map<String, TypedValue<?>> next = wires.next(READING);
            decided.add(value(next, "assetName") + " " + value(next, "windowEnd") + " " + value(next, "score"));
        }
        assertTrue(
                decided.containsAll(List.of("Mill1 2000 12.0", "Mill1 3000 13.0", "Mill2 3000 23.0")),
                decided::toString);
    }

    /** What is on trial hears the same records, and nothing of it comes out of a port. */
    @Test
    void aVersionOnTrialRunsBesideAndTakesNothingFromTheOneThatDecides() throws Exception {
        FakeModel serving = FakeModel.sum("a");
        FakeModel candidate = serving.next("2.0.0", x -> new double[] {x[0] + 100});
        BlockingQueue<String> compared = new LinkedBlockingQueue<>();
        trial = fake(ModelTrial.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "stage" -> ModelTrial.Stage.SHADOW;
            case "candidate" -> candidate;
            case "reference" -> serving;
            case "decides" -> false;
            case "equals" -> proxy == arguments[0];
            case "compared" -> compared.add(score(arguments[0]) + " " + score(arguments[1]));
            default -> null;
        });
        create();
        start(serving);
        send("Mill1", 1_000, "a=1");
        awaitState("WAITING_FOR_VALUES");
        Bound.await(() -> !candidate.opened.isEmpty(), () -> "the shadow is open");
        Bound.await(() -> component.counters().containsKey("shadow.decisions"), component::counters);
        for (int second = 2; second <= 40; second++) {
            send("Mill1", second * 1_000, "a=" + second);
            Map<String, TypedValue<?>> next = wires.next(READING);
            assertEquals((double) second, value(next, "score"));
            assertEquals("1.0.0", value(next, "modelVersion"));
        }
        String pair = compared.poll(Bound.SECONDS, TimeUnit.SECONDS);
        assertEquals("1", pair == null ? "nothing was compared" : pair.substring(0, 1));
        assertTrue(component.counters().get("shadow.decisions") > 0);
    }

    private static double score(Object decision) {
        return ((Decision) decision).values().get(0).number();
    }

    /** Records of a second asset have a task configure the component: it may run when the component has ended. */
    @Test
    void aTaskThatIsLateDoesNotConfigureWhatHasEnded() throws Exception {
        create();
        start(FakeModel.sum("a"));
        send("Mill1", 1_000, "a=1");
        awaitState("WAITING_FOR_VALUES");
        CountDownLatch held = new CountDownLatch(1);
        threads.open(() -> Bound.await(() -> held.getCount() == 0, () -> "the end"));
        send("Mill2", 1_000, "a=1");
        component.end();
        held.countDown();
        CountDownLatch after = new CountDownLatch(1);
        threads.open(after::countDown);
        assertTrue(after.await(Bound.SECONDS, TimeUnit.SECONDS));
        assertEquals(Map.of(), adviser.counters("inference"), "nothing is known of it any more");
        assertEquals(Map.of(), fitness.counters("inference"));
    }

    @Test
    void twoAssetsWithOneNameAreRefusedWithARemedyAndHealWhenTheAssetsAreListed() throws Exception {
        create();
        start(FakeModel.sum("a"));
        send("Mill1", 1_000, "a=1");
        awaitState("WAITING_FOR_VALUES");
        send("Mill2", 1_000, "a=2");
        awaitState("CONFIGURATION_ERROR");
        assertTrue(
                component.state().text().contains("asset Mill1 and asset Mill2"),
                component.state().text());
        assertTrue(
                component.state().remedy().contains("Assets"), component.state().remedy());
        settings.put("assets", "Mill1,Mill2");
        component.modified(settings);
        Bound.await(() -> !component.state().code().equals("CONFIGURATION_ERROR"), () -> component.state());
        Bound.await(
                () -> {
                    send("Mill1", System.currentTimeMillis(), "a=1");
                    send("Mill2", System.currentTimeMillis(), "a=2");
                    return wires.emitted.get(READING).size() > 2;
                },
                () -> component.state());
    }

    @Test
    void aChannelThatFailsGivesNoGoodDecisionAndAStateAtPortError() throws Exception {
        create("quality.policy", "flag");
        start(FakeModel.sum("a", "b"));
        send("Mill1", 1_000, "a=1 b=2");
        awaitState("WAITING_FOR_VALUES");
        send("Mill1", 2_000, "a=1 b=2");
        assertEquals("GOOD", value(wires.next(READING), "quality"));
        send("Mill1", 3_000, "a=1 b_error='broken'");
        Map<String, TypedValue<?>> bad = wires.next(READING);
        assertEquals("BAD", value(bad, "quality"));
        assertTrue(String.valueOf(value(bad, "reason")).contains("b"), () -> String.valueOf(value(bad, "reason")));
        Bound.await(
                () -> wires.emitted.get(ERROR).stream()
                        .anyMatch(one -> "INPUT_BAD".equals(value(one.getProperties(), "state"))),
                () -> component.state());
    }

    @Test
    void aMissingModelIsAStateAtPortErrorWithItsRemedy() throws Exception {
        create();
        component.start(fake(ComponentContext.class, (p, m, a) -> null));
        send("Mill1", 1_000, "a=1");
        awaitState("MODEL_MISSING");
        Bound.await(
                () -> wires.emitted.get(ERROR).stream()
                        .anyMatch(one -> "MODEL_MISSING".equals(value(one.getProperties(), "state"))),
                () -> component.state());
    }

    @Test
    void wrongSettingsNameAttributeValueAndRemedy() {
        create("vectors", "spectrum=float16", "records.intervalMs", 0L, "time.source", "moon");
        start(FakeModel.sum("a"));
        awaitState("CONFIGURATION_ERROR");
        String text = component.state().text();
        assertTrue(text.contains("Vectors: 'spectrum' has type 'float16'"), text);
        assertTrue(text.contains("Longest time between records (ms) is '0'"), text);
        assertTrue(text.contains("Time of values is 'moon'"), text);
        assertTrue(component.state().remedy().contains("float32") || text.contains("float32"), text);
    }

    @Test
    void oneHundredRecordsPerSecondOfTwoEmittersLoseNoWindow() throws Exception {
        create("mapping", "a=A.n\nb=B.n", "window.periodMs", 10L, "window.latenessMs", 1_000L);
        start(FakeModel.sum("a", "b"));
        component.producersConnected(new Wire[0]);
        send("A", 10_000, "n=0");
        send("B", 10_000, "n=0");
        awaitState("WAITING_FOR_VALUES");
        int each = 3_000;
        List<Thread> emitters = new ArrayList<>();
        AtomicIntegerArray sent = new AtomicIntegerArray(2);
        for (int number = 0; number < 2; number++) {
            int of = number;
            Thread emitter = new Thread(() -> {
                for (int i = 1; i <= each; i++) {
                    int now = i;
                    send(of == 0 ? "A" : "B", 10_000 + i * 10L, "n=" + i);
                    sent.set(of, i);
                    // Each as far as the other one, and no further than what is emitted: far faster than 100 per
                    // second.
                    Bound.await(
                            () -> now - sent.get(1 - of) < 50
                                    && now - wires.emitted.get(READING).size() < 600,
                            () -> sent + " " + component.counters());
                }
            });
            emitters.add(emitter);
            emitter.start();
        }
        for (Thread emitter : emitters) {
            emitter.join(Bound.MILLIS);
        }
        int whole = each - 101;
        long last = 0;
        for (int i = 0; i < whole; i++) {
            Map<String, TypedValue<?>> next = wires.next(READING);
            long end = (long) value(next, "windowEnd");
            assertTrue(last == 0 || end == last + 10, () -> "window " + value(next, "windowEnd"));
            assertEquals("GOOD", value(next, "quality"));
            assertEquals((end - 10_000) / 10 * 2.0, value(next, "score"));
            last = end;
        }
        Map<String, Long> counted = component.counters();
        assertEquals(
                0, counted.get("samples.late") + counted.get("wire.records.dropped") + counted.get("samples.dropped"));
    }

    @Test
    @Timeout(5 * Bound.SECONDS)
    void itEndsWhileNothingHasComeYet() {
        create();
        start(FakeModel.sum("a"));
        endsInTime();
    }

    @Test
    @Timeout(5 * Bound.SECONDS)
    void itEndsWhileTheModelIsBeingOpened() throws Exception {
        create();
        FakeModel model = FakeModel.sum("a");
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        model.onOpen = () -> {
            opening.countDown();
            try {
                release.await(10 * Bound.SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        start(model);
        send("Mill1", 1_000, "a=1");
        assertTrue(opening.await(Bound.SECONDS, TimeUnit.SECONDS));
        endsInTime();
        release.countDown();
    }

    @Test
    @Timeout(5 * Bound.SECONDS)
    void itEndsUnderLoad() throws Exception {
        create();
        start(FakeModel.sum("a"));
        Thread emitter = new Thread(() -> {
            for (long i = 1; !Thread.currentThread().isInterrupted(); i++) {
                send("Mill1", i * 1_000, "a=1");
            }
        });
        emitter.start();
        wires.next(READING);
        endsInTime();
        emitter.interrupt();
        emitter.join(Bound.MILLIS);
        assertFalse(emitter.isAlive());
    }

    @Test
    @Timeout(5 * Bound.SECONDS)
    void itEndsWhileAComponentBehindAWireDoesNotReturn() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        wires.behind = () -> {
            entered.countDown();
            try {
                release.await(10 * Bound.SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        create();
        start(FakeModel.sum("a"));
        send("Mill1", 1_000, "a=1");
        assertTrue(entered.await(Bound.SECONDS, TimeUnit.SECONDS));
        endsInTime();
        release.countDown();
    }

    /** Before what holds it up is let go: that would be held for longer than the test may take. */
    private void endsInTime() {
        component.deactivate();
        component = null;
    }

    /** What both forms have is the same in both, so that a setting can be carried over. */
    @Test
    void theFormIsThatOfThePipelineButForItsPorts() throws Exception {
        Map<String, String> pipeline = form(InferencePipeline.class, InferencePipeline.PID);
        Map<String, String> wire = form(WireInference.class, WireInference.PID);
        Map<String, String> labels = new HashMap<>(Labels.ofWires());
        wire.forEach((id, described) -> {
            if (Labels.ofWires().containsKey(id)) {
                assertTrue(described.startsWith(labels.remove(id) + "|"), described);
            } else {
                assertEquals(pipeline.remove(id), described, id);
            }
        });
        assertEquals(Map.of(), labels);
        pipeline.keySet().removeIf(id -> id.startsWith("publish.") || id.startsWith("alarm."));
        assertEquals(Set.of("TagSource.target", "CloudPublisher.target"), pipeline.keySet());
    }

    private static Map<String, String> form(Class<?> component, String pid) {
        return new HashMap<>(
                LiveForm.of(component, pid).configuration("p", "x", Map.of()).getDefinition().getAD().stream()
                        .collect(Collectors.toMap(AD::getId, WireInferenceTest::shown)));
    }

    private static String shown(AD ad) {
        return ad.getName() + "|" + ad.getType() + "|" + ad.getDefault() + "|" + ad.getMin() + "|" + ad.getMax() + "|"
                + ad.getOption().stream().map(option -> option.getValue()).toList();
    }

    @Test
    void nothingThatAWireCallsThrowsBeforeTheStartOrAfterTheEnd() {
        create();
        component.updated(null, "no envelope");
        component.onWireReceive(Envelopes.from("x", "", "a=1"));
        component.producersConnected(null);
        component.consumersConnected(null);
        component.polled(null);
        start(FakeModel.sum("a"));
        component.deactivate();
        component.onWireReceive(Envelopes.from("x", "", "a=1"));
        component.consumersConnected(null);
        component = null;
    }
}
