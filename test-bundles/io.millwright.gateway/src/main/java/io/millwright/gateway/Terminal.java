package io.millwright.gateway;

import java.nio.charset.Charset;
import java.util.function.Consumer;

/**
 * What decisions are written to.
 *
 * @param out takes lines
 * @param colours whether lines may be coloured
 * @param blocks whether block characters can be shown; else there is ASCII only
 */
record Terminal(Consumer<String> out, boolean colours, boolean blocks) {
    /** Standard output; a system property says whether that is a terminal. */
    static Terminal standard(String property) {
        String noColour = System.getenv("NO_COLOR");
        boolean colours = Boolean.getBoolean(property)
                && (noColour == null || noColour.isEmpty())
                && !"dumb".equals(System.getenv("TERM"));
        return new Terminal(
                System.out::println,
                colours,
                Charset.defaultCharset().newEncoder().canEncode('\u2588'));
    }

    void line(String text) {
        out.accept(text);
    }
}
