package io.millwright.planning.plan;

import io.millwright.decision.Planner;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendations;
import io.millwright.form.Diagnosis;
import io.millwright.form.Headline;
import io.millwright.model.Model;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a planner's component has at the gateway, of whatever kind its plans are: its work, its services, who listens to it. Thread-safe. */
public final class PlannerDesk implements Supervised, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlannerDesk.class);
    private static final String KURA_SERVICE_PID = "kura.service.pid";
    private static final String KIND_NAME = "planner";

    private final BundleContext context;
    private final PlannerWork work;
    private final List<Recommendations.Listener> listeners = new CopyOnWriteArrayList<>();
    /** Guarded by itself, as is the next one. */
    private final List<ServiceRegistration<?>> registered = new ArrayList<>();

    private ServiceRegistration<Supervised> live;

    /**
     * Creates one that does nothing yet.
     *
     * @param kuraDataDirectory in whose folder {@code millwright/plans} everything is kept
     * @param properties the component's
     */
    public PlannerDesk(
            BundleContext context,
            String kuraDataDirectory,
            Map<String, Object> properties,
            String topic,
            List<PlannerWork.Kind> inputs) {
        this.context = context;
        String pid = String.valueOf(properties.getOrDefault(KURA_SERVICE_PID, properties.get("service.pid")));
        Path folder = Path.of(kuraDataDirectory).resolve("millwright").resolve("plans");
        PlanBook book = new PlanBook(folder, pid, topic, PlannerDesk::wallMicros, this::tell);
        work = new PlannerWork(pid, topic, inputs, book, folder, PlannerDesk::wallMicros, this::live);
    }

    private static long wallMicros() {
        return System.currentTimeMillis() * 1_000;
    }

    /**
     * Plans by these settings from now on.
     *
     * @param maker reads the form; an IllegalArgumentException says what of it is wrong and, behind a semicolon, what to do
     */
    public void use(Supplier<Maker> maker) {
        try {
            work.use(maker.get());
        } catch (IllegalArgumentException e) {
            Diagnosis wrong = Diagnosis.parse(e.getMessage());
            work.refuse(wrong.what(), wrong.remedy());
        }
    }

    /** Lets others find it. */
    public void open() {
        synchronized (registered) {
            live = context.registerService(Supervised.class, this, properties(work.state()));
            registered.add(live);
            registered.add(context.registerService(Planner.class, work, properties(null)));
            registered.add(context.registerService(Recommendations.class, work.book(), properties(null)));
        }
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

    /** Whoever looks at services alone sees how it is. */
    private void live(PlannerState now) {
        synchronized (registered) {
            if (live != null) {
                live.setProperties(properties(now));
            }
        }
    }

    /** Ends its services and its thread, within 5 s. */
    @Override
    public void close() {
        List<ServiceRegistration<?>> gone;
        synchronized (registered) {
            live = null;
            gone = List.copyOf(registered);
            registered.clear();
        }
        // Not under the lock: whoever hears of it may ask the planner something.
        gone.forEach(ServiceRegistration::unregister);
        work.close();
    }

    /** Adds one who is told of every plan and of its changes. */
    public void add(Recommendations.Listener listener) {
        listeners.add(listener);
    }

    /** Takes one away. */
    public void remove(Recommendations.Listener listener) {
        listeners.remove(listener);
    }

    private void tell(Recommendation changed) {
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
        Collection<ServiceReference<Model>> found;
        try {
            found = context.getServiceReferences(Model.class, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return found.stream()
                .filter(each -> name.equals(each.getProperty(KURA_SERVICE_PID)))
                .sorted(Comparator.reverseOrder())
                .map(context::getService)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Has it plan as soon as it can. Returns at once. */
    public void plan() {
        work.plan();
    }

    /** Returns its plans. */
    public PlanBook book() {
        return work.book();
    }

    /** Returns the state for the head of its form. */
    public String headline() {
        PlannerState now = work.state();
        return Headline.of(now.code(), now.sinceMicros(), new Diagnosis(now.text(), now.remedy()), "", wallMicros());
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
        return work.state();
    }

    @Override
    public Map<String, Long> counters() {
        return work.counters();
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }
}
