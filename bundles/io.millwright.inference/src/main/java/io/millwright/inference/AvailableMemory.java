package io.millwright.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory may still be taken without anybody being ended for it: of the system, and of the limits on this process's group. */
final class AvailableMemory {
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d{1,15}) kB$");
    private static final Pattern INACTIVE = Pattern.compile("(?m)^(?:total_)?inactive_file (\\d{1,18})$");
    private static final Pattern GROUP = Pattern.compile("(?m)^0::(/.*)$");

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

    /** Each group that this one is in may have a limit (Linux, Documentation/admin-guide/cgroup-v2). */
    private long ofGroups() {
        Path top = root.resolve("sys/fs/cgroup");
        Matcher group = GROUP.matcher(text(root.resolve("proc/self/cgroup")));
        long least = Long.MAX_VALUE;
        Path folder = group.find() ? top.resolve(group.group(1).substring(1)).normalize() : top;
        for (; folder != null && folder.startsWith(top); folder = folder.getParent()) {
            least = Math.min(least, left(folder));
        }
        return least;
    }

    private static long left(Path folder) {
        long most = number(folder.resolve("memory.max"));
        long used = number(folder.resolve("memory.current"));
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
