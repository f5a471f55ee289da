package io.millwright.inference.remote;

import io.millwright.form.Diagnosis;
import io.millwright.inference.ModelContract;
import io.millwright.inference.remote.ProtocolServer.Described;
import io.millwright.inference.remote.ProtocolServer.Tensor;
import io.millwright.model.Model;
import io.millwright.model.TensorSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;

/**
 * A remote model as a component makes it, with its threads, checks and breaker, before a server of the protocol in this process
 * that takes a given time for each request; and the server's death and return.
 */
public final class RemoteUnderTest implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;

    private final Model local;
    private final long engineMicros;
    private final RemoteThreads threads = new RemoteThreads("bench");
    private final RemoteCounters counters = new RemoteCounters();
    private final Generation generation;
    private final int port;
    private ProtocolServer server;
    private int mostInFlight;

    /**
     * Starts the server and checks it.
     *
     * @param local the model that stands in, whose contract the server's fulfils
     */
    public RemoteUnderTest(Model local, long engineMicros) throws IOException {
        this.local = local;
        this.engineMicros = engineMicros;
        server = server(0);
        port = server.port();
        RemoteSettings settings = RemoteSettings.of(Map.of(
                "kura.service.pid",
                "bench",
                "url",
                "http://127.0.0.1:" + port,
                "http.allowed",
                true,
                "server.model.name",
                "bench",
                "breaker.openMs",
                LOOK_MILLIS));
        if (!settings.problems().isEmpty()) {
            throw new IllegalStateException(settings.problems().toString());
        }
        RemoteLink link = new RemoteLink("bench", ModelContract.of(local), settings.options(), threads, counters);
        generation = new Generation(settings, link, null, "", local, Diagnosis.NONE, () -> {});
        check();
        if (!generation.serving()) {
            throw new IllegalStateException("the server did not pass its check");
        }
        threads.checks.scheduleWithFixedDelay(
                () -> {
                    if (!generation.serving()) {
                        check();
                    }
                },
                LOOK_MILLIS,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void check() {
        try {
            generation.check();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ProtocolServer server(int at) throws IOException {
        ProtocolServer started = ProtocolServer.start(
                ServerSocketFactory.getDefault(),
                at,
                "bench",
                described(local.inputs()),
                described(local.outputs()),
                given -> zeros((int) given.values().iterator().next().shape()[0]));
        started.delayMicros = engineMicros;
        return started;
    }

    private static List<Described> described(List<TensorSpec> specs) {
        return specs.stream()
                .map(spec -> new Described(spec.name(), Datatype.of(spec.type()).name(), spec.shape()))
                .toList();
    }

    private List<Tensor> zeros(int rows) {
        List<Tensor> outputs = new ArrayList<>();
        for (TensorSpec spec : local.outputs()) {
            long[] shape = spec.shape();
            shape[0] = rows;
            long bytes = Datatype.of(spec.type()).bytes();
            for (long dimension : shape) {
                bytes *= dimension;
            }
            outputs.add(new Tensor(spec.name(), Datatype.of(spec.type()).name(), shape, new byte[(int) bytes]));
        }
        return outputs;
    }

    /** Returns the model as pipelines get it. */
    public Model model() {
        return generation.model();
    }

    /** Kills the server: connections are reset, nobody listens. */
    public void die() throws IOException {
        mostInFlight = Math.max(mostInFlight, server.mostInFlight.get());
        server.close();
    }

    /** Starts it anew at the same address. */
    public void comeBack() throws IOException {
        server = server(port);
    }

    /** Returns the greatest number of requests that the server had at a time. */
    public int mostInFlight() {
        return Math.max(mostInFlight, server.mostInFlight.get());
    }

    /** Returns the counters by name. */
    public Map<String, Long> counters() {
        return counters.all();
    }

    @Override
    public void close() throws IOException {
        threads.shutdown();
        generation.link().cancel();
        threads.close();
        server.close();
    }
}
