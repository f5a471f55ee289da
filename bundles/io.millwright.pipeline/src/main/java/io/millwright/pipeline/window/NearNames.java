package io.millwright.pipeline.window;

import io.millwright.tag.Tag;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the names that a misspelt one may have meant. */
final class NearNames {
    private static final int SHOWN = 3;

    private record Candidate(String name, int distance) {}

    private NearNames() {}

    /** Returns a clause such as {@code ; near: 'a', 'b'}, or nothing where no name is near. */
    static String clause(String wanted, Collection<String> names) {
        return clause(nearest(wanted, names).stream());
    }

    /** The same of a table's tags, those first whose name or address a hint matches. */
    static String clause(String wanted, List<String> hints, Collection<Tag> table) {
        List<TagHint> patterns = hints.stream().map(TagHint::new).toList();
        Stream<String> hinted = table.stream()
                .filter(tag ->
                        patterns.stream().anyMatch(hint -> hint.matches(tag.name()) || hint.matches(tag.address())))
                .map(Tag::name)
                .sorted();
        List<String> near = nearest(wanted, table.stream().map(Tag::name).toList());
        return clause(Stream.concat(hinted, near.stream()).distinct().limit(SHOWN));
    }

    private static String clause(Stream<String> names) {
        String text = names.map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return text.isEmpty() ? "" : "; near: " + text;
    }

    /** Returns up to three names within a third of the name's length, the nearest first. */
    static List<String> nearest(String wanted, Collection<String> names) {
        String plain = plain(wanted);
        int limit = plain.length() < 3 ? 0 : plain.length() / 3;
        return names.stream()
                .map(name -> new Candidate(name, distance(plain, plain(name))))
                .filter(candidate -> candidate.distance() <= limit)
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(SHOWN)
                .map(Candidate::name)
                .toList();
    }

    /** Case and separators are what people mistype first. */
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[ _.\\-]", "");
    }

    /** Levenshtein's distance, one row at a time. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
