package io.millwright.inference.kura;

import io.millwright.form.LiveForm;
import io.millwright.form.StoredSettings;
import io.millwright.inference.kura.EngineState.Code;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.ai.inference.InferenceEngineService;
import org.eclipse.kura.ai.inference.ModelInfo;
import org.eclipse.kura.ai.inference.Tensor;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our models as one of Kura's inference engines. What Kura's AI component does with it: it asks {@link #isEngineReady} for each
 * record, {@link #getModelInfo} once per configuration, and then {@link #infer} with that information for ever, also after a model's
 * update; it calls {@link #loadModel} for a model that is loaded, and never for one that is not. So a model is opened when its
 * information is asked for, and everything goes by names. Enabled by {@link KuraEngineSwitch}.
 *
 * <p>Thread-safe. {@link #infer} blocks its caller, which is the wire graph's thread, for the configured time at most.
 */
@Component(
        name = KuraInferenceEngine.PID,
        service = {InferenceEngineService.class, ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        enabled = false,
        immediate = true)
@Designate(ocd = KuraInferenceEngineConfiguration.class, factory = true)
public final class KuraInferenceEngine
        implements InferenceEngineService, ConfigurableComponent, SelfConfiguringComponent, Supervised {
    /** The factory. */
    public static final String PID = "io.millwright.inference.KuraInferenceEngine";

    private static final Logger LOG = LoggerFactory.getLogger(PID);
    private static final long STOP_MILLIS = 5_000;
    private static final long LOOK_MILLIS = 5;

    /** Read when the first form is opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(KuraInferenceEngine.class, PID);
    }

    private final BundleContext context;
    private final ConfigurationAdmin stored;
    private final EngineCounters counters = new EngineCounters();
    private final EngineState.Once mixLogged = new EngineState.Once();
    private final EngineState.Once bugLogged = new EngineState.Once();
    private final EngineState state;
    private final String pid;
    private volatile Map<String, Object> properties;
    private volatile KuraModels models;
    private volatile ServiceRegistration<Supervised> supervised;

    /** Only notes what it gets: nothing runs before {@link #start}. */
    @Activate
    public KuraInferenceEngine(
            BundleContext context,
            Map<String, Object> properties,
            @Reference(name = "ConfigurationAdmin") ConfigurationAdmin stored) {
        this(context, properties, stored, System::nanoTime);
    }

    /** The clock is that of states; waits go by the system's. */
    public KuraInferenceEngine(
            BundleContext context, Map<String, Object> properties, ConfigurationAdmin stored, LongSupplier nanoTime) {
        EngineSettings settings = EngineSettings.of(properties);
        this.context = context;
        this.properties = properties;
        this.stored = stored;
        this.pid = settings.pid();
        this.state = new EngineState(pid, this::publish, nanoTime);
        this.models = models(settings);
    }

    private KuraModels models(EngineSettings settings) {
        return new KuraModels(context, settings, counters, state, mixLogged);
    }

    /** Looks for models; opens none. */
    @Activate
    public void start() {
        supervised = context.registerService(Supervised.class, this, shown());
        state.anew(models.settings().problem());
        models.start();
    }

    /** The models are opened anew under the changed settings; records that come meanwhile wait. */
    @Modified
    public void modified(Map<String, Object> changed) {
        KuraModels before = models;
        properties = changed;
        KuraModels next = models(EngineSettings.of(changed));
        state.anew(next.settings().problem());
        next.start();
        models = next;
        before.close();
    }

    /** Closes every runner; waits for those in use and for the thread, 5 s at most. */
    @Deactivate
    public void stop() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
        models.close();
        try {
            boolean ended = models.awaitEnd(STOP_MILLIS);
            while (counters.runnersOpen.get() > 0 && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            }
            if (!ended || counters.runnersOpen.get() > 0) {
                LOG.warn("{}: a run or the opening of a model has not returned within {} ms", pid, STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ServiceRegistration<Supervised> last = supervised;
        supervised = null;
        if (last != null) {
            last.unregister();
        }
    }

    /** Whether records are taken. No look at any model: this is asked for each record. */
    @Override
    public boolean isEngineReady() {
        KuraModels now = models;
        return !now.closed() && now.settings().problem().isEmpty();
    }

    @Override
    public List<String> getModelNames() {
        return List.copyOf(models.names());
    }

    /** Returns what an installed model takes and gives, and has it opened. Never empty: a name without a model is told. */
    @Override
    public Optional<ModelInfo> getModelInfo(String modelName) throws KuraException {
        return called(modelName, () -> Optional.of(models.model(modelName).info()));
    }

    /** Whether the model is open. */
    @Override
    public boolean isModelLoaded(String modelName) throws KuraException {
        return called(
                modelName,
                () -> models.names().contains(modelName)
                        && models.model(modelName).loaded());
    }

    /** Opens an installed model, if it is not open, and waits for it as long as an inference may take. */
    @Override
    public void loadModel(String modelName, Optional<String> modelPath) throws KuraException {
        called(modelName, () -> {
            if (modelPath != null && modelPath.isPresent()) {
                throw new Refused(
                        Code.RECORDS_REFUSED,
                        "model " + modelName + ": modelPath = '" + modelPath.get()
                                + "': models come as packages, which are checked before they serve",
                        "install the model's package, and leave the path out");
            }
            models.model(modelName).load(deadline());
            return null;
        });
    }

    /** Closes a model. Whoever uses it next opens it again. */
    @Override
    public void unloadModel(String modelName) throws KuraException {
        called(modelName, () -> {
            models.model(modelName).unload();
            return null;
        });
    }

    /**
     * Runs a model. Of the information only the name counts, and of each tensor its name and its values.
     *
     * @return one tensor per output, never empty
     * @throws KuraException what, with names and values, and the remedy
     */
    @Override
    public List<Tensor> infer(ModelInfo modelInfo, List<Tensor> inputData) throws KuraException {
        counters.asked.incrementAndGet();
        String name = modelInfo == null ? null : modelInfo.getName();
        return called(name, () -> {
            try {
                List<Tensor> given = inputData == null ? List.of() : inputData;
                List<Tensor> outputs = run(name, given);
                counters.runs.incrementAndGet();
                state.ran(name);
                return outputs;
            } catch (Refused e) {
                (e.code() == Code.RUNS_FAILING ? counters.failed : counters.refused).incrementAndGet();
                throw e;
            }
        });
    }

    private List<Tensor> run(String name, List<Tensor> given) throws Refused {
        KuraModels now = models;
        try {
            return now.model(name).infer(given, deadline());
        } catch (Refused e) {
            if (e.code() != Code.ENGINE_CLOSED || now == models) {
                throw e;
            }
            return models.model(name).infer(given, deadline());
        }
    }

    private long deadline() {
        return System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(models.settings().timeoutMillis());
    }

    /** What a call does. */
    private interface Call<T> {
        T now() throws Refused;
    }

    /** Nothing but Kura's exception gets out: anything else would disappear without a trace in the wire graph. */
    private <T> T called(String model, Call<T> call) throws KuraException {
        try {
            return call.now();
        } catch (Refused e) {
            if (e.code() != Code.CONFIGURATION_ERROR && e.code() != Code.ENGINE_CLOSED) {
                state.trouble(String.valueOf(model), e.code(), e.diagnosis());
            }
            throw e.forKura();
        } catch (RuntimeException e) {
            counters.bugs.incrementAndGet();
            if (bugLogged.first()) {
                LOG.error("{}: a bug, please report it; later ones are counted only", pid, e);
            }
            throw new Refused(Code.RUNS_FAILING, "model " + model + ": " + e, "report it with the log", e).forKura();
        }
    }

    @Override
    public String pid() {
        return pid;
    }

    @Override
    public String kind() {
        return "engine";
    }

    @Override
    public State state() {
        return state.now();
    }

    @Override
    public Map<String, Long> counters() {
        return counters.all();
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }

    /** Returns the form with the live state in its head, and the stored settings. */
    @Override
    public ComponentConfiguration getConfiguration() throws KuraException {
        String headline = state.headline(counters.headline());
        return Form.LIVE.configuration(pid, headline, StoredSettings.of(stored, properties, pid));
    }

    private void publish() {
        ServiceRegistration<Supervised> now = supervised;
        if (now != null) {
            try {
                now.setProperties(shown());
            } catch (IllegalStateException e) {
                // Unregistered meanwhile: the component is being stopped.
            }
        }
    }

    private Dictionary<String, Object> shown() {
        State now = state.now();
        Dictionary<String, Object> table = new Hashtable<>();
        table.put("kura.service.pid", pid);
        table.put("kura.ui.service.hide", "true");
        table.put(Supervised.KIND, kind());
        table.put("millwright.state", now.code());
        table.put("millwright.state.text", now.remedy().isEmpty() ? now.text() : now.text() + "; " + now.remedy());
        table.put("millwright.state.since", now.sinceMicros());
        return table;
    }
}
