package io.millwright.dp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A model folder as bundle and deployment package, as the build makes them of a module with cnf/model.bnd. Equal files give equal bytes. */
public final class ModelPackage {
    private static final String INSIDE = "MILLWRIGHT-INF/";
    private static final String DESCRIPTION = "model.json";

    /** As in {@link DeploymentPackage}: packages carry no build time. */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private ModelPackage() {}

    /**
     * Writes the deployment package {@code millwright-model-<name>_<version>.dp} and removes earlier ones of that name.
     *
     * @param description the text of model.json
     * @param files the other files, by their names in model.json
     * @param into the folder, made where it is missing
     * @return the package
     */
    public static Path write(String name, String version, String description, Map<String, Path> files, Path into)
            throws IOException {
        Files.createDirectories(into);
        Path jar = Files.createTempFile(into, "millwright-model-", ".jar");
        try {
            try (OutputStream out = Files.newOutputStream(jar);
                    ZipOutputStream bundle = new ZipOutputStream(out)) {
                entry(bundle, JarFile.MANIFEST_NAME);
                manifest(name, version).write(bundle);
                entry(bundle, INSIDE + DESCRIPTION);
                bundle.write(description.getBytes(StandardCharsets.UTF_8));
                for (Map.Entry<String, Path> file : files.entrySet()) {
                    entry(bundle, INSIDE + file.getKey());
                    Files.copy(file.getValue(), bundle);
                }
            }
            return DeploymentPackage.of("millwright-model-" + name, List.of(jar))
                    .writeTo(into);
        } finally {
            Files.deleteIfExists(jar);
        }
    }

    private static void entry(ZipOutputStream bundle, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(ENTRY_TIME);
        bundle.putNextEntry(entry);
    }

    private static Manifest manifest(String name, String version) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-Name", "Millwright model " + name);
        main.putValue("Bundle-SymbolicName", "io.millwright.model." + name);
        main.putValue("Bundle-Version", version);
        main.putValue("Millwright-Model", INSIDE + DESCRIPTION);
        main.putValue(
                "Require-Capability", "osgi.extender;effective:=active;filter:=\"(osgi.extender=millwright.model)\"");
        return manifest;
    }
}
