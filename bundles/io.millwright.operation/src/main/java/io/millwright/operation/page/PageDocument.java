package io.millwright.operation.page;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Catalogue;
import io.millwright.operation.resource.ErrorDocument;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What an open page asks for once per second: several resources as one document. What several pages look at is made once for all of them:
 * a document is good for {@value #GOOD_MILLIS} ms. Thread-safe.
 */
final class PageDocument {
    static final long GOOD_MILLIS = 900;
    static final int MOST_PARTS = 8;
    private static final int MOST_KEPT = 32;

    /** What is larger holds a picture, which few look at together. */
    private static final int LARGEST_KEPT_BYTES = 128 << 10;

    /** So that nothing is waited for while somebody else makes the same. */
    private final Map<String, Made> made = new HashMap<>();

    private final Catalogue catalogue;
    private final LongSupplier millis;

    /** A document of some resources, as text and with its tag. */
    record Made(byte[] bytes, String tag, long madeMillis) {}

    PageDocument(Catalogue catalogue, LongSupplier millis) {
        this.catalogue = catalogue;
        this.millis = millis;
    }

    /**
     * Returns the parts that are asked for, each under its address; one that is refused says so in its place.
     *
     * @param parts addresses of resources, by line feed
     */
    Made of(String parts, Caller caller) throws Refusal {
        long now = millis.getAsLong();
        String key = caller.permission() + "\n" + parts;
        synchronized (made) {
            Made kept = made.get(key);
            if (kept != null && now - kept.madeMillis < GOOD_MILLIS && now >= kept.madeMillis) {
                return kept;
            }
            made.values().removeIf(old -> now - old.madeMillis >= GOOD_MILLIS || now < old.madeMillis);
            Made fresh = make(parts, caller, now);
            if (made.size() < MOST_KEPT && fresh.bytes.length <= LARGEST_KEPT_BYTES) {
                made.put(key, fresh);
            }
            return fresh;
        }
    }

    private Made make(String parts, Caller caller, long now) throws Refusal {
        List<String> addresses = new ArrayList<>(parts.lines().distinct().toList());
        if (addresses.size() > MOST_PARTS) {
            throw Refusal.field("parts", addresses.size() + " parts are asked for", "ask for at most " + MOST_PARTS);
        }
        if (!caller.may(Permission.READ)) {
            throw Refusal.of(Refusal.Kind.FORBIDDEN, "the page needs the permission to read", "log in as another user");
        }
        JsonObject documents = new JsonObject();
        for (String address : addresses) {
            documents.add(address, part(address, caller));
        }
        JsonObject document = new JsonObject()
                .add("resource", "page")
                .add("version", 1)
                .add("permission", caller.permission().name())
                .add("parts", documents);
        byte[] bytes = document.toString().getBytes(StandardCharsets.UTF_8);
        return new Made(bytes, EntityTag.of(bytes), now);
    }

    private JsonObject part(String text, Caller caller) {
        try {
            Address address = Address.of(text);
            if (!address.path().isEmpty() && catalogue.waits(address.path().get(0))) {
                // Others wait for this document.
                throw Refusal.field("parts", text + " takes its time", "ask for it by itself");
            }
            return catalogue.get(address.path(), address.parameters(), caller);
        } catch (Refusal refusal) {
            return ErrorDocument.of(refusal);
        }
    }
}
