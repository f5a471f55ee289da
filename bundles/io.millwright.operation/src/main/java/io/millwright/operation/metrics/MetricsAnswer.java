package io.millwright.operation.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What the address answers. Its arrays are not copied.
 *
 * @param status of HTTP
 * @param headers all of them
 * @param body may be empty
 */
public record MetricsAnswer(int status, Map<String, String> headers, byte[] body) {
    static MetricsAnswer of(byte[] text) {
        return new MetricsAnswer(
                200,
                Map.of(
                        "Content-Type",
                        OpenMetrics.CONTENT_TYPE,
                        "Cache-Control",
                        "no-store",
                        "X-Content-Type-Options",
                        "nosniff"),
                text);
    }

    static MetricsAnswer refused(int status, String text, String header, String value) {
        return new MetricsAnswer(
                status,
                Map.of("Content-Type", "text/plain; charset=utf-8", "Cache-Control", "no-store", header, value),
                (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
