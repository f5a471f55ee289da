package io.millwright.pipeline.pause;

import io.millwright.file.PidName;
import io.millwright.file.WholeFile;
import io.millwright.supervision.Pausable.Pause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.system.SystemService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pauses of all pipelines, kept in {@code <Kura data directory>/millwright/paused}, a file each while it is paused. A file that
 * cannot be read is a pause of somebody unknown: what a person has stopped does not go on by an accident. Thread-safe.
 */
@Component(service = PauseFiles.class)
public final class PauseFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PauseFiles.class);
    private static final int LARGEST_BYTES = 16 * 1024;

    private final Path folder;

    /** Creates the component. */
    @Activate
    public PauseFiles(@Reference SystemService system) {
        this(Path.of(system.getKuraDataDirectory()));
    }

    /** Creates one in a folder of its own. */
    public PauseFiles(Path kuraDataDirectory) {
        folder = kuraDataDirectory.resolve("millwright").resolve("paused");
    }

    private Path file(String pid) {
        return folder.resolve(PidName.of(pid) + ".paused");
    }

    /** Returns a pipeline's pause, null where it is not paused. */
    synchronized Pause read(String pid) {
        Path file = file(pid);
        try {
            if (Files.exists(file) && Files.size(file) <= LARGEST_BYTES) {
                List<String> lines = Files.readAllLines(file);
                return new Pause(lines.get(1), lines.get(2), Long.parseLong(lines.get(0)));
            }
            return Files.exists(file) ? unreadable(file, "too large") : null;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return unreadable(file, e.toString());
        }
    }

    private static Pause unreadable(Path file, String why) {
        LOG.warn("{} cannot be read: {}; the pipeline stays paused until somebody resumes it", file, why);
        long sinceMicros = 0;
        try {
            sinceMicros = Files.getLastModifiedTime(file).to(TimeUnit.MICROSECONDS);
        } catch (IOException e) {
            LOG.debug("{} has no time", file, e);
        }
        return new Pause("somebody", "", sinceMicros);
    }

    /** Keeps a pause; survives a loss of power when this returns. */
    synchronized void write(String pid, Pause pause) throws IOException {
        String text = pause.sinceMicros() + "\n" + line(pause.who()) + "\n" + line(pause.why()) + "\n";
        WholeFile.write(file(pid), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Forgets a pause. */
    synchronized void delete(String pid) throws IOException {
        Files.deleteIfExists(file(pid));
    }

    private static String line(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ");
    }
}
