package io.millwright.opcua.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
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

    @Test
    void aWrongPasswordIsNotTriedUntilTheServerLocksTheUser() {
        assertAbout(30_000, StateCode.AUTHENTICATION_FAILED, 1);
    }
}
