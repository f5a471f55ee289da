package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/**
 * Runners run without a pause while their model is replaced and uninstalled. A session that closed under a running call would
 * bring the JVM down, so surviving is part of the assertion; the rest is that every answer belongs to a whole version and that
 * every session is closed once.
 */
class ModelSwapUnderLoadTest {
    private static final int LANES = 4;
    private static final int SWAPS = 60;
    private static final long WAIT_SECONDS = 60;

    @TempDir
    Path storage;

    @TempDir
    Path data;

    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicLongArray runs = new AtomicLongArray(LANES);

    @Test
    void noCallIsEverCutByASwapOrAnUninstallation() throws Exception {
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        try (Gateway gateway = new Gateway(storage, data)) {
            Bundle bundle = gateway.install(version(1).bundle("test.linear", "1.0.0"));
            gateway.await("linear", "1.1.0");
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < LANES; i++) {
                answers.add(lanes.submit(lane(gateway, i)));
            }
            awaitTwoRunsOfEachLane(gateway, answers);
            for (int k = 2; k <= SWAPS; k++) {
                if (k % 10 == 0) {
                    bundle.uninstall();
                    bundle = gateway.install(version(k).bundle("test.linear", "1." + k + ".0"));
                } else {
                    bundle.update(version(k).bundle("test.linear", "1." + k + ".0"));
                }
                gateway.await("linear", "1." + k + ".0");
                awaitTwoRunsOfEachLane(gateway, answers);
            }
            bundle.uninstall();
            gateway.await("withdrawn", () -> gateway.find("linear") == null);
            done.set(true);
            for (Future<Integer> answer : answers) {
                assertTrue(answer.get(WAIT_SECONDS, TimeUnit.SECONDS) > 1, "a lane never saw a second version");
            }
            // The count of the closed ones is the last that changes.
            gateway.await(
                    "all sessions are closed",
                    () -> gateway.counts().sessionsClosed.get() >= SWAPS);
            assertEquals(SWAPS, gateway.counts().sessionsClosed.get());
            assertEquals(0, gateway.counts().sessionsOpen.get());
            assertEquals(0, gateway.counts().runnersOpen.get());
            assertEquals(0, gateway.counts().runnersKept.get());
        } finally {
            done.set(true);
            lanes.shutdownNow();
            assertTrue(lanes.awaitTermination(WAIT_SECONDS, TimeUnit.SECONDS));
        }
    }

    private static ModelFiles version(int k) {
        return ModelFiles.linear("linear", "1." + k + ".0", k);
    }

    /** The second run has begun since the call, so with the version that serves now. A lane that failed is told later. */
    private void awaitTwoRunsOfEachLane(Gateway gateway, List<Future<Integer>> answers) {
        for (int i = 0; i < LANES; i++) {
            int lane = i;
            long before = runs.get(lane);
            gateway.await(
                    "lane " + lane + " goes on",
                    () -> runs.get(lane) >= before + 2 || answers.get(lane).isDone());
        }
    }

    /** Uses the best model there is, changes it when there is a better one; counts the versions that it ran. */
    private Callable<Integer> lane(Gateway gateway, int number) {
        return () -> {
            int versions = 0;
            Model model = null;
            ModelRunner runner = null;
            while (!done.get()) {
                Model best = gateway.find("linear");
                if (best != null && best != model) {
                    ModelRunner next = open(best);
                    if (next != null) {
                        if (runner != null) {
                            runner.close();
                        }
                        model = best;
                        runner = next;
                        versions++;
                    }
                }
                if (runner != null) {
                    runner.input(0).asFloatBuffer().put(0, new float[] {1, 0});
                    runner.run(60_000);
                    float k = Float.parseFloat(model.version().split("\\.")[1]);
                    assertEquals(k, runner.output(0).getFloat(0));
                    runs.incrementAndGet(number);
                }
            }
            if (runner != null) {
                runner.close();
            }
            return versions;
        };
    }

    private static ModelRunner open(Model model) throws ModelException {
        try {
            return model.open(1);
        } catch (IllegalStateException withdrawnMeanwhile) {
            return null;
        }
    }
}
