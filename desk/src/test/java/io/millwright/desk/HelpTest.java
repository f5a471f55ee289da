package io.millwright.desk;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Descriptions are format strings: a percent sign that is none of a format has the library warn amid the help. */
class HelpTest {
    @TestFactory
    Stream<DynamicTest> everyTextOfEachCommandCanBePrinted() {
        return commands(Millwright.commandLine())
                .map(command -> DynamicTest.dynamicTest(
                        command.qualifiedName(), () -> texts(command).forEach(HelpTest::printed)));
    }

    private static Stream<CommandSpec> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command.getCommandSpec()),
                command.getSubcommands().values().stream().flatMap(HelpTest::commands));
    }

    private static Stream<String> texts(CommandSpec command) {
        return Stream.of(
                        Stream.of(command.usageMessage().description()),
                        Stream.of(command.usageMessage().header()),
                        Stream.of(command.usageMessage().footer()),
                        command.args().stream().map(ArgSpec::description).flatMap(Stream::of))
                .flatMap(texts -> texts);
    }

    private static void printed(String text) {
        assertDoesNotThrow(() -> String.format(text), text);
    }
}
