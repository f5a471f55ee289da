package io.millwright.operation.page;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.ErrorDocument;
import io.millwright.operation.resource.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is answered. The caller changes neither headers nor body.
 *
 * @param status of HTTP
 * @param headers in the order in which they are sent
 * @param body may be empty
 */
public record PageAnswer(int status, Map<String, String> headers, byte[] body) {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    static PageAnswer of(int status, String type, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.put("Content-Security-Policy", POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "SAMEORIGIN");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cache-Control", "no-store");
        return new PageAnswer(status, headers, body);
    }

    static PageAnswer json(int status, JsonObject document) {
        return of(status, "application/json; charset=utf-8", document.toString().getBytes(StandardCharsets.UTF_8));
    }

    static PageAnswer refused(int status, Refusal refusal) {
        return json(status, ErrorDocument.of(refusal));
    }

    /** Returns this answer with one more header, or another value of it. */
    PageAnswer with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** Returns an answer with a tag: empty with 304 where the caller has the same already. */
    PageAnswer tagged(String tag, String known) {
        headers.put("ETag", tag);
        return known.equals(tag) ? new PageAnswer(304, headers, new byte[0]) : this;
    }
}
