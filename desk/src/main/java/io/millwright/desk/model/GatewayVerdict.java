package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonValue;
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

    /** Returns it, of a model that is no head. */
    static GatewayVerdict of(Path folder, Progress progress) throws IOException, Refusal {
        return of(folder, (Path) null, progress);
    }

    /**
     * Returns it.
     *
     * @param backbone the folder of what a head is put behind, null for none
     * @throws IOException if it does not pass: {@link io.millwright.inference.RefusedFolder}
     */
    static GatewayVerdict of(Path folder, Path backbone, Progress progress) throws IOException, Refusal {
        requireBackbone(folder, backbone);
        if (backbone == null) {
            return of(folder, (ModelFolder) null, progress);
        }
        progress.step("the backbone");
        try (ModelFolder open = ModelFolder.open(backbone)) {
            return of(folder, open, progress);
        }
    }

    /** A gateway finds it among what is installed; here somebody has to say where it is. */
    private static void requireBackbone(Path folder, Path backbone) throws IOException, Refusal {
        JsonValue named = Json.parse(Files.readString(folder.resolve(ModelFiles.DESCRIPTION)))
                .asObject()
                .get("backbone");
        boolean head = named != null && named.isObject();
        if (head && backbone == null) {
            throw new Refusal(
                    folder + " is a head of " + named.asObject().getString("name", "a backbone"),
                    "give the backbone's folder with --backbone");
        }
        if (!head && backbone != null) {
            throw new Refusal(
                    folder + " names no backbone in model.json", "leave out --backbone, or write \"backbone\" there");
        }
    }

    private static GatewayVerdict of(Path folder, ModelFolder backbone, Progress progress) throws IOException {
        Path work = Files.createTempDirectory("millwright-trial-");
        try {
            progress.step("trial in a process of its own");
            String untried = ModelFolder.trial(folder, work, backbone);
            progress.step("the gateway's checks, golden rows");
            try (ModelFolder open = ModelFolder.open(folder, backbone)) {
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
