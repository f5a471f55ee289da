package io.millwright.pipeline.pause;

import io.millwright.form.Diagnosis;
import io.millwright.supervision.Pausable;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether one pipeline is paused, and by whom. Thread-safe. */
public final class PipelinePause implements Pausable {
    private static final Logger LOG = LoggerFactory.getLogger(PipelinePause.class);

    private final String pid;
    private final PauseFiles files;
    private final Consumer<Diagnosis> wanted;
    private volatile Pause now;

    /**
     * Creates the pause of a pipeline and tells whether it is paused.
     *
     * @param wanted is told why nothing shall be decided, {@link Diagnosis#NONE} where that is not so; returns at once
     */
    public PipelinePause(String pid, PauseFiles files, Consumer<Diagnosis> wanted) {
        this.pid = pid;
        this.files = files;
        this.wanted = wanted;
        now = files.read(pid);
        wanted.accept(diagnosis());
    }

    @Override
    public String pid() {
        return pid;
    }

    @Override
    public synchronized boolean pause(String who, String why) throws IOException {
        check("who", who, 1, LONGEST_NAME);
        check("why", why, 0, LONGEST_REASON);
        if (now != null) {
            return false;
        }
        Pause pause = new Pause(who, why, TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
        files.write(pid, pause);
        now = pause;
        wanted.accept(diagnosis());
        return true;
    }

    @Override
    public synchronized boolean resume() throws IOException {
        if (now == null) {
            return false;
        }
        files.delete(pid);
        LOG.info("{}: goes on; it was paused by {}", pid, now.who());
        now = null;
        wanted.accept(Diagnosis.NONE);
        return true;
    }

    @Override
    public Pause paused() {
        return now;
    }

    private Diagnosis diagnosis() {
        Pause pause = now;
        if (pause == null) {
            return Diagnosis.NONE;
        }
        Instant since = Instant.ofEpochSecond(TimeUnit.MICROSECONDS.toSeconds(pause.sinceMicros()))
                .truncatedTo(ChronoUnit.SECONDS);
        return new Diagnosis(
                "paused by " + pause.who() + " since " + since + (pause.why().isEmpty() ? "" : ": " + pause.why())
                        + "; nothing is received and decided",
                "have it go on with pipeline/resume");
    }

    private static void check(String name, String text, int least, int most) {
        if (text.length() < least || text.length() > most) {
            throw new IllegalArgumentException(
                    name + " has " + text.length() + " characters; give " + least + " to " + most);
        }
    }
}
