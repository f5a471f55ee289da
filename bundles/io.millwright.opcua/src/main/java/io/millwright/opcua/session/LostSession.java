package io.millwright.opcua.session;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;

/**
 * A session whose connection was lost. The server holds it until its timeout, and Milo opens it again as soon as the server is
 * there; a new one before that would find the old one in its place where a server allows few. But a server that answers and still
 * does not give it back has come back as another one, with other endpoints, certificate or namespaces.
 */
final class LostSession {
    /** What to do next. */
    enum Next {
        /** Go on waiting. */
        WAIT,
        /** Open a new one. */
        ANEW
    }

    /** How often to look. */
    static final long LOOK_MILLIS = 1_000;

    /** So long it may take from the first answer to the session: some PLCs take seconds for the security alone. */
    private static final long LEAST_ANSWERED_MILLIS = 4_000;

    private static final long MOST_ANSWERED_MILLIS = 10_000;
    private static final int CONNECT_MILLIS = 1_000;

    /** What has nobody behind it ends a connection at once. */
    private static final int STAYS_MILLIS = 100;

    private final long sinceNanos;
    private final long heldMillis;
    private final long answeredMillis;
    private long answersSinceNanos;
    private boolean answers;

    /**
     * Begins now.
     *
     * @param heldMillis so long the server holds it
     * @param requestMillis so long an answer may take
     */
    LostSession(long nowNanos, long heldMillis, long requestMillis) {
        this.sinceNanos = nowNanos;
        this.heldMillis = heldMillis;
        this.answeredMillis = Math.max(LEAST_ANSWERED_MILLIS, Math.min(MOST_ANSWERED_MILLIS, requestMillis));
    }

    /** Says what to do, given whether the server's port answers now. */
    Next next(long nowNanos, boolean answersNow) {
        if (answersNow && !answers) {
            answersSinceNanos = nowNanos;
        }
        answers = answersNow;
        boolean expired = nowNanos - sinceNanos >= heldMillis * 1_000_000;
        boolean another = answers && nowNanos - answersSinceNanos >= answeredMillis * 1_000_000;
        return expired || another ? Next.ANEW : Next.WAIT;
    }

    /** Returns whether something accepts connections at the address of an endpoint URL, and keeps them. Blocks for about a second. */
    static boolean answers(String endpointUrl) {
        String host = EndpointUtil.getHost(endpointUrl);
        if (host == null) {
            return false;
        }
        boolean connected = false;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, EndpointUtil.getPort(endpointUrl)), CONNECT_MILLIS);
            connected = true;
            socket.setSoTimeout(STAYS_MILLIS);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            // A server waits for the client's first word.
            return connected;
        } catch (IOException e) {
            // Expected while the server is away.
            return false;
        }
    }
}
