package io.millwright.itest;

import io.millwright.gateway.receiver.Requester;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Somebody in the cloud who asks again where a gateway says that it is asked too often: a test looks whenever something changes. */
final class Asking implements AutoCloseable {
    private static final int TOO_OFTEN = 429;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Requester requester;

    private Asking(Requester requester) {
        this.requester = requester;
    }

    /** To be closed. */
    static Asking at(Site site) throws IOException {
        return new Asking(site.requester());
    }

    Requester.Reply get(String path, Map<String, ?> parameters) throws IOException {
        return request("GET/" + path, parameters, null);
    }

    Requester.Reply exec(String path, String body) throws IOException {
        return request("EXEC/" + path, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link Requester#request}. */
    Requester.Reply request(String topic, Map<String, ?> metrics, byte[] body) throws IOException {
        long end = System.nanoTime() + Site.LIMIT.toNanos();
        Requester.Reply reply = requester.request(topic, metrics, body);
        while (reply.code() == TOO_OFTEN && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
            reply = requester.request(topic, metrics, body);
        }
        return reply;
    }

    @Override
    public void close() {
        requester.close();
    }
}
