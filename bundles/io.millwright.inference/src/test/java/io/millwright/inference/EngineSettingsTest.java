package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import io.millwright.inference.ProviderChoice.Fallback;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine's form: what is typed, and what is wrong with it, which never is an exception. */
class EngineSettingsTest {
    @TempDir
    Path folder;

    @Test
    void anEmptyConfigurationIsTheDefaults() {
        assertEquals(EngineSettings.DEFAULTS, EngineSettings.of(Map.of()));
    }

    @Test
    void everyFieldIsRead() throws Exception {
        Files.writeString(folder.resolve("libonnxruntime.so"), "");
        EngineSettings settings = EngineSettings.of(Map.of(
                "providers",
                "tensorrt, Mine ,CPU",
                "providers.fallback",
                "refuse",
                "provider.libraries",
                "Mine=/opt/mine.so;level=2;fast = yes\nCUDA=;device_id=1\n",
                "natives.folder",
                folder.toString(),
                "worker.fromMB",
                0,
                "worker.memoryMB",
                500,
                "memory.stopThenLoad",
                true,
                "cache.MB",
                7));
        assertEquals(List.of(), settings.wrong());
        assertEquals(new ProviderChoice(List.of("TensorRT", "Mine", "CPU"), Fallback.REFUSE), settings.choice());
        assertEquals(Path.of("/opt/mine.so"), settings.setup("Mine").library());
        assertEquals(Map.of("level", "2", "fast", "yes"), settings.setup("Mine").options());
        assertNull(settings.setup("CUDA").library());
        assertEquals(Map.of("device_id", "1"), settings.setup("CUDA").options());
        assertEquals(folder, settings.setup("CUDA").natives());
        assertNull(settings.setup("CPU").natives(), "the processor is the packaged library's");
        assertEquals(0, settings.workerFromMegabytes());
        assertEquals(500, settings.workerMegabytes());
        assertTrue(settings.stopThenLoad());
        assertEquals(7, settings.cacheMegabytes());
    }

    @Test
    void whatIsWrongIsToldWithLabelValueAndWhatHoldsInItsPlace() {
        EngineSettings settings = EngineSettings.of(Map.of(
                "providers", "Cude",
                "providers.fallback", "perhaps",
                "provider.libraries", "no equals\nX=relative.so\nY=/a.so;option",
                "natives.folder", folder.toString(),
                "worker.fromMB", -1,
                "worker.memoryMB", "many",
                "memory.stopThenLoad", "yes",
                "cache.MB", Integer.MAX_VALUE));
        String wrong = String.join("\n", settings.wrong());
        for (String part : List.of(
                "Execution providers = Cude: write one of TensorRT, CUDA",
                "If none of them runs a model = perhaps: write cpu or refuse; until then refuse holds",
                "Provider libraries = no equals: write NAME=path",
                "Provider libraries = relative.so: write a path that begins with /",
                "Provider libraries = option: write option=value",
                "Folder of native libraries = " + folder + ": there is no libonnxruntime.so in it",
                "Own process above, MB = -1: write a whole number from 0 to 2048; until then 64 holds",
                "Memory limit of such a process, MB = many: write a whole number",
                "Stop a model to make room = yes: write true or false",
                "Engine caches, MB = 2147483647: write a whole number")) {
            assertTrue(wrong.contains(part), part + " not in: " + wrong);
        }
        assertEquals(10, settings.wrong().size());
        assertEquals(List.of("CPU"), settings.choice().wanted());
        assertEquals(EngineSettings.DEFAULTS.workerFromMegabytes(), settings.workerFromMegabytes());
    }

    /** A wrong word must not allow what is not allowed. */
    @Test
    void anUnknownFallbackRefuses() {
        assertEquals(
                Fallback.REFUSE,
                EngineSettings.of(Map.of("providers.fallback", "perhaps"))
                        .choice()
                        .fallback());
    }

    @Test
    void theVersionThatWorkersNeedIsThatOfThePackagedLibrary() {
        assertTrue(OrtEnvironment.getEnvironment()
                .getVersion()
                .startsWith(io.millwright.inference.worker.Workers.VERSION));
    }

    @Test
    void cachesAreKeptByModelAndProviderAndTheOldestGoesFirst() throws Exception {
        EngineCaches caches = new EngineCaches(folder.resolve("engines"));
        EngineSettings settings = EngineSettings.DEFAULTS;
        String one = "1".repeat(64);
        String other = "2".repeat(64);
        Path first = cache(caches, settings, one, 10);
        Files.write(first.resolve("plan"), new byte[3 << 20]);
        Files.setLastModifiedTime(first, FileTime.fromMillis(1_000));
        Path second = cache(caches, settings, other, 10);
        Files.write(second.resolve("plan"), new byte[3 << 20]);
        assertTrue(Files.exists(first), "there is room for both");
        assertEquals(first, cache(caches, settings, one, 10), "another cache for the same model");
        Files.setLastModifiedTime(first, FileTime.fromMillis(1_000));
        cache(caches, settings, other, 4);
        assertTrue(Files.notExists(first), "the oldest stays");
        assertTrue(Files.exists(second.resolve("plan")));
        assertEquals(Map.of(), caches.with(settings.setup("TensorRT"), one, 0).options(), "nothing is to be kept");
    }

    private static Path cache(EngineCaches caches, EngineSettings settings, String sha256, int megabytes) {
        return Path.of(caches.with(settings.setup("TensorRT"), sha256, megabytes)
                .options()
                .get("trt_engine_cache_path"));
    }
}
