package io.millwright.inference.remote;

import io.millwright.form.Diagnosis;
import io.millwright.inference.ModelContract;
import io.millwright.inference.remote.RemoteState.Code;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.targets.Chosen;
import io.millwright.targets.Chosen.Trouble;
import java.util.Hashtable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what serves in line with form, keystore and fall-back, and checks the servers. Everything happens on one thread, that of
 * checks, but for what says otherwise.
 *
 * <p>The model is offered once a server has passed its check, or a fall-back is there; from then on until the settings become unusable,
 * also while no server answers. A change is offered before what was before is taken back.
 */
final class RemoteService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteModel.PID);
    private static final long HEALTHY_CHECK_MILLIS = 30_000;

    private final BundleContext context;
    private final RemoteThreads threads;
    private final RemoteCounters counters;
    private final RemoteState state;
    private final Function<String, String> tokens;

    private RemoteSettings settings;
    private Chosen.Use<KeystoreService> keystore;
    private Chosen.Use<Model> fallback;
    private Generation current;
    private ServiceRegistration<Model> offered;
    private boolean rebuildDue;
    private long checkNumber;
    private volatile Generation present;
    private volatile Generation checked;

    /** @param tokens makes the token that is sent of the one that is stored */
    RemoteService(
            BundleContext context,
            RemoteThreads threads,
            RemoteCounters counters,
            RemoteState state,
            Function<String, String> tokens) {
        this.context = context;
        this.threads = threads;
        this.counters = counters;
        this.state = state;
        this.tokens = tokens;
    }

    /** Runs a task on the thread of checks. Any thread. */
    void later(Runnable task) {
        try {
            threads.checks.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            // The component has ended.
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RejectedExecutionException e) {
            if (!threads.checks.isShutdown()) {
                throw e;
            }
            // The component is ending: nobody is asked any more.
        } catch (RuntimeException e) {
            counters.bugs.incrementAndGet();
            LOG.error("a bug in a check, please report it", e);
        }
    }

    /** Takes over settings. Any thread. */
    void configure(RemoteSettings changed) {
        later(() -> {
            settings = changed;
            rebuildSoon();
        });
    }

    /** Takes over which keystore may be used. Any thread. */
    void keystore(Chosen.Use<KeystoreService> use) {
        later(() -> {
            keystore = use;
            rebuildSoon();
        });
    }

    /** Takes over which model may stand in. Any thread. */
    void fallback(Chosen.Use<Model> use) {
        later(() -> {
            fallback = use;
            rebuildSoon();
        });
    }

    /** Changes that come together make one generation. */
    private void rebuildSoon() {
        if (!rebuildDue && settings != null && keystore != null && fallback != null) {
            rebuildDue = true;
            later(this::rebuild);
        }
    }

    private void rebuild() {
        rebuildDue = false;
        try {
            Generation next = generation();
            checked = next;
            next.check();
            take(next);
        } catch (TlsSetup.Unusable e) {
            stopServing(Code.WAITING_FOR_KEYSTORE, e.why());
        } catch (Unusable e) {
            stopServing(e.code, e.why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Settings that do not do. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Code code;
        private final transient Diagnosis why;

        Unusable(Code code, Diagnosis why) {
            super(why.what(), null, false, false);
            this.code = code;
            this.why = why;
        }
    }

    private Generation generation() throws Unusable, TlsSetup.Unusable {
        if (!settings.problems().isEmpty()) {
            throw new Unusable(Code.CONFIGURATION_ERROR, Diagnosis.all(settings.problems()));
        }
        Model chosen = fallback.service();
        ModelContract contract = contract(chosen);
        Diagnosis noLocal = fallback.trouble() == Trouble.UNCHOSEN ? Diagnosis.NONE : fallback.why();
        if (chosen != null) {
            noLocal = chosen instanceof ElsewhereModel
                    ? new Diagnosis(
                            "Fall-back model " + chosen.name() + " is itself computed by a server",
                            "choose a model of this gateway")
                    : StandIn.misfit(contract, chosen);
        }
        Model local = noLocal.isEmpty() ? chosen : null;
        String title = settings.pid() + " " + contract.version();
        requireNumbers(contract);
        RemoteLink link = new RemoteLink(title, contract, settings.options(), threads, counters);
        String token = settings.storedToken().isEmpty() ? "" : tokens.apply(settings.storedToken());
        if (!token.matches("[\\x21-\\x7e]*")) {
            throw new Unusable(
                    Code.CONFIGURATION_ERROR,
                    new Diagnosis("Token holds characters that no token has", "enter it again, without blanks"));
        }
        Generation[] made = new Generation[1];
        made[0] = new Generation(settings, link, tls(), token, local, noLocal, () -> later(() -> changed(made[0])));
        return made[0];
    }

    private ModelContract contract(Model chosen) throws Unusable {
        try {
            if (!settings.description().isEmpty()) {
                return ModelContract.read(settings.description(), settings.golden());
            }
        } catch (ModelContract.Refused e) {
            throw new Unusable(Code.CONFIGURATION_ERROR, e.why().after("Model description: "));
        }
        if (chosen == null || chosen instanceof ElsewhereModel) {
            boolean unchosen = fallback.trouble() == Trouble.UNCHOSEN || chosen != null;
            throw new Unusable(
                    unchosen ? Code.CONFIGURATION_ERROR : Code.WAITING_FOR_FALLBACK,
                    unchosen
                            ? new Diagnosis(
                                    "Model description is empty, and no fall-back model of this gateway is chosen",
                                    "enter the text of the model's model.json, or choose a fall-back model")
                            : fallback.why()
                                    .after("Model description is empty, so that of the fall-back model holds; "));
        }
        if (!settings.golden().isEmpty()) {
            throw new Unusable(
                    Code.CONFIGURATION_ERROR,
                    new Diagnosis(
                            "Golden rows are given, and Model description is empty",
                            "enter the text of the model.json that they belong to"));
        }
        ModelContract contract = ModelContract.of(chosen);
        if (!chosen.states().isEmpty()) {
            throw new Unusable(Code.CONFIGURATION_ERROR, StandIn.misfit(contract, chosen));
        }
        return contract;
    }

    private static void requireNumbers(ModelContract contract) throws Unusable {
        try {
            TensorPlan.of("Model description", contract.inputs(), 1);
            TensorPlan.of("Model description", contract.outputs(), 1);
        } catch (ModelException e) {
            throw new Unusable(Code.CONFIGURATION_ERROR, Diagnosis.parse(e.getMessage()));
        }
    }

    private SSLContext tls() throws Unusable, TlsSetup.Unusable {
        if (!settings.tls()) {
            return null;
        }
        if (keystore.service() == null && keystore.trouble() != Trouble.UNCHOSEN) {
            throw new Unusable(Code.WAITING_FOR_KEYSTORE, keystore.why());
        }
        if (keystore.service() == null && !settings.clientAlias().isEmpty()) {
            throw new Unusable(
                    Code.CONFIGURATION_ERROR,
                    new Diagnosis(
                            "Client certificate is '" + settings.clientAlias() + "', and no keystore is chosen",
                            "choose the keystore that holds it"));
        }
        return TlsSetup.of(keystore.service(), settings.clientAlias());
    }

    /** A generation was checked: it serves, if it can or the one before did. */
    private void take(Generation next) {
        current = next;
        present = next;
        if (next.serving() || next.hasLocal() || offered != null) {
            offer(next);
        }
        next.report(state);
        checkLater(next);
    }

    private void offer(Generation next) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("kura.service.pid", settings.pid());
        properties.put("kura.ui.service.hide", "true");
        properties.put("service.ranking", next.contract().ranking());
        properties.put(Model.VERSION, next.model().version());
        ServiceRegistration<Model> before = offered;
        try {
            offered = context.registerService(Model.class, next.model(), properties);
        } catch (IllegalStateException e) {
            // Our bundle is stopping.
            return;
        }
        withdraw(before);
    }

    private static void withdraw(ServiceRegistration<Model> registration) {
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                // The framework has taken it back.
            }
        }
    }

    private void stopServing(Code code, Diagnosis why) {
        withdraw(offered);
        offered = null;
        current = null;
        present = null;
        checkNumber++;
        state.report(code, why);
    }

    /** The breaker of a generation opened or closed. */
    private void changed(Generation generation) {
        if (generation == current) {
            generation.report(state);
            checkLater(generation);
        }
    }

    private void checkLater(Generation generation) {
        long number = ++checkNumber;
        long millis = generation.serving() ? HEALTHY_CHECK_MILLIS : settings.betweenChecksMillis();
        try {
            threads.checks.schedule(
                    () -> guarded(() -> {
                        if (number == checkNumber) {
                            check(generation);
                        }
                    }),
                    millis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The component has ended.
        }
    }

    private void check(Generation generation) {
        if (generation.untrusted()) {
            // The keystore may have changed; only a new client reads it anew.
            rebuild();
            return;
        }
        try {
            generation.check();
            if (offered == null && generation.serving()) {
                offer(generation);
            }
            generation.report(state);
            checkLater(generation);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what runs; the threads are ended by whoever made them. Any thread. */
    @Override
    public void close() {
        threads.shutdown();
        for (Generation last : new Generation[] {present, checked}) {
            if (last != null) {
                last.link().cancel();
            }
        }
        threads.close();
        withdraw(offered);
        offered = null;
    }
}
