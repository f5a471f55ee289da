package io.millwright.inference.remote;

import io.millwright.inference.ModelContract;
import io.millwright.inference.remote.RemoteFailure.Kind;
import io.millwright.model.ModelException;
import io.millwright.model.TensorSpec;

/** Finds out whether a server may be asked: it lives, its model is ready and the one agreed, and computes what was expected. */
final class ServerCheck {
    private static final String BINARY = "binary_tensor_data";

    private final RemoteLink link;
    private final TensorData tensorData;
    private final long timeoutMillis;

    /** @param timeoutMillis of each of its questions */
    ServerCheck(RemoteLink link, TensorData tensorData, long timeoutMillis) {
        this.link = link;
        this.tensorData = tensorData;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Returns if the server passes. Blocks.
     *
     * @param whole whether golden rows are replayed as well
     */
    void pass(InferenceServer server, boolean whole) throws RemoteFailure, InterruptedException {
        link.counters().checks.incrementAndGet();
        server.live(timeoutMillis);
        if (tensorData == TensorData.AUTO) {
            server.binary(RequestBody.possible()
                    && ModelMetadata.offers(server.title(), server.serverMetadata(timeoutMillis), BINARY));
        } else {
            server.binary(tensorData == TensorData.BINARY);
        }
        requireJson(server);
        server.ready(timeoutMillis);
        ModelMetadata.check(server.title(), server.modelMetadata(timeoutMillis), link.contract());
        ModelContract.Golden golden = link.contract().golden();
        if (whole && golden != null) {
            replay(server, golden);
        }
    }

    private void requireJson(InferenceServer server) throws RemoteFailure {
        for (TensorSpec spec : link.contract().inputs()) {
            requireJson(server, spec);
        }
        for (TensorSpec spec : link.contract().outputs()) {
            requireJson(server, spec);
        }
    }

    private static void requireJson(InferenceServer server, TensorSpec spec) throws RemoteFailure {
        if (!server.binary() && !Datatype.of(spec.type()).inJson()) {
            throw new RemoteFailure(
                    Kind.CONTRACT,
                    server.title() + " offers no binary tensor data, and " + spec.name() + " has " + spec.type()
                            + " elements, which JSON cannot carry",
                    "use a server that offers it, or a model with FLOAT32 there");
        }
    }

    private void replay(InferenceServer server, ModelContract.Golden golden) throws RemoteFailure {
        try (RemoteRunner runner = new RemoteRunner(link, Route.to(server), 1, null)) {
            // So that a stop ends it.
            link.opened(runner);
            golden.replay(runner);
        } catch (ModelContract.Refused e) {
            throw new RemoteFailure(
                    Kind.RESULTS,
                    server.title() + ": " + e.why().what(),
                    e.why().remedy());
        } catch (ModelException e) {
            throw new RemoteFailure(Kind.SERVER, "the golden rows were not computed: " + e.getMessage(), "");
        }
    }
}
