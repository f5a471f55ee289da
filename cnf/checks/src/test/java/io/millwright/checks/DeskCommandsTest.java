package io.millwright.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.desk.Millwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The desk's commands: what scripts call against a committed listing, and what people read against what there is. */
class DeskCommandsTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "desk.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(--[a-z0-9-]+)[^`]*` \\|");

    /** Returns the commands that do something, by their whole names. */
    private static Map<String, CommandSpec> commands() {
        Map<String, CommandSpec> commands = new TreeMap<>();
        collect(Millwright.commandLine(), commands);
        return commands;
    }

    private static void collect(CommandLine line, Map<String, CommandSpec> into) {
        if (line.getCommandSpec().userObject() instanceof Callable) {
            into.put(line.getCommandSpec().qualifiedName(" "), line.getCommandSpec());
        }
        line.getSubcommands().values().forEach(command -> collect(command, into));
    }

    @Test
    void commandsAndOptionsAreAsListed() throws IOException {
        List<String> lines = new ArrayList<>();
        commands().forEach((name, command) -> {
            command.positionalParameters().forEach(parameter -> lines.add(name + " " + parameter.paramLabel()));
            command.options().stream()
                    .map(option -> name + " " + option.longestName()
                            + (option.arity().max() > 0 ? " " + option.paramLabel() : ""))
                    .sorted()
                    .forEach(lines::add);
        });
        assertTrue(lines.size() > 20, lines::toString);
        ListingTest.compare(Path.of("commands.txt"), lines);
    }

    @Test
    void everyOptionHasARowAndEveryRowAnOption() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> ofGateways = rows(page, "Gateways");
        commands().forEach((name, command) -> {
            if (command.subcommands().containsKey("list")) {
                // A group alone is its list, which has the rows.
                return;
            }
            Set<String> options = new TreeSet<>();
            for (OptionSpec option : command.options()) {
                if (!option.usageHelp()) {
                    options.add(option.longestName());
                }
            }
            Set<String> rows = rows(page, name);
            if (options.contains("--gateway")) {
                // What all commands about gateways have in common stands in one place.
                rows.addAll(ofGateways);
            }
            assertEquals(options, rows, "docs/desk.md, " + name);
        });
    }

    private static Set<String> rows(String page, String command) {
        Set<String> rows = new TreeSet<>();
        ROW.matcher(section(page, command)).results().forEach(row -> rows.add(row.group(1)));
        return rows;
    }

    private static String section(String page, String command) {
        String heading = "\n## " + command.replace("millwright ", "") + "\n";
        int from = page.indexOf(heading);
        assertFalse(from < 0, "docs/desk.md has no heading" + heading);
        int to = page.indexOf("\n## ", from + heading.length());
        return page.substring(from, to < 0 ? page.length() : to);
    }
}
