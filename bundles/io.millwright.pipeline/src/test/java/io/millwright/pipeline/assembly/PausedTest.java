package io.millwright.pipeline.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.FakeSource;
import io.millwright.pipeline.pause.PauseFiles;
import io.millwright.pipeline.pause.PipelinePause;
import io.millwright.pipeline.state.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that a person has paused: decides nothing, says who and since when, over restarts, and goes on with fresh values. */
class PausedTest extends AssemblyHarness {
    @TempDir
    Path data;

    private PipelinePause pause() {
        return new PipelinePause("p1", new PauseFiles(data), assembly::pause);
    }

    @Test
    void nothingIsDecidedUntilItIsResumed() throws Exception {
        PipelinePause pause = pause();
        FakeSource.Subscription first = running();
        first.send(1_000_000, 1, 1);
        decision();
        long before = counters.decisions.get();

        assertTrue(pause.pause("anna", "tool change"));
        awaitState(Condition.PAUSED);
        openerIsIdle();

        assertTrue(state.text().startsWith("paused by anna since "), state.text());
        assertTrue(state.text().contains(": tool change"), state.text());
        assertFalse(first.send(2_000_000, 1, 1), "it is not subscribed any more");
        assembly.tick();
        assertEquals(1, counters.pausedSeconds.get());
        assertEquals(before, counters.decisions.get());

        assertTrue(pause.resume());
        FakeSource.Subscription second = source.subscribed();
        second.send(3_000_000, 2, 2);
        assertEquals(4, decision().score(), "from values that came after the pause");
        awaitState(Condition.RUNNING);
    }

    @Test
    void pauseOutlivesARestart() throws Exception {
        pause().pause("anna\nroot", "");

        PipelinePause next = pause();
        assembly.configure(configuration());
        assembly.source(offer(source));
        awaitState(Condition.PAUSED);
        assertEquals("anna root", next.paused().who());

        assertTrue(next.resume());
        assertNull(pause().paused());
    }

    @Test
    void secondPauseLeavesTheFirstOne() throws Exception {
        PipelinePause pause = pause();
        assertTrue(pause.pause("anna", ""));
        assertFalse(pause.pause("otto", ""));
        assertEquals("anna", pause.paused().who());
        assertTrue(pause.resume());
        assertFalse(pause.resume());
    }

    @Test
    void whatCannotBeKeptIsNotPaused() throws Exception {
        Files.writeString(data.resolve("millwright"), "in the way");
        PipelinePause pause = pause();

        assertThrows(IOException.class, () -> pause.pause("anna", ""));
        assertNull(pause.paused());
    }

    @Test
    void damagedFileIsAPauseOfSomebody() throws Exception {
        for (String content : List.of("", "x\ny\nz\n", "12\nanna")) {
            Path folder = Files.createDirectories(data.resolve("millwright/paused"));
            Files.writeString(folder.resolve("p1.paused"), content);
            assertEquals("somebody", pause().paused().who(), content);
        }
    }
}
