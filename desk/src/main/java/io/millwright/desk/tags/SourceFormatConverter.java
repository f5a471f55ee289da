package io.millwright.desk.tags;

import io.millwright.desk.source.SourceFormat;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a format. */
final class SourceFormatConverter implements ITypeConverter<SourceFormat> {
    @Override
    public SourceFormat convert(String word) {
        return Arrays.stream(SourceFormat.values())
                .filter(format -> format.word().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + word + "' is none of "
                        + Arrays.stream(SourceFormat.values())
                                .map(SourceFormat::word)
                                .collect(Collectors.joining(", "))));
    }
}
