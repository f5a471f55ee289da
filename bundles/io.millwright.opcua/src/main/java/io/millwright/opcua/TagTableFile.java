package io.millwright.opcua;

import io.millwright.opcua.TagTable.TableError;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Reads the tag table of the settings: from the text area, or from a file in the Kura data directory. */
final class TagTableFile implements Session.TagTableSource {
    private static final long MAX_BYTES = 16L << 20;

    private final Supplier<String> dataDirectory;

    TagTableFile(Supplier<String> dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    @Override
    public TagTable read(Settings settings) {
        if (settings.tagsFile().isEmpty()) {
            return TagTableParser.parse(settings.tags());
        }
        if (!settings.problems().isEmpty()) {
            return TagTable.EMPTY;
        }
        String directory = dataDirectory.get();
        try {
            Path root = Path.of(directory == null ? "" : directory).toRealPath();
            Path file = root.resolve(settings.tagsFile()).toRealPath();
            if (!file.startsWith(root)) {
                return error(settings, directory, "it leaves the Kura data directory");
            }
            if (Files.size(file) > MAX_BYTES) {
                return error(settings, directory, "it is larger than " + MAX_BYTES + " bytes");
            }
            return TagTableParser.parse(Files.readString(file));
        } catch (CharacterCodingException e) {
            return error(settings, directory, "it is not UTF-8 text");
        } catch (IOException | InvalidPathException e) {
            return error(settings, directory, e.getClass().getSimpleName());
        }
    }

    private static TagTable error(Settings settings, String directory, String why) {
        return new TagTable(
                List.of(),
                List.of(new TableError(
                        0,
                        "tags.file '" + settings.tagsFile() + "' cannot be read from " + directory + " (" + why
                                + "); put the file there, or leave tags.file empty")));
    }
}
