package io.millwright.planning;

import static io.millwright.planning.Proxies.proxy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec;
import io.millwright.planning.shop.ModelScorer;
import io.millwright.planning.shop.Outlook;
import io.millwright.planning.shop.Scorer.ScorerFailed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** A policy stays open between plans as long as its model is there, and not longer. */
class KeptScorerTest {
    private static final int ROWS = 32;

    private final List<String> done = new ArrayList<>();
    private long limitMillis;
    private final KeptScorer kept = new KeptScorer();

    /** A dispatch policy that writes down when it is opened and closed. */
    private Model policy(String name) {
        List<TensorSpec.Feature> features = Outlook.NAMES.stream()
                .map(each -> proxy(TensorSpec.Feature.class, Map.of("name", each)))
                .toList();
        TensorSpec input = proxy(
                TensorSpec.class,
                Map.of(
                        "name",
                        "features",
                        "features",
                        features,
                        "type",
                        TensorSpec.ElementType.FLOAT32,
                        "shape",
                        new long[] {-1, features.size()}));
        TensorSpec output = proxy(
                TensorSpec.class,
                Map.of("name", "score", "type", TensorSpec.ElementType.FLOAT32, "shape", new long[] {-1, 1}));
        ByteBuffer rows = ByteBuffer.allocate(ROWS * features.size() * Float.BYTES);
        ByteBuffer scores = ByteBuffer.allocate(ROWS * Float.BYTES);
        ModelRunner runner = proxy(ModelRunner.class, (self, method, arguments) -> switch (method.getName()) {
            case "input" -> rows;
            case "output" -> scores;
            case "run" -> {
                limitMillis = (Long) arguments[0];
                yield null;
            }
            case "close" -> {
                done.add("close " + name);
                yield null;
            }
            default -> throw new UnsupportedOperationException(method.toString());
        });
        Map<String, Object> model =
                new HashMap<>(Map.of("name", name, "inputs", List.of(input), "outputs", List.of(output)));
        return proxy(Model.class, (self, method, arguments) -> {
            if (method.getName().equals("open")) {
                done.add("open " + name);
                return runner;
            }
            if (method.getName().equals("equals")) {
                return self == arguments[0];
            }
            return model.get(method.getName());
        });
    }

    @Test
    void aModelThatIsThereStaysOpenAndOneThatWentIsClosed() throws ScorerFailed {
        Model policy = policy("a");
        ModelScorer first = kept.borrow(policy);
        kept.giveBack();
        kept.keepOnly(policy);
        assertSame(first, kept.borrow(policy));
        kept.giveBack();
        kept.keepOnly(null);
        assertEquals(List.of("open a", "close a"), done);
        kept.keepOnly(null);
        kept.borrow(policy);
        kept.giveBack();
        kept.keepOnly(policy("b"));
        kept.close();
        assertEquals(List.of("open a", "close a", "open a", "close a"), done);
    }

    @Test
    void oneThatIsInUseIsClosedWhenItIsGivenBackAndLookedForAgain() throws ScorerFailed {
        kept.borrow(policy("a"));
        kept.keepOnly(null);
        assertEquals(List.of("open a"), done);
        kept.giveBack();
        kept.keepOnly(null);
        assertEquals(List.of("open a", "close a"), done);
    }

    @Test
    void aRunMayWaitForItsTurnAndEndsWithThePlanner() throws ScorerFailed {
        ModelScorer scorer = kept.borrow(policy("a"));
        scorer.score(new float[Outlook.WIDTH], 1, new float[1]);
        assertEquals(30_000, limitMillis, "busy threads make it wait");
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> scorer.score(new float[Outlook.WIDTH], 1, new float[1]));
        assertTrue(Thread.interrupted());
    }
}
