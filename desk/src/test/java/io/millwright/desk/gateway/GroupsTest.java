package io.millwright.desk.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.CommandRun;
import io.millwright.desk.ExitCode;
import io.millwright.desk.Millwright;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** All groups of commands behave alike: a group alone does what its list does, with the same options. */
class GroupsTest {
    /** It is about files alone: no gateway has a list for it. */
    private static final Set<String> WITHOUT_LIST = Set.of("tags");

    @TempDir
    private Path folder;

    private StandIn gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new StandIn();
        gateway.document(
                "route",
                "{\"items\":[{\"pipeline\":\"welder\",\"stuckAt\":\"\",\"stations\":[{\"station\":\"tags\"}]}]}");
        gateway.document("plans", "{\"items\":[]}");
        gateway.document("recommendations", "{\"items\":[{\"id\":\"a-7\",\"pipeline\":\"welder\"}]}");
        gateway.document("models", "{\"items\":[{\"name\":\"press\",\"modelVersion\":\"1.2.0\"}]}");
        gateway.document("configuration", "{\"components\":[\"plc\",\"welder\"]}");
        gateway.document("trust", "{\"certificates\":[],\"own\":[{\"sha256\":\"ab\",\"subject\":\"CN=gateway\"}]}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static List<CommandSpec> groups() {
        return Millwright.commandLine().getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(each -> !each.subcommands().isEmpty())
                .toList();
    }

    private static Set<String> options(CommandSpec command) {
        return command.options().stream().map(OptionSpec::longestName).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyGroupDoesSomethingAloneAndTakesTheOptionsOfItsList() {
        for (CommandSpec group : groups()) {
            CommandLine list = group.subcommands().get("list");
            if (list != null) {
                assertEquals(options(list.getCommandSpec()), options(group), group.name());
            }
            assertEquals(!WITHOUT_LIST.contains(group.name()), options(group).contains("--gateway"), group.name());
        }
    }

    @Test
    void aGroupAloneTellsWhatItsListTells() throws Exception {
        Map<String, String> told = Map.of(
                "pipeline", "welder",
                "plans", "there is no plan",
                "recommendations", "a-7",
                "model", "1.2.0",
                "config", "plc",
                "trust", "CN=gateway");
        Set<String> lists = groups().stream()
                .filter(group -> group.subcommands().containsKey("list"))
                .map(CommandSpec::name)
                .collect(Collectors.toSet());
        assertEquals(told.keySet(), lists);
        for (Map.Entry<String, String> each : told.entrySet()) {
            Object[] more = each.getKey().equals("trust") ? new Object[] {"--connection", "plc"} : new Object[0];
            CommandRun alone = run(all(each.getKey(), more));
            CommandRun list = run(all(each.getKey(), all("list", more)));
            assertEquals(ExitCode.DONE, alone.exitCode(), alone::toString);
            assertTrue(alone.out().contains(each.getValue()), alone::toString);
            assertEquals(list.out(), alone.out());
        }
    }

    private static Object[] all(Object first, Object... more) {
        return Stream.concat(Stream.of(first), Arrays.stream(more)).toArray();
    }

    private CommandRun run(Object... command) throws Exception {
        return CommandRun.of(gateway.options(folder, command));
    }

    @Test
    void whatStandsBeforeASubcommandIsRefusedAndNotDropped() throws Exception {
        CommandRun run = CommandRun.of("pipeline", "--gateway", gateway.address(), "pause", "welder");
        assertEquals(CommandLine.ExitCode.USAGE, run.exitCode(), run::toString);
        assertTrue(run.err().contains("--gateway stands before pause; put it behind pause"), run::toString);
        CommandRun audit = CommandRun.of("audit", "--size", "7", "verify", folder);
        assertTrue(audit.err().contains("--size stands before verify"), audit::toString);
    }

    @Test
    void aConnectionIsAskedForWhereItsCertificatesAreShown() throws Exception {
        CommandRun run = run("trust");
        assertEquals(CommandLine.ExitCode.USAGE, run.exitCode(), run::toString);
        assertTrue(run.err().contains("name the connection: --connection PID"), run::toString);
        assertFalse(gateway.calls.contains("GET trust"), gateway.calls::toString);
    }
}
