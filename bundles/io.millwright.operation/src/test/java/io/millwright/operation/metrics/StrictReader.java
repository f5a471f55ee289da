package io.millwright.operation.metrics;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads OpenMetrics 1.0 text of counters, gauges and histograms as strictly as the specification has it: TYPE, UNIT and HELP once before the samples,
 * families not interleaved, no sample twice, units at the end of names, {@code _total} behind counters, {@code # EOF} at the end.
 */
final class StrictReader {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[n\"\\\\])*\"";
    private static final Pattern META = Pattern.compile("# (TYPE|UNIT|HELP) (" + NAME + ") (.+)");
    private static final Pattern SAMPLE = Pattern.compile(
            "(" + NAME + ")(\\{" + LABEL + "(?:," + LABEL + ")*\\})? ([+-]?\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d+)?)");
    private static final Pattern ESCAPES = Pattern.compile("(?:[^\"\\\\\n]|\\\\[n\"\\\\])*");

    final Map<String, Double> samples = new LinkedHashMap<>();
    final Map<String, String> types = new LinkedHashMap<>();
    private final Set<String> closed = new HashSet<>();
    private String family = "";
    private String unit = "";
    private boolean sampled;
    private boolean helped;
    private String bucketOf = "";
    private double lastEnd = Double.POSITIVE_INFINITY;
    private double lastCount;

    StrictReader(String text) {
        if (!text.endsWith("# EOF\n") || text.indexOf("# EOF") != text.length() - "# EOF\n".length()) {
            throw new IllegalArgumentException("does not end with # EOF");
        }
        List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
        for (String line : lines.subList(0, lines.size() - 1)) {
            Matcher meta = META.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (meta.matches()) {
                meta(meta.group(1), meta.group(2), meta.group(3));
            } else if (sample.matches()) {
                sample(sample.group(1), sample.group(2) == null ? "" : sample.group(2), sample.group(3));
            } else {
                throw new IllegalArgumentException("not OpenMetrics: " + line);
            }
        }
    }

    private void meta(String what, String name, String rest) {
        if (what.equals("TYPE")) {
            check(closed.add(name), name + " comes twice");
            check(List.of("counter", "gauge", "histogram").contains(rest), "type " + rest);
            family = name;
            unit = "";
            sampled = false;
            helped = false;
            types.put(name, rest);
            return;
        }
        check(name.equals(family) && !sampled, what + " of " + name + " is not before its samples");
        if (what.equals("UNIT")) {
            check(unit.isEmpty() && name.endsWith("_" + rest), name + " has unit " + rest);
            unit = rest;
        } else {
            check(!helped && ESCAPES.matcher(rest).matches(), "HELP " + rest);
            helped = true;
        }
    }

    private void sample(String name, String labels, String number) {
        boolean counter = types.getOrDefault(family, "").equals("counter");
        boolean histogram = types.getOrDefault(family, "").equals("histogram");
        if (histogram) {
            histogram(name, labels, Double.parseDouble(number));
        } else {
            check(name.equals(counter ? family + "_total" : family), name + " stands below " + family);
        }
        check(!counter || Double.parseDouble(number) >= 0, name + " is " + number);
        Set<String> names = new HashSet<>();
        Matcher label = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"(?:[^\"\\\\]|\\\\.)*\"")
                .matcher(labels);
        while (label.find()) {
            check(names.add(label.group(1)), "label twice in " + labels);
        }
        check(samples.put(name + labels, Double.parseDouble(number)) == null, name + labels + " comes twice");
        sampled = true;
    }

    /** Buckets rise in their ends and counts, up to +Inf, which is the count; then come count and sum of the same labels. */
    private void histogram(String name, String labels, double value) {
        if (name.equals(family + "_bucket")) {
            Matcher end = Pattern.compile(",le=\"(\\d+\\.\\d+|\\+Inf)\"\\}$").matcher(labels);
            check(end.find(), "no canonical end in " + labels);
            String of = labels.substring(0, end.start());
            double le = end.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(end.group(1));
            boolean goesOn = of.equals(bucketOf);
            check(
                    goesOn ? le > lastEnd && value >= lastCount : lastEnd == Double.POSITIVE_INFINITY,
                    labels + " is out of order");
            bucketOf = of;
            lastEnd = le;
            lastCount = value;
            return;
        }
        check(name.equals(family + "_count") || name.equals(family + "_sum"), name + " stands below " + family);
        check(labels.equals(bucketOf + "}") && lastEnd == Double.POSITIVE_INFINITY, labels + " has no buckets");
        check(!name.endsWith("_count") || value == lastCount, name + labels + " is not the last bucket");
    }

    private static void check(boolean right, String wrong) {
        if (!right) {
            throw new IllegalArgumentException(wrong);
        }
    }
}
