package io.millwright.pipeline.capture;

import io.millwright.decision.CapturedData.Erasure;
import io.millwright.decision.Feedback;
import io.millwright.decision.FeedbackListener;
import io.millwright.decision.Opinion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.system.SystemService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The opinions that people gave, in {@code <Kura data directory>/millwright/feedback/opinions}, 2 MiB at most. Thread-safe. */
@Component(service = {Feedback.class, FeedbackBook.class})
public final class FeedbackBook implements Feedback {
    /** Most opinions that are in memory; the file has about as many. */
    static final int MOST = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(FeedbackBook.class);

    private final LineFile file;
    private final Audit audit;
    private final Clock clock;
    private final List<FeedbackListener> listeners = new CopyOnWriteArrayList<>();

    /** The room that keeps data. */
    private volatile FeedbackListener room = entry -> {};

    /** The newest one last; null before the file was read. Guarded by this. */
    private Deque<Given> given;

    /** Creates the component; the file is read when it is first needed. */
    @Activate
    public FeedbackBook(@Reference SystemService system) {
        this(Path.of(system.getKuraDataDirectory()), Clock.systemUTC());
    }

    FeedbackBook(Path kuraDataDirectory, Clock clock) {
        Path folder = kuraDataDirectory.resolve("millwright");
        file = new LineFile(folder.resolve("feedback").resolve("opinions"));
        audit = new Audit(folder, clock);
        this.clock = clock;
    }

    @Reference(
            name = "FeedbackListener",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "unbind")
    void bind(FeedbackListener listener) {
        listeners.add(listener);
    }

    void unbind(FeedbackListener listener) {
        listeners.removeIf(each -> each == listener);
    }

    /** Tells a part of this bundle, too, which is no service. */
    void room(FeedbackListener wanted) {
        room = wanted;
    }

    @Override
    public Given give(Opinion opinion) throws IOException {
        Given entry = new Given(opinion, TimeUnit.MILLISECONDS.toMicros(clock.millis()));
        synchronized (this) {
            Deque<Given> all = all();
            file.append(GivenLine.of(entry));
            all.addLast(entry);
            if (all.size() > MOST) {
                all.removeFirst();
            }
        }
        audit.note("feedback " + opinion.verdict() + " of decision " + opinion.run() + "/" + opinion.sequence()
                + " about '" + opinion.asset() + "' of " + opinion.pipeline()
                + (opinion.label().isEmpty() ? "" : ", right is '" + opinion.label() + "'") + ", by " + opinion.who());
        tell(room, entry);
        for (FeedbackListener listener : listeners) {
            tell(listener, entry);
        }
        return entry;
    }

    private static void tell(FeedbackListener listener, Given entry) {
        try {
            listener.given(entry);
        } catch (Throwable t) {
            LOG.error(
                    "The listener {} of feedback failed; the next one is told",
                    listener.getClass().getName(),
                    t);
        }
    }

    /** Reads the file the first time; damaged lines are left out, and told once. */
    private Deque<Given> all() throws IOException {
        if (given == null) {
            Deque<Given> read = new ArrayDeque<>();
            long damaged = 0;
            for (String line : file.lines()) {
                Given entry = GivenLine.read(line);
                if (entry == null) {
                    damaged += line.isEmpty() ? 0 : 1;
                    continue;
                }
                read.addLast(entry);
                if (read.size() > MOST) {
                    read.removeFirst();
                }
            }
            if (damaged > 0) {
                LOG.warn("{} lines of the opinions are damaged, and are left out", damaged);
            }
            given = read;
        }
        return given;
    }

    @Override
    public synchronized List<Given> latest(String pipeline, String asset, int most) {
        List<Given> found = new ArrayList<>();
        try {
            Iterator<Given> back = all().descendingIterator();
            while (back.hasNext() && found.size() < most) {
                Given entry = back.next();
                if ((pipeline.isEmpty() || pipeline.equals(entry.opinion().pipeline()))
                        && (asset.isEmpty() || asset.equals(entry.opinion().asset()))) {
                    found.add(entry);
                }
            }
        } catch (IOException e) {
            LOG.warn("The opinions cannot be read: {}", e.toString());
        }
        return found;
    }

    /** Erases opinions that fit, by when they were given; returns how many. */
    synchronized long erase(Erasure request) throws IOException {
        given = null;
        // What is damaged may be what should go.
        return file.remove(line -> {
            Given entry = GivenLine.read(line);
            return entry == null || fits(entry, request);
        });
    }

    private static boolean fits(Given entry, Erasure request) {
        return (request.pipeline().isEmpty()
                        || request.pipeline().equals(entry.opinion().pipeline()))
                && (request.asset().isEmpty()
                        || request.asset().equals(entry.opinion().asset()))
                && entry.timeMicros() >= request.fromMicros()
                && entry.timeMicros() < request.toMicros();
    }

    Audit audit() {
        return audit;
    }
}
