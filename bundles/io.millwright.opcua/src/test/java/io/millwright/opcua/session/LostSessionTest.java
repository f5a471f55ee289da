package io.millwright.opcua.session;

import static io.millwright.opcua.session.LostSession.Next.ANEW;
import static io.millwright.opcua.session.LostSession.Next.WAIT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** The old session is opened again while the server holds it; only then a new one. */
class LostSessionTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long HELD_MILLIS = 60_000;

    private final LostSession session = new LostSession(0, HELD_MILLIS, 1_000);

    @Test
    void aServerThatIsAwayIsWaitedForWhileItHoldsTheSession() {
        for (int second = 1; second < 60; second++) {
            assertEquals(WAIT, session.next(second * SECOND, false), second + " s");
        }
        assertEquals(ANEW, session.next(60 * SECOND, false));
    }

    @Test
    void aServerThatAnswersAndDoesNotGiveItBackIsAnotherOne() {
        assertEquals(WAIT, session.next(20 * SECOND, true));
        assertEquals(WAIT, session.next(23 * SECOND, true));
        assertEquals(ANEW, session.next(24 * SECOND, true));
    }

    @Test
    void aServerThatGoesAwayAgainIsNotAnotherOne() {
        assertEquals(WAIT, session.next(20 * SECOND, true));
        assertEquals(WAIT, session.next(23 * SECOND, false));
        assertEquals(WAIT, session.next(25 * SECOND, true));
        assertEquals(WAIT, session.next(28 * SECOND, true));
        assertEquals(ANEW, session.next(29 * SECOND, true));
    }

    @Test
    void aServerThatMayTakeLongForAnAnswerHasLongerForItsSession() {
        LostSession slow = new LostSession(0, HELD_MILLIS, 8_000);
        assertEquals(WAIT, slow.next(20 * SECOND, true));
        assertEquals(WAIT, slow.next(27 * SECOND, true));
        assertEquals(ANEW, slow.next(28 * SECOND, true));
    }

    @Test
    void whatEndsAConnectionAtOnceDoesNotAnswer() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread closing = new Thread(() -> {
                try {
                    server.accept().close();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            closing.start();
            assertFalse(LostSession.answers("opc.tcp://127.0.0.1:" + server.getLocalPort()));
        }
    }

    @Test
    void aPortTellsWhetherSomethingAnswers() throws IOException {
        String url;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = "opc.tcp://127.0.0.1:" + server.getLocalPort() + "/path";
            assertTrue(LostSession.answers(url));
        }
        assertFalse(LostSession.answers(url));
    }
}
