package io.millwright.planning.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Plan;
import io.millwright.decision.Recommendation;
import io.millwright.form.Diagnosis;
import io.millwright.targets.Chosen;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every plan and what became of it comes to the cloud in order, whatever the publisher does, and nobody who plans waits for it. */
class PlanOutboxTest {
    private static final long WAIT_SECONDS = 60;
    private static final long HOUR_MICROS = 3_600_000_000L;
    private static final Diagnosis AWAY = new Diagnosis("Cloud publisher 'north' is not there", "create it");

    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final LinkedBlockingQueue<KuraMessage> sent = new LinkedBlockingQueue<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private volatile KuraErrorCode refuses;
    private volatile boolean hangs;
    private volatile boolean interrupts;

    private PlanBook book;
    private PlanOutbox outbox;

    private void open() {
        outbox = new PlanOutbox("press/1", 1, now::get, () -> book.open(), () -> {});
        book = new PlanBook(folder, "press/1", "orders", now::get, changed -> outbox.offer((KeptPlan) changed, true));
    }

    @AfterEach
    void close() {
        held.countDown();
        if (outbox != null) {
            outbox.close();
        }
    }

    private CloudPublisher publisher() {
        return (CloudPublisher) Proxy.newProxyInstance(
                PlanOutboxTest.class.getClassLoader(),
                new Class<?>[] {CloudPublisher.class},
                (self, method, arguments) -> {
                    if (!method.getName().equals("publish")) {
                        return method.getName().equals("hashCode")
                                ? (Object) 1
                                : method.getName().equals("equals");
                    }
                    if (hangs) {
                        held.await();
                    }
                    if (interrupts) {
                        Thread.currentThread().interrupt();
                    }
                    if (refuses != null) {
                        throw new KuraException(refuses, "no");
                    }
                    sent.add((KuraMessage) arguments[0]);
                    return "id";
                });
    }

    private static Chosen.Use<CloudPublisher> chosen(CloudPublisher publisher) {
        return new Chosen.Use<>(
                publisher,
                Map.of(),
                publisher == null ? Chosen.Trouble.AWAY : Chosen.Trouble.NONE,
                publisher == null ? AWAY : Diagnosis.NONE);
    }

    private Recommendation propose(String document) {
        Proposal proposal = new Proposal(
                "store 1/a",
                true,
                "",
                "cost",
                "EUR",
                120,
                100,
                Double.NaN,
                Double.NaN,
                List.of("shorter"),
                HOUR_MICROS,
                null,
                Map.of("textbook", 120.0),
                0.02,
                document);
        return book.propose(proposal, new Basis("ab", Map.of()));
    }

    private KuraMessage next() throws InterruptedException {
        KuraMessage message = sent.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertTrue(message != null, "nothing was sent");
        return message;
    }

    private static JsonObject body(KuraMessage message) {
        return Json.parse(new String(message.getPayload().getBody(), StandardCharsets.UTF_8))
                .asObject();
    }

    private static String status(KuraMessage message) {
        assertEquals(body(message).getString("status", ""), message.getPayload().getMetric("status"));
        return body(message).getString("status", "");
    }

    private long counter(String name) {
        Map<String, Long> counters = new TreeMap<>();
        outbox.count(counters);
        return counters.get(name);
    }

    private void await(String what, BooleanSupplier is) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!is.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, what + " did not come");
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void aPlanItsReplacementAndItsAnswerAreToldInOrder() throws InterruptedException {
        open();
        outbox.use(chosen(publisher()));
        Recommendation first = propose("{\"a\":1}");
        Recommendation second = propose("{\"a\":2}");
        book.approve(second.id(), "Ann", "go");
        KuraMessage message = next();
        assertEquals("open", status(message));
        assertEquals(first.id(), body(message).getString("id", ""));
        assertEquals("store 1_a", message.getProperties().get("assetName"));
        assertEquals(20.0, message.getPayload().getMetric("gain.atLeast"));
        assertEquals("expired", status(next()));
        assertEquals(second.id(), body(next()).getString("id", ""));
        KuraMessage approved = next();
        assertEquals("approved", status(approved));
        assertEquals("Ann", body(approved).getString("who", ""));
        assertNull(body(approved).get("document"));
        assertEquals(7, body(approved).getInt("documentBytes", 0));
        await("the count", () -> counter("plans.told") == 4);
    }

    @Test
    void aPlanThatNobodyAnswersIsToldAsExpiredThoughNobodyAsks() throws InterruptedException {
        open();
        outbox.use(chosen(publisher()));
        propose("{}");
        assertEquals("open", status(next()));
        now.addAndGet(2 * HOUR_MICROS);
        // As where the time of day is set: it is looked again soon, not only after the hour.
        outbox.watch(withExpiry());
        assertEquals("expired", status(next()));
    }

    private Plan withExpiry() {
        return (Plan) Proxy.newProxyInstance(
                PlanOutboxTest.class.getClassLoader(),
                new Class<?>[] {Plan.class},
                (self, method, arguments) -> 1_000_000 + HOUR_MICROS);
    }

    @Test
    void wholePlansGoAlongWhereTheyAreWantedAndFit() throws InterruptedException {
        open();
        outbox.documents(true);
        outbox.use(chosen(publisher()));
        propose("{\"a\":1}");
        assertEquals(1, body(next()).get("document").asObject().getInt("a", 0));
        propose("{\"a\":\"" + "x".repeat(PlanMessage.MOST_BYTES) + "\"}");
        assertEquals("expired", status(next()));
        KuraMessage large = next();
        assertNull(body(large).get("document"));
        assertTrue(body(large).getInt("documentBytes", 0) > PlanMessage.MOST_BYTES);
    }

    @Test
    void withoutAChoiceNothingIsKept() {
        open();
        propose("{}");
        assertEquals(0, counter("plans.toTell"));
        assertEquals(Diagnosis.NONE, outbox.trouble());
    }

    @Test
    void plansWaitForAPublisherThatIsNotThereAndTheOldestAreLeftOutAndCounted() throws InterruptedException {
        open();
        outbox.use(chosen(null));
        propose("{}");
        await("the trouble", () -> outbox.trouble().equals(AWAY));
        for (int i = 0; i < PlanOutbox.MOST_WAITING; i++) {
            propose("{}");
        }
        assertEquals(PlanOutbox.MOST_WAITING, counter("plans.toTell"));
        assertEquals(PlanOutbox.MOST_WAITING + 1, counter("plans.untold"));
        outbox.use(chosen(publisher()));
        for (int i = 0; i < PlanOutbox.MOST_WAITING; i++) {
            next();
        }
        await("the end of the trouble", () -> outbox.trouble().equals(Diagnosis.NONE));
    }

    @Test
    void whatIsNotTakenIsSentAgain() throws InterruptedException {
        open();
        refuses = KuraErrorCode.NOT_CONNECTED;
        outbox.use(chosen(publisher()));
        propose("{}");
        await("the trouble", () -> outbox.trouble().what().contains("NOT_CONNECTED"));
        refuses = null;
        assertEquals("open", status(next()));
        await("the end of the trouble", () -> outbox.trouble().equals(Diagnosis.NONE));
        assertTrue(counter("plans.tellFailures") > 0);
    }

    @Test
    void aPublisherThatLeavesTheInterruptFlagSetIsTriedAgain() throws InterruptedException {
        open();
        interrupts = true;
        refuses = KuraErrorCode.NOT_CONNECTED;
        outbox.use(chosen(publisher()));
        propose("{}");
        await("more tries", () -> counter("plans.tellFailures") > 2);
        refuses = null;
        assertEquals("open", status(next()));
    }

    @Test
    void aPublisherThatHangsHoldsUpNobodyButItsThread() {
        open();
        hangs = true;
        outbox.use(chosen(publisher()));
        propose("{}");
        book.approve(propose("{}").id(), "Ann", "");
        assertEquals(4, counter("plans.toTell"));
        assertFalse(book.recent().isEmpty());
    }
}
