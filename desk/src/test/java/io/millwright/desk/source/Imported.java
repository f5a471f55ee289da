package io.millwright.desk.source;

import io.millwright.desk.table.Finding;
import io.millwright.desk.table.Finding.Kind;
import io.millwright.desk.table.Findings;
import io.millwright.desk.table.TableLine;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** What came of a text that was imported. */
record Imported(SourceFormat format, List<TableLine> lines, Findings findings) {
    static Imported of(String text) {
        return of(text, SourceOptions.NONE);
    }

    static Imported of(String text, SourceOptions options) {
        SourceFormat format = SourceFormat.of(text);
        Findings findings = new Findings();
        return new Imported(format, format.read(text, options, findings), findings);
    }

    /** Returns this one, which must have no errors. */
    Imported good() {
        Assertions.assertEquals(
                List.of(), findings.of(Kind.ERROR).stream().map(Finding::text).toList());
        return this;
    }

    /** Returns the only error. */
    Finding error() {
        Assertions.assertEquals(
                1, findings.count(Kind.ERROR), () -> findings.of(Kind.ERROR).toString());
        return findings.of(Kind.ERROR).get(0);
    }

    List<String> names() {
        return lines.stream().map(TableLine::name).toList();
    }
}
