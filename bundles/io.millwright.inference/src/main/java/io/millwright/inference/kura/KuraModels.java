package io.millwright.inference.kura;

import io.millwright.inference.kura.EngineState.Code;
import io.millwright.model.Model;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The installed models under one configuration of the engine: made anew with each. Owns the thread {@code millwright-kura-<pid>},
 * which opens and closes runners and ends when it has nothing to do. Thread-safe.
 */
final class KuraModels {
    private static final Logger LOG = LoggerFactory.getLogger(KuraInferenceEngine.PID);
    private static final String KURA_SERVICE_PID = "kura.service.pid";
    private static final long IDLE_SECONDS = 10;
    private static final int MOST_LISTED = 20;
    private static final long AWAITED_MILLIS = 60_000;

    /** Of each model two things wait at most, and there are far fewer models. */
    private static final int WAITING = 10_000;

    private final BundleContext context;
    private final EngineSettings settings;
    private final EngineCounters counters;
    private final EngineState state;
    private final EngineState.Once mixLogged;
    private final ThreadPoolExecutor opener;
    private final Map<String, OfferedModel> models = new ConcurrentHashMap<>();
    private final Tracker tracker;
    private volatile boolean closed;

    KuraModels(
            BundleContext context,
            EngineSettings settings,
            EngineCounters counters,
            EngineState state,
            EngineState.Once mixLogged) {
        this.context = context;
        this.settings = settings;
        this.counters = counters;
        this.state = state;
        this.mixLogged = mixLogged;
        this.opener = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), this::thread);
        opener.allowCoreThreadTimeOut(true);
        this.tracker = new Tracker(context);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "millwright-kura-" + settings.pid());
        thread.setDaemon(true);
        thread.setContextClassLoader(KuraModels.class.getClassLoader());
        return thread;
    }

    void start() {
        tracker.open();
    }

    EngineSettings settings() {
        return settings;
    }

    EngineCounters counters() {
        return counters;
    }

    EngineState state() {
        return state;
    }

    EngineState.Once mixLogged() {
        return mixLogged;
    }

    BundleContext context() {
        return context;
    }

    boolean closed() {
        return closed;
    }

    /** Returns the names of the models that are there. */
    Set<String> names() {
        return models.entrySet().stream()
                .filter(model -> model.getValue().offered())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns a model by its name, which may have gone since. */
    OfferedModel model(String name) throws Refused {
        if (closed) {
            throw stopped();
        }
        if (!settings.problem().isEmpty()) {
            throw new Refused(
                    Code.CONFIGURATION_ERROR,
                    settings.problem().what(),
                    settings.problem().remedy());
        }
        OfferedModel model = name == null ? null : models.get(name);
        if (model == null) {
            throw missing(name);
        }
        return model;
    }

    /** At a boot wire graphs are there before models are. */
    Refused missing(String name) {
        if (closed) {
            // Its tracker has let go of all models.
            return stopped();
        }
        Collection<String> there = names();
        String installed = there.isEmpty()
                ? "no model is installed"
                : "installed: " + there.stream().limit(MOST_LISTED).collect(Collectors.joining(", "))
                        + (there.size() > MOST_LISTED ? " and " + (there.size() - MOST_LISTED) + " more" : "");
        return new Refused(
                state.young(AWAITED_MILLIS) ? Code.MODEL_AWAITED : Code.MODEL_MISSING,
                "there is no model '" + name + "'; " + installed,
                "correct the model's name in the AI component, or install its package");
    }

    static Refused stopped() {
        return new Refused(Code.ENGINE_CLOSED, "the inference engine has been stopped", "choose it again");
    }

    /** Does something on the thread that opens; after {@link #close} nothing. */
    void later(Runnable work) {
        try {
            opener.execute(() -> guarded(work));
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: stopped, nothing more is opened", settings.pid());
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            counters.bugs.incrementAndGet();
            LOG.error("{}: a bug, please report it", settings.pid(), e);
        }
    }

    /** Ends what waits and has every runner closed on the thread that opens; returns at once. */
    void close() {
        closed = true;
        tracker.close();
        models.values().forEach(OfferedModel::renewLater);
        opener.shutdown();
    }

    /** Waits until that is done. */
    boolean awaitEnd(long millis) throws InterruptedException {
        return opener.awaitTermination(millis, TimeUnit.MILLISECONDS);
    }

    /** Notes references only: a service that is held counts as used. */
    private final class Tracker extends ServiceTracker<Model, ServiceReference<Model>> {
        private final Map<String, Set<ServiceReference<Model>>> all = new HashMap<>();

        Tracker(BundleContext context) {
            super(context, Model.class, null);
        }

        @Override
        public ServiceReference<Model> addingService(ServiceReference<Model> reference) {
            if (!(reference.getProperty(KURA_SERVICE_PID) instanceof String name)) {
                return null;
            }
            synchronized (all) {
                all.computeIfAbsent(name, any -> new HashSet<>()).add(reference);
            }
            offerBest(name);
            return reference;
        }

        @Override
        public void removedService(ServiceReference<Model> reference, ServiceReference<Model> same) {
            String name = String.valueOf(reference.getProperty(KURA_SERVICE_PID));
            synchronized (all) {
                all.getOrDefault(name, Set.of()).remove(reference);
            }
            offerBest(name);
        }

        /** Under the lock: two services that come at once must not be offered in the wrong order. */
        private void offerBest(String name) {
            synchronized (all) {
                ServiceReference<Model> best = all.getOrDefault(name, Set.of()).stream()
                        .max(ServiceReference::compareTo)
                        .orElse(null);
                models.computeIfAbsent(name, any -> new OfferedModel(name, KuraModels.this))
                        .offer(best);
            }
        }
    }
}
