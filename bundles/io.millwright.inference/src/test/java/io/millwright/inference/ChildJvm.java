package io.millwright.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the tests in a JVM of its own, for what depends on flags or on the environment. */
final class ChildJvm {
    private static final long WAIT_SECONDS = 120;

    private ChildJvm() {}

    /** Returns the output; fails if the child ends with another status than 0 or not in time. */
    static String run(
            Path output, Map<String, String> environment, List<String> flags, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS);
            String text = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError("child " + (ended ? "status " + process.exitValue() : "hangs") + ": " + text);
            }
            return text;
        } finally {
            process.destroyForcibly();
        }
    }
}
