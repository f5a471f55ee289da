package io.millwright.operation.ledger;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.Tick;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.view.Configurations;
import io.millwright.operation.view.Services;
import io.millwright.supervision.Supervised;
import io.millwright.unload.JvmStop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.kura.system.SystemService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ledger: asks every component once per second, and writes a checkpoint that outlives a kill into
 * {@code <Kura data directory>/millwright/ledger}. Where that cannot be written the ledger goes on in memory, and says so. Where the VM ends
 * in order, the last checkpoint is written after pipelines and connections have ended, which do so by themselves. Thread-safe.
 */
@Component(service = {Tick.class, Resource.class})
public final class LedgerRoom implements Tick, Resource {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerRoom.class);
    private static final long INTERVAL_MICROS = TimeUnit.SECONDS.toMicros(1);
    private static final String DATA_SERVICE = "org.eclipse.kura.data.DataService";
    private static final String IN_MEMORY = "jdbc:h2:mem:";

    /** Longer than components that end with the VM may take, of which the VM waits 5 s for each, beside one another. */
    private static final long LONGEST_END_MILLIS = 6_000;

    private static final long LAST_WORDS_MILLIS = 5_200;
    private static final long LOOK_MILLIS = 50;
    private static final Set<String> ENDING = Set.of("pipeline", "connection");
    private static final String ENDED = "STOPPED";

    private final Supplier<List<Supervised>> components;
    private final BooleanSupplier storeKeeps;
    private final Checkpoints checkpoints;
    private final Ledger ledger;

    /** Guarded by this. */
    private Checkpoint last;

    private boolean closed;

    private final JvmStop stop;
    private volatile boolean deactivated;
    private volatile String trouble = "";

    /** Called by the component runtime. Reads two small files. */
    @Activate
    public LedgerRoom(
            @Reference Services services, @Reference Configurations configurations, @Reference SystemService system) {
        this(
                services::supervised,
                () -> storeKeeps(configurations),
                Path.of(system.getKuraDataDirectory()).resolve("millwright").resolve("ledger"));
    }

    LedgerRoom(Supplier<List<Supervised>> components, BooleanSupplier storeKeeps, Path folder) {
        this.components = components;
        this.storeKeeps = storeKeeps;
        checkpoints = new Checkpoints(folder);
        ledger = new Ledger(checkpoints.read(), INTERVAL_MICROS, nowMicros());
        stop = JvmStop.watch("ledger", LONGEST_END_MILLIS, this::end);
    }

    private static long nowMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    @Override
    public synchronized void tick() {
        if (!closed) {
            last = ledger.observe(components.get(), storeKeeps.getAsBoolean(), nowMicros());
            write(last);
        }
    }

    private void write(Checkpoint checkpoint) {
        try {
            checkpoints.write(checkpoint);
            if (!trouble.isEmpty()) {
                LOG.info("The ledger's checkpoints are written again");
                trouble = "";
            }
        } catch (IOException e) {
            if (trouble.isEmpty()) {
                LOG.warn(
                        "The ledger's checkpoints cannot be written; after a kill nobody will know what was lost: {}",
                        e.toString());
            }
            trouble = "checkpoints cannot be written: " + e;
        }
    }

    /** What all data services store outlives the gateway's process. Unknown is no. */
    private static boolean storeKeeps(Configurations configurations) {
        return configurations
                .of(DATA_SERVICE)
                .map(data -> Configurations.text(data, "store.db.service.pid"))
                .flatMap(configurations::of)
                .map(store -> Configurations.text(store, "db.connector.url"))
                .filter(url -> !url.isEmpty() && !url.startsWith(IN_MEMORY))
                .isPresent();
    }

    @Deactivate
    void close() {
        deactivated = true;
        stop.now();
    }

    /** By a deactivation, or with the VM. */
    void end() {
        if (!deactivated) {
            awaitLastWords();
            tick();
        }
        close(nowMicros());
    }

    private void awaitLastWords() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_WORDS_MILLIS);
        while (components.get().stream()
                        .anyMatch(each -> ENDING.contains(each.kind())
                                && !each.state().code().equals(ENDED))
                && System.nanoTime() < end) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized void close(long now) {
        closed = true;
        Optional.ofNullable(last)
                .map(checkpoint ->
                        new Checkpoint(now, true, checkpoint.storeKeeps(), checkpoint.accounts(), checkpoint.earlier()))
                .ifPresent(this::write);
        try {
            checkpoints.close();
        } catch (IOException e) {
            LOG.debug("The checkpoints' file does not close", e);
        }
    }

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        List<Row> rows = ledger.rows();
        return Page.of(query)
                .document(rows, LedgerText::of)
                .add("leftOut", ledger.leftOut())
                .add("trouble", trouble);
    }
}
