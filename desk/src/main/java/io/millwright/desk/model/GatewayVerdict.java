package io.millwright.desk.model;

import io.millwright.inference.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a gateway would say of a model folder, by running what a gateway runs: the trial in a process of its own, then the checks again
 * in this one.
 *
 * @param model name and version
 * @param untried why there was no process for the trial, "" where there was
 */
record GatewayVerdict(String model, int rows, double deviation, String untried) {

    /** @throws IOException if it does not pass: {@link io.millwright.inference.RefusedFolder} */
    static GatewayVerdict of(Path folder, Progress progress) throws IOException {
        Path work = Files.createTempDirectory("millwright-trial-");
        try {
            progress.step("trial in a process of its own");
            String untried = ModelFolder.trial(folder, work);
            progress.step("the gateway's checks, golden rows");
            try (ModelFolder open = ModelFolder.open(folder)) {
                return new GatewayVerdict(
                        open.model().name() + " " + open.model().version(),
                        open.goldenRows(),
                        open.greatestDeviation(),
                        untried);
            }
        } finally {
            delete(work);
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "a gateway takes %s: %d golden rows, greatest deviation %.3g%s",
                model,
                rows,
                deviation,
                untried.isEmpty() ? "" : " (without a trial in a process of its own, because " + untried + ")");
    }
}
