package io.millwright.planning.plan;

import io.millwright.decision.Planner;
import io.millwright.file.PidName;
import io.millwright.file.WholeFile;
import io.millwright.form.Diagnosis;
import io.millwright.planning.plan.PlannerWork.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What a planner takes, and what it was given: a file each, written whole or not at all, there after a loss of power. Thread-safe. */
final class PlannerInputs {
    /** As much as one input may have, in bytes of UTF-8. */
    private static final int LARGEST_BYTES = 64 << 20;

    private final List<Kind> kinds;
    private final Path folder;
    private final String planner;

    private record Given(String name, String header, String help, String example, boolean needed, long takenMicros)
            implements Planner.Input {}

    /** @param kinds in the order in which people give them */
    PlannerInputs(List<Kind> kinds, Path folder, String planner) {
        this.kinds = List.copyOf(kinds);
        this.folder = folder;
        this.planner = PidName.of(planner);
    }

    private Path file(String input) {
        return folder.resolve(planner + "." + input + ".csv");
    }

    /** Returns all that are taken, and when each was. */
    List<Planner.Input> all() {
        List<Planner.Input> all = new ArrayList<>();
        kinds.forEach(each -> all.add(new Given(
                each.name(), each.header(), each.help(), each.example(), each.needed(), takenMicros(each.name()))));
        return all;
    }

    /** Returns when one was taken, microseconds since 1970 UTC; 0 where it was not. */
    private synchronized long takenMicros(String input) {
        try {
            return Files.getLastModifiedTime(file(input)).to(TimeUnit.MICROSECONDS);
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Returns one by its name.
     *
     * @throws IllegalArgumentException if it is none
     */
    Kind kind(String input) {
        return kinds.stream()
                .filter(each -> each.name().equals(input))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("input " + input + " is none of "
                        + String.join(", ", kinds.stream().map(Kind::name).toList())));
    }

    /**
     * Returns a text as it is written.
     *
     * @throws IllegalArgumentException if it is too large
     */
    byte[] bytes(Kind kind, String csv) {
        byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LARGEST_BYTES) {
            throw new IllegalArgumentException(
                    kind.name() + " has more than " + LARGEST_BYTES + " bytes; leave out what is not planned here");
        }
        return bytes;
    }

    /**
     * Keeps one in place of what was given before.
     *
     * @throws IllegalArgumentException if the disk does not take it
     */
    synchronized void write(Kind kind, byte[] bytes) {
        try {
            WholeFile.write(file(kind.name()), bytes);
        } catch (IOException e) {
            throw new IllegalArgumentException(kind.name() + " could not be kept: " + e + "; make room on the disk", e);
        }
    }

    /** Returns the texts that were given, by name. */
    synchronized Map<String, String> read() throws IOException {
        Map<String, String> inputs = new LinkedHashMap<>();
        for (Kind kind : kinds) {
            try {
                inputs.put(kind.name(), Files.readString(file(kind.name())));
            } catch (NoSuchFileException e) {
                // Not given.
            }
        }
        return inputs;
    }

    /** Returns what was never given and is needed. */
    Diagnosis missing() {
        return missing(input -> takenMicros(input) > 0);
    }

    /** The same of what was read. */
    Diagnosis missing(Map<String, String> inputs) {
        return missing(inputs::containsKey);
    }

    private Diagnosis missing(Predicate<String> given) {
        return kinds.stream()
                .filter(kind -> kind.needed() && !given.test(kind.name()))
                .findFirst()
                .map(kind -> new Diagnosis(
                        "no lines of " + kind.name() + " were given yet",
                        "give them on the page or by ./millwright, with the header " + kind.header()))
                .orElse(Diagnosis.NONE);
    }
}
