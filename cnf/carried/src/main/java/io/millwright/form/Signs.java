package io.millwright.form;

/** Signs that the web admin would take for markup in a form's head, and what stands for them there. */
public final class Signs {
    private static final String MARKUP = "'\"<>&";
    private static final String SHOWN = "\u2019\u201d\u2039\u203a+";

    /** What people copy from a head, or a word processor or telephone writes instead of the sign. */
    private static final String COPIED = "\u2019\u2018\u201d\u201c\u2039\u203a";

    private static final String TYPED = "''\"\"<>";

    private Signs() {}

    /** Returns a text as it can be shown. */
    public static String shown(String text) {
        return replaced(text, MARKUP, SHOWN);
    }

    /** Returns a text that was copied from where it was shown, as it would have been typed. A plus stays one. */
    public static String typed(String text) {
        return replaced(text, COPIED, TYPED);
    }

    private static String replaced(String text, String from, String to) {
        String result = text;
        for (int i = 0; i < from.length(); i++) {
            result = result.replace(from.charAt(i), to.charAt(i));
        }
        return result;
    }
}
