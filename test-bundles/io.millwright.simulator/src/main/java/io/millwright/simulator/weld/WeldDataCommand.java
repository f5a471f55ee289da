package io.millwright.simulator.weld;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** {@code --weld-data FILE ...}: writes a data set of welds instead of starting a server. */
public final class WeldDataCommand {
    private static final int MOST_WELDS = 1_000_000;

    private final Path file;
    private WeldData.Kind kind = WeldData.Kind.WIDE;
    private int welds = 3_000;
    private long seed = 1;
    private Path constants;

    private WeldDataCommand(Path file) {
        this.file = file;
    }

    /**
     * Reads the options after {@code --weld-data}; errors name option, value and remedy.
     *
     * @return null where the first word is another one
     */
    public static WeldDataCommand parse(String... arguments) {
        if (arguments.length == 0 || !"--weld-data".equals(arguments[0])) {
            return null;
        }
        Deque<String> words = new ArrayDeque<>(List.of(arguments));
        WeldDataCommand command = new WeldDataCommand(Path.of(value(words.pop(), words)));
        while (!words.isEmpty()) {
            String option = words.pop();
            String value = value(option, words);
            switch (option) {
                case "--kind" -> command.kind = WeldData.Kind.parse(value);
                case "--welds" -> command.welds = (int) number(option, value, MOST_WELDS);
                case "--seed" -> command.seed = number(option, value, Integer.MAX_VALUE);
                case "--constants" -> command.constants = Path.of(value);
                default -> throw new IllegalArgumentException("Option " + option
                        + " does not go with --weld-data: write --kind, --welds, --seed or --constants.");
            }
        }
        return command;
    }

    /** Writes the file and returns a line about it. */
    public String run() throws IOException {
        WeldConstants cell = constants == null ? WeldConstants.shipped() : WeldConstants.read(constants);
        WeldData.write(file, kind, welds, seed, cell);
        return welds + " welds, " + kind.name().toLowerCase(Locale.ROOT) + ", seed " + seed + ": " + file;
    }

    private static String value(String option, Deque<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("Option " + option + " needs a value: see --help.");
        }
        return words.pop();
    }

    private static long number(String option, String text, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, with the range.
        }
        throw new IllegalArgumentException(option + " " + text + ": write a whole number from 1 to " + most + ".");
    }
}
