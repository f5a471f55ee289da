package io.millwright.operation.view;

import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Picture;
import io.millwright.decision.Severity;
import io.millwright.operation.Tick;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Pictures that decisions were made of, in memory: the newest one of each asset of those pipelines that somebody looks at, and those of the
 * last decisions that warned or alarmed, whether somebody looked or not. {@value #MOST} and {@value #MOST_BAD} pictures of {@value
 * #MOST_BYTES} bytes at most each, those of warnings and alarms {@value #MOST_BAD_BYTES} bytes together. Thread-safe.
 */
@Component(service = {SeenPictures.class, DecisionListener.class, Tick.class})
public final class SeenPictures implements DecisionListener, Tick {
    static final int MOST = 16;
    static final int MOST_BAD = 16;
    static final int MOST_BYTES = 4 << 20;
    static final int MOST_BAD_BYTES = 8 << 20;
    private static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** When a pipeline was asked for last. */
    private final Map<String, Long> asked = new ConcurrentHashMap<>();

    /** By pipeline and asset; guarded by itself. */
    private final Map<List<String>, Seen> seen = new LinkedHashMap<>();

    /** Of warnings and alarms, the oldest first; guarded by {@link #seen}, like the next one. */
    private final Deque<Seen> bad = new ArrayDeque<>();

    private long badBytes;

    /** Called by the component runtime. */
    @Activate
    public SeenPictures() {}

    /** A picture and the decision that was made of it. */
    public record Seen(Decision decision, Picture.Format format, int width, int height, String colour, byte[] bytes) {}

    /** Somebody looks at a pipeline: its newest pictures are kept from now on, for 30 s. Returns the newest one, null if there is none. */
    Seen newest(String pipeline, String asset) {
        asked.put(pipeline, System.nanoTime());
        synchronized (seen) {
            return seen.get(List.of(pipeline, asset));
        }
    }

    /** Returns the picture of one decision, null where it is not kept. */
    Seen of(String pipeline, String asset, long run, long sequence) {
        Predicate<Seen> wanted = each -> each.decision().pipeline().equals(pipeline)
                && each.decision().asset().equals(asset)
                && each.decision().run() == run
                && each.decision().sequence() == sequence;
        synchronized (seen) {
            return Stream.concat(bad.stream(), seen.values().stream())
                    .filter(wanted)
                    .findFirst()
                    .orElse(null);
        }
    }

    @Override
    public void tick() {
        long now = System.nanoTime();
        if (asked.values().removeIf(since -> now - since > LEASE_NANOS)) {
            synchronized (seen) {
                seen.keySet().removeIf(key -> !asked.containsKey(key.get(0)));
            }
        }
    }

    /** Which decision alarms is known only behind it, so that the pictures of all are wanted; the pipeline keeps the last few anyway. */
    @Override
    public boolean wantsPictures(String pipeline) {
        return true;
    }

    @Override
    public void decided(Decision decision, FeatureSnapshot inputs) {
        boolean looked = asked.containsKey(decision.pipeline());
        boolean warns = RecentDecisions.severity(decision).compareTo(Severity.WARNING) >= 0;
        if (inputs == null || decision.role() == Decision.Role.SHADOW || !looked && !warns) {
            return;
        }
        inputs.pictures().stream()
                .filter(picture -> !picture.held())
                .findFirst()
                .map(picture -> copied(decision, picture))
                .ifPresent(picture -> keep(picture, looked, warns));
    }

    /** Returns null for a picture that is not in memory any more, or too large. */
    private static Seen copied(Decision decision, Picture picture) {
        var bytes = picture.bytes();
        if (bytes.remaining() == 0 || bytes.remaining() > MOST_BYTES) {
            return null;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return new Seen(decision, picture.format(), picture.width(), picture.height(), picture.colour(), copy);
    }

    private void keep(Seen picture, boolean looked, boolean warns) {
        synchronized (seen) {
            if (looked) {
                List<String> key = List.of(
                        picture.decision().pipeline(), picture.decision().asset());
                seen.remove(key);
                seen.put(key, picture);
                Iterator<List<String>> oldest = seen.keySet().iterator();
                while (seen.size() > MOST) {
                    oldest.next();
                    oldest.remove();
                }
            }
            if (warns) {
                bad.addLast(picture);
                badBytes += picture.bytes().length;
                while (bad.size() > MOST_BAD || badBytes > MOST_BAD_BYTES) {
                    badBytes -= bad.removeFirst().bytes().length;
                }
            }
        }
    }
}
