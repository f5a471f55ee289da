package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millwright.csv.CsvTable;
import io.millwright.simulator.Part.Variant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The failure rules against the labels of the published records. The data set is not part of the repository. */
class PublishedRecordsTest {
    private static final Path FOLDER = Path.of("../../../shared/data/ai4i2020");

    @Test
    void theRulesGiveThePublishedLabelsOfEveryRecord() throws Exception {
        assumeTrue(Files.isDirectory(FOLDER), "no AI4I 2020 data set in ../shared/data beside the repository");
        Path file;
        try (Stream<Path> files = Files.list(FOLDER)) {
            file = files.filter(f -> f.toString().endsWith(".csv")).findFirst().orElseThrow();
        }
        CsvTable table = CsvTable.read(file);
        List<String> header = table.header();
        for (List<String> row : table.rows()) {
            Variant variant = Variant.valueOf(row.get(header.indexOf("Type")));
            double air = number(header, row, "Air temperature [K]");
            double process = number(header, row, "Process temperature [K]");
            int speed = (int) number(header, row, "Rotational speed [rpm]");
            double torque = number(header, row, "Torque [Nm]");
            int wear = (int) number(header, row, "Tool wear [min]");
            assertEquals(flag(header, row, "HDF"), FailureRules.heatDissipation(air, process, speed), row::toString);
            assertEquals(flag(header, row, "PWF"), FailureRules.power(speed, torque), row::toString);
            assertEquals(flag(header, row, "OSF"), FailureRules.overstrain(variant, wear, torque), row::toString);
        }
    }

    private static double number(List<String> header, List<String> row, String column) {
        return Double.parseDouble(row.get(header.indexOf(column)));
    }

    private static boolean flag(List<String> header, List<String> row, String column) {
        return row.get(header.indexOf(column)).equals("1");
    }
}
