package io.millwright.pipeline.capture;

import io.millwright.decision.Feedback.Given;
import io.millwright.decision.Opinion;
import io.millwright.decision.Opinion.Verdict;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An opinion as one line: fields separated by tabs, control characters and backslashes escaped. */
final class GivenLine {
    private static final String VERSION = "1";
    private static final int FIELDS = 11;

    private GivenLine() {}

    static String of(Given given) {
        Opinion opinion = given.opinion();
        return Stream.of(
                        VERSION,
                        Long.toString(given.timeMicros()),
                        opinion.verdict().name(),
                        Long.toString(opinion.run()),
                        Long.toString(opinion.sequence()),
                        opinion.pipeline(),
                        opinion.asset(),
                        opinion.reading(),
                        opinion.label(),
                        opinion.comment(),
                        opinion.who())
                .map(GivenLine::escaped)
                .collect(Collectors.joining("\t"));
    }

    /** Returns what a line says, null for one that is damaged. */
    static Given read(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS || !fields[0].equals(VERSION)) {
            return null;
        }
        try {
            return new Given(
                    new Opinion(
                            plain(fields[5]),
                            plain(fields[6]),
                            Long.parseLong(fields[3]),
                            Long.parseLong(fields[4]),
                            Verdict.valueOf(fields[2]),
                            plain(fields[7]),
                            plain(fields[8]),
                            plain(fields[9]),
                            plain(fields[10])),
                    Long.parseLong(fields[1]));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < ' ' || c == '\\' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029;
            out.append(control ? String.format("\\%04x", (int) c) : String.valueOf(c));
        }
        return out.toString();
    }

    private static String plain(String escaped) {
        StringBuilder out = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '\\' && i + 4 < escaped.length()) {
                out.append((char) Integer.parseInt(escaped.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                out.append(escaped.charAt(i));
            }
        }
        return out.toString();
    }
}
