package io.millwright.gateway.kura.web;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A login with what the web admin keeps of it, under its names. Thread-safe. */
final class Login {
    static final int MAX_INACTIVE_SECONDS = 15 * 60;
    static final String USER = "org.eclipse.kura.web.user";
    static final String LAST_ACTIVITY = "org.eclipse.kura.web.lastActivity";
    static final String TOKEN = "org.eclipse.kura.xsrf.token";
    static final String LOCKED = "org.eclipse.kura.locked";

    final String id;
    final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private volatile boolean invalid;

    Login(String id, String user) {
        this.id = id;
        attributes.put(USER, user);
        attributes.put(TOKEN, UUID.randomUUID().toString());
        attributes.put(LAST_ACTIVITY, System.currentTimeMillis());
    }

    /** Whether it still holds; asking counts as use. */
    boolean isGood(long nowMillis) {
        long last = attributes.get(LAST_ACTIVITY) instanceof Long noted ? noted : 0;
        if (invalid || attributes.containsKey(LOCKED) || nowMillis - last > MAX_INACTIVE_SECONDS * 1_000L) {
            return false;
        }
        attributes.put(LAST_ACTIVITY, nowMillis);
        return true;
    }

    void invalidate() {
        invalid = true;
        attributes.clear();
    }
}
