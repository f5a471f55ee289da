package io.millwright.pipeline.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.DriftLevel;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Quality;
import io.millwright.model.Reference;
import io.millwright.model.Reference.Group;
import io.millwright.pipeline.FakeSource;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.drift.FitnessWatch;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A machine that has gone far from the training is decided UNCERTAIN, and the pipeline's state says so, until it is well again. */
class AssemblyDriftTest extends AssemblyHarness {
    private record Row(double a, double b) implements FeatureSnapshot {
        @Override
        public List<String> features() {
            return List.of("a", "b");
        }

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public double value(int row, int column) {
            return column == 0 ? a : b;
        }
    }

    private final FitnessWatch watch = new FitnessWatch(context(), annex -> true);
    private FakeSource.Subscription subscription;
    private long second;

    private static BundleContext context() {
        ClassLoader loader = AssemblyDriftTest.class.getClassLoader();
        return (BundleContext) Proxy.newProxyInstance(
                loader,
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) ->
                        Proxy.newProxyInstance(loader, new Class<?>[] {ServiceRegistration.class}, (p, m, a) -> null));
    }

    /** One row through the lane, then to the watch, as the listeners' thread brings it. */
    private PipelineDecision row(double a, double b) throws InterruptedException {
        second++;
        subscription.send(second * 1_000_000, a, b);
        PipelineDecision decision = decision();
        watch.decided(decision, new Row(a, b));
        return decision;
    }

    @Test
    void decisionsAndStateSayItWhileItLasts() throws InterruptedException {
        model.reference = new Reference(
                10_000,
                30,
                List.of(),
                List.of(new Group(
                        "process", List.of("a", "b"), List.of(0.0, 0.0), List.of(1.0, 0.0, 0.0, 1.0), 1, Double.NaN)),
                List.of(),
                List.of(),
                List.of(),
                0,
                0);
        assembly.fitness(watch);
        watch.bindModel(model);
        subscription = running();
        while (watch.level("p1", "p1") == DriftLevel.NONE && second < 1_000) {
            assertEquals(Quality.GOOD, row(3, 0).quality(), second + " s");
        }
        assertEquals(DriftLevel.ADVICE_WITHHELD, watch.level("p1", "p1"));
        PipelineDecision decision = row(3, 0);
        assertEquals(Quality.UNCERTAIN, decision.quality());
        assertTrue(decision.reason().startsWith("outside the training data: the mean of"), decision.reason());
        await(
                () -> {
                    assembly.updateState();
                    return state.text().contains("drift of asset 'p1': ADVICE_WITHHELD");
                },
                "the state tells it");
        assertTrue(watch.renew("p1", "p1"));
        assertEquals(Quality.GOOD, row(0, 0).quality());
        await(
                () -> {
                    assembly.updateState();
                    return !state.text().contains("drift");
                },
                "the state tells it no more");
        assembly.close();
        assertEquals(List.of(), watch.assets("p1"), "an ended pipeline is watched no more");
    }
}
