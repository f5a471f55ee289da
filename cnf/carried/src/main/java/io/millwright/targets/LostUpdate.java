package io.millwright.targets;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Map;
import java.util.concurrent.Executor;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Notices that a component was given older settings than the component runtime has read since, and has them delivered.
 * Felix SCR 2.1.16 reads a configuration's values before its change count: of two changes at once it may take the values of
 * the first for those of the second, and then leaves out the second. What is stored is written once more, as it is, so that
 * the runtime reads all of it again, also the filters by which it binds. Any thread.
 */
public final class LostUpdate implements AutoCloseable {
    /** What becomes of it. Called under no lock. */
    public interface Told {
        /** The component has what was saved last, which it had missed. */
        void recovered();

        /** Somebody has to act: what is wrong, and what to do. */
        void failed(String text);
    }

    /** Between the runtime's reading and the component's being told it there may be one look. */
    private static final int LOOKS = 2;

    private static final int MOST_WRITES = 3;

    private final Readings readings;
    private final ConfigurationAdmin admin;
    private final Executor writer;
    private final Told told;
    private String pid = "";
    private long given;
    private int differing;
    private int writes;
    private boolean writing;
    private boolean closed;

    /**
     * Makes one that finds nothing before {@link #given}.
     *
     * @param writer runs what writes a small file
     */
    public LostUpdate(ConfigurationAdmin admin, Executor writer, Told told) {
        this(Readings.OF_THIS_BUNDLE, admin, writer, told);
    }

    LostUpdate(Readings readings, ConfigurationAdmin admin, Executor writer, Told told) {
        this.readings = readings;
        this.admin = admin;
        this.writer = writer;
        this.told = told;
    }

    /** Takes the properties with which the component was activated or modified. */
    public synchronized void given(Map<String, Object> properties) {
        pid = String.valueOf(properties.get("service.pid"));
        given = properties.get(TypedTargets.CHECKED) instanceof Long number ? number : 0;
    }

    /** Called about once per second. Never throws. */
    public void look() {
        boolean recovered = false;
        boolean givenUp = false;
        boolean due = false;
        synchronized (this) {
            if (closed || writing) {
                return;
            }
            if (agrees()) {
                recovered = writes > 0;
                writes = 0;
                differing = 0;
            } else if (++differing >= LOOKS && writes <= MOST_WRITES) {
                differing = 0;
                givenUp = ++writes > MOST_WRITES;
                due = !givenUp;
                writing = due;
            }
        }
        if (recovered) {
            told.recovered();
        } else if (givenUp) {
            told.failed("the settings saved last do not arrive; save the form once more, and if that does not help"
                    + " restart the gateway");
        } else if (due) {
            writer.execute(this::write);
        }
    }

    /** What is not known, as after a restart of the component, is taken to agree. */
    private boolean agrees() {
        long newest = readings.newest(pid);
        return given == 0 || newest == 0 || newest == given;
    }

    private void write() {
        String stored;
        synchronized (this) {
            if (closed || agrees()) {
                writing = false;
                return;
            }
            stored = pid;
        }
        try {
            writeAgain(stored);
        } catch (IOException | InvalidSyntaxException | RuntimeException e) {
            told.failed("the settings saved last did not arrive and could not be delivered (" + e
                    + "); save the form once more");
        } finally {
            synchronized (this) {
                writing = false;
            }
        }
    }

    /** A save between reading and writing would be undone; Configuration Admin has no lock, but its count tells. */
    private void writeAgain(String stored) throws IOException, InvalidSyntaxException {
        Configuration[] found = admin.listConfigurations("(service.pid=" + stored + ")");
        if (found == null) {
            return;
        }
        long count = found[0].getChangeCount();
        Dictionary<String, Object> values = found[0].getProperties();
        if (values == null || found[0].getChangeCount() != count) {
            return;
        }
        found[0].update(values);
        if (found[0].getChangeCount() > count + 1) {
            told.failed("the form was saved while earlier settings were delivered; look whether it shows what was"
                    + " saved, else save it once more");
        }
    }

    /** Finds nothing any more, and forgets what was read. */
    @Override
    public synchronized void close() {
        closed = true;
        readings.forget(pid);
    }
}
