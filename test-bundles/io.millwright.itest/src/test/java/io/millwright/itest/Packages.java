package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the deployment packages that the build made. */
final class Packages {
    static final String ONNXRUNTIME = "millwright-onnxruntime";
    static final String MILLWRIGHT = "millwright";
    static final String MACHINE_FAILURE = "millwright-model-machine-failure";
    static final String DENSE_CLASSIFIER = "millwright-model-dense-classifier";

    private Packages() {}

    static Path onnxruntime() {
        return only("deployment-packages/millwright-onnxruntime", ONNXRUNTIME);
    }

    static Path millwright() {
        return only("deployment-packages/millwright", MILLWRIGHT);
    }

    static Path planning() {
        return only("deployment-packages/millwright-planning", "millwright-planning");
    }

    static Path dispatchPolicy() {
        return only("models/dispatch-policy", "millwright-model-dispatch-policy");
    }

    static Path machineFailure() {
        return only("models/machine-failure", MACHINE_FAILURE);
    }

    /** Returns the version of the model that is shipped, as its package's name says. */
    static String machineFailureVersion() {
        String name = machineFailure().getFileName().toString();
        return name.substring(name.indexOf('_') + 1, name.length() - ".dp".length());
    }

    static Path denseClassifier() {
        return only("models/dense-classifier", DENSE_CLASSIFIER);
    }

    static List<Path> all() {
        return List.of(onnxruntime(), millwright(), machineFailure(), denseClassifier());
    }

    /** The folder of the whole project, by the property {@code millwright.root} or two folders up. */
    static Path root() {
        String named = System.getProperty("millwright.root");
        return (named == null ? Path.of("../..") : Path.of(named))
                .toAbsolutePath()
                .normalize();
    }

    private static Path only(String module, String name) {
        Path folder = root().resolve(module).resolve("target");
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name + "_*.dp")) {
                files.forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (found.size() != 1) {
            fail(folder + " holds " + found.size() + " files " + name + "_*.dp instead of one: run mvn verify on the"
                    + " whole project, which makes the packages before these tests");
        }
        return found.get(0);
    }
}
