package io.millwright.inference;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files of accepted models in {@code <Kura data directory>/millwright/models}, so that the last accepted version
 * serves again after a restart whatever the bundle then holds.
 *
 * <p>{@code files/<sha256>} holds contents; {@code index/<bundle symbolic name>.json} says which of them belong together, and
 * {@code index/<bundle symbolic name>+<model>.json} the same of what the bundle brought before, under another name or as an
 * earlier version of the same; every file is written beside, forced to disk and moved atomically, the index last. Used by the loader's thread alone.
 */
final class ModelStore {
    private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);
    static final String TEMPORARY = ".tmp";

    private static final int GREATEST_INDEX = 256;
    private static final int INDEX_BYTES = 16 << 10;
    private static final String SUFFIX = ".json";
    /** Between a bundle's symbolic name and the name of a model that it brought before; in no symbolic name. */
    private static final String FORMER = "+";

    private static final String SYMBOLIC_NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}";

    private final Path root;
    private final Path files;
    private final Path index;

    ModelStore(Path kuraDataDirectory) {
        root = kuraDataDirectory.resolve("millwright").resolve("models");
        files = root.resolve("files");
        index = root.resolve("index");
    }

    /** Returns the directory where files are staged before they are accepted. */
    Path staging() {
        return root.resolve("staging");
    }

    /** Returns the directory of {@link TrialMarks}. */
    Path marks() {
        return root.resolve("trying");
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

    /** Deletes what an earlier process left half written. */
    void clean() throws IOException {
        for (Path directory : List.of(staging(), files, index)) {
            for (Path file : list(directory)) {
                if (file.getFileName().toString().endsWith(TEMPORARY)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Keeps an accepted model as the one of that bundle, in place of an earlier one. */
    void keep(String symbolicName, StagedModel model) throws IOException {
        requireName(symbolicName);
        ModelDescription description = model.description();
        Files.createDirectories(files);
        Files.createDirectories(index);
        put(files.resolve(description.sha256()), model.descriptionContent());
        put(files.resolve(description.golden().sha256()), model.golden());
        put(files.resolve(description.onnx().sha256()), model.onnx());
        force(files);
        JsonObject entry = Json.object()
                .add("format", 1)
                .add("model", description.toString())
                .add("description", description.sha256());
        put(indexFile(symbolicName), entry.toString().getBytes(StandardCharsets.UTF_8));
        force(index);
        collect();
    }

    /** Keeps what is kept of that bundle also as its former model, if it is that one. */
    void keepFormer(String symbolicName, ModelDescription former) throws IOException {
        requireName(symbolicName);
        Path file = indexFile(symbolicName);
        try {
            byte[] entry = Files.readAllBytes(file);
            if (description(file.getFileName().toString(), entry).equals(former.sha256())) {
                put(indexFile(symbolicName + FORMER + former.name()), entry);
                force(index);
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
        for (Path file : list(index)) {
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
        force(index);
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
        for (Path file : list(index)) {
            if (file.getFileName().toString().startsWith(symbolicName + FORMER)) {
                Files.deleteIfExists(file);
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

    private static void put(Path target, byte[] content) throws IOException {
        Path temporary = Files.createTempFile(target.getParent(), "new-", TEMPORARY);
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void put(Path target, Path source) throws IOException {
        if (target.equals(source)) {
            return;
        }
        Path temporary = Files.createTempFile(target.getParent(), "new-", TEMPORARY);
        try {
            Files.copy(source, temporary, StandardCopyOption.REPLACE_EXISTING);
            force(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Forces a file, or the entries of a directory, to disk. */
    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Deletes contents that no index names. Bundles that are away keep theirs, because a gateway installs its packages anew at
     * every boot; but no more than {@link #GREATEST_INDEX}, the oldest go first.
     */
    private void collect() throws IOException {
        List<Path> entries = list(index);
        entries.sort(Comparator.comparingLong(entry -> -entry.toFile().lastModified()));
        Set<String> used = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            if (i >= GREATEST_INDEX) {
                Files.deleteIfExists(entries.get(i));
            } else {
                use(entries.get(i), used);
            }
        }
        for (Path file : list(files)) {
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
        } catch (ModelRefused | NoSuchFileException e) {
            // Of no use to anybody: the contents that it named cannot be found through it.
            Files.deleteIfExists(entry);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return new ArrayList<>();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return new ArrayList<>(entries.toList());
        }
    }

    /** Files of an accepted model, found by their hashes. */
    private record KeptContent(Path files, String sha256, ModelDescription description) implements ModelContent {
        @Override
        public InputStream open(String file) throws IOException {
            Path path = path(file);
            return path == null || !Files.exists(path) ? null : Files.newInputStream(path);
        }

        @Override
        public Path local(String file) {
            return path(file);
        }

        private Path path(String file) {
            if (file.equals(DescriptionReader.FILE)) {
                return files.resolve(sha256);
            }
            if (file.equals(description.golden().file())) {
                return files.resolve(description.golden().sha256());
            }
            return file.equals(description.onnx().file())
                    ? files.resolve(description.onnx().sha256())
                    : null;
        }
    }
}
