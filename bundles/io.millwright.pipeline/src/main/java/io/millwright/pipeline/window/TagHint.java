package io.millwright.pipeline.window;

/**
 * What a tag's name or address may look like: a text that it holds, or a pattern in which {@code *} stands for any characters and
 * {@code ?} for one. Case, blanks and separators of words do not count. Immutable.
 */
final class TagHint {
    private final String pattern;
    private final boolean whole;

    TagHint(String hint) {
        whole = hint.indexOf('*') >= 0 || hint.indexOf('?') >= 0;
        pattern = NearNames.plain(hint);
    }

    boolean matches(String text) {
        String plain = NearNames.plain(text);
        return whole ? matchesWhole(plain) : !pattern.isEmpty() && plain.contains(pattern);
    }

    /** Goes back to the last star only, so that no pattern takes longer than the product of both lengths. */
    private boolean matchesWhole(String text) {
        int at = 0;
        int p = 0;
        int star = -1;
        int resume = 0;
        while (at < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = at;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(at))) {
                p++;
                at++;
            } else if (star >= 0) {
                p = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
