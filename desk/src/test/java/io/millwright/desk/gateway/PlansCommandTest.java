package io.millwright.desk.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import io.millwright.desk.CommandRun;
import io.millwright.desk.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whoever plans from the desk sees what waits, and what was given arrives whole. */
class PlansCommandTest {
    @TempDir
    private Path folder;

    private StandIn gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new StandIn();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private CommandRun run(Object... command) throws Exception {
        return CommandRun.of(gateway.options(folder, command));
    }

    @Test
    void whatWaitsAndWhatIsInForceAreRowsWithTheirGain() throws Exception {
        gateway.document(
                "plans",
                "{\"items\":[{\"planner\":\"hall 2\",\"topic\":\"schedule\",\"inputs\":[],\"inForce\":null,\"proposed\":{\"id\":\"hall 2-7\","
                        + "\"expiresMicros\":1800000000000000,\"gapAtMost\":0.0163,\"gain\":{\"before\":1200,\"after\":975.126,\"unit\":\"s\"}}}]}");
        CommandRun run = run("plans", "list");
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        assertTrue(run.out().contains("hall 2-7") && run.out().contains("975.13 s"), run::out);
        assertTrue(run.out().contains("waits") && !run.out().contains("in force"), run::out);
        assertTrue(run.out().contains("1.6 %"), run::out);
    }

    @Test
    void aFileIsGivenWhole() throws Exception {
        gateway.act("planner/give", body -> {
            assertEquals("job,step\nA,10\nB,20\n", body.getString("csv", ""));
            return Json.object().add("planner", "hall 2").add("input", "jobs").add("lines", 2);
        });
        Path file = folder.resolve("jobs.csv");
        Files.writeString(file, "job,step\nA,10\nB,20\n");
        CommandRun run = run("plans", "give", "hall 2", "jobs", file);
        assertEquals(ExitCode.DONE, run.exitCode(), run::toString);
        assertTrue(run.out().contains("2 lines of jobs"), run::out);
    }

    @Test
    void aFileThatIsNotThereIsAWrongCommandLine() throws Exception {
        assertEquals(
                CommandLine.ExitCode.USAGE,
                run("plans", "give", "hall 2", "jobs", folder.resolve("none.csv"))
                        .exitCode());
    }
}
