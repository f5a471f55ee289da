package io.millwright.bench;

import ai.onnxruntime.OrtException;
import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The versions of the model that has a process of its own: good ones, and those that take more than there is. */
final class CrashModels {
    static final String NAME = "heavy";

    /** Files above this size have a process of their own. */
    static final int ELSEWHERE_MEGABYTES = 1;

    /** The execution provider whose library ends the process that loads it. */
    static final String CRASHING_PROVIDER = "Crashing";

    private static final String FIRST_VERSION = "1.0.0";
    private static final int WIDTH = 512;
    private static final long TWENTY_GIGABYTES_OF_FLOATS = 5_000_000_000L;
    private static final int PRODUCTS = 400;
    private static final int SIDE = 3_000;
    private static final Path COMPILER = Path.of("/usr/bin/gcc");
    private static final long COMPILE_SECONDS = 60;

    /** How a version is. */
    enum Kind {
        GOOD,
        /** It wants 20 GB while it is opened. */
        HUNGRY,
        /** It computes for minutes while it is opened. */
        NEVER_READY
    }

    private final Path folder;
    private final int features;

    CrashModels(Path folder, int features) {
        this.folder = folder;
        this.features = features;
    }

    /** Writes the version that serves. */
    Path first() throws IOException, OrtException {
        return good(FIRST_VERSION);
    }

    private Path good(String version) throws IOException, OrtException {
        byte[] onnx = Models.dense(version.hashCode(), features, WIDTH, WIDTH, WIDTH, 1);
        return LoadModel.write(folder.resolve(version), NAME, version, onnx, features);
    }

    static String version(int number) {
        return "2.0." + number;
    }

    /** Writes a version; each number is another one. */
    Path write(Kind kind, int number) throws IOException, OrtException {
        String version = version(number);
        return switch (kind) {
            case GOOD -> good(version);
            case HUNGRY -> hostile(version, Models.hungry(TWENTY_GIGABYTES_OF_FLOATS));
            case NEVER_READY -> hostile(version, Models.neverReady(PRODUCTS, SIDE));
        };
    }

    private Path hostile(String version, byte[] onnx) throws IOException {
        JsonArray columns =
                Json.array().asArray().add(Json.object().add("name", "f0").add("unit", ""));
        JsonObject json = Json.object()
                .add("inputs", ModelPackage.tensor("x", "FLOAT32", 1, columns))
                .add("outputs", ModelPackage.tensor("y", "FLOAT32", 1, null));
        return ModelPackage.write(folder.resolve(version), NAME, version, onnx, json, "f0,=y\n1,1\n");
    }

    /** Compiles the library that aborts when it is loaded; null where there is no compiler. */
    Path crashingLibrary() throws IOException, InterruptedException {
        if (!Files.isExecutable(COMPILER)) {
            return null;
        }
        Path source = Files.writeString(
                Files.createDirectories(folder).resolve("crashing.c"),
                "#include <stdlib.h>\n__attribute__((constructor)) static void load(void) { abort(); }\n");
        Path library = folder.resolve("libcrashing.so");
        Process compiler = new ProcessBuilder(
                        COMPILER.toString(), "-shared", "-fPIC", "-o", library.toString(), source.toString())
                .inheritIO()
                .start();
        if (!compiler.waitFor(COMPILE_SECONDS, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
            compiler.destroyForcibly();
            throw new IOException(source + " was not compiled");
        }
        return library;
    }
}
