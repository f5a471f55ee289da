package io.millwright.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory may still be taken without anybody being ended for it: of the system, and of the limits on this process's group. */
final class AvailableMemory {
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d{1,15}) kB$");
    private static final Pattern INACTIVE = Pattern.compile("(?m)^(?:total_)?inactive_file (\\d{1,18})$");
    private static final Pattern GROUP = Pattern.compile("(?m)^0::(/.*)$");
    private static final Pattern FIRST_GROUP = Pattern.compile("(?m)^\\d+:(?:[a-z]+,)*memory(?:,[a-z]+)*:(/.*)$");
    private static final List<String> SECOND = List.of("memory.max", "memory.current");
    private static final List<String> FIRST = List.of("memory.limit_in_bytes", "memory.usage_in_bytes");

    private final Path root;

    AvailableMemory() {
        this(Path.of("/"));
    }

    /** @param root where proc and sys lie */
    AvailableMemory(Path root) {
        this.root = root;
    }

    /** Returns bytes; Long.MAX_VALUE where the system does not tell. */
    long bytes() {
        long available = number(AVAILABLE, root.resolve("proc/meminfo"));
        long system = available < 0 ? Long.MAX_VALUE : available * 1024;
        return Math.min(system, ofGroups());
    }

    /**
     * Each group that this one is in may have a limit (Linux, Documentation/admin-guide/cgroup-v2, and cgroup-v1/memory where the second
     * version has no memory).
     */
    private long ofGroups() {
        Path groups = root.resolve("sys/fs/cgroup");
        return Math.min(ofGroups(groups, GROUP, SECOND), ofGroups(groups.resolve("memory"), FIRST_GROUP, FIRST));
    }

    private long ofGroups(Path top, Pattern own, List<String> files) {
        Matcher group = own.matcher(text(root.resolve("proc/self/cgroup")));
        long least = Long.MAX_VALUE;
        Path folder = group.find() ? top.resolve(group.group(1).substring(1)).normalize() : top;
        for (; folder != null && folder.startsWith(top); folder = folder.getParent()) {
            least = Math.min(least, left(folder, files));
        }
        return least;
    }

    private static long left(Path folder, List<String> files) {
        long most = number(folder.resolve(files.get(0)));
        long used = number(folder.resolve(files.get(1)));
        if (most < 0 || used < 0) {
            return Long.MAX_VALUE;
        }
        long reclaimable = Math.max(0, number(INACTIVE, folder.resolve("memory.stat")));
        return Math.max(0, most - used + Math.min(used, reclaimable));
    }

    private static long number(Path file) {
        String text = text(file).strip();
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }

    private static long number(Pattern pattern, Path file) {
        Matcher matcher = pattern.matcher(text(file));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
