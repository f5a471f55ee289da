package io.millwright.planning.plan;

import io.millwright.decision.Planner;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendations;
import io.millwright.form.Diagnosis;
import io.millwright.form.Headline;
import io.millwright.model.Model;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.targets.Chosen;
import io.millwright.targets.TargetField;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a planner's component has at the gateway, of whatever kind its plans are: its work, its services, who listens to it. Thread-safe. */
public final class PlannerDesk implements Supervised {
    /** What the forms of all planners call the publisher. */
    public static final String PUBLISHER_LABEL = "Cloud publisher";

    /** That field. */
    public static final TargetField PUBLISHER = new TargetField("CloudPublisher", PUBLISHER_LABEL, "cloud publisher");

    /** What they call the switch for whole plans. */
    public static final String DOCUMENTS_LABEL = "Send whole plans";

    private static final Logger LOG = LoggerFactory.getLogger(PlannerDesk.class);
    private static final String KURA_SERVICE_PID = "kura.service.pid";
    private static final String KIND_NAME = "planner";
    private static final long FIRST_PAUSE_MILLIS = 2_000;
    private static final String DOCUMENTS = "publish.document";

    private final BundleContext context;
    private final LongSupplier wallMicros;
    private final PlannerWork work;
    private final Path folder;
    private final List<PlanBook> books = new CopyOnWriteArrayList<>();
    private final List<Supervised> parts = new CopyOnWriteArrayList<>();
    private final GatewayModels models;
    private final PlanOutbox outbox;
    private final Chosen<CloudPublisher> publishers;
    private final List<Recommendations.Listener> listeners = new CopyOnWriteArrayList<>();
    /** Calls of the component runtime only, which come one at a time. */
    private final List<ServiceRegistration<?>> registered = new ArrayList<>();

    /** Null before it is open, and after. */
    private volatile ServiceRegistration<Supervised> live;

    /** How often {@link #live} was to be told since it was told last. */
    private final AtomicInteger untold = new AtomicInteger();

    /** The settings in use; null before the first, and after wrong ones. */
    private Object used;

    /**
     * Creates one that does nothing yet.
     *
     * @param kuraDataDirectory in whose folder {@code millwright/plans} everything is kept
     * @param properties the component's
     * @param wallMicros time of day, microseconds since 1970 UTC
     */
    public PlannerDesk(
            BundleContext context,
            String kuraDataDirectory,
            Map<String, Object> properties,
            String topic,
            List<PlannerWork.Kind> inputs,
            LongSupplier wallMicros) {
        this.context = context;
        this.wallMicros = wallMicros;
        String pid = String.valueOf(properties.getOrDefault(KURA_SERVICE_PID, properties.get("service.pid")));
        folder = Path.of(kuraDataDirectory).resolve("millwright").resolve("plans");
        PlanBook book = new PlanBook(folder, pid, topic, wallMicros, changed -> tell(changed, true));
        books.add(book);
        work = new PlannerWork(pid, topic, inputs, book, folder, wallMicros, now -> live());
        models = new GatewayModels(context, work::look);
        outbox = new PlanOutbox(pid, FIRST_PAUSE_MILLIS, wallMicros, book::open, this::live);
        // Between one publisher and the next plans wait: nothing has to be told of that moment later.
        publishers = new Chosen<>(context, CloudPublisher.class, Runnable::run, outbox::use);
    }

    /** Returns the time of day, microseconds since 1970 UTC. */
    public static long wallMicros() {
        return System.currentTimeMillis() * 1_000;
    }

    /**
     * Plans by these settings from now on. The same settings once more change nothing: a gateway updates a component again when it has read
     * its form. Called by the component runtime, one call at a time.
     *
     * @param form reads the form; an IllegalArgumentException says what of it is wrong and, behind a semicolon, what to do
     * @param maker makes what plans by settings
     */
    public <S> void use(Supplier<S> form, Function<S, Maker> maker) {
        try {
            S fresh = form.get();
            if (!fresh.equals(used)) {
                used = null;
                // What the next one hears from here on is not planned by the one before.
                work.halt();
                work.use(maker.apply(fresh));
                used = fresh;
            }
        } catch (IllegalArgumentException e) {
            used = null;
            Diagnosis wrong = Diagnosis.parse(e.getMessage());
            work.refuse(wrong.what(), wrong.remedy());
        }
    }

    /** Returns a further book, of advice beside the planner's plans; before {@link #open}. */
    public PlanBook beside(String topic) {
        PlanBook book =
                new PlanBook(folder, pid() + "-" + topic, pid(), topic, wallMicros, changed -> tell(changed, false));
        books.add(book);
        return book;
    }

    /** Shows one more as a part of the planner. */
    public void part(Supervised part) {
        parts.add(part);
    }

    /** Lets others find it, and plans anew from now on when a model has become another. */
    public void open() {
        models.open();
        // What came before it was looked for is not told.
        work.look();
        ServiceRegistration<Supervised> shown = context.registerService(Supervised.class, this, properties(now()));
        registered.add(shown);
        registered.add(context.registerService(Planner.class, work, properties(null)));
        books.forEach(each -> registered.add(context.registerService(Recommendations.class, each, properties(null))));
        live = shown;
        // What became of it meanwhile.
        live();
    }

    /** Not by {@code kura.service.pid}: the gateway would ask these for a form, which the component has. */
    private Hashtable<String, Object> properties(PlannerState now) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(KIND, KIND_NAME);
        properties.put("millwright.planner", pid());
        if (now != null) {
            properties.put("millwright.state", now.code());
            properties.put("millwright.state.text", new Diagnosis(now.text(), now.remedy()).text());
        }
        return properties;
    }

    /** How it is; that plans are not told is worth saying only where nothing is worse. */
    private PlannerState now() {
        PlannerState is = work.state();
        Diagnosis untold = outbox.trouble();
        return is.is() == PlannerState.Code.PLANNER_READY && !untold.what().isEmpty()
                ? new PlannerState(PlannerState.Code.PLANS_UNTOLD, is.sinceMicros(), untold.what(), untold.remedy())
                : is;
    }

    /** Whoever looks at services alone sees how it is. One thread tells, without a lock: whoever hears of it may ask or tell the planner something. */
    private void live() {
        ServiceRegistration<Supervised> shown = live;
        if (shown == null || untold.getAndIncrement() != 0) {
            return;
        }
        int seen;
        do {
            seen = untold.get();
            try {
                shown.setProperties(properties(now()));
            } catch (IllegalStateException e) {
                LOG.debug("{}: closed meanwhile", pid(), e);
            }
        } while (untold.addAndGet(-seen) != 0);
    }

    /**
     * Ends its services and its threads.
     *
     * @param ending threads that were told to end before; waited for together with its own, up to 5 s
     */
    public void close(Ending ending) {
        live = null;
        registered.forEach(ServiceRegistration::unregister);
        registered.clear();
        work.stop(ending);
        outbox.stop(ending);
        publishers.close();
        ending.await();
        models.close();
    }

    /** Tells plans as the form says: through which publisher, and whether whole ones. */
    public void tellBy(Map<String, Object> properties) {
        outbox.documents(new Fields(properties).yes(DOCUMENTS));
        publishers.choose(PUBLISHER.in(properties));
        outbox.watch(book().proposed());
    }

    /** The component runtime has bound a publisher. */
    public void bind(CloudPublisher publisher, Map<String, Object> its) {
        publishers.bind(publisher, its);
    }

    /** The component runtime has taken a publisher away. */
    public void unbind(CloudPublisher publisher) {
        publishers.unbind(publisher);
    }

    /** Adds one who is told of every plan and of its changes. */
    public void add(Recommendations.Listener listener) {
        listeners.add(listener);
    }

    /** Takes one away. */
    public void remove(Recommendations.Listener listener) {
        listeners.remove(listener);
    }

    /** @param plan whether it is one of the planner's plans; advice beside them ends soon, and nobody has to be told that it did */
    private void tell(Recommendation changed, boolean plan) {
        // Books tell of their own plans only.
        outbox.offer((KeptPlan) changed, plan);
        if (plan) {
            // On the planner's thread: this one holds the book.
            work.look();
        }
        for (Recommendations.Listener listener : listeners) {
            try {
                listener.changed(changed);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("{}: whoever listens to plans failed", pid(), e);
            }
        }
    }

    /** Returns the model of a name, of its highest version; null where it is not there. */
    public Model model(String name) {
        return models.model(name);
    }

    /** Looks whether what it plans with is still the same, and plans anew where it is another. Returns at once. */
    public void look() {
        work.look();
    }

    /** Has its maker look whether what happened makes a plan due. Returns at once. */
    public void wake() {
        work.wake();
    }

    /** Returns its plans. */
    public PlanBook book() {
        return work.book();
    }

    /** Returns the state for the head of its form. */
    public String headline() {
        PlannerState now = now();
        return Headline.of(
                now.code(), now.sinceMicros(), new Diagnosis(now.text(), now.remedy()), "", wallMicros.getAsLong());
    }

    @Override
    public String pid() {
        return work.name();
    }

    @Override
    public String kind() {
        return KIND_NAME;
    }

    @Override
    public State state() {
        return now();
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = work.counters();
        outbox.count(counters);
        return counters;
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.copyOf(parts);
    }
}
