package io.millwright.opcua.table;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.table.TagTable.TableError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Reads the tag table of the settings: from the text area, or from a file in the Kura data directory. A file is read when the
 * settings come, and again after it changed and then lay still between two calls of {@link #changed}. Used on the session's
 * thread.
 */
public final class TagTableFile implements TagTableSource {
    private static final int MAX_BYTES = 16 << 20;

    private final Supplier<String> dataDirectory;
    private Stamp read;
    private Stamp seen;

    /** What tells one content of a file from another without reading it; all zero without a file. */
    private record Stamp(long size, long modifiedMillis, Object key) {}

    /** Reads files from this directory, whose supplier may return null. */
    public TagTableFile(Supplier<String> dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    @Override
    public TagTable read(Settings settings) {
        if (settings.tagsFile().isEmpty()) {
            return TagTableParser.parse(settings.tags(), settings.assets());
        }
        if (!settings.readsTagsFile()) {
            return TagTable.EMPTY;
        }
        read = stamp(settings);
        seen = read;
        String directory = dataDirectory.get();
        if (directory == null) {
            return error(settings, "the Kura data directory", "the gateway names none");
        }
        try {
            Path root = Path.of(directory).toRealPath();
            Path file = root.resolve(settings.tagsFile()).toRealPath();
            if (!file.startsWith(root)) {
                return error(settings, directory, "it leaves the Kura data directory");
            }
            if (!Files.isRegularFile(file)) {
                return error(settings, directory, "it is no regular file");
            }
            return parse(settings, directory, file);
        } catch (CharacterCodingException e) {
            return error(settings, directory, "it is not UTF-8 text");
        } catch (IOException | InvalidPathException e) {
            return error(settings, directory, e.getClass().getSimpleName());
        }
    }

    private static TagTable parse(Settings settings, String directory, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                return error(settings, directory, "it is larger than " + MAX_BYTES + " bytes");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return TagTableParser.parse(text, settings.assets());
        }
    }

    @Override
    public boolean changed(Settings settings) {
        if (!settings.readsTagsFile()) {
            return false;
        }
        Stamp now = stamp(settings);
        boolean still = now.equals(seen);
        seen = now;
        return still && !Objects.equals(now, read);
    }

    private Stamp stamp(Settings settings) {
        String directory = dataDirectory.get();
        try {
            if (directory != null) {
                BasicFileAttributes attributes = Files.readAttributes(
                        Path.of(directory).resolve(settings.tagsFile()), BasicFileAttributes.class);
                return new Stamp(
                        attributes.size(), attributes.lastModifiedTime().toMillis(), attributes.fileKey());
            }
        } catch (IOException | InvalidPathException e) {
            // Told by read(), with file and remedy.
        }
        return new Stamp(0, 0, null);
    }

    private static TagTable error(Settings settings, String directory, String why) {
        return new TagTable(
                List.of(),
                List.of(new TableError(
                        0,
                        "Tag file '" + settings.tagsFile() + "' cannot be read from " + directory + " (" + why
                                + "); put the file there, or leave Tag file empty")));
    }
}
