package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailableMemoryTest {
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    Path root;

    private void put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private long megabytes() {
        return new AvailableMemory(root).bytes() / MEGABYTE;
    }

    @Test
    void whatTheSystemHas() throws Exception {
        put("proc/meminfo", "MemTotal:  4096000 kB\nMemFree: 100 kB\nMemAvailable:   1024000 kB\n");
        assertEquals(1_000, megabytes());
    }

    @Test
    void theTightestGroupCountsAndWhatItCanGiveBackDoesNot() throws Exception {
        put("proc/meminfo", "MemAvailable:   10240000 kB\n");
        put("proc/self/cgroup", "0::/system.slice/kura.service\n");
        put("sys/fs/cgroup/system.slice/kura.service/memory.max", "max\n");
        put("sys/fs/cgroup/system.slice/kura.service/memory.current", 700 * MEGABYTE + "\n");
        put("sys/fs/cgroup/system.slice/memory.max", 1_000 * MEGABYTE + "\n");
        put("sys/fs/cgroup/system.slice/memory.current", 800 * MEGABYTE + "\n");
        put("sys/fs/cgroup/system.slice/memory.stat", "anon 1\ninactive_file " + 50 * MEGABYTE + "\n");
        assertEquals(250, megabytes());
    }

    @Test
    void groupsOfTheFirstVersionCountAsWell() throws Exception {
        put("proc/meminfo", "MemAvailable:   10240000 kB\n");
        put("proc/self/cgroup", "5:cpu,cpuacct:/other\n4:memory:/kura\n0::/\n");
        put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        put("sys/fs/cgroup/memory/memory.usage_in_bytes", 5_000 * MEGABYTE + "\n");
        put("sys/fs/cgroup/memory/kura/memory.limit_in_bytes", 1_000 * MEGABYTE + "\n");
        put("sys/fs/cgroup/memory/kura/memory.usage_in_bytes", 400 * MEGABYTE + "\n");
        put("sys/fs/cgroup/memory/kura/memory.stat", "cache 5\ninactive_file " + 100 * MEGABYTE + "\n");
        assertEquals(700, megabytes());
    }

    @Test
    void withoutASystemThatTellsThereIsNoLimit() {
        assertEquals(Long.MAX_VALUE, new AvailableMemory(root).bytes());
    }

    @Test
    void thisSystemTells() {
        assertTrue(new AvailableMemory().bytes() > MEGABYTE);
    }
}
