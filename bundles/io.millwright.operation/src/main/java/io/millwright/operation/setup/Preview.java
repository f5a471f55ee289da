package io.millwright.operation.setup;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.operation.view.Documents;
import java.util.Hashtable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * What the draft's pipeline decides, and from what. The pipeline is a real one without a publisher: it decides as it will, and nobody but
 * this gateway is told. Inputs are copied while it is a draft, and not after. Thread-safe.
 */
final class Preview implements DecisionListener {
    private static final int MOST_ROWS = 60;

    private final BundleContext context;
    private ServiceRegistration<DecisionListener> registration;
    private volatile String pipeline = "";
    private volatile Seen seen;

    private record Seen(Decision decision, FeatureSnapshot inputs) {}

    Preview(BundleContext context) {
        this.context = context;
    }

    /** Looks at a pipeline; at none with "". */
    synchronized void of(String pid) {
        if (pid.equals(pipeline)) {
            return;
        }
        pipeline = pid;
        seen = null;
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
        if (!pid.isEmpty()) {
            registration = context.registerService(DecisionListener.class, this, new Hashtable<>());
        }
    }

    @Override
    public boolean wantsInputs(String pid) {
        return pid.equals(pipeline);
    }

    @Override
    public void decided(Decision decision, FeatureSnapshot inputs) {
        if (decision.pipeline().equals(pipeline)) {
            seen = new Seen(decision, inputs);
        }
    }

    /** Forgets what was decided by settings that have changed. */
    void changed() {
        seen = null;
    }

    void addTo(JsonObject document) {
        Seen last = seen;
        if (last == null) {
            return;
        }
        document.add("decision", Documents.of(last.decision()));
        if (last.inputs() == null) {
            return;
        }
        FeatureSnapshot inputs = last.inputs();
        JsonArray window = new JsonArray();
        int from = Math.max(0, inputs.rows() - MOST_ROWS);
        for (int column = 0; column < inputs.features().size(); column++) {
            JsonArray values = new JsonArray();
            for (int row = from; row < inputs.rows(); row++) {
                values.add(Documents.number(inputs.value(row, column)));
            }
            window.add(new JsonObject()
                    .add("feature", inputs.features().get(column))
                    .add("values", values));
        }
        document.add("rows", inputs.rows()).add("window", window);
    }
}
