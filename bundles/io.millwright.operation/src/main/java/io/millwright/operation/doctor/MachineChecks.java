package io.millwright.operation.doctor;

import io.millwright.operation.doctor.Finding.Code;
import io.millwright.operation.doctor.Surroundings.Installed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.framework.Version;

/** Clock, disk, memory, and what is installed. */
final class MachineChecks implements Check {
    private static final long MEBIBYTE = 1L << 20;

    /** Models are unpacked beside those that serve. */
    private static final long LEAST_FREE_BYTES = 200 * MEBIBYTE;

    private static final long LEAST_TEMPORARY_BYTES = 64 * MEBIBYTE;
    private static final double MOST_HEAP = 0.9;

    /** What is re-packed has versions of its own. */
    private static final Set<String> REPACKED = Set.of("io.millwright.onnxruntime", "io.millwright.solver");

    private static final String MODELS = "io.millwright.model.";

    @Override
    public List<Finding> look(Surroundings gateway) {
        List<Finding> found = new ArrayList<>();
        Surroundings.Machine machine = gateway.machine();
        clock(machine, found);
        space(machine, found);
        if (machine.heapUsedBytes() > MOST_HEAP * machine.heapMostBytes()) {
            found.add(Finding.of(
                    Code.HEAP_LOW,
                    "",
                    "",
                    machine.heapUsedBytes() / MEBIBYTE + " of " + machine.heapMostBytes() / MEBIBYTE + " MB",
                    "little of the Java heap is free after a collection; everything on the gateway becomes slow, then fails",
                    "the JVM's own figures",
                    "raise kura.mem.size, or remove what is not needed"));
        }
        bundles(gateway.bundles(), found);
        return found;
    }

    private static void clock(Surroundings.Machine machine, List<Finding> found) {
        if (machine.nowMillis() < machine.builtMillis()) {
            found.add(Finding.of(
                    Code.CLOCK_BEFORE_BUILD,
                    "",
                    "",
                    Instant.ofEpochMilli(machine.nowMillis()),
                    "the gateway's clock is wrong: certificates are refused, and times in messages are false",
                    "this software was built at " + Instant.ofEpochMilli(machine.builtMillis()),
                    "set the clock, and have it kept by NTP or chrony"));
        }
    }

    private static void space(Surroundings.Machine machine, List<Finding> found) {
        if (machine.dataFreeBytes() < LEAST_FREE_BYTES) {
            found.add(Finding.of(
                    Code.DISK_LOW,
                    "",
                    machine.dataFolder(),
                    machine.dataFreeBytes() / MEBIBYTE + " MB",
                    "Kura's data directory is nearly full: messages, models and numbers cannot be kept",
                    "free space there",
                    "make room: old packages in Kura's folder packages, logs, kept data"));
        }
        if (machine.temporaryFreeBytes() < LEAST_TEMPORARY_BYTES) {
            found.add(Finding.of(
                    Code.TEMPORARY_SPACE_LOW,
                    "",
                    machine.temporaryFolder(),
                    machine.temporaryFreeBytes() / MEBIBYTE + " MB",
                    "there is no room to unpack ONNX Runtime's native libraries and packages",
                    "free space there",
                    "make room, or set java.io.tmpdir to another folder"));
        }
        if (machine.temporaryNoexec()) {
            found.add(Finding.of(
                    Code.TEMPORARY_NOEXEC,
                    "",
                    machine.temporaryFolder(),
                    "noexec",
                    "native libraries cannot be loaded from the temporary folder, so no model runs",
                    "/proc/mounts",
                    "mount it without noexec, or set java.io.tmpdir to another folder"));
        }
    }

    private static void bundles(List<Installed> bundles, List<Finding> found) {
        for (Installed bundle : bundles) {
            if (!bundle.active() && !bundle.fragment()) {
                found.add(Finding.of(
                        Code.BUNDLE_NOT_ACTIVE,
                        "",
                        bundle.name(),
                        bundle.version(),
                        "a bundle of ours does not run: Kura lists its package as installed all the same",
                        "the framework's list of bundles",
                        "look in the log for what it misses; install the packages of one release together"));
            }
        }
        builds(bundles, found);
    }

    /** Bundles of an older build than the newest one that is there: each is named, for several packages may hold them. */
    private static void builds(List<Installed> bundles, List<Finding> found) {
        Map<Version, List<String>> builds = new TreeMap<>();
        for (Installed bundle : bundles) {
            if (!REPACKED.contains(bundle.name()) && !bundle.name().startsWith(MODELS)) {
                builds.computeIfAbsent(Version.parseVersion(bundle.version()), version -> new ArrayList<>())
                        .add(bundle.name());
            }
        }
        List<Version> versions = List.copyOf(builds.keySet());
        if (versions.size() > 1) {
            Version newest = versions.get(versions.size() - 1);
            found.add(Finding.of(
                    Code.BUILDS_DIFFER,
                    "",
                    "",
                    versions.stream()
                                    .filter(version -> !version.equals(newest))
                                    .map(version -> String.join(", ", builds.get(version)) + " of " + version)
                                    .collect(Collectors.joining("; "))
                            + "; newest " + newest,
                    "bundles of ours come from different builds, which nobody has tried together",
                    "the framework's list of bundles",
                    "install the packages that bring the older ones once more, of the newest build"));
        }
    }
}
