package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** In a framework, with a keystore as a gateway has it: data are kept when the form says so, encrypted, and no longer than that. */
@ExtendWith(SharedSite.class)
class KeptDataTest {
    private static final String PIPELINE = SharedSite.PIPELINE;

    @AfterEach
    void asItWas(Site site) {
        site.gateway().update(PIPELINE, Map.of("capture.enabled", false));
    }

    @Test
    void whatTheFormWantsIsKeptAndNothingOfItIsReadable(Site site) throws Exception {
        assertEquals(List.of(), segments(site));
        assertEquals(0, site.counter(PIPELINE, "capture.kept"));
        site.gateway().update(PIPELINE, Map.of("capture.enabled", true, "capture.routineEach", 1));
        site.await("rows to be kept", () -> site.counter(PIPELINE, "capture.kept") > 2);
        List<Path> segments = segments(site);
        assertEquals(1, segments.size());
        String content = Files.readString(segments.get(0), StandardCharsets.ISO_8859_1);
        for (String name : List.of("torque", "mill-1", "healthy")) {
            assertFalse(content.contains(name), name);
        }
        assertEquals(0, site.counter(PIPELINE, "capture.dropped"));
        site.gateway().update(PIPELINE, Map.of("capture.enabled", false));
        site.awaitGoodDecision(PIPELINE);
        long after = site.counter(PIPELINE, "capture.kept");
        site.awaitGoodDecision(PIPELINE);
        site.awaitGoodDecision(PIPELINE);
        assertEquals(after, site.counter(PIPELINE, "capture.kept"));
    }

    private static List<Path> segments(Site site) {
        Path folder = site.gateway().dataFolder().resolve("millwright").resolve("capture");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
