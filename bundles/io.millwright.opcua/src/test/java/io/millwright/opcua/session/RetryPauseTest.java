package io.millwright.opcua.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryPauseTest {
    private static void assertAbout(long millis, StateCode code, int failures) {
        for (int i = 0; i < 100; i++) {
            long pause = RetryPause.millis(code, failures);
            assertTrue(pause >= millis * 3 / 4 && pause <= millis * 5 / 4, code + " " + failures + ": " + pause);
        }
    }

    @Test
    void aServerThatIsAwayIsAskedAtLeastEveryFewSeconds() {
        assertAbout(500, StateCode.SERVER_UNREACHABLE, 1);
        assertAbout(1_000, StateCode.SERVER_UNREACHABLE, 2);
        assertAbout(2_000, StateCode.SERVER_UNREACHABLE, 5);
        assertAbout(2_000, StateCode.SERVER_UNREACHABLE, Integer.MAX_VALUE);
    }

    /** A server that starts may announce nothing yet, or end the connection; one that must be set otherwise is asked seldom. */
    @Test
    void aServerThatRefusesIsAskedSoonAtFirstAndSeldomLater() {
        for (StateCode code :
                List.of(StateCode.NO_ENDPOINT, StateCode.CERTIFICATE_REFUSED, StateCode.SERVER_UNTRUSTED)) {
            assertAbout(500, code, 1);
            assertAbout(2_000, code, 3);
            assertAbout(10_000, code, 6);
            assertAbout(10_000, code, Integer.MAX_VALUE);
        }
    }

    @Test
    void aWrongPasswordIsNotTriedUntilTheServerLocksTheUser() {
        assertAbout(30_000, StateCode.AUTHENTICATION_FAILED, 1);
    }
}
