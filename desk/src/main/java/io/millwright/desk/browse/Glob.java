package io.millwright.desk.browse;

import java.util.regex.Pattern;

/** A pattern with * for any text and ? for any letter, in any case. Immutable. */
final class Glob {
    private final Pattern pattern;

    Glob(String glob) {
        StringBuilder regex = new StringBuilder();
        boolean afterStar = false;
        for (char c : glob.toCharArray()) {
            // Several stars are one; as a pattern of their own they would take for ever on a long name.
            if (c != '*' || !afterStar) {
                regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
            }
            afterStar = c == '*';
        }
        pattern = Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    boolean matches(String text) {
        return pattern.matcher(text).matches();
    }
}
