package io.millwright.desk.browse;

import io.millwright.desk.browse.FoundTags.Found;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What a tag is called that was found. */
enum Naming {
    /** The names from below the start to the variable. */
    PATH {
        @Override
        String of(Found tag) {
            return tag.path();
        }
    },
    /** The variable's name alone. */
    NAME {
        @Override
        String of(Found tag) {
            return tag.node().name();
        }
    },
    /** The identifier of its NodeId. */
    ID {
        @Override
        String of(Found tag) {
            return String.valueOf(tag.node().id().getIdentifier());
        }
    };

    abstract String of(Found tag);

    /** Reads a word. */
    static final class Converter implements ITypeConverter<Naming> {
        @Override
        public Naming convert(String word) {
            return Arrays.stream(values())
                    .filter(naming -> naming.name().equalsIgnoreCase(word))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + word + "' is none of "
                            + Arrays.stream(values())
                                    .map(naming -> naming.name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.joining(", "))));
        }
    }
}
