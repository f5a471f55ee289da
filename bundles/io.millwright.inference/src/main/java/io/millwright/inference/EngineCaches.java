package io.millwright.inference;

import io.millwright.inference.worker.ProviderSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What execution providers compile of models, kept in the Kura data directory: a folder for each model, provider and driver, because none
 * of them may serve for another. Bounded: the one that was used longest ago goes first. Used by one thread at a time.
 */
final class EngineCaches {
    private static final Logger LOG = LoggerFactory.getLogger(EngineCaches.class);
    private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
    private static final int SHOWN_DIGITS = 16;
    private static final long MEGABYTE = 1 << 20;

    private final Path folder;

    EngineCaches(Path folder) {
        this.folder = folder;
    }

    /** Returns the provider's set-up with a folder for what it compiles of a model, which it gets nowhere else. */
    synchronized ProviderSetup with(ProviderSetup setup, String modelSha256, int megabytes) {
        Map<String, String> options = new HashMap<>();
        Path own = folder.resolve(modelSha256.substring(0, SHOWN_DIGITS) + "-" + setup.name() + "-" + machine(setup));
        switch (setup.name()) {
            case "TensorRT" -> {
                options.put("trt_engine_cache_enable", "1");
                options.put("trt_engine_cache_path", own.toString());
            }
            case "OpenVINO" -> options.put("cache_dir", own.toString());
            default -> {
                return setup;
            }
        }
        try {
            shrink(megabytes * MEGABYTE, own);
            if (megabytes == 0) {
                return setup;
            }
            Files.createDirectories(own);
            Files.setLastModifiedTime(own, FileTime.fromMillis(System.currentTimeMillis()));
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} compiles its models anew each time: {}", setup.name(), e.toString());
            return setup;
        }
        options.putAll(setup.options());
        return new ProviderSetup(setup.name(), setup.library(), options, setup.natives());
    }

    /** What was compiled for one driver, or by one library, is of no use for another. */
    private static String machine(ProviderSetup setup) {
        String driver;
        try {
            driver = Files.readString(DRIVER);
        } catch (IOException e) {
            driver = "";
        }
        String all = driver + setup.natives() + setup.library();
        return Sha256.of(all.getBytes(StandardCharsets.UTF_8)).substring(0, SHOWN_DIGITS);
    }

    /** Deletes the oldest until the rest has that size. */
    void shrink(long bytes, Path except) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> oldest;
        try (Stream<Path> all = Files.list(folder)) {
            oldest = all.sorted(Comparator.comparing(EngineCaches::used)).toList();
        }
        long total = 0;
        for (Path cache : oldest) {
            total += size(cache);
        }
        for (Path cache : oldest) {
            if (total > bytes && !cache.equals(except)) {
                total -= size(cache);
                delete(cache);
            }
        }
    }

    private static FileTime used(Path cache) {
        try {
            return Files.getLastModifiedTime(cache);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static long size(Path cache) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path cache) throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
        LOG.info("{} was compiled longest ago, and goes to make room", cache.getFileName());
    }
}
