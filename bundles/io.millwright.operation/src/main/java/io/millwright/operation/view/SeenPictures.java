package io.millwright.operation.view;

import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Picture;
import io.millwright.operation.Tick;
import java.util.Hashtable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The newest picture of each asset of those pipelines that somebody looks at; of the others none is kept in memory, and none is asked for.
 * {@value #MOST} pictures of {@value #MOST_BYTES} bytes at most each. Thread-safe.
 */
@Component(service = {SeenPictures.class, Tick.class})
public final class SeenPictures implements Tick {
    static final int MOST = 16;
    static final int MOST_BYTES = 4 << 20;
    private static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ServiceRegistration<DecisionListener> registration;

    /** When a pipeline was asked for last. */
    private final Map<String, Long> asked = new ConcurrentHashMap<>();

    /** By pipeline and asset; guarded by itself. */
    private final Map<List<String>, Seen> seen = new LinkedHashMap<>();

    /** Called by the component runtime. */
    @Activate
    public SeenPictures(BundleContext context) {
        registration = context.registerService(DecisionListener.class, new Listener(), new Hashtable<>());
    }

    /** A picture and the decision that was made of it. */
    public record Seen(Decision decision, Picture.Format format, int width, int height, String colour, byte[] bytes) {}

    /** Somebody looks at a pipeline: its pictures are kept from now on, for 30 s. Returns the newest one, null if there is none. */
    public Seen newest(String pipeline, String asset) {
        boolean first = asked.put(pipeline, System.nanoTime()) == null;
        if (first) {
            wish();
        }
        synchronized (seen) {
            return seen.get(List.of(pipeline, asset));
        }
    }

    @Override
    public void tick() {
        long now = System.nanoTime();
        if (asked.values().removeIf(since -> now - since > LEASE_NANOS)) {
            synchronized (seen) {
                seen.keySet().removeIf(key -> !asked.containsKey(key.get(0)));
            }
            wish();
        }
    }

    /** A change of a property has listeners asked anew what they want. */
    private void wish() {
        Hashtable<String, Object> revision = new Hashtable<>();
        revision.put("revision", System.nanoTime());
        try {
            registration.setProperties(revision);
        } catch (IllegalStateException e) {
            // The bundle stops.
        }
    }

    @Deactivate
    void close() {
        registration.unregister();
    }

    private final class Listener implements DecisionListener {
        @Override
        public void decided(Decision decision, FeatureSnapshot inputs) {
            if (inputs == null || decision.role() == Decision.Role.SHADOW || !asked.containsKey(decision.pipeline())) {
                return;
            }
            inputs.pictures().stream()
                    .filter(picture -> !picture.held())
                    .findFirst()
                    .ifPresent(picture -> keep(decision, picture));
        }

        @Override
        public boolean wantsPictures(String pipeline) {
            return asked.containsKey(pipeline);
        }
    }

    private void keep(Decision decision, Picture picture) {
        var bytes = picture.bytes();
        if (bytes.remaining() == 0 || bytes.remaining() > MOST_BYTES) {
            return;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        List<String> key = List.of(decision.pipeline(), decision.asset());
        synchronized (seen) {
            seen.remove(key);
            seen.put(
                    key,
                    new Seen(decision, picture.format(), picture.width(), picture.height(), picture.colour(), copy));
            Iterator<List<String>> oldest = seen.keySet().iterator();
            while (seen.size() > MOST) {
                oldest.next();
                oldest.remove();
            }
        }
    }
}
