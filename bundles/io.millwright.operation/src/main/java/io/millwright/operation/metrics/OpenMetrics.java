package io.millwright.operation.metrics;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Figures as OpenMetrics 1.0 text. */
final class OpenMetrics {
    static final String CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private OpenMetrics() {}

    static byte[] of(Figures figures) {
        StringBuilder text = new StringBuilder();
        for (Family family : figures.families()) {
            if (family.isEmpty()) {
                continue;
            }
            text.append("# TYPE ")
                    .append(family.name)
                    .append(' ')
                    .append(family.type())
                    .append('\n');
            if (!family.unit.isEmpty()) {
                text.append("# UNIT ")
                        .append(family.name)
                        .append(' ')
                        .append(family.unit)
                        .append('\n');
            }
            text.append("# HELP ")
                    .append(family.name)
                    .append(' ')
                    .append(escaped(family.help))
                    .append('\n');
            family.samples.forEach((labels, value) -> append(text, family, labels, value));
            family.histograms.forEach((labels, histogram) -> append(text, family.name, labels, histogram));
        }
        return text.append("# EOF\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder text, Family family, String labels, BigDecimal value) {
        text.append(family.name).append(family.gauge ? "" : "_total");
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        // No counter is below 0; should a bug make it so, the text stays one that can be read.
        BigDecimal told = family.gauge ? value : value.max(BigDecimal.ZERO);
        text.append(' ').append(number(told)).append('\n');
    }

    private static void append(StringBuilder text, String name, String labels, Histogram histogram) {
        for (int i = 0; i < Histogram.ENDS.size(); i++) {
            text.append(name)
                    .append("_bucket{")
                    .append(labels)
                    .append(",le=\"")
                    .append(Histogram.ENDS.get(i))
                    .append("\"} ")
                    .append(histogram.upTo(i))
                    .append('\n');
        }
        text.append(name)
                .append("_count{")
                .append(labels)
                .append("} ")
                .append(histogram.count())
                .append('\n');
        text.append(name)
                .append("_sum{")
                .append(labels)
                .append("} ")
                .append(number(histogram.sum()))
                .append('\n');
    }

    private static String number(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static String escaped(String help) {
        return help.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
