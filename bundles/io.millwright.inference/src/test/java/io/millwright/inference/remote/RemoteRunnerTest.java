package io.millwright.inference.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.millwright.inference.remote.ProtocolServer.Fault;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs on a server that follows the published protocol, and on one that goes wrong in every way we know of. */
@Timeout(600)
class RemoteRunnerTest {
    private static final float REMOTE = 10;
    private static final float LOCAL = -1;
    private static final int BREAKER_FAILURES = 3;

    /** Longer than any server needs that answers. */
    private static final int PATIENT_MILLIS = 60_000;

    /** The time of a run in which nobody has to hurry. */
    private static final long RUN_MILLIS = 2 * PATIENT_MILLIS;

    /** For these only time helps. */
    private static final Set<Fault> SAY_NOTHING = Set.of(Fault.SILENT, Fault.HALF);

    private final RemoteThreads threads = new RemoteThreads("test");
    private final RemoteCounters counters = new RemoteCounters();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> breaker = new ArrayList<>();
    private ProtocolServer server;
    private Cluster cluster;
    private RemoteLink link;

    @BeforeEach
    void start() throws IOException {
        server = ProtocolServer.linear(ServerSocketFactory.getDefault(), 0, REMOTE);
        use(new RemoteOptions(PATIENT_MILLIS, 1, 4));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        server.close();
        threads.close();
    }

    private void use(RemoteOptions options) {
        link = new RemoteLink("linear 2.1.0", LocalLinear.contract(), options, threads, counters);
        cluster = new Cluster(
                BREAKER_FAILURES,
                counters,
                why -> breaker.add("open: " + why.getMessage()),
                () -> breaker.add("closed"));
    }

    private InferenceServer address(int port) {
        HttpClient client = HttpClient.newBuilder()
                .executor(threads.net)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofMillis(PATIENT_MILLIS))
                .build();
        return new InferenceServer(client, URI.create("http://127.0.0.1:" + port), "linear", "", "");
    }

    private void check(TensorData data) throws Exception {
        InferenceServer address = address(server.port());
        new ServerCheck(link, data, PATIENT_MILLIS).pass(address, true);
        cluster.checked(List.of(address), false);
    }

    private ModelRunner open(Model local, int batch) throws ModelException {
        ModelRunner runner = new ElsewhereModel("remote", "p", link, cluster, local).open(batch);
        opened.add(runner);
        return runner;
    }

    private static LocalLinear local() {
        return new LocalLinear(LocalLinear.contract(), LOCAL);
    }

    private static void fill(ModelRunner runner, int row, float a, float b) {
        runner.input(0).putFloat(8 * row, a).putFloat(8 * row + 4, b);
    }

    private static float result(ModelRunner runner, int row) {
        return runner.output(0).getFloat(4 * row);
    }

    @ParameterizedTest
    @CsvSource({"AUTO,true", "AUTO,false", "BINARY,true", "JSON,true", "JSON,false"})
    void everyRowIsComputedByTheServer(TensorData data, boolean offersBinary) throws Exception {
        server.binary = offersBinary;
        check(data);
        ModelRunner runner = open(null, 3);
        for (int run = 1; run <= 5; run++) {
            for (int row = 0; row < 3; row++) {
                fill(runner, row, run, 0.25f * row);
            }
            runner.run(RUN_MILLIS);
            for (int row = 0; row < 3; row++) {
                assertEquals(REMOTE * (run + 0.5f * row), result(runner, row));
            }
        }
        assertEquals(0, server.wrongRequests.get());
        assertNull(runner.standIn());
        assertEquals(3, runner.outputShape(0)[0]);
        assertEquals(5, counters.requests.get());
        assertTrue(counters.bytesSent.get() >= 5 * 24 && counters.bytesReceived.get() >= 5 * 12);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE"})
    void theLocalModelDecidesWithinTheRunsTimeWhateverTheServerDoes(Fault fault) throws Exception {
        check(TensorData.AUTO);
        LocalLinear local = local();
        ModelRunner runner = open(local, 1);
        server.fault = fault;
        fill(runner, 0, 1, 2);
        runner.run(SAY_NOTHING.contains(fault) ? 6_000 : RUN_MILLIS);
        assertEquals(LOCAL * 5, result(runner, 0));
        assertSame(local, runner.standIn());
        assertTrue(local.givenMillis > 1, fault + " left it " + local.givenMillis + " ms of the run's time");
        assertEquals(1, counters.fallbacks.get());
        server.fault = Fault.NONE;
        runner.run(RUN_MILLIS);
        assertEquals(REMOTE * 5, result(runner, 0));
        assertNull(runner.standIn());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            BUSY       | answers 503
            BROKEN     | answers 500
            REFUSES    | answers 400
            SILENT     | did not answer within
            HALF       | did not answer within
            TRUNCATED  | the connection broke
            RESET      | the connection broke
            LONG_HEAD  | a length of its JSON that it does not have
            SHORT_HEAD | no JSON
            NO_NUMBER  | a length of its JSON that it does not have
            SURPLUS    | 3 bytes, and 4 are its shape's
            SHAPE      | comes with the shape [7,7], and [1, 1] was agreed
            DATATYPE   | comes as "INT8", and FP32 was agreed
            LACKING    | lacks the output y
            NO_JSON    | is no JSON
            FLOOD      | more than
            """)
    void withoutALocalModelTheFailureSaysWhatTheServerDid(Fault fault, String says) throws Exception {
        if (SAY_NOTHING.contains(fault)) {
            use(new RemoteOptions(2_000, 1, 4));
        }
        check(TensorData.AUTO);
        ModelRunner runner = open(null, 1);
        server.fault = fault;
        ModelException e = assertThrows(ModelException.class, () -> runner.run(RUN_MILLIS));
        assertTrue(e.getMessage().contains(says), e.getMessage());
        assertTrue(e.retryable());
        assertEquals(1, counters.lost.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"BUSY", "RESET", "TRUNCATED", "BROKEN"})
    void oneFailureIsRepeatedWithinTheRun(Fault fault) throws Exception {
        check(TensorData.AUTO);
        ModelRunner runner = open(local(), 1);
        server.faults.set(1);
        server.fault = fault;
        fill(runner, 0, 3, 0);
        runner.run(RUN_MILLIS);
        assertEquals(REMOTE * 3, result(runner, 0));
        assertEquals(1, counters.retries.get());
        assertEquals(0, counters.fallbacks.get());
    }

    @Test
    void theBreakerOpensAndOneRequestProbesAfterACheck() throws Exception {
        check(TensorData.AUTO);
        ModelRunner runner = open(local(), 1);
        server.fault = Fault.REFUSES;
        for (int run = 0; run < BREAKER_FAILURES + 2; run++) {
            runner.run(RUN_MILLIS);
        }
        assertEquals(BREAKER_FAILURES, server.inferences.get());
        assertEquals(Breaker.State.OPEN, cluster.state());
        assertEquals(BREAKER_FAILURES + 2, counters.fallbacks.get());
        check(TensorData.AUTO);
        assertEquals(Breaker.State.HALF_OPEN, cluster.state());
        runner.run(RUN_MILLIS);
        assertEquals(Breaker.State.OPEN, cluster.state(), "the probe failed");
        server.fault = Fault.NONE;
        check(TensorData.AUTO);
        runner.run(RUN_MILLIS);
        assertNull(runner.standIn());
        assertEquals(Breaker.State.CLOSED, cluster.state());
        assertEquals(3, breaker.size());
        assertEquals("closed", breaker.get(2));
    }

    @Test
    void aServerThatDiesAndReturnsCostsNoRun() throws Exception {
        check(TensorData.AUTO);
        ModelRunner runner = open(local(), 1);
        fill(runner, 0, 1, 1);
        int port = server.port();
        runner.run(RUN_MILLIS);
        server.close();
        for (int run = 0; run < 10; run++) {
            runner.run(RUN_MILLIS);
            assertEquals(LOCAL * 3, result(runner, 0));
        }
        server = ProtocolServer.linear(ServerSocketFactory.getDefault(), port, REMOTE);
        check(TensorData.AUTO);
        runner.run(RUN_MILLIS);
        assertEquals(REMOTE * 3, result(runner, 0));
        assertEquals(10, counters.fallbacks.get());
        assertEquals(0, counters.lost.get());
    }

    @Test
    void theNextServerIsAskedWhereOneFails() throws Exception {
        try (ProtocolServer second = ProtocolServer.linear(ServerSocketFactory.getDefault(), 0, 7)) {
            InferenceServer one = address(server.port());
            InferenceServer two = address(second.port());
            new ServerCheck(link, TensorData.AUTO, PATIENT_MILLIS).pass(one, true);
            new ServerCheck(link, TensorData.AUTO, PATIENT_MILLIS).pass(two, true);
            cluster.checked(List.of(one, two), false);
            ModelRunner runner = open(null, 1);
            fill(runner, 0, 1, 0);
            runner.run(RUN_MILLIS);
            assertEquals(REMOTE, result(runner, 0));
            server.close();
            runner.run(RUN_MILLIS);
            assertEquals(7, result(runner, 0));
            assertEquals(1, counters.retries.get());
        }
    }

    @Test
    void bothModelsFailingIsSaidOfBoth() throws Exception {
        check(TensorData.AUTO);
        LocalLinear local = local();
        local.fails = "out of memory";
        ModelRunner runner = open(local, 1);
        server.fault = Fault.REFUSES;
        ModelException e = assertThrows(ModelException.class, () -> runner.run(RUN_MILLIS));
        assertTrue(e.getMessage().contains("answers 400") && e.getMessage().contains("out of memory"), e.getMessage());
    }

    @Test
    void noMoreRequestsAreInFlightThanAllowedAndNoneIsLost() throws Exception {
        check(TensorData.AUTO);
        server.delayMicros = 5_000;
        int runners = 12;
        int runs = 20;
        AtomicInteger failed = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(runners);
        for (int r = 0; r < runners; r++) {
            ModelRunner runner = open(null, 1);
            chain(runner, r, runs, failed, over);
        }
        assertTrue(over.await(PATIENT_MILLIS, TimeUnit.MILLISECONDS));
        assertEquals(0, failed.get());
        assertEquals(4, server.mostInFlight.get());
        assertEquals(runners * runs, server.inferences.get());
        assertTrue(counters.waited.get() > 0);
        assertEquals(0, link.permits().taken());
    }

    private static void chain(ModelRunner runner, int number, int left, AtomicInteger failed, CountDownLatch over) {
        if (left == 0) {
            over.countDown();
            return;
        }
        fill(runner, 0, number, left);
        runner.start(RUN_MILLIS, failure -> {
            if (failure != null || result(runner, 0) != REMOTE * (number + 2 * left)) {
                failed.incrementAndGet();
            }
            chain(runner, number, left - 1, failed, over);
        });
    }

    /** Time-outs, answers and cancels race; each run ends once. */
    @Test
    void everyRunEndsOnceAlsoWhereAnswerTimeOutAndCancelMeet() throws Exception {
        use(new RemoteOptions(6, 1, 4));
        check(TensorData.AUTO);
        server.delayMicros = 4_500;
        ModelRunner runner = open(local(), 1);
        for (int run = 0; run < 200; run++) {
            AtomicInteger completions = new AtomicInteger();
            CompletableFuture<ModelException> over = new CompletableFuture<>();
            fill(runner, 0, run, 0);
            runner.start(16, failure -> {
                completions.incrementAndGet();
                over.complete(failure);
            });
            if (run % 7 == 0) {
                runner.cancel();
            }
            ModelException failure = over.get(PATIENT_MILLIS, TimeUnit.MILLISECONDS);
            if (failure == null) {
                float k = runner.standIn() == null ? REMOTE : LOCAL;
                assertEquals(k * run, result(runner, 0));
            }
            assertEquals(1, completions.get());
            cluster.checked(List.of(), true);
            check(TensorData.AUTO);
        }
        assertEquals(0, link.permits().taken());
    }

    @Test
    void closingEndsARunInProgress() throws Exception {
        check(TensorData.AUTO);
        server.fault = Fault.SILENT;
        LocalLinear local = local();
        ModelRunner runner = open(local, 1);
        CompletableFuture<String> over = new CompletableFuture<>();
        runner.start(RUN_MILLIS, failure -> over.complete(String.valueOf(failure)));
        runner.close();
        assertTrue(over.get(PATIENT_MILLIS, TimeUnit.MILLISECONDS).contains("cancelled"));
        assertEquals(0, local.open.get());
        assertThrows(IllegalStateException.class, () -> runner.run(100));
        assertEquals(0, link.permits().taken());
    }

    /** What a run makes anew is the client's own, not the tensors: they are read where they lie. */
    @Test
    void aRunMakesNoCopyOfLargeInputs() throws Exception {
        int elements = 1 << 20;
        server.close();
        server = ProtocolServer.start(
                ServerSocketFactory.getDefault(),
                0,
                "linear",
                List.of(new ProtocolServer.Described("x", "FP32", -1, elements)),
                List.of(new ProtocolServer.Described("y", "FP32", -1, 1)),
                given -> List.of(new ProtocolServer.Tensor("y", "FP32", new long[] {1, 1}, new byte[4])));
        link = new RemoteLink(
                "large",
                LocalLinear.contract(
                        LocalLinear.DESCRIPTION
                                .replace("[-1, 2]", "[-1, " + elements + "]")
                                .replace(
                                        "{\"name\": \"a\", \"unit\": \"K\"}, {\"name\": \"b\"}",
                                        "{\"name\": \"a\", \"elements\": " + elements + "}"),
                        ""),
                new RemoteOptions(PATIENT_MILLIS, 0, 4),
                threads,
                counters);
        check(TensorData.AUTO);
        ModelRunner runner = open(null, 1);
        for (int run = 0; run < 5; run++) {
            runner.run(RUN_MILLIS);
        }
        long before = allocatedBytes();
        int runs = 10;
        for (int run = 0; run < runs; run++) {
            runner.run(RUN_MILLIS);
        }
        long perRun = (allocatedBytes() - before) / runs;
        assertTrue(perRun < elements, perRun + " bytes per run of " + 4L * elements + " bytes of input");
    }

    private static long allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("millwright-remote-test")
                        || thread.getName().startsWith("HttpClient")
                        || thread == Thread.currentThread())
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getId()))
                .sum();
    }

    @Test
    void aRunThatFindsNoTurnInTimeIsDecidedLocally() throws Exception {
        use(new RemoteOptions(3_000, 0, 1));
        check(TensorData.AUTO);
        server.fault = Fault.SILENT;
        ModelRunner first = open(null, 1);
        CompletableFuture<ModelException> over = new CompletableFuture<>();
        first.start(RUN_MILLIS, over::complete);
        LocalLinear local = local();
        ModelRunner second = open(local, 1);
        second.run(2_000);
        assertSame(local, second.standIn());
        assertTrue(
                over.get(PATIENT_MILLIS, TimeUnit.MILLISECONDS).getMessage().contains("did not answer within 3000 ms"));
        assertEquals(0, link.permits().taken());
    }
}
