package io.millwright.gateway.recording;

import io.millwright.dp.DeploymentPackage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A model folder as bundle and deployment package, as the build makes them of a module with cnf/model.bnd. */
public final class ModelPackage {
    private static final String INSIDE = "MILLWRIGHT-INF/";

    private ModelPackage() {}

    /**
     * Writes the deployment package {@code millwright-model-<name>_<version>.dp}.
     *
     * @param speed how many times faster than the recording the line shall run
     * @throws IllegalArgumentException where the model cannot run at that speed
     */
    public static Path write(ModelFolder model, int speed, Path into) throws IOException {
        Files.createDirectories(into);
        Path jar = into.resolve("io.millwright.model." + model.name() + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream bundle = new JarOutputStream(out, manifest(model))) {
            bundle.putNextEntry(new ZipEntry(INSIDE + ModelFolder.DESCRIPTION));
            bundle.write(model.description(speed).getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, Path> file : model.files().entrySet()) {
                bundle.putNextEntry(new ZipEntry(INSIDE + file.getKey()));
                Files.copy(file.getValue(), bundle);
            }
        }
        Path file = DeploymentPackage.of("millwright-model-" + model.name(), List.of(jar))
                .writeTo(into);
        Files.delete(jar);
        return file;
    }

    private static Manifest manifest(ModelFolder model) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-Name", "Millwright model " + model.name());
        main.putValue("Bundle-SymbolicName", "io.millwright.model." + model.name());
        main.putValue("Bundle-Version", model.version());
        main.putValue("Millwright-Model", INSIDE + ModelFolder.DESCRIPTION);
        main.putValue(
                "Require-Capability", "osgi.extender;effective:=active;filter:=\"(osgi.extender=millwright.model)\"");
        return manifest;
    }
}
