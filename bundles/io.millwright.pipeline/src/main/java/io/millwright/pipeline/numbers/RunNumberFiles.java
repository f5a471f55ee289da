package io.millwright.pipeline.numbers;

import io.millwright.pipeline.assembly.BackgroundThreads;
import io.millwright.pipeline.state.RunNumbers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.kura.system.SystemService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbers of all pipelines, kept in {@code <Kura data directory>/millwright/numbers}, a file each. Thread-safe.
 *
 * <p>Where a file is missing, damaged or cannot be written, numbers begin at the clock: the run at the seconds since 1970, the
 * sequence at the milliseconds. No asset decides a thousand times per second for years, so the clock stays ahead of all numbers
 * that were ever given.
 */
@Component(service = RunNumberFiles.class)
public final class RunNumberFiles {
    private static final Logger LOG = LoggerFactory.getLogger(RunNumberFiles.class);
    private static final long MILLIS_PER_SECOND = 1_000;

    private final Path folder;
    private final Consumer<Runnable> background;
    private final Clock clock;

    /** What the present owner of each pid has reserved; guarded by itself. */
    private final Map<String, RunNumbersFile> owners = new HashMap<>();

    /** Creates the component. */
    @Activate
    public RunNumberFiles(
            @Reference SystemService system, @Reference(name = "BackgroundThreads") BackgroundThreads threads) {
        this(Path.of(system.getKuraDataDirectory()), threads::open, Clock.systemUTC());
    }

    RunNumberFiles(Path kuraDataDirectory, Consumer<Runnable> background, Clock clock) {
        folder = kuraDataDirectory.resolve("millwright").resolve("numbers");
        this.background = background;
        this.clock = clock;
    }

    /**
     * Begins a run of a pipeline. Writes a small file, so that a crash from here on repeats no number.
     *
     * @param pid the pipeline's {@code kura.service.pid}
     */
    public RunNumbers begin(String pid) {
        synchronized (owners) {
            RunNumbersFile before = owners.get(pid);
            RunNumbersFile.Kept kept = before == null ? RunNumbersFile.read(folder, pid) : before.kept();
            RunNumbersFile next = new RunNumbersFile(folder, pid, background);
            boolean writable = kept != null && next.begin(kept.run() + 1, kept.reserved() + RunNumbers.BLOCK);
            RunNumbersFile.Kept from =
                    writable ? new RunNumbersFile.Kept(kept.run() + 1, kept.reserved()) : ofClock(kept);
            if (!writable && !next.begin(from.run(), from.reserved() + RunNumbers.BLOCK)) {
                LOG.warn("{}: the numbers of its decisions cannot be kept in {}; they go on at the clock", pid, folder);
            }
            owners.put(pid, next);
            return new RunNumbers(from.run(), from.reserved(), next);
        }
    }

    private RunNumbersFile.Kept ofClock(RunNumbersFile.Kept atLeast) {
        long millis = Math.max(1, clock.millis());
        long run = Math.max(1, millis / MILLIS_PER_SECOND);
        return atLeast == null
                ? new RunNumbersFile.Kept(run, millis)
                : new RunNumbersFile.Kept(Math.max(run, atLeast.run() + 1), Math.max(millis, atLeast.reserved()));
    }

    /**
     * A run ended in order: the next one goes on with the first number that none has reached. Nothing happens where another run
     * has begun.
     *
     * @param numbers of the run; no further number may be taken from them
     */
    public void end(String pid, RunNumbers numbers) {
        synchronized (owners) {
            RunNumbersFile owner = owners.get(pid);
            if (owner != null && owner.kept().run() == numbers.run()) {
                owner.end(numbers.unused());
            }
        }
    }
}
