package io.millwright.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code --fault} can name: faults of the gateway, and those that the simulator lists of itself. */
final class DemoFaults {
    private static final Pattern NAME = Pattern.compile("[a-z]+(?:-[a-z]+)*");
    private static final long LIMIT_SECONDS = 60;

    private DemoFaults() {}

    /**
     * A line for each, which begins with its name.
     *
     * @throws IOException where the simulator does not start
     */
    static List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>(DemoOptions.GATEWAY_FAULTS);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        DemoFiles.find().simulator(),
                        "io.millwright.simulator.Main",
                        "--list-faults")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var in = process.inputReader(StandardCharsets.UTF_8)) {
            in.lines().forEach(lines::add);
        } finally {
            ChildProcess.end(process, LIMIT_SECONDS);
        }
        return lines;
    }

    /**
     * Before anything is started: a fault that nobody knows would end the demo only when it is due.
     *
     * @param fault as on the command line, or null
     * @throws IllegalArgumentException where it is none of the {@link #lines}
     * @throws IOException where the simulator does not start
     */
    static void check(String fault) throws IOException {
        if (fault != null && !DemoOptions.GATEWAY_FAULTS.contains(fault)) {
            check(fault, lines());
        }
    }

    static void check(String fault, List<String> lines) {
        List<String> names = lines.stream().map(DemoFaults::name).toList();
        if (!names.contains(name(fault))) {
            throw new IllegalArgumentException(
                    "--fault " + fault + " is unknown: write one of " + String.join(", ", names));
        }
    }

    /** The beginning of a line or of an option, without arguments. */
    private static String name(String text) {
        Matcher matcher = NAME.matcher(text);
        return matcher.lookingAt() ? matcher.group() : text;
    }
}
