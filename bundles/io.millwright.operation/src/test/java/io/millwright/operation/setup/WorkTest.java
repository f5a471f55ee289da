package io.millwright.operation.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.operation.resource.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One step at a time, and none that has ended stays under way. */
class WorkTest {
    private final Work work = new Work();

    @AfterEach
    void close() {
        work.close();
    }

    @Test
    void aStepThatMeetsAnErrorHasFailedAndTheNextOneBegins() throws Refusal {
        work.begin("connect", () -> {
            throw new NoClassDefFoundError("org/eclipse/kura/gone");
        });
        // Waits until that one has ended.
        work.begin("model", () -> "found");
        work.close();
        assertEquals("model", work.document().getString("name", ""));
        assertEquals("DONE", work.document().getString("state", ""));
        assertEquals("found", work.document().getString("text", ""));
    }
}
