package io.millwright.operation.request;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.ErrorDocument;
import io.millwright.operation.resource.Refusal;
import java.nio.charset.StandardCharsets;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.message.KuraPayload;

/** Messages of replies: a code, and a JSON body in UTF-8. */
final class Reply {
    static final int LARGEST_BODY_BYTES = 1024 * 1024;
    static final String CODE = "response.code";
    private static final int OK = 200;
    private static final int FAILED = 500;

    private Reply() {}

    /**
     * Returns what was asked for.
     *
     * @throws Refusal it is too large for a message
     */
    static KuraMessage of(JsonObject document) throws Refusal {
        byte[] body = bytes(document);
        if (body.length > LARGEST_BODY_BYTES) {
            throw Refusal.of(
                    Refusal.Kind.BAD_REQUEST,
                    "the answer would have " + body.length + " bytes, and " + LARGEST_BODY_BYTES + " are the most",
                    "ask for less, where there is a parameter size by a smaller one");
        }
        return message(OK, body);
    }

    /** Returns why something is not done. */
    static KuraMessage of(Refusal refused) {
        return message(refused.kind().status(), bytes(ErrorDocument.of(refused)));
    }

    /** Returns that a fault of ours was met. */
    static KuraMessage failed() {
        return message(
                FAILED,
                bytes(ErrorDocument.of(
                        "FAILED", "", "a fault of the gateway's software was met", "look into its log")));
    }

    private static byte[] bytes(JsonObject document) {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static KuraMessage message(int code, byte[] body) {
        KuraPayload payload = new KuraPayload();
        payload.addMetric(CODE, code);
        payload.setBody(body);
        return new KuraMessage(payload);
    }
}
