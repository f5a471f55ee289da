package io.millwright.operation.audit;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import io.millwright.operation.Tick;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.eclipse.kura.system.SystemService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was last seen of configurations, packages and models, kept over restarts: a gateway installs and configures everything again at
 * each boot, which is no change. Written some seconds after a change: a thousand forms that come at once are one file, and what a loss
 * of power takes with it is told again. Nothing secret is in it. Thread-safe.
 */
@Component(service = {Known.class, Tick.class})
public final class Known implements Tick {
    private static final Logger LOG = LoggerFactory.getLogger(Known.class);
    /** Names of one kind; more are not kept, and told again after a restart. */
    private static final int MOST = 5_000;
    /** Of so many only a hash should be kept. */
    private static final int MANY = 300;

    private static final int TICKS_BETWEEN_WRITES = 10;

    private final Path file;
    private final JsonObject all;
    private boolean changed;
    private int ticks;

    /** Called by the component runtime. */
    @Activate
    public Known(@Reference SystemService system) {
        this(Path.of(system.getKuraDataDirectory()));
    }

    Known(Path kuraDataDirectory) {
        file = kuraDataDirectory.resolve("millwright").resolve("audit").resolve("known.json");
        all = read(file);
    }

    private static JsonObject read(Path file) {
        try {
            return Json.parse(Files.readString(file)).asObject();
        } catch (NoSuchFileException e) {
            return new JsonObject();
        } catch (IOException | ParseException | UnsupportedOperationException e) {
            LOG.warn("{} cannot be read: {}; what is seen from now on is told as new", file, e.toString());
            return new JsonObject();
        }
    }

    /**
     * Takes what is seen now.
     *
     * @param now null if it is not there any more
     * @return what was seen before, null if it was never seen; what equals {@code now} was known already
     */
    synchronized JsonObject swap(String kind, String name, JsonObject now) {
        JsonValue kept = all.get(kind);
        JsonObject named = kept == null || !kept.isObject() ? new JsonObject() : kept.asObject();
        all.set(kind, named);
        JsonValue before = named.get(name);
        boolean same = now == null ? before == null : now.equals(before);
        if (!same) {
            if (now == null) {
                named.remove(name);
            } else if (before != null || named.size() < MOST) {
                named.set(name, now);
            }
            changed = true;
        }
        return before == null || !before.isObject() ? null : before.asObject();
    }

    /** Whether there is so much of one kind that all of it should not be kept in memory. */
    synchronized boolean isMany(String kind) {
        JsonValue named = all.get(kind);
        return named != null && named.isObject() && named.asObject().size() > MANY;
    }

    @Override
    public synchronized void tick() {
        if (++ticks % TICKS_BETWEEN_WRITES == 0) {
            write();
        }
    }

    /** Keeps what has changed. */
    @Deactivate
    synchronized void write() {
        if (!changed) {
            return;
        }
        changed = false;
        try {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, all.toString());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}; changes may be told again after a restart", file, e.toString());
        }
    }
}
