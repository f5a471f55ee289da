package org.eclipse.kura.message;

import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Metrics and a body. Not thread-safe. */
@ProviderType
public class KuraPayload {
    private final Map<String, Object> metrics = new HashMap<>();
    private Date timestamp;
    private KuraPosition position;
    private byte[] body;

    /** Returns when the payload was made, or null. */
    public Date getTimestamp() {
        return timestamp;
    }

    /** Sets when the payload was made. */
    public void setTimestamp(Date timestamp) {
        this.timestamp = timestamp;
    }

    /** Returns where the payload was made, or null. */
    public KuraPosition getPosition() {
        return position;
    }

    /** Sets where the payload was made. */
    public void setPosition(KuraPosition position) {
        this.position = position;
    }

    /** Returns the metric's value, or null. */
    public Object getMetric(String name) {
        return metrics.get(name);
    }

    /** Adds a metric: Double, Float, Long, Integer, Boolean, String or byte[]; checked when encoded. */
    public void addMetric(String name, Object value) {
        metrics.put(name, value);
    }

    /** Removes a metric. */
    public void removeMetric(String name) {
        metrics.remove(name);
    }

    /** Removes all metrics. */
    public void removeAllMetrics() {
        metrics.clear();
    }

    /** Returns the names of the metrics. */
    public Set<String> metricNames() {
        return Collections.unmodifiableSet(metrics.keySet());
    }

    /** Returns the metrics. */
    public Map<String, Object> metrics() {
        return Collections.unmodifiableMap(metrics);
    }

    /** Returns the body, or null. */
    public byte[] getBody() {
        return body;
    }

    /** Sets the body. */
    public void setBody(byte[] body) {
        this.body = body;
    }
}
