package io.millwright.desk.model;

import java.math.BigDecimal;
import java.util.Locale;

/** How texts and numbers stand in a card: the same on every machine. */
final class CardText {
    /** Of larger and smaller numbers the digits tell less than the power of ten. */
    private static final double GREATEST_PLAIN = 1e7;

    private static final double LEAST_PLAIN = 1e-5;

    private CardText() {}

    static String number(double value) {
        double size = Math.abs(value);
        if (Double.isNaN(value) || size != 0 && (size >= GREATEST_PLAIN || size < LEAST_PLAIN)) {
            return String.format(Locale.ROOT, "%.3g", value);
        }
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns a text as a cell of a table. */
    static String cell(String text) {
        return plain(text).replace("|", "\\|");
    }

    /** Returns a text of one line that begins nothing in Markdown. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ").strip();
    }

    static String code(String text) {
        return "`" + cell(text).replace('`', '\'') + "`";
    }
}
