package io.millwright.pipeline.publish.message;

/** Makes texts fit for a message. */
public final class Text {
    /** Longest text in a message, in UTF-16 units. */
    static final int LONGEST = 1_024;

    /** Longest asset name in a topic, in UTF-16 units. */
    static final int LONGEST_IN_TOPIC = 256;

    private static final String WITHOUT_NAME = "unnamed";

    private Text() {}

    /** Cuts what is too long, visibly, and replaces halves of surrogate pairs, which UTF-8 cannot say. */
    public static String clean(String text) {
        return cut(text, LONGEST);
    }

    /**
     * Returns the name for use within a topic. The level separator and the wildcards of MQTT (3.1.1, 4.7), the
     * characters that a topic template would expand and control characters become {@code _}; blanks at the ends go.
     * Never empty.
     */
    static String inTopic(String name) {
        StringBuilder topic = new StringBuilder(name.length());
        whole(name).strip().codePoints().forEach(c -> topic.appendCodePoint(isUnfit(c) ? '_' : c));
        String cut = topic.toString().strip();
        cut = cut.substring(0, end(cut, LONGEST_IN_TOPIC)).strip();
        return cut.isEmpty() ? WITHOUT_NAME : cut;
    }

    private static boolean isUnfit(int c) {
        return "/+#$\\".indexOf(c) >= 0 || Character.isISOControl(c);
    }

    /** As {@link #clean}, with another greatest length. */
    static String cut(String text, int longest) {
        return cutWhole(whole(text), longest);
    }

    private static String cutWhole(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, end(text, longest - 1)) + "\u2026";
    }

    /** Returns the end of a prefix of at most so many units that does not split a pair. */
    private static int end(String text, int longest) {
        if (text.length() <= longest) {
            return text.length();
        }
        return Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    }

    private static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaceHalves(text);
            }
        }
        return text;
    }

    private static String replaceHalves(String text) {
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> whole.appendCodePoint(
                        c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c));
        return whole.toString();
    }
}
