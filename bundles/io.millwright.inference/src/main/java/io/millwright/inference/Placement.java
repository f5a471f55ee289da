package io.millwright.inference;

import io.millwright.inference.ModelChecks.Passed;
import io.millwright.inference.worker.ProviderSetup;
import io.millwright.inference.worker.Worker;
import io.millwright.inference.worker.WorkerFailed;
import io.millwright.inference.worker.WorkerSession;
import io.millwright.inference.worker.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where a model runs, and by what: in the gateway's process by the CPU, or in one of its own by the first of the wanted providers that
 * does. Thread-safe.
 */
final class Placement {
    private static final long MEGABYTE = 1 << 20;

    private final Workers workers;
    private final EngineCaches caches;
    private final WorkerMemory memory;
    private final LongSupplier openMillis;
    private final NativeCounts counts;
    private final Supplier<EngineSettings> settings;

    /** Of models that say by what they are run; null where one says nothing. */
    private volatile ProviderChoices choices = model -> null;

    private volatile Backbones backbones = Backbones.none();

    /** What models say of the providers that run them. */
    @FunctionalInterface
    interface ProviderChoices {
        /** Returns by what the model of a name is to be run; null if it says nothing. */
        ProviderChoice of(String model);
    }

    /**
     * @param availableBytes what of the gateway's memory is free
     * @param openMillis in which a session has to be there
     */
    Placement(
            Workers workers,
            EngineCaches caches,
            LongSupplier availableBytes,
            LongSupplier openMillis,
            NativeCounts counts,
            Supplier<EngineSettings> settings) {
        this.workers = workers;
        this.caches = caches;
        memory = new WorkerMemory(availableBytes);
        this.openMillis = openMillis;
        this.counts = counts;
        this.settings = settings;
    }

    Workers workers() {
        return workers;
    }

    WorkerMemory memory() {
        return memory;
    }

    EngineSettings settings() {
        return settings.get();
    }

    /** Has models say by what they are run. */
    void choose(ProviderChoices models) {
        choices = models;
    }

    /** Has heads be put behind these. */
    void compose(Backbones models) {
        backbones = models;
    }

    Backbones backbones() {
        return backbones;
    }

    private ProviderChoice choice(StagedModel staged) {
        ProviderChoice own = choices.of(staged.description().name());
        return own == null ? settings.get().choice() : own;
    }

    /** Whether the model runs in a process of its own. */
    boolean elsewhere(StagedModel staged) throws ModelRefused {
        boolean wanted = WorkerMemory.size(staged) > settings.get().workerFromMegabytes() * MEGABYTE
                || choice(staged).other();
        return wanted && workers.missing().isEmpty();
    }

    /**
     * Refuses a model that only another provider may run, where there is no process for it; else returns why the CPU runs it, "" where
     * nothing else was wanted.
     */
    String here(StagedModel staged) throws ModelRefused {
        ProviderChoice choice = choice(staged);
        if (!choice.other()) {
            return "";
        }
        String why = "no process of its own can be started: " + workers.missing();
        if (!choice.tried().contains(ProviderSetup.CPU)) {
            throw noProvider(staged, choice, List.of(why));
        }
        return why;
    }

    /**
     * Opens a model in a process of its own and lets it pass: by the first provider that does.
     *
     * @param started hears of each process before it opens anything
     * @throws WorkerFailed it failed by the CPU
     */
    Passed pass(StagedModel staged, Consumer<Worker> started) throws ModelRefused, WorkerFailed {
        ProviderChoice choice = choice(staged);
        List<String> failures = new ArrayList<>();
        for (String provider : choice.tried()) {
            if (provider.equals(ProviderSetup.CPU)) {
                return ModelChecks.passElsewhere(
                        staged, open(staged, ProviderSetup.cpu(), started, failures), backbones);
            }
            try {
                return by(staged, provider, started, failures);
            } catch (ModelRefused e) {
                failures.add(provider + ": " + e.what());
            } catch (WorkerFailed e) {
                failures.add(provider + ": " + EngineTrouble.text(e.code(), e.getMessage(), staged.onnx()));
            }
        }
        throw noProvider(staged, choice, failures);
    }

    private static ModelRefused noProvider(StagedModel staged, ProviderChoice choice, List<String> failures) {
        return new ModelRefused(
                staged.description().onnx().file(),
                "execution providers",
                String.join(", ", choice.wanted()),
                "none of them runs it (" + String.join("; ", failures) + ")",
                "see each reason, or allow the CPU in the form of the inference engine");
    }

    private Passed by(StagedModel staged, String provider, Consumer<Worker> started, List<String> failures)
            throws ModelRefused, WorkerFailed {
        EngineSettings now = settings.get();
        ProviderSetup setup =
                caches.with(now.setup(provider), staged.description().onnx().sha256(), now.cacheMegabytes());
        ProcessSession session = open(staged, setup, started, failures);
        Passed passed = ModelChecks.passElsewhere(staged, session, backbones);
        boolean runs = false;
        try {
            session.requireProvider(staged);
            runs = true;
            return passed;
        } finally {
            if (!runs) {
                passed.model().withdraw();
            }
        }
    }

    private ProcessSession open(StagedModel staged, ProviderSetup by, Consumer<Worker> started, List<String> failures)
            throws ModelRefused, WorkerFailed {
        int setMegabytes = settings.get().workerMegabytes();
        long limit = memory.limit(staged, setMegabytes);
        WorkerSession.Plan plan = new WorkerSession.Plan(
                staged.description().toString(),
                staged.source(),
                // What a driver reserves of its device's memory would count as well.
                by.other() && setMegabytes == 0 ? Long.MAX_VALUE : limit,
                openMillis.getAsLong(),
                by);
        return new ProcessSession(WorkerSession.open(workers, plan, started), by, String.join("; ", failures), counts);
    }
}
