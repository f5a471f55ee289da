package io.millwright.inference;

import io.millwright.inference.ProviderChoice.Fallback;
import io.millwright.inference.worker.ProviderSetup;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How models are run on this gateway. What is wrong with a value is told, and its default is used.
 *
 * @param choice by what models are run that say nothing of their own
 * @param providers library and options by the name of a provider
 * @param natives folder with an ONNX Runtime for providers other than CPU, null for the packaged one
 * @param workerFromMegabytes files above this size are run in a process of their own
 * @param workerMegabytes the most memory of such a process, 0 for what the file's size suggests
 * @param stopThenLoad whether a model may be ended before its successor is tried, where memory does not suffice for both
 * @param cacheMegabytes how much of what providers compile is kept
 * @param computeThreads how many threads compute in this process at a time, at least 1
 * @param batchLatencyMillis how long a run may wait for those of others, 0 for not at all
 * @param wrong what is wrong, one sentence each
 */
record EngineSettings(
        ProviderChoice choice,
        Map<String, Library> providers,
        Path natives,
        int workerFromMegabytes,
        int workerMegabytes,
        boolean stopThenLoad,
        int cacheMegabytes,
        int computeThreads,
        int batchLatencyMillis,
        List<String> wrong) {
    static final String PROVIDERS_LABEL = "Execution providers";
    static final String FALLBACK_LABEL = "If none of them runs a model";
    static final String LIBRARIES_LABEL = "Provider libraries";
    static final String NATIVES_LABEL = "Folder of native libraries";
    static final String WORKER_FROM_LABEL = "Own process above, MB";
    static final String WORKER_MEMORY_LABEL = "Memory limit of such a process, MB";
    static final String STOP_THEN_LOAD_LABEL = "Stop a model to make room";
    static final String CACHES_LABEL = "Engine caches, MB";
    static final String THREADS_LABEL = "Computing threads";
    static final String LATENCY_LABEL = "Wait for other rows, ms";

    static final EngineSettings DEFAULTS = new EngineSettings(
            ProviderChoice.CPU,
            Map.of(),
            null,
            64,
            0,
            false,
            1024,
            Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
            2,
            List.of());

    private static final List<String> BUILT_IN =
            List.of("TensorRT", "CUDA", "OpenVINO", "QNN", "XNNPACK", ProviderSetup.CPU);
    static final int MOST_PROVIDERS = 16;
    private static final int MOST_MEGABYTES = 1 << 20;
    private static final int MOST_FROM_MEGABYTES = 2048;
    private static final int MOST_THREADS = 1024;
    private static final int MOST_LATENCY_MILLIS = 1000;

    /** A provider's library, null for none, and options. */
    record Library(Path path, Map<String, String> options) {
        Library {
            options = Map.copyOf(options);
        }
    }

    EngineSettings {
        providers = Map.copyOf(providers);
        wrong = List.copyOf(wrong);
    }

    /** Returns these settings with another size from which models have a process of their own. */
    EngineSettings workerFrom(int megabytes) {
        return new EngineSettings(
                choice,
                providers,
                natives,
                megabytes,
                workerMegabytes,
                stopThenLoad,
                cacheMegabytes,
                computeThreads,
                batchLatencyMillis,
                wrong);
    }

    /** Returns these settings with another choice of providers. */
    EngineSettings choosing(ProviderChoice other) {
        return new EngineSettings(
                other,
                providers,
                natives,
                workerFromMegabytes,
                workerMegabytes,
                stopThenLoad,
                cacheMegabytes,
                computeThreads,
                batchLatencyMillis,
                wrong);
    }

    /** Whether what they change is how models are opened: those that are open have to be opened again. */
    boolean opensAs(EngineSettings other) {
        return choice.equals(other.choice)
                && providers.equals(other.providers)
                && Objects.equals(natives, other.natives)
                && workerFromMegabytes == other.workerFromMegabytes
                && workerMegabytes == other.workerMegabytes;
    }

    /** Returns a provider's name as it is written, whatever its case; one that is not built in stays as it is. */
    static String canonical(String name) {
        return BUILT_IN.stream()
                .filter(known -> known.equalsIgnoreCase(name))
                .findFirst()
                .orElse(name);
    }

    /** Reads a configuration; attributes that are not there have their defaults. */
    static EngineSettings of(Map<String, Object> properties) {
        return new Reading(properties).settings();
    }

    /** Returns how a provider is set up. */
    ProviderSetup setup(String provider) {
        Library library = providers.get(provider);
        return provider.equals(ProviderSetup.CPU)
                ? ProviderSetup.cpu()
                : new ProviderSetup(
                        provider,
                        library == null ? null : library.path(),
                        library == null ? Map.of() : library.options(),
                        natives);
    }

    /** One configuration being read. */
    private static final class Reading {
        private final Map<String, Object> properties;
        private final List<String> wrong = new ArrayList<>();

        Reading(Map<String, Object> properties) {
            this.properties = properties;
        }

        EngineSettings settings() {
            Map<String, Library> libraries = libraries();
            return new EngineSettings(
                    choice(libraries),
                    libraries,
                    natives(),
                    number("worker.fromMB", WORKER_FROM_LABEL, DEFAULTS.workerFromMegabytes, MOST_FROM_MEGABYTES),
                    number("worker.memoryMB", WORKER_MEMORY_LABEL, DEFAULTS.workerMegabytes, MOST_MEGABYTES),
                    stopThenLoad(),
                    number("cache.MB", CACHES_LABEL, DEFAULTS.cacheMegabytes, MOST_MEGABYTES),
                    threads(),
                    number("batch.latencyMs", LATENCY_LABEL, DEFAULTS.batchLatencyMillis, MOST_LATENCY_MILLIS),
                    wrong);
        }

        private int threads() {
            int threads = number("compute.threads", THREADS_LABEL, 0, MOST_THREADS);
            return threads == 0 ? DEFAULTS.computeThreads : threads;
        }

        private String text(String key) {
            Object value = properties.get(key);
            return value == null ? "" : value.toString().strip();
        }

        private void wrong(String label, String value, String problem) {
            wrong.add(label + " = " + value + ": " + problem);
        }

        private int number(String key, String label, int otherwise, int most) {
            String text = text(key);
            if (text.isEmpty()) {
                return otherwise;
            }
            try {
                int number = Integer.parseInt(text);
                if (number >= 0 && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below.
            }
            wrong(label, text, "write a whole number from 0 to " + most + "; until then " + otherwise + " holds");
            return otherwise;
        }

        private boolean stopThenLoad() {
            String text = text("memory.stopThenLoad");
            if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
                wrong(STOP_THEN_LOAD_LABEL, text, "write true or false; until then false holds");
            }
            return text.equals("true");
        }

        private Path natives() {
            String text = text("natives.folder");
            if (text.isEmpty()) {
                return null;
            }
            Path folder = path(NATIVES_LABEL, text);
            if (folder != null && !Files.isRegularFile(folder.resolve("libonnxruntime.so"))) {
                wrong(
                        NATIVES_LABEL,
                        text,
                        "there is no libonnxruntime.so in it; until there is, the packaged one is used");
                return null;
            }
            return folder;
        }

        private Path path(String label, String text) {
            try {
                Path path = Path.of(text);
                if (path.isAbsolute()) {
                    return path;
                }
            } catch (InvalidPathException e) {
                // Told below.
            }
            wrong(label, text, "write a path that begins with /; until then it is left out");
            return null;
        }

        private Map<String, Library> libraries() {
            Map<String, Library> all = new LinkedHashMap<>();
            for (String line : text("provider.libraries").split("\\R")) {
                if (!line.isBlank()) {
                    library(line.strip(), all);
                }
            }
            return all;
        }

        private void library(String line, Map<String, Library> all) {
            String[] parts = line.split(";");
            int equals = parts[0].indexOf('=');
            if (equals <= 0 || all.size() == MOST_PROVIDERS) {
                wrong(
                        LIBRARIES_LABEL,
                        line,
                        "write NAME=path;option=value, " + MOST_PROVIDERS
                                + " lines at most; until then it is left out");
                return;
            }
            String name = parts[0].substring(0, equals).strip();
            String path = parts[0].substring(equals + 1).strip();
            Map<String, String> options = new LinkedHashMap<>();
            for (int i = 1; i < parts.length; i++) {
                int at = parts[i].indexOf('=');
                if (at <= 0) {
                    wrong(LIBRARIES_LABEL, parts[i], "write option=value; until then its line is left out");
                    return;
                }
                options.put(
                        parts[i].substring(0, at).strip(),
                        parts[i].substring(at + 1).strip());
            }
            Path library = path.isEmpty() ? null : path(LIBRARIES_LABEL, path);
            if (path.isEmpty() || library != null) {
                all.put(name, new Library(library, options));
            }
        }

        private ProviderChoice choice(Map<String, Library> libraries) {
            List<String> wanted = new ArrayList<>();
            for (String name : text("providers").split(",")) {
                String provider = provider(name.strip(), libraries);
                if (provider != null && !wanted.contains(provider)) {
                    wanted.add(provider);
                }
            }
            if (wanted.isEmpty()) {
                wanted.add(ProviderSetup.CPU);
            }
            return new ProviderChoice(wanted, fallback());
        }

        private String provider(String name, Map<String, Library> libraries) {
            if (name.isEmpty() || libraries.containsKey(name)) {
                return name.isEmpty() ? null : name;
            }
            String known = canonical(name);
            if (BUILT_IN.contains(known)) {
                return known;
            }
            wrong(
                    PROVIDERS_LABEL,
                    name,
                    "write one of " + String.join(", ", BUILT_IN) + ", or name its library in " + LIBRARIES_LABEL
                            + "; until then it is left out");
            return null;
        }

        private Fallback fallback() {
            String text = text("providers.fallback");
            if (text.isEmpty() || text.equals("cpu")) {
                return Fallback.CPU;
            }
            if (!text.equals("refuse")) {
                wrong(FALLBACK_LABEL, text, "write cpu or refuse; until then refuse holds");
            }
            return Fallback.REFUSE;
        }
    }
}
