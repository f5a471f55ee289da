package io.millwright.inference;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.secret.OpenedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files of accepted models in {@code <Kura data directory>/millwright/models}, so that the last accepted version
 * serves again after a restart whatever the bundle then holds.
 *
 * <p>{@code files/<sha256>} holds contents; {@code index/<bundle symbolic name>.json} says which of them belong together, and
 * {@code index/<bundle symbolic name>+<model>.json} the same of what the bundle brought before, under another name or as an
 * earlier version of the same; {@code versions} has such an entry per version that is kept, and {@code life} what is known of
 * them. Of what belongs together the index is written last. Used by the loader's thread alone.
 */
final class ModelStore {
    private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);

    private static final int GREATEST_INDEX = 1_024;
    private static final int INDEX_BYTES = 16 << 10;
    private static final int LIFE_BYTES = 1 << 20;
    private static final int VERSION_DIGITS = 16;
    private static final String SUFFIX = ".json";
    /** Between a bundle's symbolic name and the name of a model that it brought before; in no symbolic name. */
    private static final String FORMER = "+";

    private static final String SYMBOLIC_NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}";

    private final OpenedFiles opened;
    private final Path root;
    private final Path files;
    private final Path index;
    private final Path versions;
    private final Path life;

    /** A store of models none of which is secret. */
    ModelStore(Path kuraDataDirectory) {
        this(kuraDataDirectory, OpenedFiles.none());
    }

    ModelStore(Path kuraDataDirectory, OpenedFiles opened) {
        this.opened = opened;
        root = kuraDataDirectory.resolve("millwright").resolve("models");
        files = root.resolve("files");
        index = root.resolve("index");
        versions = root.resolve("versions");
        life = root.resolve("life");
    }

    /** Reads a model's files; what is secret is opened in memory. */
    StagedModel stage(ModelContent content) throws ModelRefused {
        return StagedModel.of(content, staging(), opened);
    }

    /** The same of files that may just be being replaced, see {@link StagedModel#ofChanging}. */
    StagedModel stageChanging(ModelContent content, Runnable pause) throws ModelRefused {
        return StagedModel.ofChanging(content, staging(), opened, pause);
    }

    /** Returns the directory where files are staged before they are accepted. */
    Path staging() {
        return root.resolve("staging");
    }

    /** Returns the directory of {@link TrialMarks}. */
    Path marks() {
        return root.resolve("trying");
    }

    /** Returns the directory of what execution providers compile. */
    Path engines() {
        return root.resolveSibling("engines");
    }

    /** Returns the directory of what workers need. */
    Path workers() {
        return root.resolveSibling("worker");
    }

    /** Returns which description is kept of a bundle, null for none. */
    String keptSha256(String symbolicName) throws IOException {
        requireName(symbolicName);
        Path file = indexFile(symbolicName);
        try {
            return description(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException | ModelRefused e) {
            return null;
        }
    }

    /** Returns what the last accepted model of that bundle is, null if there is none. */
    ModelDescription keptDescription(String symbolicName) throws IOException, ModelRefused {
        return find(symbolicName) instanceof KeptContent kept ? kept.description() : null;
    }

    /** Deletes what an earlier process left half written. */
    void clean() throws IOException {
        opened.clean();
        for (Path directory : List.of(staging(), files, index, versions, life)) {
            for (Path file : DurableFiles.list(directory)) {
                if (DurableFiles.unfinished(file)) {
                    for (Path part : DurableFiles.list(file)) {
                        Files.deleteIfExists(part);
                    }
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Keeps an accepted model as the one of that bundle, in place of an earlier one. */
    void keep(String symbolicName, StagedModel model) throws IOException {
        requireName(symbolicName);
        keepFiles(indexFile(symbolicName), model);
        collect();
    }

    private void keepFiles(Path indexFile, StagedModel model) throws IOException {
        ModelDescription description = model.description();
        Files.createDirectories(files);
        Files.createDirectories(indexFile.getParent());
        DurableFiles.put(files.resolve(description.sha256()), model.descriptionContent());
        DurableFiles.put(files.resolve(description.golden().sha256()), model.deliveredGolden());
        DurableFiles.put(files.resolve(description.onnx().sha256()), model.deliveredOnnx());
        if (model.deliveredBackground() != null) {
            DurableFiles.put(files.resolve(description.background().sha256()), model.deliveredBackground());
        }
        for (int i = 0; i < model.data().size(); i++) {
            DurableFiles.put(
                    files.resolve(description.data().get(i).sha256()),
                    model.data().get(i));
        }
        DurableFiles.force(files);
        JsonObject entry = Json.object()
                .add("format", 1)
                .add("model", description.toString())
                .add("description", description.sha256());
        DurableFiles.put(indexFile, entry.toString().getBytes(StandardCharsets.UTF_8));
        DurableFiles.force(indexFile.getParent());
    }

    /**
     * Keeps a model as one of the versions of that bundle.
     *
     * @return what its files take, in bytes
     */
    long keepVersion(String symbolicName, StagedModel model) throws IOException {
        requireName(symbolicName);
        ModelDescription description = model.description();
        keepFiles(versionFile(symbolicName, description.name(), description.sha256()), model);
        long bytes = model.descriptionContent().length
                + Files.size(model.deliveredGolden())
                + Files.size(model.deliveredOnnx());
        for (Path data : model.data()) {
            bytes += Files.size(data);
        }
        bytes += model.deliveredBackground() == null ? 0 : Files.size(model.deliveredBackground());
        return bytes;
    }

    /** Returns a kept version, null if there is none. */
    ModelContent version(String symbolicName, String model, String sha256) throws IOException, ModelRefused {
        return content(versionFile(symbolicName, model, sha256));
    }

    /** Whether content of that description, null for none that can be read, passed its checks here before. */
    boolean knows(String symbolicName, String sha256) throws IOException {
        if (sha256 == null) {
            return false;
        }
        if (sha256.equals(keptSha256(symbolicName))) {
            return true;
        }
        String end = FORMER + shortened(sha256) + SUFFIX;
        return DurableFiles.list(versions).stream()
                .map(file -> file.getFileName().toString())
                .anyMatch(name -> name.startsWith(symbolicName + FORMER) && name.endsWith(end));
    }

    /** Has a kept version serve first after a restart. */
    void serveVersion(String symbolicName, String model, String sha256) throws IOException {
        DurableFiles.put(indexFile(symbolicName), Files.readAllBytes(versionFile(symbolicName, model, sha256)));
        DurableFiles.force(index);
    }

    /** Forgets a version. */
    void removeVersion(String symbolicName, String model, String sha256) throws IOException {
        Files.deleteIfExists(versionFile(symbolicName, model, sha256));
        collect();
    }

    private Path versionFile(String symbolicName, String model, String sha256) {
        return versions.resolve(symbolicName + FORMER + model + FORMER + shortened(sha256) + SUFFIX);
    }

    private static String shortened(String sha256) {
        return sha256.substring(0, VERSION_DIGITS);
    }

    /** Returns what is known of the versions of a model, null for nothing. */
    byte[] life(String symbolicName, String model) throws IOException {
        try (InputStream in = Files.newInputStream(lifeFile(symbolicName, model))) {
            return in.readNBytes(LIFE_BYTES);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Keeps what is known of the versions of a model. */
    void keepLife(String symbolicName, String model, byte[] json) throws IOException {
        requireName(symbolicName);
        Files.createDirectories(life);
        DurableFiles.put(lifeFile(symbolicName, model), json);
        DurableFiles.force(life);
    }

    private Path lifeFile(String symbolicName, String model) {
        return life.resolve(symbolicName + FORMER + model + SUFFIX);
    }

    /** Keeps what is kept of that bundle also as its former model, if it is that one. */
    void keepFormer(String symbolicName, ModelDescription former) throws IOException {
        requireName(symbolicName);
        Path file = indexFile(symbolicName);
        try {
            byte[] entry = Files.readAllBytes(file);
            if (description(file.getFileName().toString(), entry).equals(former.sha256())) {
                DurableFiles.put(indexFile(symbolicName + FORMER + former.name()), entry);
                DurableFiles.force(index);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} was never kept", former);
        } catch (ModelRefused e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Returns the version of a model that served before, of the same bundle and name; null if there is none. Where the bundle
     * was updated while nobody looked, that is the one that was kept last.
     */
    ModelContent earlier(String symbolicName, ModelDescription successor) throws IOException, ModelRefused {
        requireName(symbolicName);
        keepLast(symbolicName, successor);
        ModelContent found = content(indexFile(symbolicName + FORMER + successor.name()));
        if (found instanceof KeptContent kept && kept.sha256().equals(successor.sha256())) {
            removeFormer(symbolicName, successor.name());
            return null;
        }
        return found;
    }

    /** What was kept last served before a bundle was updated while nobody looked, perhaps under another name. */
    private void keepLast(String symbolicName, ModelDescription successor) throws IOException {
        try {
            if (find(symbolicName) instanceof KeptContent last
                    && !last.sha256().equals(successor.sha256())
                    && !Files.exists(
                            indexFile(symbolicName + FORMER + last.description().name()))) {
                keepFormer(symbolicName, last.description());
            }
        } catch (ModelRefused e) {
            LOG.warn("{}: what it brought last does not serve again: {}", symbolicName, e.getMessage());
        }
    }

    /** Returns the models that the bundle brought under other names before; what is damaged is left out, and logged. */
    List<ModelContent> formers(String symbolicName) throws IOException {
        requireName(symbolicName);
        List<ModelContent> found = new ArrayList<>();
        for (Path file : DurableFiles.list(index)) {
            String name = file.getFileName().toString();
            if (name.startsWith(symbolicName + FORMER) && name.endsWith(SUFFIX)) {
                try {
                    found.add(content(file));
                } catch (IOException | ModelRefused e) {
                    LOG.warn("{}: the model that it kept does not serve again: {}", name, e.toString());
                }
            }
        }
        return found;
    }

    /** Keeps a former model of one bundle as that of another. */
    void moveFormer(String symbolicName, String other, String model) throws IOException {
        requireName(symbolicName);
        requireName(other);
        Files.move(
                indexFile(symbolicName + FORMER + model),
                indexFile(other + FORMER + model),
                StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.force(index);
    }

    /** Forgets a model that the bundle brought before. */
    void removeFormer(String symbolicName, String model) throws IOException {
        requireName(symbolicName);
        if (Files.deleteIfExists(indexFile(symbolicName + FORMER + model))) {
            collect();
        }
    }

    /** Returns the last accepted model of that bundle, null if there is none. */
    ModelContent find(String symbolicName) throws IOException, ModelRefused {
        requireName(symbolicName);
        return content(indexFile(symbolicName));
    }

    private ModelContent content(Path indexFile) throws IOException, ModelRefused {
        byte[] content;
        try (InputStream in = Files.newInputStream(indexFile)) {
            content = in.readNBytes(INDEX_BYTES);
        } catch (NoSuchFileException e) {
            return null;
        }
        String sha256 = description(indexFile.getFileName().toString(), content);
        byte[] description = Files.readAllBytes(files.resolve(sha256));
        if (!Sha256.of(description).equals(sha256)) {
            throw new ModelRefused(
                    sha256, "content", "damaged", "the hash differs", "install the model's package again");
        }
        return new KeptContent(files, sha256, DescriptionReader.read(description));
    }

    /** Forgets the models of that bundle. */
    void remove(String symbolicName) throws IOException {
        requireName(symbolicName);
        for (Path directory : List.of(index, versions, life)) {
            for (Path file : DurableFiles.list(directory)) {
                if (file.getFileName().toString().startsWith(symbolicName + FORMER)) {
                    Files.deleteIfExists(file);
                }
            }
        }
        Files.deleteIfExists(indexFile(symbolicName));
        collect();
    }

    private Path indexFile(String symbolicName) {
        return index.resolve(symbolicName + SUFFIX);
    }

    private static void requireName(String symbolicName) throws IOException {
        if (symbolicName == null || !symbolicName.matches(SYMBOLIC_NAME)) {
            throw new IOException("Bundle-SymbolicName " + symbolicName + " is no file name");
        }
    }

    private static String description(String file, byte[] content) throws ModelRefused {
        return JsonKey.parse(file, content).get("description").text("[0-9a-f]{64}", "64 hexadecimal digits");
    }

    /**
     * Deletes contents that no index names. Bundles that are away keep theirs, because a gateway installs its packages anew at
     * every boot; but no more than {@link #GREATEST_INDEX}, the oldest go first.
     */
    private void collect() throws IOException {
        List<Path> entries = DurableFiles.list(index);
        entries.addAll(DurableFiles.list(versions));
        entries.sort(Comparator.comparingLong(entry -> -entry.toFile().lastModified()));
        Set<String> used = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            if (i >= GREATEST_INDEX) {
                Files.deleteIfExists(entries.get(i));
            } else {
                use(entries.get(i), used);
            }
        }
        for (Path file : DurableFiles.list(files)) {
            if (!used.contains(file.getFileName().toString())) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void use(Path entry, Set<String> used) throws IOException {
        try {
            String sha256 = description(entry.getFileName().toString(), Files.readAllBytes(entry));
            used.add(sha256);
            ModelDescription description = DescriptionReader.read(Files.readAllBytes(files.resolve(sha256)));
            used.add(description.golden().sha256());
            used.add(description.onnx().sha256());
            description.data().forEach(file -> used.add(file.sha256()));
            if (description.background() != null) {
                used.add(description.background().sha256());
            }
        } catch (ModelRefused | NoSuchFileException e) {
            // Of no use to anybody: the contents that it named cannot be found through it.
            Files.deleteIfExists(entry);
        }
    }
}
