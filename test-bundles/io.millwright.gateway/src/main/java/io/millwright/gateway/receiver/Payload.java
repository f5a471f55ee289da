package io.millwright.gateway.receiver;

import java.util.Map;

/**
 * What one message carries.
 *
 * @param timestampMillis milliseconds since 1970 UTC, or null
 * @param metrics Double, Float, Long, Integer, Boolean, String or byte[]
 * @param body or null
 */
public record Payload(Long timestampMillis, Map<String, Object> metrics, byte[] body) {}
