package io.millwright.inference;

import io.millwright.form.Diagnosis;
import io.millwright.form.Headline;
import io.millwright.inference.life.KnownVersion;
import io.millwright.inference.life.LifeLabels;
import io.millwright.inference.life.ModelLife;
import io.millwright.model.ModelException;
import io.millwright.model.ModelLifecycle;
import io.millwright.model.ModelTrial;
import io.millwright.model.ModelTrial.Stage;
import io.millwright.model.ModelVersion;
import io.millwright.model.ModelVersion.State;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;

/** Answers what others ask of a model's life, on their threads; what they want is done on the loader's. Thread-safe. */
final class ServedLifeService implements ModelLifecycle {
    private static final int MOST_REQUESTS = 16;
    private static final int MOST_USERS = 10;
    private static final String MODEL_TARGET = "Model.target";
    private static final double MEGABYTE = 1 << 20;

    private final BundleContext context;
    private final ServedLife life;
    private final ModelLife versions;
    private final Runnable wake;
    private final BlockingQueue<Runnable> requests = new ArrayBlockingQueue<>(MOST_REQUESTS);
    private ServiceRegistration<ModelLifecycle> registration;

    ServedLifeService(BundleContext context, ServedLife life, ModelLife versions, Runnable wake) {
        this.context = context;
        this.life = life;
        this.versions = versions;
        this.wake = wake;
    }

    void register() {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(ModelTrial.NAME, life.name());
        registration = context.registerService(ModelLifecycle.class, this, properties);
    }

    void unregister() {
        ServedModel.end(registration);
    }

    /** On the loader's thread. */
    void serveRequests() {
        for (Runnable next = requests.poll(); next != null; next = requests.poll()) {
            next.run();
        }
    }

    private void request(Runnable what) throws ModelException {
        if (!requests.offer(what)) {
            throw new ModelException(MOST_REQUESTS + " requests for model " + name() + " wait already", true, null);
        }
        wake.run();
    }

    private ModelException refused(String why) {
        return new ModelException("model " + name() + ": " + why, false, null);
    }

    @Override
    public String name() {
        return life.name();
    }

    @Override
    public List<ModelVersion> versions() {
        return List.copyOf(versions.all());
    }

    @Override
    public void shadow(String version) throws ModelException {
        String pin = versions.pin(life.settings());
        if (!pin.isEmpty()) {
            throw refused("version " + pin + " is pinned; unpin it first");
        }
        KnownVersion wanted = versions.all().stream()
                .filter(one -> one.kept() && one.version().equals(version))
                .findFirst()
                .orElseThrow(() -> refused("version " + version + " is not kept; there are " + versions.names()));
        if (wanted.state() == State.ACTIVE || wanted.state() == State.SHADOW) {
            throw refused("version " + version + " is " + wanted.state() + " already");
        }
        request(() -> life.trials().shadow(wanted.sha256(), "put beside by request"));
    }

    @Override
    public void canary() throws ModelException {
        KnownVersion candidate = versions.onTrial();
        if (candidate == null || candidate.state() == State.CANARY) {
            throw refused(
                    candidate == null
                            ? "no version is on trial, so none can be a canary"
                            : "version " + candidate.version() + " is a canary already");
        }
        if (!life.settings().hasCanary()) {
            throw refused("neither " + LifeLabels.CANARY_ASSETS + " nor " + LifeLabels.CANARY_SHARE
                    + " of its form chooses an asset");
        }
        request(() -> life.trials().canary("by request"));
    }

    @Override
    public String pinned() {
        return versions.pin(life.settings());
    }

    @Override
    public void promote() throws ModelException {
        if (versions.onTrial() == null) {
            throw refused("no version is on trial, so none can be promoted");
        }
        request(() -> life.trials().promote());
    }

    @Override
    public void rollBack(String why) throws ModelException {
        String pin = pinned();
        if (!pin.isEmpty()) {
            throw refused("version " + pin + " is pinned; unpin it first");
        }
        if (versions.former() == null) {
            throw refused("no version before the present one is kept; there are " + versions.names());
        }
        request(() -> life.leave("left by request: " + why));
    }

    @Override
    public void reject(String why) throws ModelException {
        if (versions.onTrial() == null) {
            throw refused("no version is on trial, so none can be rejected");
        }
        request(() -> life.trials().reject("rejected by request: " + why));
    }

    @Override
    public void pin(String version) throws ModelException {
        String inForm = life.settings().pin();
        if (!inForm.isEmpty()) {
            throw refused("the form pins version " + inForm + ", which comes first");
        }
        boolean known = versions.all().stream()
                .anyMatch(one -> one.kept() && one.version().equals(version));
        if (!version.isEmpty() && !known && !life.brings(version)) {
            throw refused("version " + version + " is not kept; there are " + versions.names());
        }
        request(() -> versions.pin(version));
    }

    /** Returns what the head of the form says. */
    String headline() {
        KnownVersion active = versions.active();
        ServedTrial trial = life.trials().now();
        long nowMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        if (active == null) {
            return "nothing serves yet";
        }
        String others = versions.all().stream()
                .filter(one -> !one.equals(active) && (trial == null || one.state() != State.valueOf(shadowed(trial))))
                .map(ServedLifeService::described)
                .collect(Collectors.joining(", "));
        String what = Stream.of(
                        served(active),
                        trial == null ? "" : trial.text() + ": " + trial.shown().text(),
                        others.isEmpty() ? "" : "others: " + others,
                        life.figures())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        String remedy = Stream.concat(Stream.of(life.trouble()), life.settings().problems().stream())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        String code =
                trial == null ? "ACTIVE" : trial.stage() == Stage.PROBATION ? "PROBATION" : "ACTIVE, one on trial";
        return Headline.of(code, active.sinceMicros(), new Diagnosis(what, remedy), "", nowMicros);
    }

    private static String shadowed(ServedTrial trial) {
        return trial.stage() == Stage.PROBATION
                ? State.ACTIVE.name()
                : trial.stage().name();
    }

    private String served(KnownVersion active) {
        return String.format(
                Locale.ROOT,
                "version %s serves%s, %.2f MB%s%s; used by %s",
                active.version(),
                active.barred() ? " though it should not (" + active.reason() + ")" : "",
                active.keptBytes() / MEGABYTE,
                life.provider().isEmpty() ? "" : ", run by " + life.provider(),
                active.goldenRows() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", deviates from %d golden rows by %.3g at most",
                                active.goldenRows(),
                                active.deviation()),
                users());
    }

    private static String described(KnownVersion one) {
        return one.version() + " " + one.state() + (one.kept() ? "" : ", not kept")
                + (one.barred() ? ", barred: " + one.reason() : "");
    }

    /** Returns the pids of the components that chose the model. */
    private String users() {
        String target = "(kura.service.pid=" + name() + ")";
        try {
            List<String> pids =
                    context.getServiceReferences(ConfigurableComponent.class, "(" + MODEL_TARGET + "=*)").stream()
                            .filter(reference -> target.equals(reference.getProperty(MODEL_TARGET)))
                            .map(reference -> String.valueOf(reference.getProperty("kura.service.pid")))
                            .sorted()
                            .toList();
            String first = pids.stream().limit(MOST_USERS).collect(Collectors.joining(", "));
            int more = pids.size() - MOST_USERS;
            return pids.isEmpty() ? "nobody" : first + (more > 0 ? " and " + more + " more" : "");
        } catch (InvalidSyntaxException | IllegalStateException e) {
            return "?";
        }
    }
}
