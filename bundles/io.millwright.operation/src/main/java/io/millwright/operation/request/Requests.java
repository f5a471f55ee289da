package io.millwright.operation.request;

import io.millwright.form.Diagnosis;
import io.millwright.operation.Settings;
import io.millwright.operation.Trouble;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Catalogue;
import io.millwright.operation.resource.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.request.RequestHandler;
import org.eclipse.kura.cloudconnection.request.RequestHandlerContext;
import org.eclipse.kura.cloudconnection.request.RequestHandlerRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests of the cloud, on the thread on which the connection brings them: two of them serve every application of the
 * gateway, so one request at a time, so many per second, bounded in size. Never throws: the connection would log it with its stack.
 * Thread-safe.
 */
@Component(service = Trouble.class, immediate = true)
public final class Requests implements RequestHandler, Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    static final String APPLICATION = "MILLWRIGHT-V1";
    static final int PER_SECOND = 20;
    static final int AT_ONCE = 60;
    /** How long one waits for the one before it. */
    private static final long TURN_MILLIS = 500;

    private final Catalogue catalogue;
    private final Settings settings;
    private final Pace pace;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong tooMany = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicBoolean faultLogged = new AtomicBoolean();

    /** What is asked of the catalogue. */
    private interface Question {
        KuraMessage answer(Asked asked, Caller caller) throws Refusal;
    }

    /** Called by the component runtime. */
    @Activate
    public Requests(@Reference Catalogue catalogue, @Reference Settings settings) {
        this(catalogue, settings, System::nanoTime);
    }

    Requests(Catalogue catalogue, Settings settings, LongSupplier nanoTime) {
        this.catalogue = catalogue;
        this.settings = settings;
        pace = new Pace(PER_SECOND, AT_ONCE, nanoTime);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRegistry(RequestHandlerRegistry registry) {
        try {
            registry.registerRequestHandler(APPLICATION, this);
        } catch (KuraException e) {
            LOG.warn("A cloud connection takes no requests of {}: {}", APPLICATION, e.getMessage());
        }
    }

    void removeRegistry(RequestHandlerRegistry registry) {
        try {
            registry.unregister(APPLICATION);
        } catch (KuraException e) {
            LOG.debug("{} was not taken from a cloud connection: {}", APPLICATION, e.getMessage());
        }
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        // The runtime has taken it from the connections: one in progress comes to its end before what it uses goes.
        if (turn.tryLock(5, TimeUnit.SECONDS)) {
            turn.unlock();
        }
    }

    @Override
    public KuraMessage doGet(RequestHandlerContext context, KuraMessage message) {
        return answer(message, (asked, caller) -> Reply.of(catalogue.get(asked.path(), asked.parameters(), caller)));
    }

    @Override
    public KuraMessage doExec(RequestHandlerContext context, KuraMessage message) {
        return answer(message, (asked, caller) -> Reply.of(catalogue.run(asked.path(), asked.fields(), caller)));
    }

    @Override
    public KuraMessage doPut(RequestHandlerContext context, KuraMessage message) {
        return wrongVerb(message, "PUT");
    }

    @Override
    public KuraMessage doPost(RequestHandlerContext context, KuraMessage message) {
        return wrongVerb(message, "POST");
    }

    @Override
    public KuraMessage doDel(RequestHandlerContext context, KuraMessage message) {
        return wrongVerb(message, "DEL");
    }

    private KuraMessage wrongVerb(KuraMessage message, String verb) {
        return answer(message, (asked, caller) -> {
            throw Refusal.field("verb", "the verb is " + verb, "use GET to see something, EXEC to do something");
        });
    }

    private KuraMessage answer(KuraMessage message, Question question) {
        try {
            if (!pace.take()) {
                throw Refusal.of(
                        Refusal.Kind.TOO_MANY,
                        "more than " + PER_SECOND + " requests came per second",
                        "wait a second, and ask less often");
            }
            KuraMessage reply = inTurn(message, question);
            answered.incrementAndGet();
            return reply;
        } catch (Refusal refusal) {
            (refusal.kind() == Refusal.Kind.TOO_MANY ? tooMany : refused).incrementAndGet();
            return Reply.of(refusal);
        } catch (RuntimeException | LinkageError | StackOverflowError fault) {
            failed.incrementAndGet();
            if (faultLogged.compareAndSet(false, true)) {
                LOG.error("A request was not answered; later faults are counted as requests.failed only", fault);
            }
            return Reply.failed();
        }
    }

    private KuraMessage inTurn(KuraMessage message, Question question) throws Refusal {
        if (!turnCame()) {
            throw Refusal.of(
                    Refusal.Kind.TOO_MANY, "another request is still being answered", "ask again in a few seconds");
        }
        try {
            // The switches as they are now: a request that waited may have been forbidden meanwhile.
            Caller caller = new Caller(
                    Asked.name(message), Caller.Road.CLOUD, settings.inForce().cloud());
            return question.answer(Asked.of(message), caller);
        } finally {
            turn.unlock();
        }
    }

    private boolean turnCame() {
        try {
            return turn.tryLock(TURN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public Diagnosis trouble() {
        return Diagnosis.NONE;
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("requests.answered", answered.get());
        counters.put("requests.refused", refused.get());
        counters.put("requests.tooMany", tooMany.get());
        counters.put("requests.failed", failed.get());
        return counters;
    }
}
